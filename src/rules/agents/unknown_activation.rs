#![doc = include_str!("unknown_activation.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-activation",
    summary: "a file says that a phrase begins something, and no command file answers it",
    page: include_str!("unknown_activation.md"),
    level: Level::Warning,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let unknown =
        ws.ledger.names.unknown().map(|(claim, _)| claim).filter(|claim| claim.value.kind == Kind::Activation);
    unknown
        .map(|claim| {
            let (phrase, name) = (ws.words(claim.span), &claim.value.name);
            let message = format!("`{phrase}` begins nothing: neither _ai nor _ai.dev has commands/{name}.md");
            RULE.at(claim.span, message).about(name.as_str())
        })
        .collect()
}
