//! What a job states: its names, what it runs on, waits for and may do, where it deploys to.

use super::{over, set_variables, versions, words};
use crate::facts::source::State;
use crate::model::{Job, Key, Kind, Name, Property, Reading, Workflow};

pub(super) fn state(workflow: &Workflow, job: &Job, reading: &mut Reading) {
    let folder = &workflow.folder;
    let of = Name::within(Kind::Job, &*workflow.path, &*job.id.text);
    reading.name(folder, of.clone(), job.id.span);
    if let Some(name) = job.name.as_ref().filter(|name| name.text != job.id.text) {
        reading.name(folder, Name::within(Kind::Job, &*workflow.path, &*name.text), name.span);
        reading.property(folder, Property::new(of.clone(), Key::Title, [name.text.clone()]), name.span);
    }
    defaults(workflow, &of, job, reading);
    permissions(workflow, &of, job, reading);
    if job.runner_group.is_none() {
        words(workflow, &of, Key::Runner, &job.runner, reading);
    }
    words(workflow, &of, Key::Needs, &job.needs, reading);
    words(workflow, &of, Key::Timeout, job.timeout.as_slice(), reading);
    environment(workflow, of, job, reading);
    versions::state(workflow, job, reading);
    for env in job.steps.iter().map(|step| &step.env).chain(Some(&job.env)) {
        set_variables(workflow, env, reading);
    }
}

/// What holds of a job that says nothing else: it waits for no other, and is stopped after six hours.
fn defaults(workflow: &Workflow, of: &Name, job: &Job, reading: &mut Reading) {
    let mut state = |key, value: Option<&str>| {
        let property = Property::new(of.clone(), key, value.map(str::to_owned));
        reading.property(&workflow.folder, property, job.id.span);
    };
    if job.needs.is_empty() {
        state(Key::Needs, None);
    }
    if job.timeout.is_none() && job.uses.is_none() {
        state(Key::Timeout, Some("360"));
    }
}

/// What a job may do: what it says itself, or the workflow for all.
fn permissions(workflow: &Workflow, of: &Name, job: &Job, reading: &mut Reading) {
    let rights = if job.permissions.is_empty() { &workflow.permissions } else { &job.permissions };
    // `read-all` and `write-all` are no list that a page could repeat.
    if rights.iter().all(|right| right.text.contains(": "))
        && let Some(span) = over(rights.iter().map(|right| right.span))
    {
        let rights = rights.iter().map(|right| right.text.clone());
        reading.property(&workflow.folder, Property::new(of.clone(), Key::Permissions, rights), span);
    }
}

fn environment(workflow: &Workflow, of: Name, job: &Job, reading: &mut Reading) {
    let folder = &workflow.folder;
    let Some(environment) = &job.environment else { return };
    let written = &environment.name;
    if written.is_computed() {
        let why = "an environment is computed";
        return reading.unreadable_names(folder, Kind::Environment, "", written.span, why);
    }
    let name = Name::new(Kind::Environment, &*written.text);
    reading.name(folder, name.clone(), written.span);
    reading.property(folder, Property::new(of, Key::Environment, [written.text.clone()]), written.span);
    if let Some(url) = environment.url.as_ref().filter(|url| !url.is_computed()) {
        reading.property(folder, Property::new(name, Key::Url, [url.text.clone()]), url.span);
    }
}
