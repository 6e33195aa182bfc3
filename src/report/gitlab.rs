//! GitLab's Code Quality report: one JSON array.

use serde::Serialize;

use super::place::{fingerprints, resolve, shown_message};
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::text::json_document;
use crate::workspace::Workspace;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as GitLab's merge requests show them.
pub fn gitlab(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let issues: Vec<Issue> = diagnostics
        .iter()
        .zip(fingerprints(ws, diagnostics))
        .map(|(diagnostic, fingerprint)| Issue {
            description: shown_message(diagnostic),
            check_name: diagnostic.rule,
            fingerprint,
            severity: match diagnostic.level {
                Level::Info => "info",
                Level::Warning => "minor",
                Level::Error => "major",
            },
            location: locate(ws, &diagnostic.place),
        })
        .collect();
    json_document(&issues)
}

/// GitLab drops what has no path and line: a whole path is its first line, a commit concerns the whole repository.
fn locate<'a>(ws: &'a Workspace, place: &'a Place) -> Location<'a> {
    let place = resolve(ws, place);
    let lines = place.as_ref().and_then(|place| place.range).map(|(_, start, end)| (start.line, end.line));
    let (begin, end) = lines.unwrap_or((1, 1));
    Location { path: place.map_or(".", |place| place.path), lines: Lines { begin, end } }
}
