//! What a workflow states in the terms of the ledger.

mod jobs;
mod references;
mod versions;

pub(super) use jobs::COMPUTED_ENVIRONMENT;
pub(super) use references::secret_environments;

use super::LISTED;
use crate::facts::source::{Source, State};
use crate::model::{Key, Kind, Name, Property, Reading, Trigger, Words, Workflow};
use crate::text::Span;

pub(super) fn state(source: &Source, workflow: &Workflow, reading: &mut Reading) {
    name(source, workflow, reading);
    triggers(source, workflow, reading);
    set_variables(workflow, &workflow.env, reading);
    jobs::concurrency(workflow, &itself(workflow), workflow.concurrency.as_ref(), reading);
    for job in &workflow.jobs {
        jobs::state(workflow, job, reading);
    }
    for kind in LISTED {
        reading.whole_list(&workflow.folder, kind, "", source.place());
    }
    reading.whole_list(&workflow.folder, Kind::Job, source.path, source.place());
    references::state(workflow, reading);
}

fn name(source: &Source, workflow: &Workflow, reading: &mut Reading) {
    let folder = &workflow.folder;
    let start = source.text.all().before();
    reading.name(folder, Name::new(Kind::Workflow, source.name), start);
    match &workflow.name {
        Some(name) => {
            reading.name(folder, Name::new(Kind::Workflow, name.text.clone()), name.span);
            reading.property(folder, Property::new(itself(workflow), Key::Title, [name.text.clone()]), name.span);
        }
        None => reading.name(folder, Name::new(Kind::Workflow, source.path), start),
    }
}

/// The thing that a workflow is in properties: its path.
fn itself(workflow: &Workflow) -> Name {
    Name::new(Kind::Workflow, &*workflow.path)
}

fn triggers(source: &Source, workflow: &Workflow, reading: &mut Reading) {
    let folder = &workflow.folder;
    let of = itself(workflow);
    if let Some(span) = over(workflow.triggers.iter().map(|trigger| trigger.span)) {
        let events = workflow.triggers.iter().map(|trigger| trigger.event.text.clone());
        reading.property(folder, Property::new(of.clone(), Key::Triggers, events), span);
    }
    for trigger in &workflow.triggers {
        for cron in &trigger.crons {
            reading.property(folder, Property::new(of.clone(), Key::Schedule, [cron.text.clone()]), cron.span);
        }
        match trigger.event.text.as_str() {
            "workflow_dispatch" => inputs(source, workflow, trigger, reading),
            "push" => {
                for (_, branches) in trigger.filters.iter().filter(|(name, _)| name == "branches") {
                    words(workflow, &of, Key::Branches, branches, reading);
                }
                words(workflow, &of, Key::PushedTo, &pushed_to(trigger), reading);
            }
            _ => {}
        }
    }
    reading.whole_list(folder, Kind::DispatchInput, source.name, source.place());
}

/// The branches and tags whose pushes start a workflow, if it says which: with tags alone no branch does.
fn pushed_to(trigger: &Trigger) -> Vec<Words> {
    let filters = || trigger.filters.iter();
    if filters().any(|(name, _)| matches!(name.as_str(), "branches-ignore" | "tags-ignore")) {
        return Vec::new();
    }
    let named = filters().filter(|(name, _)| matches!(name.as_str(), "branches" | "tags"));
    named.flat_map(|(_, refs)| refs).cloned().collect()
}

/// What starts a workflow may start each of its jobs; what another one starts it by, it does not say.
fn starts_of_job(workflow: &Workflow, job: &Name, reading: &mut Reading) {
    const BY_ANOTHER: &[&str] = &["workflow_call", "workflow_run", "repository_dispatch"];
    let events = || workflow.triggers.iter().map(|trigger| &trigger.event);
    if let Some(span) = over(workflow.triggers.iter().map(|trigger| trigger.span))
        && !events().any(|event| BY_ANOTHER.contains(&event.text.as_str()))
    {
        let events = events().map(|event| event.text.clone());
        reading.property(&workflow.folder, Property::new(job.clone(), Key::Triggers, events), span);
    }
}

fn inputs(source: &Source, workflow: &Workflow, trigger: &Trigger, reading: &mut Reading) {
    for input in &trigger.inputs {
        let of = Name::within(Kind::DispatchInput, source.name, &*input.name.text);
        reading.name(&workflow.folder, of.clone(), input.name.span);
        if let Some(span) = over(input.options.iter().map(|option| option.span)) {
            let options = input.options.iter().map(|option| option.text.clone());
            reading.property(&workflow.folder, Property::new(of.clone(), Key::Choices, options), span);
        }
        if let Some(default) = &input.default {
            let property = Property::new(of, Key::Default, [default.text.clone()]);
            reading.property(&workflow.folder, property, default.span);
        }
    }
}

/// Environment variables that a workflow sets.
fn set_variables(workflow: &Workflow, env: &[(Words, Words)], reading: &mut Reading) {
    for (name, _) in env.iter().filter(|(name, _)| !name.is_computed()) {
        reading.name(&workflow.folder, Name::new(Kind::EnvVar, &*name.text), name.span);
    }
}

/// States a quality whose values are these words; nothing if there are none, or if one is computed.
fn words(workflow: &Workflow, of: &Name, key: Key, values: &[Words], reading: &mut Reading) {
    if values.iter().any(Words::is_computed) {
        return;
    }
    if let Some(span) = over(values.iter().map(|value| value.span)) {
        let values = values.iter().map(|value| value.text.clone());
        reading.property(&workflow.folder, Property::new(of.clone(), key, values), span);
    }
}

/// The span over all of these.
fn over(spans: impl Iterator<Item = Span>) -> Option<Span> {
    spans.reduce(Span::to)
}
