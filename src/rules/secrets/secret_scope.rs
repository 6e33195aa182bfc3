#![doc = include_str!("secret_scope.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::{contradictions, user};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "secret-scope",
    summary: "a secret is documented for an environment in which no job uses it",
    page: include_str!("secret_scope.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let wrong = contradictions(ws, Kind::Secret, Key::Environment);
    wrong
        .map(|(claim, facts)| {
            let (name, environment) = (&claim.value.of.name, claim.value.shown());
            let first = facts[0];
            let elsewhere = match first.value.values.first() {
                Some(other) => format!("in {other}"),
                None => "without any environment".to_owned(),
            };
            let user = user(ws, first.span);
            let message = format!("{name} is documented as a secret of {environment}, but {user} uses it {elsewhere}");
            RULE.at(claim.span, message).about(format!("{name} {environment}")).related(first.span, "used here")
        })
        .collect()
}
