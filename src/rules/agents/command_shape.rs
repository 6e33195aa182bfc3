#![doc = include_str!("command_shape.md")]

use super::in_roots;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::{AgentKind, Page};
use crate::rules::parts::title;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "command-shape",
    summary: "a command or a workflow does not begin with a plain sentence",
    page: include_str!("command_shape.md"),
    level: Level::Warning,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let shaped = in_roots(ws).filter(|(_, file, _)| matches!(file.kind, AgentKind::Command | AgentKind::Workflow));
    shaped
        .filter_map(|(page, file, _)| {
            let (place, message) = wrong(ws, page)?;
            Some(RULE.at(place, format!("{message} this {}", file.kind.word())).about(page.path.as_str()))
        })
        .collect()
}

/// What is wrong with the beginning of a page, and where.
fn wrong(ws: &Workspace, page: &Page) -> Option<(Place, &'static str)> {
    let text = ws.files.text(page.file).unwrap_or_default();
    // Listings pass over blank lines and headings; a title is no must.
    let mut at = page.markdown.body.start as usize;
    for line in text[at..].split_inclusive('\n') {
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            at += line.len();
            continue;
        }
        let start = at + line.len() - line.trim_start().len();
        let span = Span::new(page.file, start, start + words.len());
        return (!is_plain(words))
            .then(|| (span.into(), "no plain sentence begins the text, so lists show this line for"));
    }
    Some((title(page), "no sentence says what is done by"))
}

/// Whether a line is running text, and no list, table, quote, fence, picture, comment or label.
fn is_plain(line: &str) -> bool {
    let is_numbered = line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with([')', '.'])
        && line.starts_with(|c: char| c.is_ascii_digit());
    let begins =
        line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '\'' | '‘' | '(' | '„' | '«'));
    let is_code = line.starts_with('`') && !line.starts_with("```");
    (begins && !is_numbered) || is_code
}
