#![doc = include_str!("unknown_environment.md")]

use std::cell::LazyCell;

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::PageKind;
use crate::model::{Kind, Name, Statement, environment};
use crate::rules::inventory::unknown;
use crate::rules::{Detect, Pages, Rule};
use crate::survey::{self, Target};
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
    let stages = LazyCell::new(|| survey::stages(ws, ""));
    let is_stage =
        |claim: &&Statement<Name>| stages.iter().any(|stage| environment::is_same(&stage.name, &claim.value.name));
    let claims = claims.filter(|claim| !is_stage(claim));
    claims.filter(|claim| !is_own_page_of_a_machine(ws, claim)).map(finding).collect()
}

/// Whether a page is about an environment that may be on people's own machines, which no job deploys to.
fn is_own_page_of_a_machine(ws: &Workspace, claim: &Statement<Name>) -> bool {
    let page = ws.page(claim.span.file);
    environment::is_of_own_machine(&claim.value.name)
        && page.is_some_and(|page| page.kind == Some(PageKind::Environment))
}

/// Whether a folder or file that is no page is called after an environment: an overlay, a file of values.
pub(in crate::rules) fn is_in_the_tree(ws: &Workspace, name: &str) -> bool {
    let name = name.to_lowercase();
    let is_called_so = |path: &str| {
        let path = path.to_lowercase();
        path.split(['/', '.', '-', '_']).any(|step| step == name) || path.split('/').any(|step| step.contains(&name))
    };
    let others = ws.files.iter().filter(|(id, _)| ws.page(*id).is_none());
    let mut named = others.map(|(_, entry)| entry.path.as_ref()).filter(|path| is_called_so(path));
    // A workflow that is called so speaks for it only while one of its jobs deploys and names no environment.
    named.any(|path| !path.starts_with(".github/workflows/") || deploys_unnamed(ws, path))
}

/// Whether a job of a workflow deploys and does not say to which environment.
fn deploys_unnamed(ws: &Workspace, path: &str) -> bool {
    let is_unnamed = |deploy: &survey::Deploy| !deploy.targets.iter().any(|to| matches!(to, Target::Environment(_)));
    let deploys = survey::deploys(ws, "");
    deploys.iter().any(|deploy| deploy.workflow.path == path && deploy.is_certain() && is_unnamed(deploy))
}

fn finding(claim: &Statement<Name>) -> Diagnostic {
    let name = &claim.value.name;
    RULE.at(claim.span, format!("no job deploys to an environment called {name}")).about(name.as_str())
}
