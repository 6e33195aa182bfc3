#![doc = include_str!("stale_image.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-image",
    summary: "a page gives another image of a service than the Compose file",
    page: include_str!("stale_image.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::ComposeService, Key::Image);
    wrong
        .map(|(claim, facts)| {
            let (name, said, so) = (&claim.value.of.name, claim.value.shown(), shown(&facts));
            let message = format!("{name} is documented to run {said}, but runs {so}");
            stale(ws, &RULE, (claim, facts), message)
        })
        .collect()
}
