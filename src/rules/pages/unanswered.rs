#![doc = include_str!("unanswered.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "unanswered",
    summary: "a question that someone is to answer is open",
    page: include_str!("unanswered.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static OPEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"TODO\(([^)]+)\)").expect("a valid expression"));

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws) {
        for block in &page.markdown.blocks {
            for hit in OPEN.captures_iter(&block.prose) {
                let all = hit.get(0).expect("a match has all of it");
                let start = block.span.start as usize;
                let span = Span::new(block.span.file, start + all.start(), start + all.end());
                found.push(RULE.at(span, format!("this waits for {}", &hit[1])).about(ws.words(span)));
            }
        }
    }
    found
}
