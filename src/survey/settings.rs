//! Secrets and configuration variables of GitHub Actions: their names, and the jobs that read them.

use std::collections::{BTreeMap, BTreeSet};

use super::called;
use crate::model::{Job, Key, Kind, Name, Property, Statement, Term, Workflow};
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
    /// The ids of the jobs.
    jobs: BTreeSet<String>,
    /// Whether the workflow reads it for all of them.
    is_for_all: bool,
    /// Where the jobs run, or what they hand on to.
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
            let jobs = read.jobs.iter().filter(|_| !read.is_for_all);
            users.entry(&read.workflow).or_default().extend(jobs.cloned());
        }
        users.into_iter().map(|(workflow, jobs)| User { workflow: workflow.to_owned(), jobs }).collect()
    }

    /// Which of these jobs read it.
    pub fn read_among(&self, users: &[User]) -> Vec<User> {
        let of = |user: &User| {
            let own = self.reads.iter().filter(|read| read.workflow == user.workflow);
            let jobs: BTreeSet<String> = own.flat_map(|read| read.jobs.intersection(&user.jobs)).cloned().collect();
            (!jobs.is_empty()).then(|| User { workflow: user.workflow.clone(), jobs })
        };
        users.iter().filter_map(of).collect()
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
    let stated = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let stated = stated.filter(|fact| fact.value.key == Key::Environment && fact.value.of.kind == kind).collect();
    let places = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    let places = places.filter(|fact| fact.value.kind == Kind::Environment).collect();
    let named = Named { stated, places };
    found.into_values().map(|facts| setting(ws, &named, &facts)).collect()
}

/// Where environments are named.
struct Named<'a> {
    /// Those in which a setting of the kind is read.
    stated: Vec<&'a Statement<Property>>,
    /// All of them.
    places: Vec<&'a Statement<Name>>,
}

fn setting(ws: &Workspace, named: &Named, facts: &[&Statement<Name>]) -> Setting {
    // Where a called workflow reads it is stated of the setting itself.
    let subject = facts[0].value.subject();
    let stated = named.stated.iter().filter(|fact| fact.value.of.subject() == subject);
    let stated: Vec<_> =
        stated.flat_map(|fact| fact.value.values.iter().map(|name| (fact.span, name.clone()))).collect();
    let read = |fact: &&Statement<Name>| {
        let workflow = workflow_of(ws, fact.span)?;
        let own = workflow.jobs.iter().find(|job| job.span.contains(fact.span));
        // What stands above the jobs all of them have, but what those do that call another workflow.
        let all = workflow.jobs.iter().filter(|job| own.is_none() && job.uses.is_none());
        let jobs: Vec<&Job> = own.into_iter().chain(all).collect();
        // Where the job runs, or what it hands on to; a workflow of the repository may take that for something else.
        let knows = |job: &Job, name: &str| {
            let is_it =
                |place: &&Statement<Name>| job.span.contains(place.span) && place.value.name.eq_ignore_ascii_case(name);
            called(ws, workflow, job).is_none() || named.places.iter().any(is_it)
        };
        let entered = jobs.iter().flat_map(|job| {
            workflow.entered(job).filter(move |name| !name.is_computed() && knows(job, &name.text)).collect::<Vec<_>>()
        });
        let here = stated.iter().filter(|(span, _)| *span == fact.span).map(|(_, name)| name.clone());
        Some(Read {
            workflow: workflow.file_name().to_owned(),
            jobs: jobs.iter().map(|job| job.id.text.clone()).collect(),
            is_for_all: own.is_none(),
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
