//! Findings of one rule and level about one subject are one defect, told once.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Level};

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
/// How many of them are told in full.
const IN_FULL: usize = 3;

/// A finding as lists for people have it.
pub(super) enum Told<'a> {
    /// In full.
    Whole(&'a Diagnostic),
    /// By their places only.
    Folded(&'a [&'a Diagnostic]),
}

/// Tells all findings in their order; of a defect in many places the first few, and where else it is.
pub(super) fn tell_folded(diagnostics: &[Diagnostic], mut tell: impl FnMut(Told)) {
    let mut others: HashMap<Key, Vec<&Diagnostic>> = HashMap::new();
    for group in groups(diagnostics) {
        if group.others.len() + 1 >= FOLDED {
            others.insert(key(group.first), group.others);
        }
    }
    let mut told: HashMap<Key, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let key = key(diagnostic);
        let Some(others) = others.get(&key) else {
            tell(Told::Whole(diagnostic));
            continue;
        };
        let count = told.entry(key).or_default();
        *count += 1;
        if *count <= IN_FULL {
            tell(Told::Whole(diagnostic));
        }
        if *count == IN_FULL {
            tell(Told::Folded(&others[IN_FULL - 1..]));
        }
    }
}
