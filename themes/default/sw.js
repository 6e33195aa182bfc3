// For when there is no network: asks it first, for two seconds, and then answers with what was read before.
// A page that comes from here carries the moment at which it was kept, so that the reader is told.
'use strict'
// Several sites may share an origin.
var kept = caches.open('devops-docs ' + registration.scope)
var parts = ['document', 'style', 'script', 'image']

addEventListener('install', function () { skipWaiting() })
addEventListener('activate', function (event) { event.waitUntil(clients.claim()) })
addEventListener('fetch', function (event) {
  var request = event.request
  if (request.method === 'GET' && parts.indexOf(request.destination) >= 0 && request.url.indexOf(registration.scope) === 0) event.respondWith(answer(event, request))
})

async function answer(event, request) {
  var cache = await kept, old = await cache.match(request)
  var asked = fetch(request).then(function (response) {
    // A new version of a file takes the place of the one before.
    if (response.ok) { var copy = response.clone(); event.waitUntil(cache.delete(request, { ignoreSearch: true }).then(function () { return cache.put(request, copy) })) }
    return response
  })
  if (!old) return asked
  var late = new Promise(function (done) { setTimeout(done, 2000) })
  return (await Promise.race([asked.catch(function () {}), late])) || dated(old, request)
}

async function dated(old, request) {
  if (request.destination !== 'document') return old
  var moment = new Date(old.headers.get('date') || 0).toISOString()
  return new Response((await old.text()).replace('<html ', '<html data-kept="' + moment + '" '), { headers: old.headers })
}
