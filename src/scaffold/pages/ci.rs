//! `ci-cd.md`: what runs on each change.

use super::Known;
use super::doc::Doc;
use crate::model::{Step, Trigger, Workflow};
use crate::scaffold::words::{code, quoted};
use crate::survey;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let front = [("covers", ".github/workflows/**")];
    let mut doc = Doc::new(ws, known, path, "Continuous integration", &front);
    doc.say(
        "The tables between markers are written from `.github/workflows`, and `devops-docs lint --fix` keeps them so; columns that you add to them are kept.",
    );
    doc.section("Workflows");
    doc.block("workflows");
    doc.section("Jobs");
    doc.block("jobs");
    doc.section("Secrets");
    doc.block("secrets");
    if !survey::settings(ws, "", crate::model::Kind::Secret).is_empty() {
        doc.ask("who owns each secret, and how often is it rotated? Columns called `owner`, `rotation` and `rotated` are understood.");
    }
    doc.section("Variables");
    doc.block("variables");
    caching(&mut doc, ws);
    doc.section("Flaky jobs");
    doc.say("None is recorded yet. A table with the columns `job`, `sign` and `last seen` belongs here.");
    doc.section("Failures and fixes");
    doc.say("What failed, and its lines:");
    doc.run(&["gh run list --status failure --limit 10".to_owned(), "gh run view --log-failed".to_owned()]);
    doc.ask("which failures come back, what causes them, and which command repairs each?");
    rerun(&mut doc, ws);
    doc.done()
}

fn caching(doc: &mut Doc, ws: &Workspace) {
    doc.section("Caching");
    let mut rows: Vec<Vec<String>> = Vec::new();
    for workflow in survey::workflows(ws, "") {
        for job in &workflow.jobs {
            let mut caches: Vec<String> = job.steps.iter().filter_map(cache).collect();
            caches.dedup();
            if !caches.is_empty() {
                rows.push(vec![code(workflow.file_name()), code(&job.id.text), caches.join(", ")]);
            }
        }
    }
    if rows.is_empty() {
        doc.say("No job shows a cache.");
    } else if rows.len() > 30 {
        doc.say(format!("{} jobs use caches, by `actions/cache` or an action that has its own.", rows.len()));
    } else {
        doc.table(&["workflow", "job", "cache"], &rows);
    }
}

/// The cache that a step uses.
fn cache(step: &Step) -> Option<String> {
    let uses = step.uses.as_ref()?.text.split('@').next()?.to_owned();
    let with =
        step.with.iter().find(|(name, value)| name.text == "cache" && !matches!(value.text.as_str(), "false" | ""));
    let lower = uses.to_lowercase();
    match with {
        _ if lower.contains("cache") => Some(code(&uses)),
        Some(_) => Some(code(&uses)),
        None => None,
    }
}

fn rerun(doc: &mut Doc, ws: &Workspace) {
    doc.section("How to re-run");
    doc.run(&["gh run rerun --failed".to_owned(), "gh run watch".to_owned()]);
    let by_hand: Vec<(&Workflow, &Trigger)> = survey::workflows(ws, "")
        .flat_map(|workflow| workflow.triggers.iter().map(move |trigger| (workflow, trigger)))
        .filter(|(_, trigger)| trigger.event.text == "workflow_dispatch")
        .collect();
    if by_hand.is_empty() {
        return;
    }
    doc.say("Workflows that are started by hand:");
    let lines: Vec<String> = by_hand.iter().map(|(workflow, trigger)| dispatch(workflow, trigger)).collect();
    doc.run(&lines);
}

/// The command that starts a workflow by hand, with the inputs that it needs.
pub(super) fn dispatch(workflow: &Workflow, trigger: &Trigger) -> String {
    let needed = trigger.inputs.iter().filter(|input| input.required && input.default.is_none());
    let inputs: String = needed
        .map(|input| format!(" -f {}=\"${{{}}}\"", quoted(&input.name.text), variable(&input.name.text)))
        .collect();
    format!("gh workflow run {}{inputs}", quoted(workflow.file_name()))
}

/// The name of an input as a variable of a shell.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    letters.collect()
}
