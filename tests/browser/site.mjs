// A built site in a real browser: every kind of page in every mode, and what people do on them, under the site's policy.
//
//   cargo build
//   npm ci --prefix tests/browser
//   node tests/browser/site.mjs                    builds the site of tests/site; BROWSER and DEVOPS_DOCS name other programs

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { files, isFirefox, launch, modes, serve, tab, until, violations, visit as visitIn } from './browser.mjs'
import { crowded } from './crowded.mjs'
import { build } from './fixture.mjs'

const built = await build()
const folder = built.site
const every = (await readdir(folder, { recursive: true })).filter(path => path.endsWith('.html')).sort()
const html = Object.fromEntries(await Promise.all(every.map(async path => [path, await readFile(join(folder, path), 'utf8')])))
const moved = every.filter(path => html[path].includes('http-equiv="refresh"'))
// Pages that differ in their words only are tried once.
const rules = every.filter(path => path.startsWith('rules/')).slice(1)
const pages = every.filter(path => ![...moved, ...rules, '404.html'].includes(path))

let browser
let server
before(async () => {
  server = await serve(folder, '/some/base/')
  browser = await launch()
})
after(async () => {
  await browser?.close()
  server?.close()
  await built.remove()
})

const origins = { 'from files': () => files(folder), 'from a server below a path': () => server.address }
const visit = (address, run, settings) => visitIn(browser, address, run, settings)
const at = path => `${server.address}/${path}`

const RUNBOOK = 'runbooks/rollback.html'
const EVERYTHING = 'docs/architecture.html'

// Whether all of the page is as wide as the window.
const fits = page => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
const shown = (page, selector) => page.$$eval(selector, all => all.filter(one => one.checkVisibility({ visibilityProperty: true })).length)

