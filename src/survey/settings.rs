//! Secrets and configuration variables of GitHub Actions: their names, and the jobs that read them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Key, Kind, Name, Statement, Term, Workflow};
use crate::text::Span;
use crate::workspace::Workspace;

/// A workflow that reads something, with the jobs that do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    /// The name of the workflow's file.
    pub workflow: String,
    /// The ids of the jobs; empty when the workflow reads it for all of them.
    pub jobs: BTreeSet<String>,
}

/// A secret or a variable, by name; its value is known to nobody here.
#[derive(Clone, Debug)]
pub struct Setting {
    /// As first written.
    pub name: String,
    /// Who reads it.
    pub users: Vec<User>,
    /// The environments of the jobs that read it, as far as no run computes them.
    pub environments: BTreeSet<String>,
    /// Where it is first read.
    pub span: Span,
}

/// The settings of a kind that the workflows of a folder read, in the order of their names.
pub fn settings(ws: &Workspace, folder: &str, kind: Kind) -> Vec<Setting> {
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    let facts = facts.filter(|fact| fact.value.kind == kind && *fact.scope.folder == *folder);
    let mut found: BTreeMap<_, Vec<&Statement<Name>>> = BTreeMap::new();
    for fact in facts {
        found.entry(fact.value.subject().2.to_lowercase()).or_default().push(fact);
    }
    found.into_values().map(|facts| setting(ws, &facts)).collect()
}

fn setting(ws: &Workspace, facts: &[&Statement<Name>]) -> Setting {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut environments = BTreeSet::new();
    for fact in facts {
        let Some(workflow) = workflow_of(ws, fact.span) else { continue };
        let jobs = users.entry(workflow.file_name().to_owned()).or_default();
        let Some(job) = workflow.jobs.iter().find(|job| job.span.contains(fact.span)) else { continue };
        jobs.insert(job.id.text.clone());
        environments.extend(workflow.environments(job).into_iter().flatten().map(|name| name.text.clone()));
    }
    // Where a called workflow uses what a job hands over is stated of the setting itself.
    let subject = facts[0].value.subject();
    let stated = ws.ledger.properties.facts.iter().map(|fact| &fact.said.value);
    let stated = stated.filter(|fact| fact.key == Key::Environment && fact.of.subject() == subject);
    environments.extend(stated.flat_map(|fact| fact.values.iter().cloned()));
    Setting {
        name: facts[0].value.name.clone(),
        users: users.into_iter().map(|(workflow, jobs)| User { workflow, jobs }).collect(),
        environments,
        span: facts[0].span,
    }
}

/// The workflow in whose file something stands.
pub(super) fn workflow_of(ws: &Workspace, span: Span) -> Option<&Workflow> {
    ws.workflows.iter().find(|workflow| workflow.file == span.file)
}
