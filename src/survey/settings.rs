//! Secrets and configuration variables of GitHub Actions: their names, and the jobs that read them.

use std::collections::{BTreeMap, BTreeSet};

use super::callers;
use crate::model::{Job, Key, Kind, Name, Statement, Term, Workflow};
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
    reads: Vec<Read>,
    /// The environments of the jobs that read it, as far as no run computes them.
    pub environments: BTreeSet<String>,
    /// Where it is first read.
    pub span: Span,
}

/// A place that reads a setting.
#[derive(Clone, Debug)]
struct Read {
    /// The name of the workflow's file.
    workflow: String,
    /// The id of the job; none where the workflow reads it for all of them.
    job: Option<String>,
    /// Where the job runs, or what it hands on to.
    environments: BTreeSet<String>,
}

impl Setting {
    /// Who reads it, in an environment or in any.
    pub fn users(&self, environment: Option<&str>) -> Vec<User> {
        let is_of = |read: &&Read| {
            environment.is_none_or(|wanted| read.environments.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
        };
        // Where only a called workflow is known to use it there, any of those that hand it over may.
        let any = |_: &&Read| !self.reads.iter().any(|read| is_of(&read));
        let mut users: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for read in self.reads.iter().filter(|read| is_of(read) || any(read)) {
            users.entry(&read.workflow).or_default().extend(read.job.clone());
        }
        users.into_iter().map(|(workflow, jobs)| User { workflow: workflow.to_owned(), jobs }).collect()
    }
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
    let reads: Vec<Read> = facts
        .iter()
        .filter_map(|fact| {
            let workflow = workflow_of(ws, fact.span)?;
            let job = workflow.jobs.iter().find(|job| job.span.contains(fact.span));
            Some(Read {
                workflow: workflow.file_name().to_owned(),
                job: job.map(|job| job.id.text.clone()),
                environments: job.map(|job| environments_of(ws, workflow, job)).unwrap_or_default(),
            })
        })
        .collect();
    let mut environments: BTreeSet<String> = reads.iter().flat_map(|read| read.environments.clone()).collect();
    // Where a called workflow uses what a job hands over is stated of the setting itself.
    let subject = facts[0].value.subject();
    let stated = ws.ledger.properties.facts.iter().map(|fact| &fact.said.value);
    let stated = stated.filter(|fact| fact.key == Key::Environment && fact.of.subject() == subject);
    environments.extend(stated.flat_map(|fact| fact.values.iter().cloned()));
    Setting { name: facts[0].value.name.clone(), reads, environments, span: facts[0].span }
}

/// Where a job runs or what it hands on to; of a workflow that is called, what its callers hand to it.
fn environments_of(ws: &Workspace, workflow: &Workflow, job: &Job) -> BTreeSet<String> {
    let named = |workflow: &Workflow, job: &Job| -> Vec<String> {
        workflow.entered(job).filter(|name| !name.is_computed()).map(|name| name.text.clone()).collect()
    };
    let mut found: BTreeSet<String> = named(workflow, job).into_iter().collect();
    let is_given = |job: &Job| {
        job.environment.as_ref().is_some_and(|environment| workflow.meant(job, &environment.name).is_none())
    };
    if is_given(job) {
        found.extend(callers(ws, &workflow.path).flat_map(|(caller, job)| named(caller, job)));
    }
    found
}

/// The workflow in whose file something stands.
pub(super) fn workflow_of(ws: &Workspace, span: Span) -> Option<&Workflow> {
    ws.workflows.iter().find(|workflow| workflow.file == span.file)
}
