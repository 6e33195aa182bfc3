//! Tables, lists and headings of a knowledge base: inventories of secrets, jobs, services, each row a few claims.
//!
//! A table that nobody recognises claims nothing. What a page lists whole, it may also lack.

mod cells;
mod headings;
mod lists;
mod mixed;
mod names;
mod shape;
mod stores;
mod words;

use std::sync::Arc;

use super::speech::Speech;
use crate::kinds::{Column, PageKind, plain};
use crate::model::{Gap, How, Key, Kind, Listing, Name, Open, Property, Scope, Statement, Table, TableRow, Term};
use crate::syntax::markdown;
use crate::text::Span;
use cells::{codes, items, says_nothing};
use shape::{Shape, is_whole, key_beside, key_of, recognise, unclear};

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    let Some(page_kind) = page.kind else { return };
    // A page of its own for secrets or variables is a part of the one about CI.
    let kind = if headings::is_about_names(page) { PageKind::Ci } else { page_kind };
    for table in &page.markdown.tables {
        let header: Vec<String> = table.header.iter().map(|cell| plain(&cell.text)).collect();
        let above = headings::above(page, table.section);
        let speaks = table.blocks.clone().next().is_none_or(|at| speech.speaks(&page.markdown.blocks[at]));
        let elsewhere = stores::is_elsewhere(page, table.section, &header);
        if !speaks || !elsewhere && mixed::read(speech, kind, table, &header) {
            continue;
        }
        let is_here = |shape: &Shape| !elsewhere || !matches!(shape.kind, Kind::Secret | Kind::Variable);
        let recognised = recognise(kind, &header, &above);
        if recognised.is_none() && !elsewhere {
            leave_open(speech, table, &header);
        }
        if let Some(shape) = recognised.filter(is_here) {
            let whole = is_whole(kind, shape.kind)
                && shape.may_be_whole()
                && headings::is_meant_whole(page, shape.kind)
                && !shape::is_partial(&header, above.first());
            read_table(speech, whole, table, header, shape);
        }
    }
    headings::read(speech, page_kind);
    lists::read(speech, kind);
}

/// Leaves the rows of a table open of which nobody can tell what it lists.
fn leave_open(speech: &mut Speech, table: &markdown::Table, header: &[String]) {
    let Some(column) = unclear(header) else { return };
    let why = "it is not clear what this table is a list of";
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !says_nothing(&cell.text));
    speech.reading.says.open.extend(cells.map(|cell| Open { span: cell.span, why }));
}

fn read_table(speech: &mut Speech, whole: bool, table: &markdown::Table, header: Vec<String>, shape: Shape) {
    let mut keys: Vec<Option<Key>> = header.iter().map(|words| key_of(shape.kind, words)).collect();
    // Beside the triggers, "when" is a remark on them.
    let triggers = keys.iter().position(|key| *key == Some(Key::Triggers));
    keys.iter_mut().skip(triggers.map_or(usize::MAX, |at| at + 1)).for_each(|key| {
        key.take_if(|key| *key == Key::Triggers);
    });
    let beside: Vec<_> = header.iter().map(|words| key_beside(&header, words)).collect();
    let workflow_column = Column::WorkflowFile.find(&header);
    let around = headings::workflow_above(speech, table.section).or_else(|| headings::only_workflow(speech));
    let shown = Arc::new(shown(table, header, shape.subject));
    let belongs = matches!(shape.kind, Kind::Job | Kind::DispatchInput);
    let mut lists: Vec<String> = Vec::new();
    let mut above: Option<&markdown::Cell> = None;
    for row in &table.rows {
        let cell = workflow_column.and_then(|at| row.cells.get(at));
        // A blank cell means the workflow of the row above.
        let cell = cell.and_then(|cell| if cell.span.is_empty() { above } else { Some(cell) });
        above = cell;
        let named = cell.filter(|cell| !says_nothing(&cell.text));
        let within = match named {
            _ if !belongs => Some(String::new()),
            Some(cell) => {
                let linked = headings::linked_workflow(speech.page, cell.span);
                let words = codes(speech.page, cell).next().map_or_else(|| cell.text.clone(), |code| code.text);
                let words = linked.unwrap_or(words);
                Some(headings::workflow(speech, &words))
            }
            None => around.clone(),
        };
        let Some(mut within) = within else { continue };
        if shape.kind == Kind::DispatchInput {
            within = within.rsplit('/').next().unwrap_or(&within).to_owned();
        }
        if !lists.contains(&within) {
            lists.push(within.clone());
        }
        for of in subjects(speech, row, shape, &within) {
            for (cell, key) in row.cells.iter().zip(&keys) {
                if let Some(key) = key.filter(|_| !says_nothing(&cell.text)) {
                    say(speech, &of, key, cell);
                }
            }
        }
        for (cell, (column, kind, key)) in row.cells.iter().zip(&beside).filter_map(|(cell, of)| Some((cell, (*of)?))) {
            let of = row.cells.get(column).filter(|_| kind != shape.kind && !says_nothing(&cell.text));
            if let Some(of) = of.and_then(|of| only_name(speech, kind, of)) {
                say(speech, &of, key, cell);
            }
        }
    }
    if table.rows.is_empty() {
        lists.extend(if belongs { around } else { Some(String::new()) });
    }
    if whole {
        for within in lists {
            list(speech, (shape.kind, within), &shown);
        }
    }
}

