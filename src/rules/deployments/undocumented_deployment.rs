#![doc = include_str!("undocumented_deployment.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::model::{Key, Kind, Property, Statement};
use crate::rules::environments::is_built_in;
use crate::rules::inventory::{file_name, stated};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-deployment",
    summary: "a job deploys, and no deployment page tells of it",
    page: include_str!("undocumented_deployment.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let pages: Vec<&Page> = present(ws).filter(|page| page.kind == Some(PageKind::Deployment)).collect();
    let Some(first) = pages.first() else { return Vec::new() };
    let told: String = pages.iter().filter_map(|page| ws.files.text(page.file)).collect::<String>().to_lowercase();
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let named = facts.filter(|fact| fact.value.of.kind == Kind::Job && fact.value.key == Key::Environment);
    let deploys = named.filter(|fact| !fact.value.values.is_empty());
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for fact in deploys.filter(|fact| !is_built_in(&fact.value.shown()) && !is_told(ws, fact, &told)) {
        if seen.insert(fact.value.of.clone()) {
            let (job, environment) = (&fact.value.of.name, fact.value.shown());
            let message = format!(
                "job {job} of {} deploys to {environment}, and no deployment page tells of it",
                file_name(ws, fact.span)
            );
            let diagnostic = RULE.at(fact.span, message).about(format!("{} {job}", fact.value.of.within));
            found.push(diagnostic.related(first.file, "the page about deployments"));
        }
    }
    found
}

/// Whether a text names the environment, the job or the workflow of a deployment.
fn is_told(ws: &Workspace, fact: &Statement<Property>, told: &str) -> bool {
    let of = &fact.value.of;
    let title = |name: &crate::model::Name| stated(ws, name, Key::Title).map(|fact| fact.value.shown()).collect();
    let workflow = crate::model::Name::new(Kind::Workflow, of.within.clone());
    let mut names: Vec<String> = title(of);
    names.extend::<Vec<String>>(title(&workflow));
    names.extend([fact.value.shown(), of.name.clone(), file_name(ws, fact.span).to_owned()]);
    names.iter().any(|name| told.contains(&name.to_lowercase()))
}