// The boxes whose words are cut off: wider than what holds them, which does not scroll, or under a button.
const cut = page => page.evaluate(() => [...document.querySelectorAll('main *')].filter(one => {
  if (one.matches('.code > pre')) {
    const button = one.parentElement.querySelector('.btn')
    const [text, over] = [one, button].map(box => box?.getBoundingClientRect())
    return over && text.right > over.left + 1 && text.bottom > over.top && text.top < over.bottom
  }
  if (!one.checkVisibility() || one.closest('.vh, svg, .sprite, .code .btn')) return false
  const holder = one.closest('.check, .find, .code, .box, main')
  const scrolls = one.closest('pre, .scroll')
  const [inner, outer] = [one, holder].map(box => box.getBoundingClientRect())
  return !scrolls && inner.width > 0 && inner.right > outer.right + 1
}).map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`))

const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
const malformed = async (path, text) => {
  const report = await validator.validateString(text)
  const messages = report.results.flatMap(result => result.messages)
  return messages.map(({ ruleId, message, line, column }) => `${path}:${line}:${column}: ${ruleId}: ${message}`)
}

test('a crowded repository fits too', async () => {
  const full = await build(crowded)
  const found = []
  try {
    const all = (await readdir(full.site, { recursive: true })).filter(path => path.endsWith('.html'))
    for (const path of all) found.push(...await malformed(path, await readFile(join(full.site, path), 'utf8')))
    const paths = (await readdir(full.site, { recursive: true })).filter(path => /a_very_long|publish-the|rollback|^(secrets|findings|workflows|index)\.html/.test(path) && path.endsWith('.html'))
    assert.ok(paths.length >= 15, paths.join())
    for (const width of [1280, 390, 320]) {
      const { page, wrong } = await tab(browser, files(full.site), { viewport: { width, height: 800 } })
      for (const path of paths) {
        await page.goto(`${files(full.site)}/${path}`)
        if (!await fits(page)) found.push(`${width}: ${path} is wider than the window`)
        found.push(...(await cut(page)).map(words => `${width}: ${path}: ${words}`))
      }
      await page.close()
      found.push(...wrong)
    }
  } finally {
    await full.remove()
  }
  assert.deepEqual(found, [])
})

describe('every page', () => {
  for (const [mode, settings] of Object.entries(modes)) {
    test(`axe finds nothing, nothing runs out of the window: ${mode}`, async () => {
      const { page, wrong } = await tab(browser, server.address, settings)
      const found = []
      for (const path of pages) {
        await page.goto(at(path))
        if (!await fits(page)) found.push(`${path} is wider than the window`)
        // Only colours and sizes differ between the modes; the narrowest adds no rule of its own.
        if (mode !== 'narrow') found.push(...(await violations(page)).map(words => `${path}: ${words}`))
      }
      await page.close()
      assert.deepEqual([...found, ...wrong], [])
    })
  }

  test('all of it is asked for from the same folder, from files too', async () => {
    const { page, wrong, asked } = await tab(browser, files(folder))
    for (const path of [...pages, '404.html']) await page.goto(`${files(folder)}/${path}`)
    await page.close()
    assert.deepEqual(wrong, [])
    assert.ok(asked.length > pages.length)
  })

  test('nothing runs out of the window when it is read from the right', async () => {
    const { page, wrong } = await tab(browser, server.address, modes.phone)
    const found = []
    for (const path of pages) {
      await page.goto(at(path))
      await page.evaluate(() => { document.documentElement.dir = 'rtl' })
      if (!await fits(page)) found.push(path)
    }
    await page.close()
    assert.deepEqual([...found, ...wrong], [])
  })

  // Only Chromium measures it, and it waits for the script before it shows a page.
  test('nothing moves while a page loads on a slow phone', { skip: isFirefox }, async () => {
    const { page, wrong } = await tab(browser, server.address, modes.phone)
    await page.setCacheEnabled(false)
    await page.emulateCPUThrottling(4)
    await page.emulateNetworkConditions({ download: 2e5, upload: 1e5, latency: 100 })
    await page.evaluateOnNewDocument(() => {
      window.moved = []
      const note = list => list.getEntries().forEach(({ value, sources }) => window.moved.push(`${value}: ${sources.map(({ node }) => node?.textContent.trim().slice(0, 40))}`))
      new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true })
    })
    const found = []
    for (const path of pages) {
      await page.goto(at(path), { waitUntil: 'networkidle0' })
      found.push(...(await page.evaluate(() => window.moved)).map(words => `${path}: ${words}`))
    }
    await page.close()
    assert.deepEqual([...found, ...wrong], [])
  })

  test('is well-formed HTML', async () => {
    const found = await Promise.all(every.map(path => malformed(path, html[path])))
    assert.deepEqual(found.flat(), [])
  })
})

for (const [name, origin] of Object.entries(origins)) {
  describe(name, () => {
    const runbook = () => `${origin()}/${RUNBOOK}`

    test('`/` opens the search, arrows choose and Enter opens', () => visit(runbook(), async page => {
      await page.keyboard.press('/')
      await until(page, () => document.querySelector('dialog[open] [role=combobox]'))
      await page.keyboard.type('drain queue')
      await until(page, () => document.querySelectorAll('[role=option]').length > 1)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowUp')
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      assert.match(page.url(), /\/runbooks\/drain-the-queue\.html/)
    }))

    test('the search finds alerts, jobs, secrets and commands', () => visit(`${origin()}/index.html`, async page => {
      const first = async query => {
        await page.keyboard.press('/')
        await until(page, () => document.querySelector('dialog[open] [role=combobox]'))
        await page.keyboard.type(query)
        await until(page, () => document.querySelector('[role=option]'))
        const href = await page.$eval('[role=option]', option => option.getAttribute('href') ?? option.href)
        await page.keyboard.press('Escape')
        await until(page, () => !document.querySelector('dialog[open]'))
        return href
      }
      assert.match(await first('KubeAPIErrorBudgetBurn'), /rollback\.html/)
      assert.match(await first('production'), /production|deploy/)
      assert.match(await first('PAGER_KEY'), /secrets\.html|deploy\.html/)
      assert.match(await first('rollout undo'), /rollback\.html/)
    }))

    test('Ctrl K opens the search, `?` says the keys and Escape closes', () => visit(runbook(), async page => {
      await page.keyboard.down('Control')
      await page.keyboard.press('k')
      await page.keyboard.up('Control')
      await until(page, () => document.querySelector('dialog[open]'))
      await page.keyboard.press('Escape')
      await until(page, () => !document.querySelector('dialog[open]'))
      await page.keyboard.press('?')
      await until(page, () => document.querySelector('dialog[open] .help')?.checkVisibility())
    }))

    test('the theme that is chosen stays, and is there before anything is drawn', () => visit(runbook(), async page => {
      await page.click('.theme')
      await page.click('.theme')
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
      await page.evaluateOnNewDocument(() => {
        new MutationObserver((_, observer) => {
          if (!document.body) return
          window.themeAtFirst = document.documentElement.dataset.theme
          observer.disconnect()
        }).observe(document, { childList: true, subtree: true })
      })
      await page.goto(`${origin()}/secrets.html`)
      assert.equal(await page.evaluate(() => window.themeAtFirst), 'dark')
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 19, 24)')
      await page.click('.theme')
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), undefined)
    }))

    test('an old address leads to the page', () => visit(`${origin()}/runbooks/undo.html`, async page => {
      await until(page, () => location.pathname.endsWith('/rollback.html') && document.querySelector('h1'))
      assert.equal(page.url(), runbook())
      assert.equal(await page.$eval('h1', heading => heading.textContent), 'Roll back a release')
    }))

    test('a link to a heading shows it below the bars', async () => {
      for (const settings of [modes.light, modes.phone]) {
        await visit(`${origin()}/${EVERYTHING}#code`, async page => {
          await until(page, () => {
            const heading = document.getElementById('code')
            const box = heading.getBoundingClientRect()
            return heading.contains(document.elementFromPoint(box.left + 2, box.top + 2))
          })
        }, settings)
      }
    })
  })
}

