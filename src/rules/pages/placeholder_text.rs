#![doc = include_str!("placeholder_text.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "placeholder-text",
    summary: "a page holds a placeholder where words should be",
    page: include_str!("placeholder_text.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bTBD\b|\bFIXME\b|(?i:lorem ipsum)|\bTODO\b").expect("a valid expression"));

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    present(ws).flat_map(|page| words(page).into_iter().chain(empty_sections(ws, page))).collect()
}

fn words(page: &Page) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for block in page.markdown.blocks.iter().filter(|block| !block.quoted) {
        for hit in PLACEHOLDER.find_iter(&block.prose) {
            let start = block.span.start as usize + hit.start();
            let span = Span::new(block.span.file, start, block.span.start as usize + hit.end());
            let is_code = page.markdown.codes.iter().any(|code| code.span.touches(span));
            let is_assigned = hit.as_str() == "TODO" && block.prose[hit.end()..].starts_with('(');
            if !is_code && !is_assigned {
                found.push(RULE.at(span, format!("{} is a placeholder", hit.as_str())).about(hit.as_str()));
            }
        }
    }
    found
}

/// Sections with nothing below their heading.
fn empty_sections(ws: &Workspace, page: &Page) -> Vec<Diagnostic> {
    let headings = &page.markdown.headings;
    let empty = headings.iter().enumerate().filter(|(at, heading)| {
        let has_parts = headings.get(at + 1).is_some_and(|next| next.parent == Some(*at));
        heading.level > 1 && !has_parts && ws.words(heading.content).trim().is_empty()
    });
    empty
        .map(|(_, heading)| {
            let message = format!("the section {} is empty", heading.text);
            RULE.at(heading.span, message).about(heading.text.as_str())
        })
        .collect()
}
