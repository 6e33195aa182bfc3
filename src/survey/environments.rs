//! The environments that jobs deploy to, by the names that workflows give.

use std::collections::{BTreeMap, BTreeSet};

use super::{User, workflows};
use crate::model::Job;
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
    /// Where it is first named.
    pub span: Span,
}

/// The environments of a folder's workflows, in the order of their names; those that expressions compute are left out.
pub fn environments(ws: &Workspace, folder: &str) -> Vec<Environment> {
    let mut found: BTreeMap<String, Environment> = BTreeMap::new();
    for workflow in workflows(ws, folder) {
        for (job, environment) in workflow.jobs.iter().filter_map(deploying) {
            let entry = found.entry(environment.name.text.to_lowercase()).or_insert_with(|| Environment {
                name: environment.name.text.clone(),
                urls: BTreeSet::new(),
                users: Vec::new(),
                span: environment.name.span,
            });
            entry.urls.extend(environment.url.iter().filter(|url| !url.is_computed()).map(|url| url.text.clone()));
            let file = workflow.file_name();
            match entry.users.last_mut().filter(|user| user.workflow == file) {
                Some(user) => drop(user.jobs.insert(job.id.text.clone())),
                None => entry.users.push(User { workflow: file.to_owned(), jobs: [job.id.text.clone()].into() }),
            }
        }
    }
    found.into_values().collect()
}

fn deploying(job: &Job) -> Option<(&Job, &crate::model::JobEnvironment)> {
    let environment = job.environment.as_ref()?;
    (!environment.name.is_computed() && !environment.name.text.trim().is_empty()).then_some((job, environment))
}
