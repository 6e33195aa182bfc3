#![doc = include_str!("stale_concurrency.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-concurrency",
    summary: "a page puts a workflow or job into another concurrency group",
    page: include_str!("stale_concurrency.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = [Kind::Workflow, Kind::Job].into_iter().flat_map(|kind| contradictions(ws, kind, Key::Concurrency));
    wrong
        .map(|(claim, facts)| {
            let (of, said, so) = (&claim.value.of, claim.value.shown(), shown(&facts));
            let name = of.name.rsplit('/').next().unwrap_or(&of.name);
            let message = format!("{} {name} is documented in the group {said}, but is in {so}", of.kind.word());
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
