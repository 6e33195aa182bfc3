//! Places as all formats need them: a path, and positions where there are any.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::visible::visible;
use crate::diagnostic::{Diagnostic, Place, Related};
use crate::text::{FileId, Position, Span, counted};
use crate::workspace::{Workspace, path_of};

/// A place, resolved for people.
pub(super) struct Resolved<'a> {
    pub path: &'a str,
    /// The span and its two ends; absent where the place is a whole path or a commit.
    pub range: Option<(Span, Position, Position)>,
}

/// The path and positions of a place; a commit has none.
pub(super) fn resolve<'a>(ws: &'a Workspace, place: &'a Place) -> Option<Resolved<'a>> {
    let path = path_of(ws, place)?;
    let range =
        place.span().map(|span| (span, ws.files.position(span), ws.files.position_of(span.file, span.end as usize)));
    Some(Resolved { path, range })
}

/// The text of a line up to a byte, without a byte order mark: what columns of every kind are counted in.
pub(super) fn before_in_line(ws: &Workspace, file: FileId, byte: u32) -> &str {
    let text = ws.files.text(file).unwrap_or_default();
    let end = text.floor_char_boundary(byte as usize);
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..end];
    if start == 0 { line.trim_start_matches('\u{feff}') } else { line }
}

/// `path:line`, a path or a commit, fit to be shown.
pub(super) fn shown_place(ws: &Workspace, place: &Place) -> String {
    match (resolve(ws, place), place) {
        (Some(Resolved { path, range: Some((_, start, _)) }), _) => format!("{}:{}", visible(path), start.line),
        (Some(Resolved { path, range: None }), _) => visible(path).into_owned(),
        (None, Place::Commit(commit)) => format!("commit {}", visible(commit)),
        (None, _) => String::new(),
    }
}

/// What proves a finding and where, in one line: `pinned here: .nvmrc:1`.
pub(super) fn shown_related(ws: &Workspace, related: &Related) -> String {
    match &related.place {
        Place::Commit(commit) => format!("{} {}", visible(&related.message), visible(commit)),
        place => format!("{}: {}", visible(&related.message), shown_place(ws, place)),
    }
}

/// What is wrong, fit to be shown; the commit that no format has a field for is part of it.
pub(super) fn shown_message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.place {
        Place::Commit(commit) => format!("{} (commit {})", visible(&diagnostic.message), visible(commit)),
        _ => visible(&diagnostic.message).into_owned(),
    }
}

/// The most places that one line lists.
const LISTED: usize = 20;

/// Where else a defect is: `3 more places: a.md:1, b.md:2, b.md:7`.
pub(super) fn shown_places(ws: &Workspace, others: &[&Diagnostic]) -> String {
    let mut places: Vec<String> = others.iter().take(LISTED).map(|other| shown_place(ws, &other.place)).collect();
    if others.len() > LISTED {
        places.push("…".to_owned());
    }
    format!("{}: {}", counted(others.len(), "more place"), places.join(", "))
}

/// What identifies each finding when lines move: rule, page, subject, and the count of equal ones before it.
pub fn fingerprints(ws: &Workspace, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let one = |diagnostic: &Diagnostic| {
        let path = path_of(ws, &diagnostic.place).unwrap_or_default();
        let subject = if diagnostic.subject.is_empty() { &diagnostic.message } else { &diagnostic.subject };
        let key = format!("{}\0{path}\0{subject}", diagnostic.rule);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{key}\0{count}").as_bytes());
        HEXLOWER.encode(&digest[..8])
    };
    diagnostics.iter().map(one).collect()
}
