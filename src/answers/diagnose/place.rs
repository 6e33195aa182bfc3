//! What the repository knows of a failure: its place, its command, what it needs, and what pages say.

use super::{Failure, Role};
use crate::kinds::PageKind;
use crate::model::{Job, Step, Workflow};
use crate::text::Span;
use crate::workspace::Workspace;

/// Adds what the repository knows of a failure: its place, its command, what it needs, and what pages say.
pub fn place(ws: &Workspace, failure: &mut Failure) {
    let step = failure.step.as_deref().unwrap_or_default();
    if let Some((workflow, job, step)) = failure.job.as_deref().and_then(|name| find(&ws.workflows, name, step)) {
        let span = step.map_or(job.span, |step| step.span);
        failure.place = Some((workflow.path.clone(), ws.files.position(span).line));
        failure.command = step.and_then(|step| step.run.as_ref()).map(|run| run.text.clone());
        let inside = |place: Span| span.contains(place);
        let mut needs: Vec<String> = job
            .references
            .iter()
            .filter(|reference| matches!(reference.context.as_str(), "secrets" | "vars") && inside(reference.span))
            .filter_map(|reference| reference.path.first().cloned())
            .collect();
        needs.sort();
        needs.dedup();
        failure.needs = needs;
    }
    failure.documented = documented(ws, &failure.lines);
}

/// What the workflow says of a step that failed.
pub fn role(ws: &Workspace, failure: &Failure) -> Role {
    let step = failure.step.as_deref().unwrap_or_default();
    let found = failure.job.as_deref().and_then(|name| find(&ws.workflows, name, step)).and_then(|(_, _, step)| step);
    match found {
        Some(step) if step.may_fail => Role::Optional,
        Some(_) => Role::Required,
        None => Role::Unknown,
    }
}

/// The workflow, job and step that a log names. A job of a matrix has its values behind its name.
fn find<'a>(workflows: &'a [Workflow], job: &str, step: &str) -> Option<(&'a Workflow, &'a Job, Option<&'a Step>)> {
    let called =
        |of: &Job, name: &str| of.id.text == name || of.name.as_ref().is_some_and(|title| becomes(&title.text, name));
    let plain = job.split(" (").next().unwrap_or(job);
    let plain = plain.rsplit(" / ").next().unwrap_or(plain);
    let all = || workflows.iter().flat_map(|workflow| workflow.jobs.iter().map(move |job| (workflow, job)));
    let (workflow, found) =
        all().find(|(_, of)| called(of, job)).or_else(|| all().find(|(_, of)| called(of, plain)))?;
    let runs = step.strip_prefix("Run ").unwrap_or(step);
    let is_it = |of: &&Step| {
        of.name.as_ref().is_some_and(|name| becomes(&name.text, step) || becomes(&name.text, runs))
            || of.run.as_ref().and_then(|run| run.text.lines().next()).is_some_and(|line| becomes(line.trim(), runs))
            || of.uses.as_ref().is_some_and(|uses| uses.text == runs)
    };
    Some((workflow, found, found.steps.iter().find(is_it)))
}

/// Whether words of a workflow, in which expressions may stand, are shown so.
fn becomes(words: &str, shown: &str) -> bool {
    let mut parts = words.split("${{").enumerate().map(|(at, part)| match (at, part.split_once("}}")) {
        (0, _) | (_, None) => part,
        (_, Some((_, literal))) => literal,
    });
    let Some(rest) = parts.next().and_then(|first| shown.strip_prefix(first)) else { return false };
    let mut literals: Vec<&str> = parts.collect();
    let Some(last) = literals.pop() else { return rest.is_empty() };
    // What is nothing but an expression could be anything.
    if words.starts_with("${{") && literals.iter().chain([&last]).all(|literal| literal.trim().is_empty()) {
        return false;
    }
    let found = literals.iter().try_fold(rest, |rest, literal| Some(&rest[rest.find(literal)? + literal.len()..]));
    found.is_some_and(|rest| rest.ends_with(last))
}

/// The rows of troubleshooting tables whose sign stands in the lines.
fn documented(ws: &Workspace, lines: &[String]) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let pages = ws
        .pages
        .iter()
        .filter(|page| matches!(page.kind, Some(PageKind::Ci | PageKind::Environment | PageKind::Deployment)));
    for page in pages {
        for code in page.markdown.codes.iter().filter(|code| code.text.len() >= 6) {
            let in_table = page.markdown.tables.iter().any(|table| table.span.contains(code.span));
            if !in_table || !lines.iter().any(|line| line.contains(&code.text)) {
                continue;
            }
            let text = ws.files.text(page.file).unwrap_or_default();
            let at = code.span.start as usize;
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            let row = (page.path.clone(), ws.files.position(code.span).line, text[start..end].trim().to_owned());
            if !found.contains(&row) {
                found.push(row);
            }
        }
    }
    found
}