/// The one thing that a cell names.
fn only_name(speech: &Speech, kind: Kind, cell: &markdown::Cell) -> Option<Name> {
    let items = items(speech.text, speech.page, cell);
    let [item] = items.as_slice() else { return None };
    let name = if kind == Kind::Workflow { headings::workflow(speech, &item.text) } else { item.text.clone() };
    Some(Name::new(kind, name))
}

/// A table as the ledger keeps it, so that a row can be added.
fn shown(table: &markdown::Table, header: Vec<String>, subject: usize) -> Table {
    let row = |row: &markdown::Row| TableRow { span: row.span, cells: row.cells.iter().map(|c| c.span).collect() };
    Table { header, subject, rows: table.rows.iter().map(row).collect(), span: table.span }
}

/// Says that a table lists such things whole.
fn list(speech: &mut Speech, domain: (Kind, String), table: &Arc<Table>) {
    let (scope, place) = (speech.scope(), table.span.into());
    speech.reading.says.names.listings.push(Listing { domain, scope, place, table: Some(table.clone()) });
}

/// The things that a row is about, each claimed.
fn subjects(speech: &mut Speech, row: &markdown::Row, shape: Shape, within: &str) -> Vec<Name> {
    let Some(cell) = row.cells.get(shape.subject) else { return Vec::new() };
    // What stands as code is a name, be it `none`.
    let says = |cell: &markdown::Cell| {
        let is_word = |item: cells::Item| item.text.contains(char::is_alphanumeric);
        !says_nothing(&cell.text) || codes(speech.page, cell).any(is_word)
    };
    if !says(cell) {
        return Vec::new();
    }
    if speech.text.at(cell.span).text.contains("~~") {
        return Vec::new();
    }
    let mut found = items(speech.text, speech.page, cell);
    // People's names for things have commas and conjunctions in them.
    if !is_identifier(shape.kind) && found.iter().all(|item| !item.code) {
        found = vec![cells::Item { text: cell.text.trim().to_owned(), span: cell.span, code: false }];
    }
    // `deploy.yml` (Deploy) is one workflow.
    if matches!(shape.kind, Kind::Workflow | Kind::Tool | Kind::Environment | Kind::ComposeService) {
        found.truncate(1);
    }
    let mut names = Vec::new();
    for item in found {
        let name = if is_identifier(shape.kind) { names::bare(shape.kind, &item.text) } else { item.text.as_str() };
        let raw = speech.text.at(item.span);
        let span = raw.text.find(name).map_or(item.span, |at| raw.span(at..at + name.len()));
        if is_identifier(shape.kind) {
            let is_pattern = claim_pattern(speech, shape.kind, name, span);
            if !is_pattern && !names::is_name(shape.kind, name) {
                let why = "it is no name that such things have";
                speech.reading.says.open.push(Open { span, why });
            }
            if is_pattern || !names::is_name(shape.kind, name) || lists::is_built_in(shape.kind, name) {
                continue;
            }
        }
        let of = if shape.kind == Kind::Workflow {
            Name::new(Kind::Workflow, headings::workflow(speech, name))
        } else {
            Name::within(shape.kind, within, name)
        };
        claim(speech, named(&of), span, How::Table);
        names.push(of);
    }
    names
}

