#![doc = include_str!("command_shape.md")]

use super::in_roots;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::{AgentKind, Page};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "command-shape",
    summary: "a command or a workflow has no plain sentence right under its title",
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
    let title = page.markdown.headings.first().filter(|heading| heading.level == 1);
    let Some(title) = title else { return Some((page.file.into(), "there is no title above")) };
    let text = ws.files.text(page.file).unwrap_or_default();
    // Listings pass over blank lines and headings.
    let start = title.content.start as usize;
    let (mut at, mut first) = (start, None);
    for line in text[start..].split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() && !words.starts_with('#') {
            first = Some((at + line.len() - line.trim_start().len(), words));
            break;
        }
        at += line.len();
    }
    match first {
        None => Some((title.span.into(), "no sentence under the title says what is done by")),
        Some((_, words)) if is_plain(words) => None,
        Some((at, words)) => {
            let span = Span::new(page.file, at, at + words.len());
            Some((span.into(), "no plain sentence stands right under the title, so lists show this line for"))
        }
    }
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
