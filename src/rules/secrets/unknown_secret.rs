#![doc = include_str!("unknown_secret.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind, Name, Statement};
use crate::rules::inventory::{cell_of, has, is_taken_by_github, said, unknown};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-secret",
    summary: "the list of secrets has one that nothing uses",
    page: include_str!("unknown_secret.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// What a status says of a secret that the workflows need not use.
const IN_USE: &[&str] = &["active", "in use", "used", "current", "live", "required", "ok"];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let is_other_kind = |claim: &Statement<Name>| has(ws, &Name::new(Kind::Variable, claim.value.name.clone()));
    let unused = unknown(ws, Kind::Secret).filter(|claim| {
        is_taken_by_github(&claim.value.name) && !is_other_kind(claim) && is_said_in_use(ws, &claim.value)
    });
    unused.map(|claim| finding(ws, claim)).collect()
}

/// Whether a page does not say of a secret that it is retired, or that something else uses it.
pub(super) fn is_said_in_use(ws: &Workspace, of: &Name) -> bool {
    let status = said(ws, of, Key::Status).map(|said| said.value.shown().to_lowercase());
    status.is_none_or(|status| IN_USE.contains(&status.as_str()))
}

fn finding(ws: &Workspace, claim: &Statement<Name>) -> Diagnostic {
    let name = &claim.value.name;
    let message = format!("no workflow uses the secret {name}");
    let fix = cell_of(ws, claim.span, Column::Status).map(|cell| {
        let text = if cell.is_empty() { " retired" } else { "retired" };
        Fix::guess("mark it as retired", vec![Edit::replace(cell, text)])
    });
    let help = "if something else uses it, give its row the status external";
    RULE.at(claim.span, message).about(name.as_str()).help(help).fix(fix)
}