// Keeps what is put on the clipboard, by whichever way.
const listen = page => page.evaluateOnNewDocument(() => {
  window.copied = []
  navigator.clipboard.writeText = text => { window.copied.push(text); return Promise.resolve() }
})
const copied = page => page.evaluate(() => window.copied)
const card = (page, effect, part) => `.check[data-effect=${effect}] ${part}`

describe('commands', () => {
  test('reading ones are copied as typed, without prompt and output', () => visit(at('environments/local.html'), async page => {
    await page.click('.copy')
    await page.click('.code .copy')
    assert.deepEqual(await copied(page), ['devops-docs doctor --env local', 'cp .env.example .env\ndocker compose up --detach --wait'])
    assert.match(await page.$eval('.code .copy', button => button.textContent), /Copied/)
  }, { before: listen }))

  test('deploying and the way back stand side by side, for each environment', () => visit(at('deployments.html'), async page => {
    assert.deepEqual(await page.$$eval('.firsts', all => all.filter(one => one.checkVisibility()).map(one => [...one.querySelectorAll('h3')].map(title => title.textContent))), [['Deploy to production', 'Roll back production']])
    const [deploy, back] = await page.$$eval('.firsts .check', all => all.map(one => one.getBoundingClientRect()).map(({ top, left }) => ({ top, left })))
    assert.ok(deploy.top === back.top && deploy.left < back.left)
    assert.match(await page.$eval('.firsts .check', one => one.textContent), /git tag v1.5.0.*Approvalhead of platform.*Lastv1.4.0/s)
    await page.evaluate(() => [...document.querySelectorAll('[role=tab]')].find(tab => tab.textContent === 'staging').click())
    assert.equal(await page.$$eval('.firsts h3', all => all.find(title => title.checkVisibility()).textContent), 'Deploy to staging')
  }))

  test('from files they are copied too', () => visit(`${files(folder)}/environments/local.html`, async page => {
    await page.evaluate(() => document.addEventListener('copy', () => { window.copied = document.activeElement.value }))
    await page.click('.copy')
    await until(page, () => document.querySelector('.copy').textContent.includes('Copied'))
  }))

  test('writing ones want a second press', () => visit(at(RUNBOOK), async page => {
    const button = card(page, 'write', '.copy')
    await page.click(button)
    assert.deepEqual(await copied(page), [])
    assert.match(await page.$eval(button, button => button.textContent), /Press again/)
    await page.click(button)
    assert.match((await copied(page))[0], /^kubectl .* rollout undo .*\nkubectl .* rollout status/)
  }, { before: listen }))

  test('destroying ones are closed, and want the name of the environment', () => visit(at(RUNBOOK), async page => {
    assert.equal(await shown(page, card(page, 'destroy', 'pre')), 0)
    await page.click(card(page, 'destroy', 'summary'))
    assert.equal(await shown(page, card(page, 'destroy', 'pre')), 1)
    const button = card(page, 'destroy', '.copy')
    await page.$eval(button, button => button.click())
    assert.deepEqual(await copied(page), [])
    await page.type(card(page, 'destroy', '.unlock input'), 'staging')
    assert.equal(await page.$eval(button, button => button.disabled), true)
    await page.$eval(card(page, 'destroy', '.unlock input'), input => { input.value = '' })
    await page.type(card(page, 'destroy', '.unlock input'), 'production')
    await page.click(button)
    assert.deepEqual(await copied(page), ['redis-cli -h queue.parcel.example FLUSHALL'])
  }, { before: listen }))

  test('the first one of a runbook stands above the fold of a phone', () => visit(at(RUNBOOK), async page => {
    const top = await page.$eval('main pre', pre => pre.getBoundingClientRect().top)
    assert.ok(top <= 656, `${top} px down`)
  }, modes.phone))
})

