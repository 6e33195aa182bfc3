//! Reviewdog's diagnostic format, one finding a line; its columns count bytes of UTF-8.

use serde::Serialize;

use super::SITE;
use super::place::{before_in_line, resolve, shown_message};
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level, Place};
use crate::rules::rule_url;
use crate::text::{Span, json_line};
use crate::workspace::Workspace;

#[derive(Serialize)]
struct Line<'a> {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
    severity: &'static str,
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

/// The findings as reviewdog reads them.
pub fn rdjsonl(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| json_line(&line(ws, diagnostic))).collect()
}

fn line<'a>(ws: &'a Workspace, diagnostic: &'a Diagnostic) -> Line<'a> {
    let related = diagnostic.related.iter().filter_map(|related| {
        let location = locate(ws, &related.place)?;
        Some(Related { message: visible(&related.message).into_owned(), location })
    });
    Line {
        message: shown_message(diagnostic),
        location: locate(ws, &diagnostic.place),
        severity: match diagnostic.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info => "INFO",
        },
        source: Source { name: "devops-docs", url: SITE },
        code: Code { value: diagnostic.rule, url: rule_url(diagnostic.rule) },
        suggestions: diagnostic.fix.as_ref().map(|fix| suggest(ws, diagnostic, fix)).unwrap_or_default(),
        related_locations: related.collect(),
    }
}

/// The edits of a fix; none if one is in another file, since a suggestion has no path of its own.
fn suggest<'a>(ws: &Workspace, diagnostic: &Diagnostic, fix: &'a Fix) -> Vec<Suggestion<'a>> {
    let is_here = |edit: &Edit| diagnostic.place.file() == Some(edit.span.file);
    if !fix.edits.iter().all(is_here) {
        return Vec::new();
    }
    fix.edits.iter().map(|edit| Suggestion { range: range(ws, edit.span), text: &edit.text }).collect()
}

fn locate<'a>(ws: &'a Workspace, place: &'a Place) -> Option<Location<'a>> {
    let resolved = resolve(ws, place)?;
    Some(Location { path: resolved.path, range: place.span().map(|span| range(ws, span)) })
}

fn range(ws: &Workspace, span: Span) -> Range {
    let point = |byte: u32| Point {
        line: ws.files.position_of(span.file, byte as usize).line,
        column: before_in_line(ws, span.file, byte).len() + 1,
    };
    Range { start: point(span.start), end: point(span.end) }
}
