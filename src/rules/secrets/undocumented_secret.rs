#![doc = include_str!("undocumented_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind, Name, Statement, is_built_in_secret};
use crate::rules::inventory::{Missing, job_around, stated, undocumented, user};
use crate::rules::promised::{Promise, Promised, is_on_a_page, promised};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{name as name_cell, names};
use crate::text::FileId;
use crate::workspace::Workspace;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-secret",
    summary: "the list of secrets lacks one that a workflow uses",
    page: include_str!("undocumented_secret.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let missing = undocumented(ws, Kind::Secret);
    let otherwise = |name: &str| super::is_documented_as(ws, Kind::Variable, name);
    let missing = missing.iter().filter(|missing| !otherwise(missing.name())).map(|missing| finding(ws, missing));
    missing.chain(unpromised(ws)).collect()
}

/// The secrets that jobs use.
type ByJob<'a> = BTreeMap<(FileId, &'a str), Vec<&'a Statement<Name>>>;

/// What lists of other pages lack that say themselves that they have all secrets which are needed: what else a job uses
/// that uses them.
fn unpromised(ws: &Workspace) -> Vec<Diagnostic> {
    let untyped = ws.pages.iter().filter(|page| !page.is_typed() && page.agent.is_none());
    let lists: Vec<Promised> = untyped.flat_map(|page| promised(page, Promise::Secrets)).collect();
    if lists.is_empty() {
        return Vec::new();
    }
    let mut jobs = ByJob::new();
    for fact in ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::Secret) {
        if let Some(job) = job_around(ws, fact.span) {
            jobs.entry((fact.span.file, job)).or_default().push(fact);
        }
    }
    let mut found: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    for (list, secret) in
        lists.iter().flat_map(|list| lacking(list, &jobs).into_iter().map(move |secret| (list, secret)))
    {
        let name = secret.value.name.as_str();
        if !found.contains_key(name) && !is_on_a_page(ws, name) {
            let message = format!("{} uses the secret {name}, which no page names", user(ws, secret.span));
            let diagnostic = RULE.at(secret.span, message).about(name);
            found.insert(name, diagnostic.related(list.span, "the list of secrets that are needed"));
        }
    }
    found.into_values().collect()
}

/// What a job uses beside all secrets of a list, if that has more than it lacks.
fn lacking<'a>(list: &Promised, jobs: &ByJob<'a>) -> Vec<&'a Statement<Name>> {
    let is_called = |secret: &Statement<Name>, name: &str| name.eq_ignore_ascii_case(&secret.value.name);
    let is_listed = |secret: &Statement<Name>| list.names.iter().any(|name| is_called(secret, name));
    let mut found = Vec::new();
    for secrets in jobs.values().filter(|_| list.names.len() >= 2) {
        if !list.names.iter().all(|name| secrets.iter().any(|secret| is_called(secret, name))) {
            continue;
        }
        let others = secrets.iter().filter(|secret| !is_listed(secret) && !is_built_in_secret(&secret.value.name));
        let mut others: Vec<&Statement<Name>> = others.copied().collect();
        others.sort_by_key(|secret| (&secret.value.name, secret.span));
        others.dedup_by_key(|secret| &secret.value.name);
        if others.len() < list.names.len() {
            found.extend(others);
        }
    }
    found
}

fn finding(ws: &Workspace, missing: &Missing) -> Diagnostic {
    let name = missing.name();
    let of = Name::new(Kind::Secret, name);
    let deploying = stated(ws, &of, Key::Deploys).next().map(|fact| fact.span);
    let span = deploying.unwrap_or(missing.facts[0].span);
    let level = if deploying.is_some() { Level::Error } else { Level::Warning };
    let message = format!("{} uses the secret {name}, which the list of secrets lacks", user(ws, span));
    let fix = missing.add_row(ws, name, &|header| match () {
        () if Column::UsedBy.is(header) => Some(missing.files(ws)),
        () if Column::Jobs.is(header) => job_around(ws, span).map(name_cell),
        () if Column::Environment.is(header) => {
            let mut values = stated(ws, &of, Key::Environment).map(|fact| &fact.value.values);
            let first = values.next().filter(|first| !first.is_empty())?;
            values.all(|value| value == first).then(|| names(first.iter().map(String::as_str)))
        }
        () => None,
    });
    let diagnostic = RULE.at(span, message).level(level).about(name);
    diagnostic.related(missing.listing.place.clone(), "the list of secrets").fix(fix)
}
