// What the tests in a browser share: a server of a folder, a browser, and a visit that fails over anything that went wrong.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import puppeteer from 'puppeteer-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.atom': 'application/atom+xml', '.xml': 'application/xml', '.md': 'text/markdown' }

export const executablePath = process.env.BROWSER ?? NAMES.map(name => `/usr/bin/${name}`).find(existsSync)
export const isFirefox = executablePath?.includes('firefox') ?? false

export const launch = () => {
  assert.ok(executablePath, `none of ${NAMES.join(', ')} is in /usr/bin; BROWSER may name another`)
  // Browsers refuse to confine themselves when root starts them, and every page here is our own.
  const args = isFirefox ? [] : ['--no-sandbox', '--disable-dev-shm-usage']
  return puppeteer.launch({ browser: isFirefox ? 'firefox' : 'chrome', executablePath, args })
}

// Serves a folder below a base path, as hosts of static files do: what is missing is answered with 404.html.
export const serve = async (folder, base = '/') => {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    // Browsers ask for an icon that nothing names.
    if (path === '/favicon.ico') return response.writeHead(204).end()
    const inside = path.startsWith(base) ? path.slice(base.length).replace(/(^|\/)$/, '$1index.html') : ''
    const answer = (status, name, bytes) =>
      response.writeHead(status, { 'content-type': `${TYPES[extname(name)] ?? 'text/plain'}; charset=utf-8` }).end(bytes)
    try {
      answer(200, inside, await readFile(join(folder, inside)))
    } catch {
      const page = await readFile(join(folder, '404.html')).catch(() => '')
      answer(404, '404.html', page)
    }
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return { address: `http://127.0.0.1:${server.address().port}${base.replace(/\/$/, '')}`, close: () => server.close(), stop: () => { server.close(); server.closeAllConnections() } }
}

export const files = folder => pathToFileURL(folder).href

export const modes = {
  light: {},
  dark: { features: [{ name: 'prefers-color-scheme', value: 'dark' }] },
  phone: { viewport: { width: 390, height: 844, hasTouch: true, isMobile: true } },
  narrow: { viewport: { width: 320, height: 640, hasTouch: true, isMobile: true } }
}

// A tab that notes every refusal, error and dialog of the browser, and every request that leaves the origin.
export const tab = async (browser, origin, { viewport, features, script = true } = {}) => {
  const page = await browser.newPage()
  const wrong = []
  const asked = []
  page.on('console', message => { if (message.type() === 'error') wrong.push(message.text()) })
  page.on('pageerror', error => wrong.push(error.message))
  page.on('dialog', dialog => { wrong.push(dialog.message()); dialog.dismiss() })
  page.on('request', request => {
    // Browsers ask for an icon where a page names none.
    if (request.url().endsWith('/favicon.ico')) return
    asked.push(request.url())
    if (!request.url().startsWith(origin)) wrong.push(`asked for ${request.url()}`)
  })
  if (viewport ?? !isFirefox) await page.setViewport(viewport ?? { width: 1440, height: 900 })
  if (features) await page.emulateMediaFeatures(features)
  if (!script) await page.setJavaScriptEnabled(false)
  return { page, wrong, asked }
}

// Opens an address, does something there, and fails if anything went wrong.
export const visit = async (browser, address, run, settings = {}) => {
  const origin = address.startsWith('file:') ? 'file:' : new URL(address).origin
  const { page, wrong, asked } = await tab(browser, origin, settings)
  if (settings.before) await settings.before(page)
  await page.goto(address)
  try {
    await run(page, { wrong, asked })
  } finally {
    await page.close()
  }
  assert.deepEqual(wrong, [])
}

// Waits for something on the page; the browsers' own way of waiting needs an eval that the policy refuses.
export const until = async (page, holds, ...values) => {
  // While one page gives way to another, nothing holds.
  for (let left = 200; !await page.evaluate(holds, ...values).catch(() => false); left--) {
    assert.ok(left, `never: ${holds}`)
    await new Promise(done => setTimeout(done, 50))
  }
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// What axe has to say of a part of the page.
export const violations = async (page, part) => {
  await page.evaluate(await axe)
  const found = await page.evaluate(async part => (await axe.run(part ?? document, { preload: false })).violations, part)
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')}`)
}
