/* Loaded on first use. Sets `DevopsDocsSearch`: `open(query)` shows the dialog, `mount(element)` puts the same into a
   page, `words(text)` takes text apart. Shards call `S(name, content)`; `index.js` is asked for anew on each load. What
   comes from pages enters as text, never as HTML. */
(() => {
  'use strict'
  const root = document.documentElement.dataset.root || ''

  // Words. The same rules as src/site/search/words.rs; words.json has examples that both are tested with.

  const RUN = /[\p{Alphabetic}\p{M}\p{N}]+(?:[_.-][\p{Alphabetic}\p{M}\p{N}]+)*/gu
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
  const upper = letter => /\p{Uppercase}/u.test(letter || '')
  const lower = letter => /\p{Lowercase}/u.test(letter || '')
  const digit = letter => /[0-9]/.test(letter || '')

  const word = run => {
    const parts = []
    for (const piece of run.split(/[_.-]/)) {
      const letters = [...piece]
      let start = 0
      const cut = end => { parts.push(letters.slice(start, end).join('').toLowerCase()); start = end }
      for (let at = 1; at < letters.length; at++) {
        const [before, letter, after] = letters.slice(at - 1, at + 2)
        if ((upper(letter) && (lower(before) || (upper(before) && lower(after)))) ||
            (digit(letter) && !digit(before) && at - start >= 3)) cut(at)
      }
      cut(letters.length)
    }
    return { whole: run.toLowerCase(), parts }
  }
  const pairs = run => {
    const letters = [...run]
    return { whole: run.toLowerCase(), parts: letters.length < 2 ? letters : letters.slice(1).map((letter, at) => letters[at] + letter) }
  }
  const words = text => {
    const found = []
    for (const [run] of text.matchAll(RUN)) {
      let done = 0
      const spaced = end => {
        const rest = run.slice(done, end).replace(/^[_.-]+|[_.-]+$/g, '')
        if (rest) found.push(word(rest))
      }
      for (const unspaced of run.matchAll(UNSPACED)) {
        spaced(unspaced.index)
        found.push(pairs(unspaced[0]))
        done = unspaced.index + unspaced[0].length
      }
      spaced(run.length)
    }
    return found
  }

  // Shards.

  const arrived = new Map(), asked = new Map()
  let directory
  window.S = (name, content) => arrived.set(name, content)

  const load = (name, read) => {
    if (!asked.has(name)) {
      asked.set(name, new Promise((done, fail) => {
        const script = document.createElement('script')
        const lost = () => { asked.delete(name); script.remove(); fail(new Error(name)) }
        script.onload = () => {
          if (!arrived.has(name)) return lost()
          script.remove()
          done(read(arrived.get(name)))
          arrived.delete(name)
        }
        script.onerror = lost
        script.src = `${root}search/${name}.js?${directory ? directory.version : Date.now()}`
        document.head.append(script)
      }))
    }
    return asked.get(name)
  }

  const LETTERS = Array.from({ length: 90 }, (_, at) => String.fromCharCode(35 + at)).filter(letter => letter !== '<' && letter !== '\\')
  const VALUE = new Map(LETTERS.map((letter, at) => [letter, at]))
  const BASE = LETTERS.length / 2

  const numbers = coded => {
    const found = []
    let value = 0, unit = 1
    for (const letter of coded) {
      const digit = VALUE.get(letter)
      value += (digit % BASE) * unit
      unit *= BASE
      if (digit < BASE) { found.push(value); value = 0; unit = 1 }
    }
    return found
  }
  const postings = coded => {
    const found = [], all = numbers(coded)
    for (let at = 0, next = 0; at < all.length; at++) {
      const rest = all[at] >> 1, page = next + Math.floor(rest / directory.places)
      found.push({ page, place: rest % directory.places, section: all[at] % 2 ? all[++at] + 1 : 0 })
      next = page + 1
    }
    return found
  }

  const terms = new Map() // of all shards that came: term to its coded postings
  const readWords = text => {
    const shard = []
    let before = []
    for (const entry of text.split('~')) {
      const blank = entry.lastIndexOf(' ')
      before = before.slice(0, VALUE.get(entry[0])).concat([...entry.slice(1, blank)])
      shard.push(before.join(''))
      terms.set(before.join(''), entry.slice(blank + 1))
    }
    return shard
  }
  const readNames = text => text.split('~').map(entry => {
    const blank = entry.lastIndexOf(' ')
    const spelled = entry.slice(0, blank)
    return { spelled, key: spelled.replace(/ /g, ''), coded: entry.slice(blank + 1) }
  })
  const readDirectory = content => {
    directory = content
    directory.chunks = numbers(directory.chunks)
    directory.about = new Map(directory.concepts.flatMap(([terms, groups]) => groups.split(',').map(group => [group, terms.split(',')])))
    directory.filler = new Set(directory.fillers.split(','))
    directory.standing = directory.standings.flatMap(([standing, pages]) => Array(pages).fill(standing))
    return directory
  }

  // The files that can hold keys beginning with the given one: no more than three, as two letters begin half a book.
  const holding = (firsts, key, isPrefix) => {
    let first = 0
    while (first + 1 < firsts.length && firsts[first + 1] <= key) first++
    const found = firsts.length ? [first] : []
    while (isPrefix && found.length < 3 && (firsts[found[found.length - 1] + 1] || '').startsWith(key)) found.push(found[found.length - 1] + 1)
    return found
  }
  const loadWords = (term, isPrefix) =>
    Promise.all(holding(directory.words, term, isPrefix).map(at => load(`words-${at}`, readWords))).then(shards => shards.flat())
  const loadNames = key =>
    Promise.all(holding(directory.names, key, true).map(at => load(`names-${at}`, readNames))).then(shards => shards.flat())
  const loadPage = async page => {
    let at = 0
    for (; page >= directory.chunks[at]; at++) page -= directory.chunks[at]
    return (await load(`pages-${at}`, chunk => chunk))[page]
  }

  // Ranking.

  const WORTH = [1, 1.5, 2.2, 3, 4.5, 8] // text, often in the text, command, name, heading, title
  const TITLE = 5
  const STANDING = [0.6, 1, 1.3, 0.7] // records, pages, runbooks, pages of everything

  // A term to the pages with it, each with the best of the terms that it begins.
  const lookup = async (term, isPrefix) => {
    const pages = new Map()
    isPrefix = isPrefix && (term.length > 1 || term > '\u02ff')
    const near = await loadWords(term, isPrefix)
    for (const other of isPrefix ? near.filter(other => other.startsWith(term)) : [term]) {
      if (!terms.has(other)) continue
      const part = 0.5 + 0.5 * term.length / other.length
      for (const posting of postings(terms.get(other))) {
        const worth = WORTH[posting.place] * part, known = pages.get(posting.page)
        if (!known || known.worth < worth) pages.set(posting.page, { worth, section: posting.section })
      }
    }
    return pages
  }

  // Letters to insert, drop, change or swap; to a beginning of the other word.
  const distance = (one, other, isPrefix) => {
    let before = [], row = Array.from({ length: other.length + 1 }, (_, at) => at)
    for (let i = 1; i <= one.length; i++) {
      const next = [i]
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1]
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + !same)
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1)
      }
      before = row
      row = next
    }
    return isPrefix ? Math.min(...row) : row[other.length]
  }
  // The word that was meant, among those at hand. Numbers and short words are never guessed.
  const meant = (term, isPrefix, names) => {
    const limit = term.length < 5 || /\p{N}/u.test(term) ? 0 : term.length < 8 ? 1 : 2
    isPrefix = isPrefix && term.length > 6
    if (!limit) return
    let best, bestCost = limit + 1
    const judge = other => {
      if (Math.abs(other.length - term.length) > limit && !(isPrefix && other.length > term.length)) return
      // A whole word is likelier meant than a beginning, and the first letter is seldom wrong.
      const whole = distance(term, other), far = isPrefix ? Math.min(whole, distance(term, other, true) + 0.3) : whole
      const cost = far + (other[0] === term[0] ? 0 : 0.2)
      if (far < limit + 1 && cost < bestCost) { best = other; bestCost = cost }
    }
    const seen = new Set(names.flatMap(name => name.spelled.split(' ')))
    seen.forEach(judge)
    for (const other of terms.keys()) if (!seen.has(other) && other[0] !== '=') judge(other)
    return best
  }

  // An identifier is found as a whole, or by all of its parts.
  const findWord = async (word, isLast, names, notes, marks) => {
    const pages = await lookup(word.whole, isLast)
    marks.add(word.whole)
    const plain = word.parts.length === 1 && word.parts[0] === word.whole
    if (plain && pages.size) return pages
    const parts = []
    for (const [at, part] of word.parts.entries()) {
      const typing = isLast && at === word.parts.length - 1
      let found = plain ? pages : await lookup(part, typing)
      if (!found.size && !pages.size) {
        const other = meant(part, typing, names)
        if (other) found = await lookup(other, false)
        notes.push(found.size ? `No page says “${part}”; showing “${other}”.` : `No page says “${part}”.`)
        if (found.size) marks.add(other)
        else continue
      }
      marks.add(part)
      parts.push(found)
    }
    if (!parts.length) return pages
    for (const [page, first] of parts[0]) {
      const all = parts.map(part => part.get(page))
      if (pages.has(page) || !all.every(Boolean)) continue
      const worth = 0.8 * all.reduce((sum, one) => sum + one.worth, 0) / all.length
      pages.set(page, { worth, section: all.reduce((best, one) => one.worth > best.worth ? one : best, first).section })
    }
    if (!pages.size) notes.push(`No page says “${word.whole}”.`)
    return pages
  }

  // What a query is made of: words, groups of words that have one meaning, and words that only fill a sentence.
  const LONGEST = 4
  const about = words => {
    const group = words.map(word => word.parts.join(' ')).join(' ')
    const forms = words.length > 1 ? [group] : [words[0].whole, group, ...['s', 'es', 'ed', 'd', 'ing'].filter(end => group.endsWith(end)).map(end => group.slice(0, -end.length))]
    return forms.map(form => directory.about.get(form)).find(Boolean)
  }
  const units = asked => {
    const found = []
    for (let at = 0; at < asked.length;) {
      let count = Math.min(LONGEST, asked.length - at)
      while (count > 1 && !about(asked.slice(at, at + count))) count--
      const words = asked.slice(at, at += count), concepts = about(words) || []
      found.push({ words, concepts, fills: count === 1 && !concepts.length && directory.filler.has(words[0].whole) })
    }
    return found
  }
  // The pages of a unit: those that say it, and those that are about it in other words.
  const SAME = 0.4
  const findUnit = async ({ words, concepts }, isLast, names, notes, marks) => {
    const said = []
    const all = []
    for (const [at, word] of words.entries()) all.push(await findWord(word, isLast && at === words.length - 1, names, said, marks))
    const pages = new Map(all[0])
    for (const more of all.slice(1)) {
      for (const [page, one] of pages) {
        const other = more.get(page)
        if (other) pages.set(page, { worth: one.worth + other.worth, section: other.section })
        else pages.delete(page)
      }
    }
    const hits = await Promise.all(concepts.map(term => lookup(term, false)))
    const isKnown = hits.some(hit => hit.size)
    // What is left of a word that no page says would lead astray.
    if (isKnown && (said.length || words.length > 2)) pages.clear()
    for (const [page, one] of hits[0] || []) {
      if (!hits.every(hit => hit.has(page))) continue
      const worth = SAME * one.worth * words.length, known = pages.get(page)
      if (!known || known.worth < worth) pages.set(page, { worth, section: one.section })
    }
    if (!isKnown) notes.push(...said)
    return pages
  }

  const find = async (query, limit) => {
    await load('index', readDirectory)
    const asked = words(query), notes = [], marks = new Set()
    const key = asked.flatMap(word => word.parts).join('')
    if (!key) return { hits: [], total: 0, notes, marks }
    const typing = !/\s$/.test(query)
    const names = await loadNames(key)
    // All that is certainly needed, at once.
    await Promise.all(asked.flatMap((word, at) => [word.whole, ...word.parts].map(term => loadWords(term, typing && at === asked.length - 1))))
    const wanted = units(asked), onlyFills = wanted.every(unit => unit.fills)

    const scores = new Map()
    const score = page => scores.get(page) || scores.set(page, { page, worth: 0, covered: 0, bonus: 0, sections: new Map() }).get(page)
    let whole = 0
    for (const [at, unit] of wanted.entries()) {
      // A word that fills a sentence helps, and is not missed.
      const fills = unit.fills && !onlyFills
      const pages = await findUnit(unit, typing && at === wanted.length - 1, names, fills ? [] : notes, fills ? new Set() : marks)
      if (!pages.size) continue
      const rarity = (fills ? 0.1 : 1) * Math.log(1 + directory.pages / pages.size)
      if (!fills) whole += rarity
      for (const [page, { worth, section }] of pages) {
        const one = score(page)
        one.worth += worth * rarity
        if (!fills) one.covered += rarity
        one.sections.set(section, (one.sections.get(section) || 0) + worth * rarity)
      }
    }
    const isName = asked.length === 1 && asked[0].parts.length > 1
    if (key.length > 1) {
      for (const name of names) {
        const at = name.key.indexOf(key)
        if (at < 0 || (at > 0 && key.length < 4)) continue
        const exact = name.key === key
        for (const { page, place, section } of postings(name.coded)) {
          const one = score(page), title = place === TITLE
          one.covered = Math.max(one.covered, whole)
          one.exact = one.exact || (exact && title)
          const same = title || (isName && section) ? 100 : isName ? 40 : 8
          one.bonus = Math.max(one.bonus, (1 + whole) * (exact ? same : (title ? 1 : 0.5) * (at ? 1 : 1.2)))
          if (section) one.sections.set(section, (one.sections.get(section) || 0) + one.bonus)
        }
      }
    }
    // Pages that lack a rare word are shown if few have all.
    const all = [...scores.values()], complete = all.filter(one => one.covered > 0.99 * whole).length
    const ranked = all.filter(one => one.covered >= (complete < 3 ? 0.2 : complete < limit ? 0.4 : 0.5) * whole)
    for (const one of ranked) one.rank = (one.worth * (whole ? (one.covered / whole) ** 2 : 1) + one.bonus) * STANDING[directory.standing[one.page]]
    ranked.sort((one, other) => other.rank - one.rank || one.page - other.page)
    const hits = await Promise.all(ranked.slice(0, limit).map(async one => {
      const [kind, address, title, sections] = await loadPage(one.page)
      const best = [...one.sections].filter(([section]) => section > 0 && sections[section]).sort((a, b) => b[1] - a[1]).slice(0, 2)
      const top = sections[0] || ['', '', '', '']
      return { kind, address, title, top, exact: one.exact, sections: best.map(([section]) => sections[section]) }
    }))
    return { hits, total: ranked.length, notes, marks }
  }

  // The page's part.

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag)
    for (const name in attributes) element.setAttribute(name, attributes[name])
    element.append(...children)
    return element
  }
  const literal = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // Short words are marked where a word begins, longer ones within names too.
  const marked = (text, marks) => {
    const all = [...marks].filter(Boolean).sort((one, other) => other.length - one.length)
    const inside = all.filter(mark => mark.length > 3 || mark > '\u02ff').map(literal).join('|')
    const pattern = new RegExp(`(^|[^\\p{Alphabetic}\\p{N}])(${all.map(literal).join('|')})` + (inside ? `|(${inside})` : ''), 'giu')
    const pieces = []
    let done = 0
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (match[1] || '').length, end = match.index + match[0].length
      pieces.push(text.slice(done, start), make('mark', {}, text.slice(start, end)))
      done = end
    }
    return [...pieces, text.slice(done)]
  }
  const says = (text, marks) => [...marks].some(mark => text.toLowerCase().includes(mark))
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`
  const KEYS = [['/', 'Search'], ['Ctrl K', 'Search, also while typing'], ['↑ ↓', 'Move in the results'], ['Enter', 'Open'], ['Esc', 'Close'], ['?', 'This list']]

  let boxes = 0
  // `limit` pages are shown; `more` leads to further ones.
  const box = (limit, more, changed) => {
    const id = `search-${boxes++}`
    const input = make('input', {
      type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list',
      'aria-label': 'Search pages, alerts, jobs, secrets, commands', placeholder: 'Page, alert, job, secret, command',
      autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'go'
    })
    const hits = make('div', { class: 'hits', id, role: 'listbox', 'aria-label': 'Results', tabindex: '-1', hidden: '' })
    const note = make('p', { class: 'note', role: 'status' })
    const count = make('p', { class: 'count', role: 'status' })
    let options = [], at = -1, ticket = 0, wait, answered = '', eager = false

    const select = (next, quiet) => {
      if (at >= 0 && options[at]) options[at].setAttribute('aria-selected', 'false')
      at = options.length ? (next + options.length) % options.length : -1
      if (at < 0) return input.removeAttribute('aria-activedescendant')
      options[at].setAttribute('aria-selected', 'true')
      input.setAttribute('aria-activedescendant', options[at].id)
      if (!quiet) options[at].scrollIntoView({ block: 'nearest' })
    }
    const option = (address, title, kind, path, text, isCommand, marks) => {
      const link = make('a', { role: 'option', id: `${id}-${options.length}`, 'aria-selected': 'false', tabindex: '-1', href: root + address },
        make('b', {}, ...marked(title, marks)))
      if (kind) link.append(make('span', { class: 'kind' }, kind))
      if (path) link.append(make('small', { class: 'path' }, path))
      if (text) {
        const pieces = marked(text, marks)
        // Two lines are shown: what was asked for is in them.
        if (pieces[1]) pieces[0] = pieces[0].replace(/^.{60,}? (?=.{0,40}$)/s, '…')
        link.append(make('small', { class: isCommand ? 'says cmd' : 'says' }, ...pieces))
      }
      options.push(link)
      return link
    }
    const show = (query, { hits: found, total, notes, marks }) => {
      options = []
      hits.replaceChildren(...found.map((hit, at) => {
        const group = make('div', { role: 'group', 'aria-label': hit.title }, option(hit.address, hit.title, hit.kind, hit.address, hit.top[2] || hit.top[3], !hit.top[2], marks))
        for (const [anchor, heading, text, command] of hit.sections) {
          const typed = command && (!text || (says(command, marks) && !says(text, marks)))
          group.append(option(`${hit.address}#${encodeURIComponent(anchor)}`, heading, '', '', typed ? command : text, typed, marks))
          group.lastChild.classList.add('sub')
        }
        return group
      }))
      hits.hidden = !found.length
      hits.scrollTop = 0
      input.setAttribute('aria-expanded', String(!!found.length))
      note.replaceChildren(notes.join(' '))
      if (query && !found.length) note.append(' Nothing found. ', make('a', { href: `${root}pages.html` }, 'All pages, A to Z'))
      count.textContent = !query ? '' : (total > found.length ? `${found.length} of ` : '') + plural(total, 'page')
      if (more && total > found.length) note.append(' ', make('a', { href: `${root}search.html?q=${encodeURIComponent(query)}` }, `All ${total} pages`))
      select(0, true)
    }
    const help = () => {
      show('', { hits: [], total: 0, notes: [], marks: new Set() })
      note.replaceChildren(make('span', { class: 'help' }, ...KEYS.flatMap(([key, does]) => [make('kbd', {}, key), make('span', {}, does)])))
    }
    const run = async () => {
      const query = input.value.trimStart(), own = ++ticket
      changed(query.trim())
      if (query.trim() === '?') { answered = query; return help() }
      if (!directory && query) count.textContent = 'Searching…'
      try {
        const result = await find(query, limit)
        if (own !== ticket) return
        answered = query
        show(query.trim(), result)
        // Enter came before the results: only what was named exactly is opened unseen.
        if (eager && result.hits[0] && result.hits[0].exact) options[0].click()
      } catch (_) {
        if (own !== ticket) return
        show('', { hits: [], total: 0, notes: [], marks: new Set() })
        count.textContent = 'Search could not be loaded. Typing tries again.'
      }
      eager = false
    }
    // Each search may ask for files, so it waits until the hand rests, and longer if a word has just begun.
    input.addEventListener('input', () => { eager = false; clearTimeout(wait); wait = setTimeout(run, /(^|\s)[!-~]{1,2}$/.test(input.value) ? 350 : 150) })
    input.addEventListener('keydown', event => {
      if (event.isComposing) return
      if (event.key === 'ArrowDown') select(at + 1)
      else if (event.key === 'ArrowUp') select(at - 1)
      else if (event.key === 'Enter' && answered !== input.value.trimStart()) eager = true
      else if (event.key === 'Enter' && options[at]) options[at].click()
      else if (event.key !== 'Enter') return
      event.preventDefault()
    })
    // The pointer moves nothing until it chooses.
    hits.addEventListener('click', event => { const chosen = event.target.closest('[role=option]'); if (chosen) select(options.indexOf(chosen), true) })
    return { input, hits, note, count, run }
  }

  let dialog, inside
  const open = (query = '') => {
    if (!dialog) {
      inside = box(10, true, () => {})
      const close = make('button', { type: 'button', class: 'btn bare', 'aria-label': 'Esc closes search' }, make('kbd', {}, 'Esc'))
      dialog = make('dialog', { class: 'find-dialog', 'aria-label': 'Search' },
        make('div', { class: 'q' }, inside.input, close), inside.note, inside.hits,
        make('div', { class: 'keys' }, make('span', { class: 'no' }, make('kbd', {}, '↑'), ' ', make('kbd', {}, '↓'), ' move'),
          make('span', { class: 'no' }, make('kbd', {}, 'Enter'), ' open'), inside.count))
      close.addEventListener('click', () => dialog.close())
      dialog.addEventListener('click', event => {
        // A page may lead to itself: the dialog must not stay over the place that it went to.
        if (event.target === dialog || (event.target.closest('a') && !event.ctrlKey && !event.metaKey)) dialog.close()
      })
      document.body.append(dialog)
    }
    if (dialog.open) return
    inside.input.value = query
    dialog.showModal()
    inside.input.focus()
    inside.input.select()
    inside.run()
  }
  const mount = element => {
    const address = query => `${location.pathname}${query ? `?q=${encodeURIComponent(query)}` : ''}`
    const here = box(30, false, query => { try { history.replaceState(null, '', address(query)) } catch (_) { /* The address is a convenience. */ } })
    const place = make('div', { class: 'find-page' }, make('div', { class: 'q' }, here.input), here.count, here.note, here.hits)
    element.prepend(place)
    here.input.value = new URLSearchParams(location.search).get('q') || ''
    here.input.focus()
    here.run()
  }

  window.DevopsDocsSearch = { open, mount, words }
})()
