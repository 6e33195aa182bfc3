//! What no page tells.

use schemars::JsonSchema;
use serde::Serialize;

use super::Inventory;
use crate::kinds::PageKind;
use crate::survey::is_built_in_environment;
use crate::workspace::Workspace;

/// Something that no page tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// `page`, `workflow`, `deployment`, `environment`, `secret`, `variable`, `sample variable`, `service`, `tool`, `script`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Why it is missed.
    pub why: String,
}

/// The pages of a knowledge base, each with what it is for.
const PAGES: &[(PageKind, &str, &str)] = &[
    (PageKind::Index, "README.md", "what is here and who owns it"),
    (PageKind::Environment, "environments/local.md", "how a machine is set up and checked"),
    (PageKind::Ci, "ci-cd.md", "what runs on a change, and what to do when it fails"),
    (PageKind::Deployment, "deployments.md", "how a version gets to its users, and back"),
    (PageKind::Tooling, "tooling.md", "which tools people need"),
    (PageKind::Maintenance, "maintenance.md", "what is done again and again"),
    (PageKind::Runbook, "runbooks/", "what to do under pressure"),
];

/// What a job does that deploys, in words: to which places, or by what where nobody knows the place.
fn deploys(targets: &[String]) -> String {
    let (ways, places): (Vec<&str>, Vec<&str>) =
        targets.iter().map(String::as_str).partition(|target| target.starts_with("by "));
    let to = if places.is_empty() { String::new() } else { format!(" to {}", places.join(", ")) };
    let by = if ways.is_empty() { String::new() } else { format!(" {}", ways.join(" and ")) };
    format!("deploys{to}{by}")
}

pub(super) fn gaps(ws: &Workspace, found: &Inventory) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut add = |kind: &'static str, name: &str, why: String| gaps.push(Gap { kind, name: name.to_owned(), why });
    for (kind, name, what) in PAGES {
        let needed = *kind != PageKind::Ci || !found.workflows.is_empty();
        if needed && !ws.pages.iter().any(|page| page.kind == Some(*kind)) {
            add("page", name, format!("no page of the knowledge base tells {what}"));
        }
    }
    for item in found.deployments.iter().filter(|item| !item.documented) {
        let file = item.workflow.rsplit('/').next().unwrap_or(&item.workflow);
        add("deployment", &item.job, format!("{file} {}", deploys(&item.targets)));
    }
    for item in found.workflows.iter().filter(|item| !item.documented) {
        add("workflow", &item.path, format!("starts on {}", item.events.join(", ")));
    }
    for item in found.environments.iter().filter(|item| !item.documented && !is_built_in_environment(&item.name)) {
        let files: Vec<&str> = item.jobs.iter().map(|user| user.workflow.as_str()).collect();
        add("environment", &item.name, format!("deployed to by {}", files.join(", ")));
    }
    for (kind, items) in [("secret", &found.secrets), ("variable", &found.variables)] {
        for item in items.iter().filter(|item| !item.documented) {
            let files: Vec<&str> = item.jobs.iter().map(|user| user.workflow.as_str()).collect();
            add(kind, &item.name, format!("read by {}", files.join(", ")));
        }
    }
    for item in found.sample_variables.iter().filter(|item| !item.documented) {
        add("sample variable", &item.name, format!("asked for by {}", item.files.join(", ")));
    }
    for item in found.services.iter().filter(|item| !item.documented) {
        add("service", &item.name, format!("defined by {}", item.files.join(", ")));
    }
    for item in found.tools.iter().filter(|item| !item.documented) {
        add("tool", &item.name, format!("because of {}", item.files.join(", ")));
    }
    for item in found.scripts.iter().filter(|item| !item.documented) {
        add("script", &item.path, "no page mentions it".to_owned());
    }
    gaps
}