describe('without JavaScript', () => {
  const settings = { script: false }

  test('a page reads whole', () => visit(at(EVERYTHING), async page => {
    assert.equal(await shown(page, '.tabs section'), 3)
    assert.equal(await shown(page, '.js'), 0)
    assert.ok(await shown(page, '.side a') > 10)
  }, settings))

  test('on a phone, the menu and the contents open', () => visit(at(RUNBOOK), async page => {
    assert.equal(await shown(page, '.side a'), 0)
    await page.click('.top [popovertarget]')
    assert.ok(await shown(page, '.side a') > 10)
    await page.click('.side [popovertarget]')
    assert.equal(await shown(page, '.side a'), 0)
    await page.click('.bar2 [popovertarget]')
    assert.ok(await shown(page, '.toc a') > 3)
  }, { ...settings, ...modes.phone }))

  test('every page is a link away from the list of all', () => visit(at('search.html'), async page => {
    await Promise.all([page.waitForNavigation(), page.click('main a[href="pages.html"]')])
    const listed = await page.$$eval('main a', links => links.map(link => link.pathname.replace('/some/base/', '')))
    const missing = pages.filter(path => !listed.includes(path) && !['index.html', 'pages.html', 'search.html'].includes(path))
    assert.deepEqual(missing, [])
  }, settings))

  test('the theme follows the system', () => visit(at('index.html'), async page => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 19, 24)')
  }, { ...settings, ...modes.dark }))
})

