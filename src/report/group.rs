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

/// Tells all findings in their order; of a series that is long enough the first few, and where the others are.
pub(super) fn tell_folded(diagnostics: &[Diagnostic], mut tell: impl FnMut(Told)) {
    let mut defects: HashMap<Key, usize> = HashMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !diagnostic.subject.is_empty()) {
        *defects.entry(key(diagnostic)).or_default() += 1;
    }
    let mut members: HashMap<Series, Vec<&Diagnostic>> = HashMap::new();
    for diagnostic in diagnostics {
        if let Some(series) = series(diagnostic, &defects) {
            members.entry(series).or_default().push(diagnostic);
        }
    }
    members.retain(|series, all| matches!(series, Series::Defect(_)) || all.len() >= FOLDED_OF_A_PAGE);
    let mut told: HashMap<Series, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let held = series(diagnostic, &defects).and_then(|series| members.get_key_value(&series));
        let Some((series, all)) = held else {
            tell(Told::Whole(diagnostic));
            continue;
        };
        let count = told.entry(*series).or_default();
        *count += 1;
        if *count <= IN_FULL {
            tell(Told::Whole(diagnostic));
        }
        if *count == IN_FULL {
            tell(Told::Folded(&all[IN_FULL..]));
        }
    }
}

/// What a finding would be folded with: its defect if that is in many places, else its page.
fn series<'a>(diagnostic: &'a Diagnostic, defects: &HashMap<Key<'a>, usize>) -> Option<Series<'a>> {
    let defect = key(diagnostic);
    if defects.get(&defect).is_some_and(|count| *count >= FOLDED) {
        return Some(Series::Defect(defect));
    }
    diagnostic.place.file().map(|file| Series::Page(diagnostic.rule, diagnostic.level, file))
}
