// What a reader downloads, beside what we allow ourselves. Fails when a limit is passed.
//
//   node tests/browser/weigh.mjs                   weighs the site of tests/site
//   node tests/browser/weigh.mjs FOLDER            weighs another; the pages are its first runbook and its home
//   node tests/browser/weigh.mjs --lighthouse      asks Lighthouse too, which npx gets

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { executablePath, launch, modes, serve, tab } from './browser.mjs'
import { build } from './fixture.mjs'

const named = process.argv.slice(2).find(word => !word.startsWith('--'))
const built = named ? { site: named, remove: () => {} } : await build()
const folder = built.site
const size = bytes => gzipSync(bytes, { level: 9 }).length / 1024
const weight = async (...paths) => {
  const sizes = await Promise.all(paths.map(async path => size(await readFile(join(folder, path)))))
  return sizes.reduce((all, one) => all + one, 0)
}

const runbooks = (await readdir(join(folder, 'runbooks')).catch(() => [])).filter(name => name.endsWith('.html')).map(name => `runbooks/${name}`)
const isWhole = await Promise.all(runbooks.map(async path => !(await readFile(join(folder, path), 'utf8')).includes('http-equiv="refresh"')))
const runbook = named ? runbooks.find((_, at) => isWhole[at]) ?? 'index.html' : 'runbooks/rollback.html'

const server = await serve(folder, '/some/base/')
const browser = await launch()
const { page, asked } = await tab(browser, server.address, modes.phone)
await page.goto(`${server.address}/${runbook}`, { waitUntil: 'networkidle0' })
const paths = () => [...new Set(asked)].map(url => decodeURIComponent(new URL(url).pathname.replace('/some/base/', '')))
const visit = paths()
const command = await page.evaluate(() => document.querySelector('main pre')?.getBoundingClientRect().top ?? 0)
asked.length = 0
await page.evaluate(() => document.querySelector('.ask').click())
await page.waitForSelector('dialog[open] [role=combobox]')
await page.type('[role=combobox]', 'roll back')
await page.waitForSelector('[role=option]')
const search = paths()

const KB = 'KB gz'
const rows = [
  ['styles of every page', await weight('assets/site.css'), 8, KB],
  ['scripts of every page', await weight('assets/theme.js', 'assets/site.js'), 6, KB],
  ['script of search, on its first use', await weight('assets/search.js'), 8, KB],
  [`HTML of ${runbook}`, await weight(runbook), 6, KB],
  ['requests of a first visit', visit.length, 5, ''],
  ['a first visit', await weight(...visit), 20, KB],
  ['a first search', await weight(...search), 67, KB],
  ['the first command on a phone', command, 656, 'px down']
]

if (process.argv.includes('--lighthouse')) {
  const report = join(tmpdir(), `lighthouse-${process.pid}.json`)
  const words = ['--yes', 'lighthouse@12.8.2', `${server.address}/${runbook}`, '--quiet', '--output=json', `--output-path=${report}`, '--chrome-flags=--headless --no-sandbox']
  // The server answers from this process, so it must not wait for the other one.
  await promisify(execFile)('npx', words, { env: { ...process.env, CHROME_PATH: executablePath } })
  const { categories } = JSON.parse(await readFile(report, 'utf8'))
  for (const { title, score } of Object.values(categories)) rows.push([`Lighthouse: ${title}`, Math.round(score * 100), 100, 'at least'])
  await rm(report)
}

await browser.close()
server.close()
await built.remove()
const holds = ([, is, limit, unit]) => unit === 'at least' ? is >= limit : is <= limit
for (const row of rows) {
  const [what, is, limit, unit] = row
  console.log(`${holds(row) ? 'ok  ' : 'OVER'} ${what.padEnd(40)} ${is.toFixed(is % 1 ? 2 : 0).padStart(8)}  limit ${limit} ${unit}`)
}
assert.ok(rows.every(holds), 'a limit is passed')
