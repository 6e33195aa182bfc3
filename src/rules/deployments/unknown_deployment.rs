#![doc = include_str!("unknown_deployment.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::model::{Kind, environment};
use crate::rules::environments::{is_built_in, is_in_the_tree};
use crate::rules::parts::{has_command, has_link, present};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::Heading;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-deployment",
    summary: "a page tells of a deployment to an environment that nothing in the repository knows",
    page: include_str!("unknown_deployment.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said.value);
    let named = facts.filter(|name| name.kind == Kind::Environment && !is_built_in(&name.name));
    let known: BTreeSet<String> = named.map(|name| name.name.to_lowercase()).collect();
    // Where no job names an environment, deployments go their own ways.
    if known.is_empty() {
        return Vec::new();
    }
    let pages = present(ws).filter(|page| page.kind == Some(PageKind::Deployment));
    let headings = pages.flat_map(|page| page.markdown.headings.iter().map(move |heading| (page, heading)));
    headings.filter_map(|(page, heading)| finding(ws, page, heading, &known)).collect()
}

fn finding(ws: &Workspace, page: &Page, heading: &Heading, known: &BTreeSet<String>) -> Option<Diagnostic> {
    let text = heading.text.trim().to_lowercase();
    let starts = ["deploy to ", "deploying to ", "deployment to ", "environment "];
    let after = starts.iter().find_map(|start| text.strip_prefix(start));
    let name = after.unwrap_or(&text).trim_matches('`');
    let is_name = match after {
        Some(_) => environment::is_deployed_to(name),
        None => environment::is_common_target(name),
    };
    let is_known = known.iter().any(|known| known.contains(name) || name.contains(known.as_str()));
    if heading.level == 1 || !is_name || is_known {
        return None;
    }
    // A section with a command or a link says itself how it is done.
    if has_command(page, heading.section) || has_link(page, heading.section) || is_spoken_of(ws, name) {
        return None;
    }
    let names = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let message = format!("nothing in the repository deploys to {name}; jobs deploy to {names}");
    Some(RULE.at(heading.span, message).about(name))
}

/// Whether a workflow, a job or a file is called after an environment.
fn is_spoken_of(ws: &Workspace, name: &str) -> bool {
    let has = |words: &str| words.to_lowercase().contains(name);
    let in_workflows =
        ws.workflows.iter().any(|workflow| ws.files.text(workflow.file).is_some_and(has) || has(&workflow.path));
    in_workflows || is_in_the_tree(ws, name)
}
