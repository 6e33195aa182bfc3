//! Findings as the site shows them: the words, and both places with their lines.

use serde::Serialize;

use super::Site;
use crate::diagnostic::{Applicability, Diagnostic, Level, Place};
use crate::text::Span;

/// The longest part of a line that is shown, in bytes.
const LONG: usize = 240;
/// About as much of it stands before what is marked, which would be out of sight further right.
const BEFORE: usize = 32;

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    pub id: String,
    pub level: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    pub message: String,
    pub rule: &'static str,
    pub rule_address: String,
    /// The path at which it stands.
    pub path: Option<String>,
    /// Every path that it has to do with.
    #[serde(skip)]
    pub paths: Vec<String>,
    #[serde(skip)]
    pub span: Option<Span>,
    pub places: Vec<Shown>,
    pub fix: Option<String>,
    pub safe: bool,
    pub help: Option<String>,
}

/// A place with its line.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    pub tone: &'static str,
    /// `_ai/devops/ci-cd.md:41:3`
    pub name: String,
    pub address: Option<String>,
    /// Whether the address leads to another host.
    pub outside: bool,
    pub note: String,
    pub lines: Vec<Line>,
}

/// A line of a source with the words that matter.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub number: String,
    pub gutter: String,
    pub before: String,
    pub marked: String,
    pub after: String,
    /// Blanks as wide as what stands before the marked words.
    pub indent: String,
    pub carets: String,
}

/// The tone of a level.
pub(super) fn tone(level: Level) -> &'static str {
    match level {
        Level::Error => "danger",
        Level::Warning => "warn",
        Level::Info => "info",
    }
}

fn icon(level: Level) -> &'static str {
    match level {
        Level::Error => "fail",
        Level::Warning => "warn",
        Level::Info => "info",
    }
}

/// The findings in their order, numbered from `d1`.
pub(super) fn findings(site: &Site, diagnostics: &[Diagnostic]) -> Vec<Finding> {
    diagnostics.iter().enumerate().map(|(at, diagnostic)| finding(site, diagnostic, at + 1)).collect()
}

fn finding(site: &Site, diagnostic: &Diagnostic, number: usize) -> Finding {
    let path = crate::workspace::path_of(site.ws, &diagnostic.place).map(str::to_owned);
    let mut places = vec![shown(site, &diagnostic.place, tone(diagnostic.level), &diagnostic.label)];
    places.extend(diagnostic.related.iter().map(|related| shown(site, &related.place, "info", &related.message)));
    let related = diagnostic.related.iter().filter_map(|related| crate::workspace::path_of(site.ws, &related.place));
    Finding {
        id: format!("d{number}"),
        level: diagnostic.level.word(),
        tone: tone(diagnostic.level),
        icon: icon(diagnostic.level),
        message: diagnostic.message.clone(),
        rule: diagnostic.rule,
        rule_address: format!("rules/{}.html", diagnostic.rule),
        paths: path.iter().cloned().chain(related.map(str::to_owned)).collect(),
        path,
        span: diagnostic.place.span(),
        places,
        fix: diagnostic.fix.as_ref().map(|fix| fix.title.clone()),
        safe: diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe),
        help: diagnostic.help.clone(),
    }
}

fn shown(site: &Site, place: &Place, tone: &'static str, note: &str) -> Shown {
    let bare = |name: String, address: Option<String>| Shown {
        tone,
        name,
        outside: address.is_some(),
        address,
        note: note.to_owned(),
        lines: Vec::new(),
    };
    match place {
        Place::Commit(commit) => bare(format!("commit {commit}"), site.host.commit(commit)),
        Place::Path(path) => bare(path.clone(), None),
        Place::File(file) => {
            let path = site.ws.files.path(*file);
            let (address, outside) = site.target(path, None);
            Shown { outside, ..bare(path.to_owned(), address) }
        }
        Place::Span(span) => {
            let path = site.ws.files.path(span.file);
            let position = site.ws.files.position(*span);
            let (address, outside) = site.target(path, Some(position.line));
            let name = format!("{path}:{}:{}", position.line, position.column);
            Shown { lines: lines(site, *span), outside, ..bare(name, address) }
        }
    }
}

/// The line in which a span begins, cut around it when it is long.
fn lines(site: &Site, span: Span) -> Vec<Line> {
    let files = &site.ws.files;
    let (Some(text), Some(lines)) = (files.text(span.file), files.lines(span.file)) else { return Vec::new() };
    let start = (span.start as usize).min(text.len());
    let index = lines.index(start);
    let from = lines.start(index, text);
    let line = text[from..lines.start(index + 1, text)].trim_end_matches(['\n', '\r']);
    let begin = text.floor_char_boundary(start).saturating_sub(from).min(line.len());
    let end = (span.end as usize).saturating_sub(from).clamp(begin, line.len());
    let (begin, end) = (line.floor_char_boundary(begin), line.floor_char_boundary(end));
    let first = if begin > 2 * BEFORE { line.floor_char_boundary(begin - BEFORE) } else { 0 };
    let last = line.floor_char_boundary((end + LONG / 2).min(first + LONG).max(end.min(begin + LONG)).min(line.len()));
    let end = end.min(last);
    let cut = |yes: bool| if yes { "…" } else { "" };
    let before = format!("{}{}", cut(first > 0), &line[first..begin]);
    let after = format!("{}{}", &line[end..last.max(end)], cut(last < line.len()));
    let number = format!("{:>3}", index + 1);
    let wide = |words: &str| words.chars().map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect::<String>();
    vec![Line {
        gutter: " ".repeat(number.len()),
        indent: wide(&before),
        carets: "^".repeat(line[begin..end].chars().count().clamp(1, 80)),
        before,
        marked: line[begin..end].to_owned(),
        after,
        number,
    }]
}
