//! Secrets and configuration variables of GitHub Actions: their names, and the jobs that read them.

use std::collections::{BTreeMap, BTreeSet};

use super::called;
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
    // Where a called workflow reads it is stated of the setting itself.
    let subject = facts[0].value.subject();
    let stated = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let stated: Vec<_> = stated
        .filter(|fact| fact.value.key == Key::Environment && fact.value.of.subject() == subject)
        .flat_map(|fact| fact.value.values.iter().map(|name| (fact.span, name.clone())))
        .collect();
    let places = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    let places: Vec<(Span, &str)> = places
        .filter(|fact| fact.value.kind == Kind::Environment)
        .map(|fact| (fact.span, fact.value.name.as_str()))
        .collect();
    let read = |fact: &&Statement<Name>| {
        let workflow = workflow_of(ws, fact.span)?;
        let job = workflow.jobs.iter().find(|job| job.span.contains(fact.span));
        // Where the job runs, or what it hands on to; a workflow of the repository may take that for something else.
        let knows = |job: &Job, name: &str| {
            let inside = |place: &Span| job.span.contains(*place);
            called(ws, workflow, job).is_none()
                || places.iter().any(|(span, of)| inside(span) && of.eq_ignore_ascii_case(name))
        };
        let entered = job.into_iter().flat_map(|job| {
            workflow.entered(job).filter(move |name| !name.is_computed() && knows(job, &name.text)).collect::<Vec<_>>()
        });
        let here = stated.iter().filter(|(span, _)| *span == fact.span).map(|(_, name)| name.clone());
        Some(Read {
            workflow: workflow.file_name().to_owned(),
            job: job.map(|job| job.id.text.clone()),
            environments: entered.map(|name| name.text.clone()).chain(here).collect(),
        })
    };
    let reads: Vec<Read> = facts.iter().filter_map(read).collect();
    let environments = reads.iter().flat_map(|read| &read.environments).chain(stated.iter().map(|(_, name)| name));
    Setting {
        name: facts[0].value.name.clone(),
        environments: environments.cloned().collect(),
        reads,
        span: facts[0].span,
    }
}

/// The workflow in whose file something stands.
pub(super) fn workflow_of(ws: &Workspace, span: Span) -> Option<&Workflow> {
    ws.workflows.iter().find(|workflow| workflow.file == span.file)
}