/// Takes words that stand for several names: which ones are listed so, nobody can tell.
fn claim_pattern(speech: &mut Speech, kind: Kind, words: &str, span: Span) -> bool {
    let Some(pattern) = names::pattern(kind, words) else { return false };
    let why = "a row of the list stands for several names";
    let (domain, scope) = (Name::new(kind, "").domain(), speech.scope());
    speech.reading.says.names.gaps.push(Gap { domain, subject: None, scope, pattern: Some(pattern), span, why });
    true
}

/// A workflow is claimed by the name of its file, and is in properties by its path.
fn named(of: &Name) -> Name {
    match of.kind {
        Kind::Workflow => Name::new(Kind::Workflow, of.name.rsplit('/').next().unwrap_or(&of.name)),
        _ => of.clone(),
    }
}

fn is_identifier(kind: Kind) -> bool {
    matches!(kind, Kind::Secret | Kind::Variable | Kind::EnvVar)
}

/// Claims a name once for a place; what a typed table says stands over what a word looks like.
fn claim(speech: &mut Speech, name: Name, span: Span, how: How) {
    let scope = speech.scope();
    if is_identifier(name.kind) {
        let elsewise = |said: &Statement<Name>| !is_identifier(said.value.kind) || !span.touches(said.span);
        speech.reading.says.names.statements.retain(elsewise);
    }
    speech.claim_name(name, span, scope, how);
}

/// Says of a thing what a cell does, or leaves the cell open.
fn say(speech: &mut Speech, of: &Name, key: Key, cell: &markdown::Cell) {
    let before = speech.reading.says.properties.statements.len();
    qualities(speech, of, key, cell);
    // "push, nightly at 02:00 UTC" tells of events and of a time.
    if key == Key::Triggers && of.kind == Kind::Workflow {
        times(speech, of, cell);
        pushed(speech, of, cell);
    }
    if speech.reading.says.properties.statements.len() == before {
        speech.reading.says.open.push(Open { span: cell.span, why: "what this cell says is not understood" });
    }
}

/// The branches to which a cell about triggers says that one pushes.
fn pushed(speech: &mut Speech, of: &Name, cell: &markdown::Cell) {
    let raw = speech.text.at(cell.span);
    for place in words::pushed_to(raw.text) {
        let (scope, evidence) = (speech.scope(), speech.evidence(How::Table, false));
        let (branch, span) = (raw.text[place.clone()].to_owned(), raw.span(place));
        let value = Property::new(of.clone(), Key::PushedTo, [branch]);
        speech.reading.says.properties.statements.push(Statement { value, span, scope, evidence });
    }
}

/// The times that a cell about triggers gives, if they are more than a word.
fn times(speech: &mut Speech, of: &Name, cell: &markdown::Cell) {
    let items = items(speech.text, speech.page, cell);
    let said: Vec<(String, Span)> = match items.iter().find(|item| words::is_day(&item.text)) {
        // From a day without a time on, all of it is one schedule: "Mondays and Thursdays at 02:00".
        Some(day) => {
            let rest = Span { end: cell.span.end, ..day.span };
            words::schedule(speech.text.at(rest).text).map(|schedule| (schedule, rest)).into_iter().collect()
        }
        None => items.iter().filter_map(|item| Some((words::schedule(&item.text)?, item.span))).collect(),
    };
    for (schedule, span) in said.into_iter().filter(|(words, _)| words.contains(' ')) {
        let (scope, evidence) = (speech.scope(), speech.evidence(How::Table, false));
        let value = Property::new(of.clone(), Key::Schedule, [schedule]);
        speech.reading.says.properties.statements.push(Statement { value, span, scope, evidence });
    }
}

