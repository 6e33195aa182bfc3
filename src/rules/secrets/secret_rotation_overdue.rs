#![doc = include_str!("secret_rotation_overdue.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::calendar::overdue;
use crate::model::{Key, Kind};
use crate::rules::inventory::said;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "secret-rotation-overdue",
    summary: "a secret should have been rotated by now",
    page: include_str!("secret_rotation_overdue.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims = ws.ledger.properties.claims.iter().map(|claim| &claim.said);
    let rotated = claims.filter(|said| said.value.of.kind == Kind::Secret && said.value.key == Key::Rotated);
    let mut found = Vec::new();
    for claim in rotated {
        let of = &claim.value.of;
        let Some(every) = said(ws, of, Key::Rotation) else { continue };
        if let Some(due) = overdue(&claim.value.shown(), &every.value.shown(), &ws.today) {
            let message = format!("{} was to be rotated by {due}", of.name);
            found.push(RULE.at(claim.span, message).about(of.name.as_str()).related(every.span, "how often"));
        }
    }
    found
}
