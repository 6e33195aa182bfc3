#![doc = include_str!("unknown_gate.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::config::gates;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Page;
use crate::rules::likeness::closest;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-gate",
    summary: "a page asks for a gate that is neither built in nor in the configuration",
    page: include_str!("unknown_gate.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static ASKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bdevops-docs gate ([a-z][a-z0-9_-]*)").expect("a valid expression"));

/// How much two names may differ that are likely meant for one.
const LIKE: usize = 3;

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let known: Vec<&str> = gates(&ws.config.settings.gate).iter().map(|gate| gate.name.as_str()).collect();
    let asked = ws.pages.iter().flat_map(|page| asked(ws, page));
    asked.filter(|span| !known.contains(&ws.words(*span))).map(|span| told(ws, span, &known)).collect()
}

/// The names of gates in the code of a page.
fn asked(ws: &Workspace, page: &Page) -> Vec<Span> {
    let codes = page.markdown.codes.iter().map(|code| code.span);
    let spans = codes.chain(page.markdown.fences.iter().map(|fence| fence.span));
    let within = |span: Span| {
        let start = span.start as usize;
        let names = ASKED.captures_iter(ws.words(span)).filter_map(|found| found.get(1));
        names.map(move |name| Span::new(span.file, start + name.start(), start + name.end())).collect::<Vec<_>>()
    };
    spans.flat_map(within).collect()
}

fn told(ws: &Workspace, span: Span, known: &[&str]) -> Diagnostic {
    let name = ws.words(span);
    let near = closest(name, known.iter().copied(), LIKE);
    let diagnostic = RULE.at(span, format!("there is no gate `{name}`")).about(name);
    match near {
        Some(near) => diagnostic.fix(Fix::guess(format!("write {near}"), vec![Edit::replace(span, near)])),
        None => diagnostic.help(format!("there are {}", known.join(", "))),
    }
}