/// What a cell says of a thing.
fn qualities(speech: &mut Speech, of: &Name, key: Key, cell: &markdown::Cell) {
    let found = items(speech.text, speech.page, cell);
    let whole = cell.span;
    let labels = || found.iter().all(|item| words::is_label(&item.text));
    let texts = || found.iter().map(|item| item.text.clone()).collect::<Vec<_>>();
    let each = |read: fn(&str) -> Option<String>| -> Vec<(Vec<String>, Span)> {
        let read = |item: &cells::Item| Some((vec![read(&item.text)?], item.span));
        found.iter().map(read).collect::<Option<_>>().unwrap_or_default()
    };
    let one = |fits: bool| match found.as_slice() {
        [item] if fits => vec![(vec![item.text.clone()], item.span)],
        _ => Vec::new(),
    };
    let said: Vec<(Vec<String>, Span)> = match key {
        Key::Triggers => {
            let phrase = speech.text.at(whole).text;
            let events = if of.kind == Kind::Job { words::events_of_job(phrase) } else { words::events(phrase) };
            events.map(|events| (events.into_iter().collect(), whole)).into_iter().collect()
        }
        // "Mondays and Thursdays" is one schedule, not two.
        Key::Schedule => match words::schedule(&cell.text) {
            Some(all) => vec![(vec![all], found.first().filter(|_| found.len() == 1).map_or(whole, |item| item.span))],
            None => each(words::schedule),
        },
        Key::Timeout => each(words::minutes).into_iter().take(1).collect(),
        Key::Port | Key::HostPort => each(words::host_port),
        Key::Runner | Key::Needs | Key::Branches => {
            let span = if let [item] = found.as_slice() { item.span } else { whole };
            let is_all = |word: &String| matches!(word.to_lowercase().as_str(), "any" | "all" | "*" | "every");
            // Without marks, "build and test" may be one job.
            let is_phrase = found.len() > 1 && cell.text.contains(" and ") && found.iter().any(|item| !item.code);
            if labels() && !is_phrase && !texts().iter().any(is_all) { vec![(texts(), span)] } else { Vec::new() }
        }
        Key::Permissions => {
            let rights: Option<Vec<String>> = found.iter().map(|item| words::permission(&item.text)).collect();
            let span = if let [item] = found.as_slice() { item.span } else { whole };
            rights.filter(|rights| !rights.is_empty()).map(|rights| (rights, span)).into_iter().collect()
        }
        Key::Environment if of.kind == Kind::Secret => {
            let is_scope = |word: &str| {
                let known = ["repository", "repo", "organization", "organisation", "org", "any", "all", "shared"];
                known.contains(&word.to_lowercase().as_str())
            };
            let named = found.iter().filter(|item| words::is_label(&item.text) && !is_scope(&item.text));
            named.map(|item| (vec![item.text.clone()], item.span)).collect()
        }
        Key::Matrix => {
            let values = words::matrix(speech.text.at(whole).text);
            values.map(|values| (values, whole)).into_iter().collect()
        }
        Key::Concurrency => one(found.iter().all(|item| item.code || words::is_label(&item.text))),
        Key::Health => {
            one(found.iter().all(|item| item.text.starts_with('/') && !item.text.contains(char::is_whitespace)))
        }
        Key::Environment | Key::Image => one(labels()),
        // "the current branch" tells of a default without being one.
        Key::Default => one(labels() || found.iter().all(|item| item.code)),
        Key::Url => one(found.first().is_some_and(|item| item.text.starts_with("http"))),
        Key::Status | Key::Owner | Key::Rotation | Key::Rotated | Key::Probe | Key::Install => {
            vec![(vec![cell.text.trim().to_owned()], whole)]
        }
        _ => Vec::new(),
    };
    let (scope, evidence): (Scope, _) = (speech.scope(), speech.evidence(How::Table, false));
    for (values, span) in said {
        let is_host = key == Key::Port && words::says_host(speech.text.at(span).text);
        let value = Property::new(of.clone(), if is_host { Key::HostPort } else { key }, values);
        speech.reading.says.properties.statements.push(Statement { value, span, scope: scope.clone(), evidence });
    }
}