describe('by keyboard alone', () => {
  // So that what has the focus has arrived where it is looked at.
  const still = { features: [{ name: 'prefers-reduced-motion', value: 'reduce' }] }

  test('the first stop skips to the content', () => visit(at(RUNBOOK), async page => {
    await page.keyboard.press('Tab')
    const skip = await page.evaluate(() => [document.activeElement.textContent, document.activeElement.getBoundingClientRect().height > 20])
    assert.deepEqual(skip, ['Skip to content', true])
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null))
  }))

  test('what has the focus is seen to have it', async () => {
    for (const path of [RUNBOOK, 'workflows/deploy.html', 'secrets.html', 'index.html', EVERYTHING]) {
      await visit(at(path), async page => {
        const unseen = []
        for (let stop = 0; stop < 90; stop++) {
          await page.keyboard.press('Tab')
          const what = await page.evaluate(() => {
            const { activeElement: focus } = document
            if (focus === document.body) return 'end'
            const drawn = focus.querySelector?.(':scope > .b')
            const style = getComputedStyle(drawn ?? focus)
            const isMarked = drawn ? parseFloat(style.strokeWidth) >= 2 : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
            const box = focus.getBoundingClientRect()
            const isInside = box.bottom > 0 && box.top < innerHeight && box.width > 0
            return isMarked && isInside ? '' : focus.outerHTML.slice(0, 160)
          })
          if (what === 'end') break
          if (what) unseen.push(what)
        }
        assert.deepEqual(unseen, [], path)
      }, still)
    }
  })
})

test('tabs are chosen by arrows', () => visit(at(EVERYTHING), async page => {
  assert.equal(await shown(page, '[role=tabpanel]'), 1)
  await page.focus('[role=tab][aria-selected=true]')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.$eval('[role=tab][aria-selected=true]', tab => tab === document.activeElement), true)
  assert.equal(await shown(page, '[role=tabpanel]'), 1)
}))

test('a link into a tab opens it', () => visit(at(`${EVERYTHING}#windows`), async page => {
  assert.equal(await page.$eval('[role=tab][aria-selected=true]', tab => tab.textContent), 'Windows')
  await page.evaluate(() => { location.hash = '#macos' })
  await until(page, () => document.querySelector('[role=tab][aria-selected=true]').textContent === 'macOS')
}))

test('the contents show what is being read', () => visit(at(EVERYTHING), async page => {
  const current = () => page.$eval('.toc [aria-current]', link => link.textContent)
  assert.equal(await current(), 'Alerts')
  await page.evaluate(() => document.getElementById('code').scrollIntoView())
  await until(page, () => document.querySelector('.toc [aria-current]').textContent === 'Code')
}))

test('the matrix is filtered by words', () => visit(at('secrets.html'), async page => {
  await page.type('[data-filter] input', 'pager')
  assert.equal(await shown(page, '#t-secrets tbody tr'), 1)
  assert.match(await page.$eval('[data-filter] output', output => output.textContent), /^1 of \d+$/)
}))

// A workflow whose drawing is wider than any page: seven chains of four jobs that all wait for the first.
const job = at => `job-with-a-name-of-some-length-${at}`
const jobs = Array.from({ length: 29 }, (_, at) => `  ${job(at)}:\n    needs: [${at ? job(at % 4 === 1 ? 0 : at - 1) : ''}]\n    runs-on: ubuntu-24.04\n`).join('')
const large = { '.github/workflows/large.yml': `on: push\njobs:\n${jobs}` }

test('a large drawing keeps its size, moves in its frame, and opens over the page without a script', async () => {
  const full = await build(large)
  try {
    for (const settings of [{}, { script: false }, modes.phone, modes.dark]) {
      await visit(`${files(full.site)}/workflows/large.html`, async page => {
        assert.ok(await fits(page))
        const drawn = () => page.$eval('.graph svg', svg => ({ is: Math.round(svg.getBoundingClientRect().width), own: svg.width.baseVal.value, room: svg.parentElement.clientWidth, moves: svg.parentElement.scrollWidth }))
        const before = await drawn()
        assert.ok(before.is === before.own && before.is > before.room && before.moves >= before.own, JSON.stringify(before))
        // What looks for violations is a script itself.
        if (settings.script !== false) assert.deepEqual(await violations(page, '.graph'), [])
        await page.click('.graph .btn')
        const after = await drawn()
        assert.ok(after.is >= after.own, JSON.stringify(after))
        assert.equal(await page.$eval('.graph .btn', button => button.innerText.trim()), 'Close')
        assert.ok(await page.$eval('.graph .btn', button => button.getBoundingClientRect().right <= innerWidth && button.getBoundingClientRect().bottom <= innerHeight))
        await page.keyboard.press('Escape')
        assert.deepEqual(await drawn(), before)
        if (settings.script === false) return
        await page.click('.graph .btn')
        await page.$eval('.graph svg a', link => link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })))
        await until(page, () => !document.querySelector('.graph:popover-open'))
      }, settings)
    }
  } finally {
    await full.remove()
  }
})

