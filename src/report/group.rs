//! Findings of one rule and level about one subject are one defect, told once.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::text::FileId;

type Key<'a> = (&'a str, Level, &'a str);

/// What one defect is: the evidence of a finding may raise its level, and an error never hides behind a warning.
fn key(diagnostic: &Diagnostic) -> Key<'_> {
    (diagnostic.rule, diagnostic.level, &diagnostic.subject)
}

/// One defect: its first finding, and the others in their order.
pub(super) struct Group<'a> {
    pub first: &'a Diagnostic,
    pub others: Vec<&'a Diagnostic>,
}

/// The defects, in the order of their first findings; a finding without a subject stands alone.
pub(super) fn groups(diagnostics: &[Diagnostic]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let next = groups.len();
        let at = match diagnostic.subject.as_str() {
            "" => next,
            _ => *known.entry(key(diagnostic)).or_insert(next),
        };
        match groups.get_mut(at) {
            Some(group) => group.others.push(diagnostic),
            None => groups.push(Group { first: diagnostic, others: Vec::new() }),
        }
    }
    groups
}

/// The fewest findings of one defect that are folded.
const FOLDED: usize = 6;
/// The fewest findings of one rule on one page that are: so many have one cause, such as what the page is made with.
const FOLDED_OF_A_PAGE: usize = 20;
/// How many of them are told in full.
const IN_FULL: usize = 3;

/// A finding as lists for people have it.
pub(super) enum Told<'a> {
    /// In full.
    Whole(&'a Diagnostic),
    /// By their places only.
    Folded(&'a [&'a Diagnostic]),
}

/// What is folded together: one defect in many places, or one rule's findings all over a page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Series<'a> {
    Defect(Key<'a>),
    Page(&'a str, Level, FileId),
}

/// Tells all findings in their order; of a series the first few, and where the others are.
pub(super) fn tell_folded(diagnostics: &[Diagnostic], mut tell: impl FnMut(Told)) {
    let members = series(diagnostics);
    let of: HashMap<*const Diagnostic, Series> =
        members.iter().flat_map(|(series, all)| all.iter().map(|one| (std::ptr::from_ref(*one), *series))).collect();
    let mut told: HashMap<Series, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let Some(series) = of.get(&std::ptr::from_ref(diagnostic)) else {
            tell(Told::Whole(diagnostic));
            continue;
        };
        let count = told.entry(*series).or_default();
        *count += 1;
        if *count <= IN_FULL {
            tell(Told::Whole(diagnostic));
        }
        if *count == IN_FULL {
            tell(Told::Folded(&members[series][IN_FULL..]));
        }
    }
}

/// The series that are long enough to be folded, each with its findings in their order.
fn series(diagnostics: &[Diagnostic]) -> HashMap<Series<'_>, Vec<&Diagnostic>> {
    let mut folded: HashMap<Series, Vec<&Diagnostic>> = HashMap::new();
    let mut pages: HashMap<Series, Vec<&Diagnostic>> = HashMap::new();
    for group in groups(diagnostics) {
        let is_long = group.others.len() + 1 >= FOLDED;
        let all = std::iter::once(group.first).chain(group.others);
        if is_long {
            folded.insert(Series::Defect(key(group.first)), all.collect());
            continue;
        }
        for one in all {
            if let Some(file) = one.place.file() {
                pages.entry(Series::Page(one.rule, one.level, file)).or_default().push(one);
            }
        }
    }
    for (page, mut all) in pages.into_iter().filter(|(_, all)| all.len() >= FOLDED_OF_A_PAGE) {
        // They lie in one slice, whose order is that of the list.
        all.sort_by_key(|one| std::ptr::from_ref(*one));
        folded.insert(page, all);
    }
    folded
}
