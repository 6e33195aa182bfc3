#![doc = include_str!("unknown_environment.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Kind, Name, Statement};
use crate::rules::inventory::unknown;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-environment",
    summary: "a page is about an environment to which nothing deploys",
    page: include_str!("unknown_environment.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said.value);
    let named = facts.filter(|name| name.kind == Kind::Environment && !super::is_built_in(&name.name)).count();
    if named == 0 {
        return Vec::new();
    }
    let claims = unknown(ws, Kind::Environment).filter(|claim| !is_in_the_tree(ws, &claim.value.name));
    claims.map(finding).collect()
}

/// Whether a folder or file that is no page is called after an environment: an overlay, a file of values.
pub(in crate::rules) fn is_in_the_tree(ws: &Workspace, name: &str) -> bool {
    let name = name.to_lowercase();
    let others = ws.files.iter().filter(|(id, _)| ws.page(*id).is_none());
    others.map(|(_, entry)| entry.path.to_lowercase()).any(|path| {
        path.split(['/', '.', '-', '_']).any(|step| step == name) || path.split('/').any(|step| step.contains(&name))
    })
}

fn finding(claim: &Statement<Name>) -> Diagnostic {
    let name = &claim.value.name;
    RULE.at(claim.span, format!("no job deploys to an environment called {name}")).about(name.as_str())
}