test('print has the words and none of the frame', () => visit(at(EVERYTHING), async page => {
  await page.emulateMediaType('print')
  for (const chrome of ['.top', '.side', '.toc', '.btn', '.tablist', '.hash']) assert.equal(await shown(page, chrome), 0, chrome)
  assert.equal(await shown(page, '.tabs section'), 3)
  assert.match(await page.$eval('.foot', foot => foot.innerText), /https:\/\/parcel\.example\/some\/base\/docs\/architecture\.html/)
  const folded = await page.$eval('details p', words => words.getBoundingClientRect().height)
  assert.ok(folded > 0, 'what is folded is printed')
}))

test('nothing moves for those who want it still', () => visit(at(RUNBOOK), async page => {
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].flatMap(element => ['', '::before', '::after'].map(part => [element, part]))
    .filter(([element, part]) => {
      const style = getComputedStyle(element, part || null)
      return style.scrollBehavior === 'smooth' || style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => time !== '0s')
    }).map(([element, part]) => element.tagName + part))
  assert.deepEqual(moving, [])
}, { features: [{ name: 'prefers-reduced-motion', value: 'reduce' }] }))

test('in forced colours every part of a drawing is seen', () => visit(at('workflows/deploy.html'), async page => {
  const session = await page.createCDPSession()
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] })
  assert.deepEqual(await violations(page), [])
  const strokes = await page.$$eval('.graph .b', boxes => boxes.map(box => getComputedStyle(box).stroke))
  assert.ok(strokes.length > 0 && strokes.every(stroke => stroke !== 'none'))
}))

test('what was read before is read again without a network, and says of when it is', async () => {
  const other = await serve(folder, '/some/base/')
  const { page, wrong } = await tab(browser, other.address)
  await page.goto(`${other.address}/${RUNBOOK}`)
  // Sites do this themselves where they are served over TLS.
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('../sw.js')
    await navigator.serviceWorker.ready
  })
  await until(page, () => navigator.serviceWorker.controller)
  await page.reload()
  assert.equal(await page.$('[data-kept]'), null)
  await until(page, async () => (await (await caches.open((await caches.keys())[0])).keys()).length > 3)
  other.stop()
  await page.reload()
  assert.equal(await page.$eval('h1', heading => heading.textContent), 'Roll back a release')
  assert.match(await page.$eval('.flag[role=status]', bar => bar.textContent), /^No answer from the network: a copy of \d{4}-\d\d-\d\d, \d\d:\d\d UTC/)
  await page.close()
  assert.deepEqual(wrong.filter(words => !words.includes('ERR_CONNECTION_REFUSED')), [])
})

test('what is missing is said at any depth, and leads home', async () => {
  const { page, wrong } = await tab(browser, server.address)
  const answer = await page.goto(at('a/b/c/nothing.html'))
  assert.equal(answer.status(), 404)
  assert.equal(await page.$eval('h1', heading => heading.textContent), 'This page is not here')
  assert.equal(await page.$eval('main', main => getComputedStyle(main).display !== 'inline'), true)
  assert.deepEqual(await violations(page), [])
  const links = await page.$$eval('a', links => links.map(link => link.getAttribute('href')))
  assert.ok(links.every(link => link.startsWith('https://parcel.example/some/base/')), links.join(' '))
  await page.close()
  // The answer itself is an error to the browser, and nothing else is.
  assert.deepEqual(wrong.filter(words => !words.includes('404')), [])
})
