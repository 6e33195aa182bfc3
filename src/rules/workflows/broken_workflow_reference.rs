#![doc = include_str!("broken_workflow_reference.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Job, Words, Workflow};
use crate::rules::gone::with_receipt;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "broken-workflow-reference",
    summary: "a workflow names a workflow, an action or a script that does not exist",
    page: include_str!("broken_workflow_reference.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    // One in another folder is a sample: GitHub would not run it.
    let running = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty());
    running.flat_map(|workflow| broken(ws, workflow)).collect()
}

fn broken(ws: &Workspace, workflow: &Workflow) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = awaited(workflow).filter_map(|name| unknown_workflow(ws, name)).collect();
    for job in &workflow.jobs {
        found.extend(job.uses.iter().filter_map(|uses| unknown_call(ws, uses)));
        found.extend(unknown_actions(ws, job));
        found.extend(lost_scripts(ws, job));
    }
    found
}

/// The workflows whose end starts this one.
fn awaited(workflow: &Workflow) -> impl Iterator<Item = &Words> {
    let triggers = workflow.triggers.iter().filter(|trigger| trigger.event.text == "workflow_run");
    let filters = triggers.flat_map(|trigger| &trigger.filters).filter(|(name, _)| name == "workflows");
    filters.flat_map(|(_, names)| names).filter(|name| !name.text.contains('*'))
}

fn unknown_workflow(ws: &Workspace, name: &Words) -> Option<Diagnostic> {
    // A backslash keeps a bracket from meaning a pattern.
    let plain = name.text.replace('\\', "");
    let is_it = |workflow: &Workflow| [workflow.title(), workflow.file_name(), &workflow.path].contains(&&*plain);
    let is_known = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty()).any(is_it);
    // A workflow that could not be read may have that name.
    let is_whole = ws.problems.iter().filter_map(|problem| problem.place.file()).all(|file| !is_workflow(ws, file));
    let message = format!("this waits for the workflow {}, which does not exist", name.text);
    (!is_known && is_whole).then(|| RULE.at(name.span, message).about(&*name.text))
}

fn is_workflow(ws: &Workspace, file: crate::text::FileId) -> bool {
    crate::rules::is_workflow(ws.files.path(file))
}

fn unknown_call(ws: &Workspace, uses: &Words) -> Option<Diagnostic> {
    let path = uses.text.strip_prefix("./")?;
    let message = format!("this calls {path}, which does not exist");
    (!ws.files.exists(path)).then(|| RULE.at(uses.span, message).about(path))
}

/// Whether a job fetches other files than those of this repository at the commit that started it.
fn fetches(job: &Job) -> bool {
    job.steps.iter().any(|step| {
        let checks_out = step.uses.as_ref().is_some_and(|uses| uses.text.starts_with("actions/checkout@"));
        let elsewhere = |name: &str| matches!(name, "path" | "repository" | "ref" | "submodules" | "sparse-checkout");
        checks_out && step.with.iter().any(|(name, _)| elsewhere(&name.text))
    })
}

/// Local actions that are not there.
fn unknown_actions<'a>(ws: &'a Workspace, job: &'a Job) -> impl Iterator<Item = Diagnostic> + 'a {
    let fetches = fetches(job);
    let local = job.steps.iter().filter_map(|step| step.uses.as_ref()).filter(move |_| !fetches);
    local.filter_map(|uses| {
        let folder = uses.text.strip_prefix("./")?.trim_end_matches('/');
        let has = |name: &str| ws.files.exists(format!("{folder}/{name}").trim_start_matches('/'));
        let is_there = folder.is_empty()
            || uses.is_computed()
            || ["action.yml", "action.yaml", "Dockerfile"].map(has).contains(&true);
        let message = match ws.files.find(folder) {
            Some(_) => format!("this uses the file {folder}, and a step can use only a folder with an action in it"),
            None => format!("this uses the action in {folder}, which does not exist"),
        };
        (!is_there).then(|| RULE.at(uses.span, message).about(folder))
    })
}

/// Scripts that were here once; others may be made while the job runs.
fn lost_scripts<'a>(ws: &'a Workspace, job: &'a Job) -> impl Iterator<Item = Diagnostic> + 'a {
    let fetches = fetches(job);
    job.calls().filter(move |(path, _)| !fetches && !ws.files.exists(path)).filter_map(|(path, words)| {
        let receipt = ws.answers.gone.get(&path).filter(|_| !ws.answers.ignored.contains(&path))?;
        let diagnostic = RULE.at(words.span, format!("job {} runs {path}, which does not exist", job.id.text));
        Some(with_receipt(diagnostic.about(&*path), &path, receipt, ws))
    })
}
