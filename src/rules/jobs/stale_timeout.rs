#![doc = include_str!("stale_timeout.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-timeout",
    summary: "a page says that a job is stopped after another time",
    page: include_str!("stale_timeout.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Job, Key::Timeout);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let unit = if said == "1" { "minute" } else { "minutes" };
            let message = format!("job {name} is documented to be stopped after {said} {unit}, but the limit is {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
