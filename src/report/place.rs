//! Places as all formats need them: a path, and positions where there are any.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::path_of;
use crate::text::{Position, Span};
use crate::workspace::Workspace;

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
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    };
    diagnostics.iter().map(one).collect()
}
