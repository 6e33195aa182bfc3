#![doc = include_str!("stale_job_environment.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-job-environment",
    summary: "a page says that a job deploys to another environment",
    page: include_str!("stale_job_environment.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Job, Key::Environment);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = format!("job {name} is documented to deploy to {said}, but its environment is {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
