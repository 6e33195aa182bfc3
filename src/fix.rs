//! Applies fixes: edits of byte ranges, skipped where they overlap, repeated until nothing is left to do. A fix after which
//! its finding is still there is taken back, and so is one that breaks a table.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::lint::{Selection, lint};
use crate::text::FileId;
use crate::workspace::{Workspace, path_of, reread};

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
    let mut futile: BTreeSet<Wish> = BTreeSet::new();
    let mut report = lint(&workspace, selection);
    for _ in 0..PASSES {
        let fixes: Vec<(Wish, &Fix)> = report
            .diagnostics
            .iter()
            .filter(|diagnostic| wanted(&workspace, diagnostic))
            .filter_map(|diagnostic| Some((wish(&workspace, diagnostic)?, diagnostic.fix.as_ref()?)))
            .filter(|(wish, fix)| {
                !futile.contains(wish) && (allowed == Allowed::Unsafe || fix.applicability == Applicability::Safe)
            })
            .collect();
        let chosen = without_overlaps(&workspace, &fixes);
        if chosen.is_empty() {
            break;
        }
        let mut done: BTreeMap<&Wish, usize> = BTreeMap::new();
        for (wish, _) in &chosen {
            *done.entry(wish).or_default() += 1;
        }
        let open = asked(&workspace, &report.diagnostics);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (file, edits) in by_file(chosen.iter().map(|(_, fix)| *fix)) {
            let bytes = workspace.files.raw(file).expect("a file with findings was read").to_vec();
            after.push((file, apply(&bytes, &edits)));
            before.push((file, bytes));
        }
        workspace = reread(workspace, after.clone());
        let next = lint(&workspace, selection);
        let left = asked(&workspace, &next.diagnostics);
        let persists = |(wish, done): &(&Wish, usize)| count(&left, wish) + done > count(&open, wish);
        let mut vain: BTreeSet<Wish> = done.into_iter().filter(persists).map(|(wish, _)| wish.clone()).collect();
        vain.extend(breaking(&workspace, &open, &next.diagnostics, &chosen));
        if vain.is_empty() {
            applied += chosen.len();
            for ((file, before), (_, after)) in before.into_iter().zip(after) {
                changed.entry(file).or_insert_with(|| Change { before, after: Vec::new() }).after = after;
            }
            report = next;
        } else {
            // The findings of the report still stand, for their places are those of the text that comes back.
            futile.extend(vain);
            workspace = reread(workspace, before);
        }
    }
    changed.retain(|_, change| change.before != change.after);
    Fixed { workspace, changed, applied }
}

/// A finding wherever it stands, by its rule, its file and its message, and what its fix writes.
type Wish = (Found, Vec<String>);
type Found = (&'static str, String, String);

fn found(ws: &Workspace, diagnostic: &Diagnostic) -> Found {
    let path = path_of(ws, &diagnostic.place).unwrap_or_default();
    (diagnostic.rule, path.to_owned(), diagnostic.message.clone())
}

fn wish(ws: &Workspace, diagnostic: &Diagnostic) -> Option<Wish> {
    let words = |edit: &Edit| edit.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let edits = diagnostic.fix.as_ref()?.edits.iter().map(words).collect();
    Some((found(ws, diagnostic), edits))
}

/// The findings that are left, each with what its fix would write.
fn asked(ws: &Workspace, diagnostics: &[Diagnostic]) -> BTreeMap<Found, Vec<Option<Vec<String>>>> {
    let mut open: BTreeMap<Found, Vec<Option<Vec<String>>>> = BTreeMap::new();
    for diagnostic in diagnostics {
        open.entry(found(ws, diagnostic)).or_default().push(wish(ws, diagnostic).map(|(_, edits)| edits));
    }
    open
}

/// The fixes that broke a table: what a new finding about its rows is about, they wrote.
fn breaking(
    ws: &Workspace,
    open: &BTreeMap<Found, Vec<Option<Vec<String>>>>,
    next: &[Diagnostic],
    chosen: &[&(Wish, &Fix)],
) -> BTreeSet<Wish> {
    let is_new = |diagnostic: &&Diagnostic| !open.contains_key(&found(ws, diagnostic));
    let broken: Vec<&Diagnostic> = next.iter().filter(|new| new.rule == "malformed-table").filter(is_new).collect();
    let is_cause = |edit: &Edit| {
        let wrote = |row: &&Diagnostic| {
            let (text, subject) = (edit.text.trim(), row.subject.as_str());
            row.place.file() == Some(edit.span.file)
                && !text.is_empty()
                && (text.contains(subject) || subject.contains(text))
        };
        broken.iter().any(wrote)
    };
    chosen.iter().filter(|(_, fix)| fix.edits.iter().any(is_cause)).map(|(wish, _)| wish.clone()).collect()
}

/// How many findings ask for the same, or have no answer any more. What asks for something new has moved on.
fn count(open: &BTreeMap<Found, Vec<Option<Vec<String>>>>, (found, edits): &Wish) -> usize {
    let all = open.get(found).into_iter().flatten();
    all.filter(|asked| asked.as_ref().is_none_or(|asked| asked == edits)).count()
}

/// The fixes that can run together: the first of those that touch the same bytes wins, equal edits run once.
fn without_overlaps<'a>(ws: &Workspace, fixes: &'a [(Wish, &'a Fix)]) -> Vec<&'a (Wish, &'a Fix)> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for one in fixes {
        let (_, fix) = one;
        let fits = |edit: &Edit| !ws.files.is_masked(edit.span) && !taken.iter().any(|other| clash(edit, other));
        if fix.edits.iter().all(fits) {
            taken.extend(&fix.edits);
            chosen.push(one);
        }
    }
    chosen
}

/// Whether two edits cannot run together. Different rows may come in at one place, and are then sorted; a section that
/// comes in there waits for them.
fn clash(one: &Edit, other: &Edit) -> bool {
    let is_row = |edit: &Edit| edit.text.starts_with(['\n', '\r']) && !edit.text.trim_start().starts_with('#');
    if one.span == other.span && one.span.is_empty() && is_row(one) && is_row(other) {
        return one.text == other.text;
    }
    one.span.touches(other.span)
}

fn by_file<'a>(fixes: impl Iterator<Item = &'a Fix>) -> BTreeMap<FileId, Vec<&'a Edit>> {
    let mut edits_of: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in fixes.flat_map(|fix| &fix.edits) {
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
