#![doc = include_str!("stale_runner.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-runner",
    summary: "a page says that a job runs on another machine",
    page: include_str!("stale_runner.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Job, Key::Runner);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = format!("job {name} is documented to run on {said}, but runs on {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
