#![doc = include_str!("unknown_record_word.md")]

use super::stages::ENDED;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::{Page, PageKind, UNDER_WAY, is_answer};
use crate::rules::{Detect, Pages, Rule};
use crate::survey;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-record-word",
    summary: "the record of a release or an incident has a word that is almost one that is understood",
    page: include_str!("unknown_record_word.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

const SEVERITIES: &[&str] =
    &["critical", "high", "major", "medium", "moderate", "minor", "low", "severe", "none", "blocker", "trivial"];

/// Words that say that an incident is over.
const OVER: &[&str] = &["resolved", "closed", "done", "completed"];

/// Words that say that a release is on its way, or went none.
const NOT_ENDED: &[&str] = &[
    "candidate",
    "draft",
    "planned",
    "approved",
    "deploying",
    "failed",
    "rejected",
    "cancelled",
    "canceled",
    "withdrawn",
    "rolled-back",
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let environments = environments(ws);
    for page in &ws.pages {
        match page.kind {
            Some(PageKind::Incident) => {
                found.extend(of(page, "severity", SEVERITIES));
                found.extend(of(page, "status", &[UNDER_WAY, OVER].concat()));
            }
            Some(PageKind::Release) => {
                found.extend(of(page, "status", &[NOT_ENDED, ENDED].concat()));
                let known: Vec<&str> = environments.iter().map(String::as_str).collect();
                found.extend(of(page, "environment", &known));
            }
            _ => {}
        }
    }
    found
}

/// The environments that workflows or pages name.
fn environments(ws: &Workspace) -> Vec<String> {
    let jobs = survey::environments(ws, "").into_iter().map(|of| of.name);
    let pages = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment));
    let pages = pages.filter_map(|page| page.environment().map(str::to_owned));
    jobs.chain(pages).map(|name| name.to_lowercase()).collect()
}

/// A word that is none of the known ones, and so like one of them that it is meant to be that.
fn of(page: &Page, key: &str, known: &[&str]) -> Option<Diagnostic> {
    let scalar = page.front.as_ref()?.get(key)?.scalar()?;
    let word = scalar.value.trim().to_lowercase();
    if !is_answer(&word) || known.contains(&word.as_str()) {
        return None;
    }
    let likeness = |known: &&str| strsim::damerau_levenshtein(known, &word);
    let most = if word.chars().count() < 6 { 1 } else { 2 };
    let near = known.iter().copied().min_by_key(likeness).filter(|near| word.len() > 3 && likeness(near) <= most)?;
    let message = format!("no {key} is called {}; did you mean {near}?", scalar.value);
    let fix = Fix::guess(format!("write {near}"), vec![Edit::replace(scalar.inner, near)]);
    Some(RULE.at(scalar.inner, message).about(format!("{} {key}", page.path)).fix(Some(fix)))
}
