// The search of a built site in a real browser, from files and from a server, under the site's policy.
//
//   cargo test --test search                       writes the site
//   npm ci --prefix tests/browser
//   node tests/browser/search.mjs                  BROWSER names another than Debian's Chromium

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { files, isFirefox, launch, modes, serve, until, violations, visit as visitIn } from './browser.mjs'

const folder = resolve(process.argv[2] ?? 'target/tmp/search')

let browser
let server
before(async () => {
  server = await serve(folder)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  server?.close()
})

const origins = { 'from files': () => files(folder), 'from a server': () => server.address }
const visit = (address, run, settings) => visitIn(browser, address, (page, { wrong }) => run(page, wrong), settings)
const open = page => page.evaluate(() => DevopsDocsSearch.open())
const status = page => page.$eval('.count', element => element.textContent)
const note = page => page.$eval('.note', element => element.textContent)
// Asks as people do, and waits for the answer to this query.
const ask = async (page, query) => {
  await page.$eval('[role=combobox]', (input, text) => {
    document.querySelector('.count').textContent = ''
    input.value = text
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, query)
  await until(page, () => /pages?$/.test(document.querySelector('.count').textContent))
  return page.$$eval('[role=group]', groups => groups.map(group => group.getAttribute('aria-label')))
}

for (const [name, origin] of Object.entries(origins)) {
  describe(name, () => {
    const runbook = () => `${origin()}/runbooks/check-00.html`

    test('words are taken apart as the table says', () => visit(runbook(), async page => {
      const table = JSON.parse(await readFile(join(folder, 'words.json'), 'utf8'))
      const found = await page.evaluate(texts => texts.map(DevopsDocsSearch.words), table.map(([text]) => text))
      for (const [at, [text, expected]] of table.entries()) {
        const words = found[at].map(({ whole, parts }) => parts.length === 1 && parts[0] === whole ? [whole] : [whole, ...parts])
        assert.deepEqual(words, expected, text)
      }
    }))

    test('the page that is meant comes first', () => visit(runbook(), async page => {
      await open(page)
      const first = async query => (await ask(page, query))[0]
      assert.equal(await first('Roll back a release'), 'Roll back a release')
      assert.equal(await first('rollb'), 'Roll back a release')
      assert.equal(await first('KubeAPIErrorBudgetBurn'), 'Roll back a release')
      assert.equal(await first('budget burn'), 'Roll back a release')
      assert.equal(await first('kubeapierrorbudgetburn'), 'Roll back a release')
      assert.equal(await first('deploy'), 'deploy.yml')
      assert.equal(await first('registry-token'), 'deploy.yml')
      assert.equal(await first('registry_tok'), 'deploy.yml')
      assert.equal(await first('API_TOKEN'), 'All settings', 'the row of a name goes before what uses it')
      assert.equal(await first('no leader'), 'The cluster has no leader')
      assert.equal(await first('kubectl rollout undo'), 'Roll back a release')
      assert.equal(await first('復旧'), 'データベースの復旧')
      assert.equal(await first('inc-0047'), 'INC-0047: queue of labels was full')
    }))

    test('people ask in sentences and in other words', () => visit(runbook(), async page => {
      await open(page)
      const first = async query => (await ask(page, query))[0]
      assert.equal(await first('how do i deploy'), 'deploy.yml')
      assert.equal(await first('how do I undo it? '), 'Roll back a release')
      assert.equal(await first('sev1'), 'Severities')
      assert.equal(await first('severity'), 'Severities')
      for (const query of ['who to call', 'on call', 'escalation', 'who do i call']) assert.equal(await first(query), 'Printers were quiet', query)
      assert.equal(await note(page), '')
    }))

    test('a part of a name is enough, and so are two in one', () => visit(runbook(), async page => {
      await open(page)
      const first = async query => (await ask(page, query))[0]
      for (const query of ['gateway', 'gateway timeout', 'paymentgateway', 'payment-gateway', 'GatewayTimeout']) assert.equal(await first(query), 'Printers were quiet', query)
      for (const query of ['registry', 'registrytoken', 'REGISTRY_TOKEN']) assert.equal(await first(query), 'deploy.yml', query)
    }))

    test('records stand below what helps', () => visit(runbook(), async page => {
      await open(page)
      assert.deepEqual(await ask(page, 'queue labels'), ['Drain the queue', 'INC-0047: queue of labels was full'])
    }))

    test('a typing mistake is said', () => visit(runbook(), async page => {
      await open(page)
      assert.equal((await ask(page, 'relaese '))[0], 'Roll back a release')
      assert.match(await note(page), /^No page says “relaese”; showing “release”\.$/)
      await ask(page, 'fulk ')
      assert.match(await note(page), /^No page says “fulk”/, 'short words are not guessed')
      assert.deepEqual(await ask(page, 'inc-0099 '), ['INC-0047: queue of labels was full'])
      assert.match(await note(page), /^No page says “0099”\.$/)
    }))

    test('nothing found leads to all pages', () => visit(runbook(), async page => {
      await open(page)
      assert.deepEqual(await ask(page, 'zzzzzz'), [])
      assert.match(await note(page), /^No page says “zzzzzz”\. Nothing found\./)
      await ask(page, 'queue_leader ')
      assert.match(await note(page), /^No page says “queue_leader”\. Nothing found\./)
      assert.equal(await page.$eval('.note a', link => link.textContent), 'All pages, A to Z')
      assert.equal(await page.$eval('[role=combobox]', input => input.getAttribute('aria-expanded')), 'false')
    }))

    test('arrows choose, Enter opens and Escape closes', () => visit(runbook(), async page => {
      await open(page)
      await ask(page, 'undo')
      const chosen = () => page.evaluate(() => {
        const input = document.querySelector('[role=combobox]')
        const option = document.getElementById(input.getAttribute('aria-activedescendant'))
        return document.activeElement === input && option.getAttribute('aria-selected') === 'true' && option.querySelector('b').textContent
      })
      assert.equal(await chosen(), 'Roll back a release')
      await page.keyboard.press('ArrowDown')
      assert.equal(await chosen(), 'Undo web and worker')
      assert.equal(await page.$eval('[aria-selected=true] .cmd mark', mark => mark.textContent), 'undo')
      await page.keyboard.press('Escape')
      assert.equal(await page.$('dialog[open]'), null)
      await open(page)
      await ask(page, 'undo')
      await page.keyboard.press('ArrowDown')
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      assert.equal(page.url(), `${origin()}/runbooks/rollback.html#undo`)
    }))

    test('Enter before the results opens what was named exactly', () => visit(runbook(), async page => {
      await open(page)
      await page.$eval('[role=combobox]', input => { input.value = 'budget burn' })
      await Promise.all([
        page.waitForNavigation(),
        page.$eval('[role=combobox]', input => {
          input.value = 'deploy.yml'
          input.dispatchEvent(new Event('input', { bubbles: true }))
          input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
        })
      ])
      assert.equal(page.url(), `${origin()}/workflows/deploy.html`)
    }))

    test('what pages say stays text', () => visit(runbook(), async page => {
      await open(page)
      assert.equal((await ask(page, 'hostile'))[0], '<img src=x onerror=alert(1)> & "quotes"')
      assert.equal(await page.$('dialog img, dialog script'), null)
      const links = await page.$$eval('[role=option]', options => options.map(option => option.href))
      assert.ok(links[1].endsWith('/runbooks/hostile.html#x%22%3E%3Cb%3E'), links[1])
    }))

    test('a page has its own search', () => visit(`${origin()}/search.html?q=page`, async page => {
      await until(page, () => document.querySelector('[role=option]') !== null)
      assert.match(await status(page), /^30 of \d+ pages$/)
      await ask(page, 'leader')
      await until(page, () => location.search === '?q=leader')
    }))

    test('more than ten pages are a link away', () => visit(runbook(), async page => {
      await open(page)
      assert.equal((await ask(page, 'check number')).length, 10)
      await Promise.all([page.waitForNavigation(), page.click('.note a')])
      await until(page, () => document.querySelector('[role=option]') !== null)
      assert.equal(page.url(), `${origin()}/search.html?q=check%20number`)
    }))

    // Firefox has no protocol for the other modes.
    for (const mode of isFirefox ? ['light'] : ['light', 'dark', 'narrow']) {
      test(`axe finds nothing: ${mode}`, () => visit(runbook(), async page => {
        for (const query of ['', 'undo', 'zzzzzz', '?']) {
          await open(page)
          if (query === 'undo' || query === 'zzzzzz') await ask(page, query)
          else await page.type('[role=combobox]', query)
          assert.deepEqual(await violations(page, 'dialog'), [], query)
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing runs out of the page')
          const low = await page.$$eval('[role=option]', options => options.filter(option => option.getBoundingClientRect().height < 44).length)
          assert.equal(low, 0, 'options are high enough for a finger')
          await page.keyboard.press('Escape')
        }
      }, modes[mode]))
    }
  })
}

test('data that does not come is said, and typing asks again', () => visit(`${origins['from a server']()}/runbooks/check-00.html`, async (page, wrong) => {
  await page.setRequestInterception(true)
  let broken = true
  page.on('request', request => broken && request.url().includes('/search/') ? request.abort() : request.continue())
  await page.reload()
  await open(page)
  await page.type('[role=combobox]', 'leader')
  await until(page, () => document.querySelector('.count').textContent.startsWith('Search could not be loaded'))
  broken = false
  assert.equal((await ask(page, 'no leader'))[0], 'The cluster has no leader')
  wrong.length = 0
}))
