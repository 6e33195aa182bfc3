//! Workflows of GitHub Actions: triggers, jobs, secrets, variables, environments, versions.
//!
//! [`read`] turns the YAML into a [`crate::model::Workflow`], and [`state`] says in the ledger's terms what that states.
//! Reading is lenient: an unknown key says nothing, a broken file leaves a gap where it would have spoken.

mod calls;
mod read;
mod state;

pub(super) use calls::handed_on;
pub(super) use read::{steps, words};

use super::source::{Source, State, host_folder};
use super::yaml_allows;
use crate::diagnostic::Problem;
use crate::model::{self, Reading};
use crate::syntax::tree::Kind;
use crate::syntax::yaml;

/// The things of which all workflows together are the list.
const LISTED: [model::Kind; 4] =
    [model::Kind::Secret, model::Kind::Variable, model::Kind::Environment, model::Kind::Workflow];

pub(super) fn reads(source: &Source) -> bool {
    let inside = source.path.strip_prefix(host_folder(source.path)).unwrap_or(source.path).trim_start_matches('/');
    let in_workflows = inside.strip_prefix(".github/workflows/").is_some_and(|name| !name.contains('/'));
    in_workflows && source.ends_with(&[".yml", ".yaml"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    reading.allows.extend(yaml_allows::read(source.text, &tree));
    if !tree.complete {
        unreadable(source, reading);
    }
    reading.one_document(&tree, "GitHub");
    if let Some(jobs) = tree.root().and_then(|root| root.get("jobs")).filter(|jobs| !reading.is_map(jobs, "`jobs`")) {
        let why = "the jobs of a workflow could not be read";
        reading.unreadable_names(host_folder(source.path), model::Kind::Job, source.path, jobs.span, why);
    }
    if let Some(root) = tree.root().filter(|root| !matches!(root.kind, Kind::Map(_))) {
        reading.problems.push(Problem::at(root.span, "this is no workflow: it has no `on` and no `jobs`"));
    }
    if let Some(workflow) = tree.root().and_then(|root| read::workflow(source, root)) {
        state::state(source, &workflow, reading);
        reading.workflow = Some(workflow);
    }
}

fn unreadable(source: &Source, reading: &mut Reading) {
    let (folder, why) = (host_folder(source.path), "a workflow could not be read");
    for kind in LISTED {
        reading.unreadable_names(folder, kind, "", source.text.all(), why);
    }
    reading.unreadable_names(folder, model::Kind::Job, source.path, source.text.all(), why);
}
