#![doc = include_str!("retired_secret_in_use.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind};
use crate::rules::inventory::user;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "retired-secret-in-use",
    summary: "a secret that is documented as retired is still used",
    page: include_str!("retired_secret_in_use.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims = ws.ledger.properties.claims.iter().map(|claim| &claim.said);
    let retired = claims.filter(|said| {
        let status = said.value.shown().to_lowercase();
        said.value.of.kind == Kind::Secret
            && said.value.key == Key::Status
            && ["retired", "revoked", "removed", "deleted", "unused"].contains(&status.as_str())
    });
    let mut found = Vec::new();
    for claim in retired {
        let name = &claim.value.of.name;
        let is_it = |other: &str| other.eq_ignore_ascii_case(name);
        let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
        let mut uses = facts.filter(|fact| fact.value.kind == Kind::Secret && is_it(&fact.value.name));
        if let Some(first) = uses.next() {
            let message =
                format!("{name} is documented as {}, but {} uses it", claim.value.shown(), user(ws, first.span));
            found.push(RULE.at(claim.span, message).about(name.as_str()).related(first.span, "used here"));
        }
    }
    found
}
