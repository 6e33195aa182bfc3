#![doc = include_str!("unknown_variable.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind, Name};
use crate::rules::inventory::{has, is_taken_by_github, said, unknown};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-variable",
    summary: "the list of variables has one that nothing reads",
    page: include_str!("unknown_variable.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let is_secret = |name: &str| has(ws, &Name::new(Kind::Secret, name));
    let is_ours = |name: &str| is_taken_by_github(name) && !is_secret(name);
    let unread = unknown(ws, Kind::Variable).filter(|claim| is_ours(&claim.value.name));
    unread
        .filter(|claim| said(ws, &claim.value, Key::Status).is_none())
        .map(|claim| {
            let name = &claim.value.name;
            RULE.at(claim.span, format!("no workflow reads vars.{name}")).about(name.as_str())
        })
        .collect()
}
