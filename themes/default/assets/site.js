// Deferred, classic script. Everything here is an improvement: each page reads, links and prints without it.
(function () {
  'use strict'
  var d = document, root = d.documentElement
  var $ = function (s, e) { return (e || d).querySelector(s) }
  var $$ = function (s, e) { return Array.prototype.slice.call((e || d).querySelectorAll(s)) }
  var up = root.dataset.root || ''
  var store = function (k, v) { try { return v === undefined ? localStorage.getItem(k) : localStorage.setItem(k, v) } catch (e) { return null } }
  var live = d.body.appendChild(d.createElement('p')); live.className = 'vh'; live.setAttribute('role', 'status')
  var say = function (t) { live.textContent = t }

  // Theme: system, light, dark.
  var themes = ['auto', 'light', 'dark']
  $$('.theme').forEach(function (b) {
    var show = function () { var t = root.dataset.theme || 'auto'; b.setAttribute('aria-label', 'Theme: ' + t + '. Change'); b.title = 'Theme: ' + t }
    b.addEventListener('click', function () {
      var t = themes[(themes.indexOf(root.dataset.theme || 'auto') + 1) % 3]
      if (t === 'auto') { delete root.dataset.theme; store('theme', '') } else { root.dataset.theme = t; store('theme', t) }
      show(); say('Theme: ' + t)
    })
    show()
  })

  // Ages beside absolute dates.
  var now = new Date()
  var long = function (days) { return days < 731 ? days + ' days' : Math.floor(days / 365.25) + ' years' }
  var age = function (t, day) {
    var n = Math.round((new Date(now.toISOString().slice(0, 10)) - t) / 864e5)
    if (day && n > -1) return n > 1 ? long(n) + ' ago' : n ? 'yesterday' : 'today'
    var m = Math.round((now - t) / 6e4), a = Math.abs(m)
    if (!a) return 'just now'
    var s = a < 60 ? a + ' min' : a < 2880 ? Math.round(a / 60) + ' h' : long(Math.floor(a / 1440))
    return m < 0 ? 'in ' + s : s + ' ago'
  }
  $$('time[datetime]').forEach(function (e) {
    if (e.hasAttribute('data-plain')) return
    var s = d.createElement('span'); s.className = 'age rel'; s.textContent = age(new Date(e.dateTime), e.dateTime.length < 11); e.after(' ', s)
  })

  // A copy that shows a state of more than 30 days ago says so. Whether the repository has moved on, it cannot know.
  var built = $('.built time')
  if (built && now - new Date(built.dateTime) > 2592e6) {
    var old = d.createElement('p'); old.className = 'flag'; old.dataset.tone = 'warn'; old.textContent = 'This copy shows the repository as of ' + built.textContent + ', ' + age(new Date(built.dateTime)) + '.'
    $('.page').prepend(old)
  }

  // Without a network, what was read before is shown again, and says so.
  if (root.dataset.kept) {
    var bar = d.createElement('p'); bar.className = 'flag'; bar.dataset.tone = 'warn'; bar.setAttribute('role', 'status')
    bar.textContent = 'No answer from the network: a copy of ' + root.dataset.kept.slice(0, 16).replace('T', ', ') + ' UTC, ' + age(new Date(root.dataset.kept)) + '.'
    $('.page').prepend(bar)
  }
  if (navigator.serviceWorker && location.protocol === 'https:') navigator.serviceWorker.register(up + 'sw.js').catch(function () {})

  // Copy: typed lines only. A write to a shared environment takes a second press; a destroying one is unlocked by its environment's name.
  var text = function (pre) { return $$('.l', pre).filter(function (l) { return !l.classList.contains('o') }).map(function (l) { return l.textContent }).join('\n') }
  var put = function (t) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(t)
    var a = d.createElement('textarea'); a.value = t; a.className = 'vh'; d.body.append(a); a.select()
    var ok = d.execCommand('copy'); a.remove(); return ok ? Promise.resolve() : Promise.reject()
  }
  $$('.copy').forEach(function (b) {
    var pre = d.getElementById(b.dataset.for), label = $('span', b), was = label.textContent, timer
    b.addEventListener('click', function () {
      var back = function (ms) { clearTimeout(timer); timer = setTimeout(function () { label.textContent = was; delete b.dataset.armed }, ms) }
      if (b.dataset.confirm && !b.dataset.armed) { b.dataset.armed = 1; label.textContent = b.dataset.confirm; say(b.dataset.confirm); return back(4000) }
      var gap = $('.ph', pre), done = gap ? 'Copied: fill in ' + gap.textContent : 'Copied'
      put(text(pre)).then(function () { label.textContent = done; say(done) }, function () { label.textContent = 'Select and copy'; getSelection().selectAllChildren(pre) })
      delete b.dataset.armed; back(1800)
    })
  })
  $$('.unlock input').forEach(function (i) {
    var b = $('.copy', i.closest('.unlock'))
    i.addEventListener('input', function () { b.disabled = i.value.trim() !== i.dataset.word })
  })

  // Tabs: stacked sections become tabs; the choice holds on every page.
  $$('.tabs').forEach(function (box, n) {
    var parts = $$(':scope>section', box), list = d.createElement('div'), tabs = []
    list.className = 'tablist'; list.setAttribute('role', 'tablist'); list.setAttribute('aria-label', box.dataset.label)
    var pick = function (k, focus) { tabs.forEach(function (t, j) { t.setAttribute('aria-selected', j === k); t.tabIndex = j === k ? 0 : -1; parts[j].hidden = j !== k }); if (focus) tabs[k].focus() }
    parts.forEach(function (p, k) {
      var t = d.createElement('button'); t.type = 'button'; t.textContent = $(':scope>:is(h2,h3,h4,h5,h6)', p).textContent; t.setAttribute('role', 'tab')
      t.id = 't' + n + k; p.id = p.id || 'p' + n + k; t.setAttribute('aria-controls', p.id); p.setAttribute('role', 'tabpanel'); p.setAttribute('aria-labelledby', t.id)
      t.addEventListener('click', function () { pick(k); store('tab', t.textContent) })
      t.addEventListener('keydown', function (e) { var r = getComputedStyle(box).direction === 'rtl' ? -1 : 1, s = { ArrowRight: r, ArrowLeft: -r }[e.key]; if (s) { e.preventDefault(); pick((k + s + tabs.length) % tabs.length, true) } })
      tabs.push(t); list.append(t)
    })
    box.prepend(list); box.classList.add('on')
    var want = store('tab') || (/Mac/.test(navigator.platform) ? 'macOS' : /Win/.test(navigator.platform) ? 'Windows' : 'Debian, Ubuntu')
    pick(Math.max(0, tabs.findIndex(function (t) { return t.textContent === want })))
    // A link into a tab opens it.
    var reveal = function () {
      var at = d.getElementById(decodeURIComponent(location.hash.slice(1))), k = parts.findIndex(function (p) { return p.hidden && p.contains(at) })
      if (k >= 0) { pick(k); at.scrollIntoView() }
    }
    addEventListener('hashchange', reveal); reveal()
  })

  // A link to what is folded away unfolds it.
  var unfold = function () {
    var at = d.getElementById(decodeURIComponent(location.hash.slice(1))), box = at && at.closest('details')
    if (box && !box.open) { box.open = true; at.scrollIntoView() }
  }
  addEventListener('hashchange', unfold); unfold()

  // Filter of a table: words and one pressed chip.
  $$('[data-filter]').forEach(function (box) {
    var all = d.getElementById(box.dataset.filter), rows = $$('tbody tr', all), groups = $$('details', all), input = $('input', box), out = $('output', box), chip = ''
    var run = function () {
      var q = input.value.trim().toLowerCase(), n = 0
      rows.forEach(function (r) { var on = (!q || r.textContent.toLowerCase().indexOf(q) >= 0) && (!chip || (' ' + r.dataset.is + ' ').indexOf(' ' + chip + ' ') >= 0); r.hidden = !on; n += on })
      groups.forEach(function (g) { g.hidden = !$('tbody tr:not([hidden])', g); if (q) g.open = !g.hidden })
      out.textContent = n + ' of ' + rows.length
    }
    input.addEventListener('input', run)
    $$('button', box).forEach(function (b) { b.addEventListener('click', function () { chip = b.getAttribute('aria-pressed') === 'true' ? '' : b.dataset.is; $$('button', box).forEach(function (x) { x.setAttribute('aria-pressed', x.dataset.is === chip) }); run() }) })
    run()
  })

  // On this page: the section being read.
  var toc = $('.toc'), here = $('.bar2 b')
  if (toc) {
    var links = $$('a', toc), heads = links.map(function (a) { return d.getElementById(decodeURIComponent(a.hash.slice(1))) })
    var spy = function () {
      var k = 0; heads.forEach(function (h, j) { if (h && h.getClientRects().length && h.getBoundingClientRect().top < 140) k = j })
      links.forEach(function (a, j) { if (j === k) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current') })
      if (here) here.textContent = links[k].textContent
    }
    var wait; addEventListener('scroll', function () { if (!wait) wait = requestAnimationFrame(function () { wait = 0; spy() }) }, { passive: true }); spy()
  }

  // A link within what lies over the page leads out of it.
  d.addEventListener('click', function (e) { var over = e.target.closest('a') && e.target.closest(':popover-open'); if (over) over.hidePopover() })

  // Search comes with its first use. Keys: `/`, Ctrl or Command K, `?` for the list of keys.
  var asked
  var search = function (then) {
    if (!asked) {
      asked = Promise.all([['link', { rel: 'stylesheet', href: up + 'assets/search.css' }], ['script', { src: up + 'assets/search.js' }]].map(function (part) {
        return new Promise(function (done, failed) {
          var e = Object.assign(d.createElement(part[0]), part[1])
          e.onload = done; e.onerror = failed; d.head.append(e)
        })
      }))
    }
    asked.then(function () { then(window.DevopsDocsSearch) }, function () { location.href = up + 'search.html' })
  }
  var open = function (q) { search(function (s) { s.open(q) }) }
  $$('.ask').forEach(function (a) { a.addEventListener('click', function (e) { e.preventDefault(); open() }) })
  addEventListener('keydown', function (e) {
    // A field that is gone from sight may have the focus for a moment more.
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && e.target.getClientRects().length
    if ((e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) || (e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey))) { e.preventDefault(); open() }
    else if (e.key === '?' && !typing) { e.preventDefault(); open('?') }
  })
  var place = $('[data-search]')
  if (place) search(function (s) { s.mount(place) })
})()
