#![doc = include_str!("stale_matrix.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind, Property, Statement};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::cmp::Reverse;

pub(super) static RULE: Rule = Rule {
    name: "stale-matrix",
    summary: "a page says that a job is repeated over other values",
    page: include_str!("stale_matrix.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Job, Key::Matrix);
    wrong
        .map(|(claim, facts)| {
            // Of the axes and all of them together, the page means the one that it has most in common with.
            let common = |fact: &&Statement<Property>| fact.value.values.intersection(&claim.value.values).count();
            let meant = facts.into_iter().max_by_key(|fact| (common(fact), Reverse(fact.value.values.len())));
            let facts: Vec<_> = meant.into_iter().collect();
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = format!("job {name} is documented to be repeated over {said}, but its matrix has {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
