//! The environments that jobs deploy to, by the names that workflows give.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::User;
use super::settings::workflow_of;
use crate::model::{Job, Kind};
use crate::text::Span;
use crate::workspace::Workspace;

/// An environment of GitHub.
#[derive(Clone, Debug)]
pub struct Environment {
    /// As first written.
    pub name: String,
    /// Its addresses, as far as no expression computes them.
    pub urls: BTreeSet<String>,
    /// The jobs that deploy to it.
    pub users: Vec<User>,
    /// Whether a job deploys to it only if an expression chooses it: `${{ … && 'production' || 'staging' }}`.
    pub is_chosen: bool,
    /// The other repositories to whose workflows it is handed, if no job here names it otherwise: theirs to make of it
    /// what they will.
    pub handed_to: BTreeSet<String>,
    /// Where it is first named.
    pub span: Span,
}

/// The environments of a folder's workflows, in the order of their names; those that runs compute are left out.
pub fn environments(ws: &Workspace, folder: &str) -> Vec<Environment> {
    let mut found: BTreeMap<String, Environment> = BTreeMap::new();
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    let mut facts: Vec<_> = facts
        .filter(|fact| fact.value.kind == Kind::Environment && *fact.scope.folder == *folder)
        .filter(|fact| !fact.value.name.trim().is_empty())
        .collect();
    facts.sort_by_key(|fact| fact.span);
    let mut own: BTreeSet<String> = BTreeSet::new();
    for fact in facts {
        let (name, span) = (&fact.value.name, fact.span);
        let Some(workflow) = workflow_of(ws, span) else { continue };
        // What people choose from stands above the jobs that it is handed to.
        let deploys_there = |job: &&Job| {
            let chosen = workflow.environments(job);
            job.span.contains(span) || chosen.is_some_and(|chosen| chosen.iter().any(|name| name.span == span))
        };
        let jobs: Vec<&Job> = workflow.jobs.iter().filter(deploys_there).collect();
        if jobs.is_empty() {
            continue;
        }
        let entry = found.entry(name.to_lowercase()).or_insert_with(|| Environment {
            name: name.clone(),
            urls: BTreeSet::new(),
            users: Vec::new(),
            is_chosen: false,
            handed_to: BTreeSet::new(),
            span,
        });
        for job in &jobs {
            match elsewhere(job) {
                Some(repository) => _ = entry.handed_to.insert(repository),
                None => _ = own.insert(name.to_lowercase()),
            }
        }
        let chooses = |job: &&Job| {
            workflow.entered(job).any(|words| matches!(words, Cow::Owned(_)) && words.text.eq_ignore_ascii_case(name))
        };
        entry.is_chosen |= jobs.iter().any(chooses);
        let urls = jobs
            .iter()
            .filter_map(|job| job.environment.as_ref())
            .filter(|environment| !environment.name.is_computed());
        let urls = urls.filter_map(|environment| environment.url.as_ref()).filter(|url| !url.is_computed());
        entry.urls.extend(urls.map(|url| url.text.clone()));
        let file = workflow.file_name();
        let names = jobs.iter().map(|job| job.id.text.clone());
        match entry.users.last_mut().filter(|user| user.workflow == file) {
            Some(user) => user.jobs.extend(names),
            None => entry.users.push(User { workflow: file.to_owned(), jobs: names.collect() }),
        }
    }
    for name in own {
        found.entry(name).and_modify(|environment| environment.handed_to.clear());
    }
    found.into_values().collect()
}

/// The other repository whose workflow a job calls.
pub fn elsewhere(job: &Job) -> Option<String> {
    let path = job.uses.as_ref()?.text.as_str();
    let mut steps = path.split('/');
    let (owner, name) = (steps.next()?, steps.next()?);
    (owner != ".").then(|| format!("{owner}/{name}"))
}
