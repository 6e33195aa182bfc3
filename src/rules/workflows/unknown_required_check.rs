#![doc = include_str!("unknown_required_check.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::model::{Job, Workflow};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::{BlockKind, Code};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-required-check",
    summary: "a page requires a check that no workflow makes",
    page: include_str!("unknown_required_check.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let running: Vec<&Workflow> = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty()).collect();
    present(ws).flat_map(|page| unknown(page, &running)).collect()
}

fn unknown(page: &Page, running: &[&Workflow]) -> Vec<Diagnostic> {
    let checks: Vec<&Code> = required(page).collect();
    let is_made = |check: &&&Code| running.iter().any(|workflow| makes(workflow, &check.text));
    // A list of which the workflows make nothing is of checks that come from elsewhere.
    if checks.iter().filter(is_made).count() * 2 < checks.len() || checks.is_empty() {
        return Vec::new();
    }
    let unknown = checks.iter().filter(|check| !is_made(check) && !is_foreign(&check.text, running));
    unknown
        .map(|check| RULE.at(check.span, format!("no workflow makes the check {}", check.text)).about(&*check.text))
        .collect()
}

/// The names under a heading about required checks: the first code of each list item and of each row.
fn required(page: &Page) -> impl Iterator<Item = &Code> {
    let markdown = &page.markdown;
    let is_about = |text: &str| text.contains("required") && text.contains("check");
    let sections = markdown.headings.iter().filter(move |heading| is_about(&heading.text.to_lowercase()));
    let parts: Vec<Span> = sections.map(|heading| heading.content).collect();
    let firsts = markdown.tables.iter().flat_map(|table| table.rows.iter().filter_map(|row| row.cells.first()));
    let firsts: Vec<usize> = firsts.map(|cell| cell.block).collect();
    let mut seen = None;
    markdown.codes.iter().filter(move |code| {
        let block = &markdown.blocks[code.block];
        let is_item = block.kind == BlockKind::ListItem || firsts.contains(&code.block);
        let is_first = seen.replace(code.block) != Some(code.block);
        let begins = block.prose.get(..code.span.start.saturating_sub(block.span.start) as usize);
        let begins = begins.is_some_and(|before| before.trim().is_empty());
        is_item && is_first && begins && !code.struck && parts.iter().any(|part| part.contains(code.span))
    })
}

/// Whether a workflow makes a check of that name: `test`, `test (20)`, `CI / test`, `call / test`.
fn makes(workflow: &Workflow, check: &str) -> bool {
    let last = check.rsplit(" / ").next().unwrap_or(check);
    let first = check.split(" / ").next().filter(|_| check.contains(" / "));
    workflow.jobs.iter().any(|job| {
        let of_call = job.uses.is_some() && first.is_some_and(|name| is_called(job, name));
        of_call || is_called(job, last) || is_called(job, check)
    })
}

/// Whether a job's runs are called so; of a name that is computed all that it may become.
fn is_called(job: &Job, check: &str) -> bool {
    let name = job.name.as_ref().unwrap_or(&job.id);
    let plain = check.split(" (").next().unwrap_or(check);
    if let Some((before, _)) = name.text.split_once("${{") {
        return check.starts_with(before.trim_end());
    }
    let is_it = |check: &str| name.text.eq_ignore_ascii_case(check) || job.id.text.eq_ignore_ascii_case(check);
    is_it(check) || job.matrix.is_some() && is_it(plain)
}

/// Whether a name is one that services give, and no job: `codecov/patch`, unless its first part is a workflow here.
fn is_foreign(check: &str, running: &[&Workflow]) -> bool {
    let Some((first, _)) = check.split_once('/') else { return false };
    let first = first.trim();
    let is_here = |workflow: &&Workflow| workflow.title().eq_ignore_ascii_case(first);
    !running.iter().any(is_here)
}
