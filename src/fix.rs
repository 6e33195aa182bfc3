//! Applies fixes: edits of byte ranges, skipped where they overlap, repeated until nothing is left to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::lint::{Selection, lint};
use crate::text::FileId;
use crate::workspace::{Workspace, reread};

/// How often fixes may uncover further ones.
const PASSES: usize = 8;

/// Which fixes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Those after which the page states what the repository proves.
    Safe,
    /// Guesses and skeletons too.
    Unsafe,
}

/// What fixing did.
#[derive(Debug)]
pub struct Fixed {
    /// The repository as it is afterwards.
    pub workspace: Workspace,
    /// The files that changed, with their bytes before and after.
    pub changed: BTreeMap<FileId, Change>,
    /// How many fixes ran.
    pub applied: usize,
}

/// One file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As it was read.
    pub before: Vec<u8>,
    /// As it is to be written.
    pub after: Vec<u8>,
}

/// Applies what is allowed among the findings that `wanted` lets through, until nothing is left.
pub fn fix(
    mut workspace: Workspace,
    selection: &Selection,
    allowed: Allowed,
    wanted: &dyn Fn(&Workspace, &Diagnostic) -> bool,
) -> Fixed {
    let mut changed: BTreeMap<FileId, Change> = BTreeMap::new();
    let mut applied = 0;
    for _ in 0..PASSES {
        let report = lint(&workspace, selection);
        let fixes: Vec<&Fix> = report
            .diagnostics
            .iter()
            .filter(|diagnostic| wanted(&workspace, diagnostic))
            .filter_map(|diagnostic| diagnostic.fix.as_ref())
            .filter(|fix| allowed == Allowed::Unsafe || fix.applicability == Applicability::Safe)
            .collect();
        let chosen = without_overlaps(&workspace, &fixes);
        if chosen.is_empty() {
            break;
        }
        applied += chosen.len();
        let mut edited = Vec::new();
        for (file, edits) in by_file(&chosen) {
            let before = workspace.files.raw(file).expect("a file with findings was read").to_vec();
            let after = apply(&before, &edits);
            changed.entry(file).or_insert_with(|| Change { before, after: Vec::new() }).after.clone_from(&after);
            edited.push((file, after));
        }
        workspace = reread(workspace, edited);
    }
    changed.retain(|_, change| change.before != change.after);
    Fixed { workspace, changed, applied }
}

/// The fixes that can run together: the first of those that touch the same bytes wins, equal edits run once.
fn without_overlaps<'a>(ws: &Workspace, fixes: &[&'a Fix]) -> Vec<&'a Fix> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for fix in fixes {
        let fits = |edit: &Edit| !ws.files.is_masked(edit.span) && !taken.iter().any(|other| clash(edit, other));
        if fix.edits.iter().all(fits) {
            taken.extend(&fix.edits);
            chosen.push(*fix);
        }
    }
    chosen
}

/// Whether two edits cannot run together. Different rows may come in at one place, and are then sorted.
fn clash(one: &Edit, other: &Edit) -> bool {
    let are_rows = one.span == other.span && one.span.is_empty() && one.text.starts_with(['\n', '\r']);
    if are_rows && other.text.starts_with(['\n', '\r']) {
        return one.text == other.text;
    }
    one.span.touches(other.span)
}

fn by_file<'a>(fixes: &[&'a Fix]) -> BTreeMap<FileId, Vec<&'a Edit>> {
    let mut edits_of: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        edits_of.entry(edit.span.file).or_default().push(edit);
    }
    edits_of
}

/// The bytes with all edits made, which do not overlap.
fn apply(bytes: &[u8], edits: &[&Edit]) -> Vec<u8> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.span.start, &edit.text));
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        out.extend_from_slice(&bytes[done..range.start]);
        out.extend_from_slice(edit.text.as_bytes());
        done = range.end;
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// The names of the rules whose findings carry a fix of that kind.
pub fn fixable(diagnostics: &[Diagnostic], kind: Applicability) -> BTreeSet<&str> {
    let with = |diagnostic: &&Diagnostic| diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == kind);
    diagnostics.iter().filter(with).map(|diagnostic| diagnostic.rule).collect()
}
