//! What a job states: its names, what it runs on, waits for and may do, where it deploys to.

use super::{over, set_variables, starts_of_job, versions, words};
use crate::facts::source::State;
use crate::model::{Concurrency, Job, Key, Kind, Name, Property, Reading, Words, Workflow};
use std::collections::BTreeMap;

pub(super) fn state(workflow: &Workflow, job: &Job, reading: &mut Reading) {
    let folder = &workflow.folder;
    let of = Name::within(Kind::Job, &*workflow.path, &*job.id.text);
    reading.name(folder, of.clone(), job.id.span);
    if let Some(name) = job.name.as_ref().filter(|name| name.text != job.id.text) {
        reading.name(folder, Name::within(Kind::Job, &*workflow.path, &*name.text), name.span);
        reading.property(folder, Property::new(of.clone(), Key::Title, [name.text.clone()]), name.span);
    }
    defaults(workflow, &of, job, reading);
    starts_of_job(workflow, &of, reading);
    permissions(workflow, &of, job, reading);
    if job.runner_group.is_none() {
        words(workflow, &of, Key::Runner, &job.runner, reading);
    }
    words(workflow, &of, Key::Needs, &job.needs, reading);
    words(workflow, &of, Key::Timeout, job.timeout.as_slice(), reading);
    matrix(workflow, &of, job, reading);
    concurrency(workflow, &of, job.concurrency.as_ref(), reading);
    environment(workflow, of, job, reading);
    versions::state(workflow, job, reading);
    for name in job.steps.iter().flat_map(|step| &step.requires) {
        reading.name(folder, Name::new(Kind::EnvVar, &*name.text), name.span);
    }
    for env in job.steps.iter().map(|step| &step.env).chain(Some(&job.env)) {
        set_variables(workflow, env, reading);
    }
}

/// What holds of a job that says nothing else: it waits for no other, deploys nowhere, and is stopped after six hours.
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
    if job.environment.is_none() && job.uses.is_none() {
        state(Key::Environment, None);
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

/// Each axis, and all of them together: a page tells of one or of the whole. An axis that a run computes says nothing.
fn matrix(workflow: &Workflow, of: &Name, job: &Job, reading: &mut Reading) {
    let Some(matrix) = job.matrix.as_ref().filter(|matrix| matrix.jobs.is_some()) else { return };
    let mut axes: BTreeMap<&[String], Vec<&Words>> = BTreeMap::new();
    for (path, value) in &matrix.values {
        axes.entry(path).or_default().push(value);
    }
    let all: Vec<&Words> = axes.values().flatten().copied().collect();
    if all.iter().any(|value| value.is_computed()) {
        return;
    }
    let whole = (axes.len() > 1).then_some(all);
    for values in axes.into_values().chain(whole) {
        let Some(span) = over(values.iter().map(|value| value.span)) else { continue };
        let values = values.iter().map(|value| value.text.clone());
        reading.property(&workflow.folder, Property::new(of.clone(), Key::Matrix, values), span);
    }
}

/// The group that a workflow or job is in.
pub(super) fn concurrency(workflow: &Workflow, of: &Name, group: Option<&Concurrency>, reading: &mut Reading) {
    if let Some(Concurrency { group, .. }) = group {
        let property = Property::new(of.clone(), Key::Concurrency, [group.text.clone()]);
        reading.property(&workflow.folder, property, group.span);
    }
}

fn environment(workflow: &Workflow, of: Name, job: &Job, reading: &mut Reading) {
    let folder = &workflow.folder;
    let Some(environment) = &job.environment else { return };
    let written = &environment.name;
    let Some(names) = workflow.meant(job, written) else {
        // What callers decide is known where all workflows are.
        if !workflow.is_only_called() || written.refers_to("inputs").is_none() {
            reading.unreadable_names(folder, Kind::Environment, "", written.span, COMPUTED_ENVIRONMENT);
        }
        for name in workflow.offered(written) {
            reading.name(folder, Name::new(Kind::Environment, &*name.text), name.span);
        }
        return;
    };
    for name in &names {
        reading.name(folder, Name::new(Kind::Environment, &*name.text), name.span);
    }
    // Of a job that is repeated a page tells of one environment at a time.
    if written.is_computed() {
        return;
    }
    reading.property(folder, Property::new(of, Key::Environment, [written.text.clone()]), written.span);
    if let Some(url) = environment.url.as_ref().filter(|url| !url.is_computed()) {
        let name = Name::new(Kind::Environment, &*written.text);
        reading.property(folder, Property::new(name, Key::Url, [url.text.clone()]), url.span);
    }
}

/// Why the environment of a job is not known.
pub(in crate::facts::workflow) const COMPUTED_ENVIRONMENT: &str = "an environment is computed";
