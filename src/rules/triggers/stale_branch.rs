#![doc = include_str!("stale_branch.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, shown, stale};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-branch",
    summary: "a page gives other branches than those whose pushes start the workflow",
    page: include_str!("stale_branch.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = [Key::Branches, Key::PushedTo].into_iter().flat_map(|key| contradictions(ws, Kind::Workflow, key));
    wrong
        .map(|(claim, facts)| {
            let (name, said) = (&claim.value.of.name, claim.value.shown());
            let file = name.rsplit('/').next().unwrap_or(name);
            let so = shown(&facts);
            let message = format!("{file} is documented to start on pushes to {said}, but starts on those to {so}");
            let is_one_of_many = claim.value.key == Key::PushedTo;
            let diagnostic = stale(ws, &RULE, (claim, facts), message);
            // Nobody can tell which of several names it should be.
            if is_one_of_many { diagnostic.fix(None) } else { diagnostic }
        })
        .collect()
}
