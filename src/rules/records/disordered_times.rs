#![doc = include_str!("disordered_times.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "disordered-times",
    summary: "the times of an incident are not in the order in which they can have been",
    page: include_str!("disordered_times.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// The keys of the times, in their order, and how a sentence speaks of each.
const TIMES: [(&str, &str); 4] = [
    ("started", "it started"),
    ("detected", "it was detected"),
    ("mitigated", "it was mitigated"),
    ("resolved", "it was resolved"),
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.kind == Some(PageKind::Incident)) {
        let told = TIMES.iter().filter_map(|(key, words)| Some((*words, time(page, key)?)));
        let told: Vec<(&str, (String, Span))> = told.collect();
        for pair in told.windows(2) {
            let [(before, (first, there)), (after, (second, here))] = pair else { continue };
            // A day without a time is only compared by its day.
            let len = first.len().min(second.len());
            if second[..len] < first[..len] {
                let message = format!("{after} on {second}, before {before}");
                found.push(
                    RULE.at(*here, message).about(page.path.as_str()).related(*there, format!("{before} on {first}")),
                );
            }
        }
    }
    found
}

/// A time of the front matter as `2024-03-09 14:05`, or its day; none if it says another zone than UTC.
fn time(page: &Page, key: &str) -> Option<(String, Span)> {
    let node = page.front.as_ref()?.get(key)?;
    let text = node.text()?.trim().trim_end_matches('Z').replace('T', " ");
    let (day, clock) = text.split_once(' ').unwrap_or((&text, ""));
    let day = crate::model::calendar::day(day)?.to_string();
    let clock = clock.trim().trim_end_matches("UTC").trim();
    let is_digit = |at: usize| clock.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let minutes = clock.get(..5).filter(|_| [0, 1, 3, 4].into_iter().all(is_digit));
    match minutes {
        _ if clock.is_empty() => Some((day, node.span)),
        Some(_) if clock[5..].contains(['+', '-']) => None,
        Some(minutes) => Some((format!("{day} {minutes}"), node.span)),
        None => None,
    }
}
