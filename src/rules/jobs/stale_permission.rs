#![doc = include_str!("stale_permission.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-permission",
    summary: "a page gives a job other permissions than its workflow",
    page: include_str!("stale_permission.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Job, Key::Permissions);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = format!("job {name} is documented with {said}, but has {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
