//! What a repository has for the people who operate it, as plain lists: the one source of `inventory`, of the pages that
//! `init` writes and of managed blocks. Reads the workspace only; knows no Markdown and no command line.

mod caches;
mod commands;
mod compose;
mod deploys;
mod described;
mod documents;
mod drills;
mod environments;
mod first;
mod goreleaser;
mod infrastructure;
mod integrations;
mod listed;
mod names;
mod occasions;
mod orders;
mod other_ci;
mod other_systems;
mod platforms;
mod samples;
mod sections;
mod services;
mod settings;
mod stages;
mod tasks;
mod terraform_state;
mod toolbox;
mod tools;
mod used_tools;
mod ways_back;

pub use caches::cache;
pub use compose::{LocalCompose, local_compose, profiles};
pub use deploys::{Deploy, Target, deploys};
pub use described::description;
pub use documents::{Document, Topic, documents};
pub use drills::{Rehearsal, last_drill, page_hash, rehearsals};
pub use environments::{Environment, elsewhere, environments};
pub use first::first_day;
pub use infrastructure::{Infrastructure, infrastructure, infrastructure_sort};
pub use integrations::{Integration, integrated, integrations};
pub use listed::{ListedTool, cell_address, cell_code, listed_tools};
pub use occasions::Left;
pub use other_ci::{System, other_ci};
pub use other_systems::other_systems;
pub use platforms::Platform;
pub use samples::{Sample, SampleVariable, files_of_variables, is_sample, sample_variables, samples};
pub use services::{Service, services, services_of, workloads};
pub use settings::{Setting, User, settings};
pub use stages::{Stage, deploys_for, deploys_somewhere, every_stage, names_of, stage_of, stages};
pub use tasks::{Script, Task, fails_alone, leads_nowhere, only_sets, package_manager, scripts, tasks, words_of};
pub use terraform_state::{TerraformState, terraform_states};
pub use toolbox::{KnownTool, known_tool};
pub use tools::{ToolUse, Version, tools};
pub use ways_back::{WayBack, is_drastic, is_way_back, ways_back};

pub use crate::claims::is_of_site;
use crate::model::{Job, Workflow, join};
use crate::workspace::Workspace;

/// The workflows of a folder: those of the root are the ones that GitHub runs.
pub fn workflows<'a>(ws: &'a Workspace, folder: &'a str) -> impl Iterator<Item = &'a Workflow> {
    ws.workflows.iter().filter(move |workflow| workflow.folder == folder)
}

/// The workflow of the repository that a job calls.
pub fn called<'a>(ws: &'a Workspace, workflow: &Workflow, job: &Job) -> Option<&'a Workflow> {
    let path = join(&workflow.folder, job.called_path()?)?;
    ws.workflows.iter().find(|called| called.path == path)
}

/// The workflows of the repository that call one.
pub fn callers<'a>(ws: &'a Workspace, workflow: &'a Workflow) -> impl Iterator<Item = &'a Workflow> {
    let calls = |other: &Workflow, job: &Job| called(ws, other, job).is_some_and(|called| called.path == workflow.path);
    ws.workflows.iter().filter(move |other| other.jobs.iter().any(|job| calls(other, job)))
}

/// Whether GitHub itself makes an environment of that name.
pub fn is_built_in_environment(name: &str) -> bool {
    name.eq_ignore_ascii_case("github-pages")
}

/// Whether a path lies where samples and inputs of tests are kept.
pub fn is_sample_folder(path: &str) -> bool {
    const SAMPLES: &[&str] = &[
        "examples",
        "example",
        "samples",
        "sample",
        "templates",
        "template",
        "tests",
        "test",
        "testing",
        "e2e",
        "fixtures",
        "docs",
        "playground",
        "benchmarks",
        "starter",
        "starters",
    ];
    let folders = path.rfind('/').map_or("", |at| &path[..at]);
    crate::kinds::is_vendored(path)
        || folders.split('/').any(|step| SAMPLES.contains(&step.to_ascii_lowercase().as_str()))
}
