#![doc = include_str!("stale_schedule.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-schedule",
    summary: "a page gives another schedule than the workflow",
    page: include_str!("stale_schedule.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Workflow, Key::Schedule);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = {
                let file = name.rsplit('/').next().unwrap_or(name);
                format!("{file} is documented to run on the schedule {said}, but runs on {so}")
            };
            let is_line = !ws.words(claim.span).contains(|c: char| c.is_ascii_lowercase());
            let diagnostic = stale(ws, &RULE, (claim, facts), message);
            // A cron line in place of words would be right, and read by nobody.
            if is_line { diagnostic } else { diagnostic.fix(None) }
        })
        .collect()
}
