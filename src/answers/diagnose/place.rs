//! What the repository knows of a failure: its place, its command, what it needs, and what pages say.

use super::{Failure, Role};
use crate::kinds::{Column, Page, PageKind};
use crate::model::{Job, Step, Workflow};
use crate::syntax::markdown::{Row, Table};
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
        for row in page.markdown.tables.iter().flat_map(|table| shown_rows(ws, page, table, lines)) {
            if !found.contains(&row) {
                found.push(row);
            }
        }
    }
    found
}

/// The rows of a table of which a sign stands in the lines: what is code there, and what its column of signs says.
fn shown_rows(ws: &Workspace, page: &Page, table: &Table, lines: &[String]) -> Vec<(String, usize, String)> {
    let column = table.header.iter().position(|header| Column::Sign.is(&header.text));
    let is_said = |sign: &str, least: usize| {
        let sign = sign.to_lowercase();
        sign.len() >= least && lines.iter().any(|line| line.to_lowercase().contains(&sign))
    };
    let is_meant = |row: &&Row| {
        let mut codes = page.markdown.codes.iter().filter(|code| row.span.contains(code.span));
        // A word alone stands in many a log.
        let plain = column
            .and_then(|at| row.cells.get(at))
            .map(|cell| cell.text.trim().trim_matches(['"', '“', '”', '.', '…']));
        // Other tables are about other things, such as the word for an event.
        let may_be_sign = |code: &str| column.is_some() || code.contains(' ');
        codes.any(|code| may_be_sign(&code.text) && is_said(&code.text, 6))
            || plain.is_some_and(|sign| sign.contains(' ') && is_said(sign, 8))
    };
    let shown = |row: &Row| (page.path.clone(), ws.files.position(row.span).line, ws.words(row.span).trim().to_owned());
    table.rows.iter().filter(is_meant).map(shown).collect()
}
