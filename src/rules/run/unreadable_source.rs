#![doc = include_str!("unreadable_source.md")]

use crate::diagnostic::{Diagnostic, Level, Place, Problem};
use crate::kinds::Page;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::{Workspace, path_of};

pub(super) static RULE: Rule = Rule {
    name: "unreadable-source",
    summary: "a file could not be read, or not to its end; of a workflow it is an error",
    page: include_str!("unreadable_source.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let problems = ws.problems.iter().filter(|problem| {
        let path = path_of(ws, &problem.place).unwrap_or_default();
        // Inputs of tests may be broken on purpose, and templates are no sources yet.
        let is_input =
            path.split('/').any(|step| ["tests", "test", "testsuite", "templates", "template"].contains(&step));
        !(super::unknown_configuration::is_about(ws, problem) || is_input || path.contains("{{"))
    });
    problems
        .map(|problem| {
            let diagnostic = RULE.at(problem.place.clone(), problem.message.clone()).about(problem.message.as_str());
            diagnostic.level(level(ws, problem))
        })
        .collect()
}

/// A workflow that cannot be read fails the run; other files may be templates for another program.
fn level(ws: &Workspace, problem: &Problem) -> Level {
    let path = path_of(ws, &problem.place).unwrap_or_default();
    let is_page = problem.place.file().is_some_and(|file| ws.page(file).is_some());
    match problem.place {
        // Who wrote to this linter wants an answer.
        Place::Span(span) if is_page && ws.words(span).starts_with("<!--") => Level::Warning,
        Place::Span(_) if crate::rules::is_workflow(path) => Level::Error,
        // What is no text on a page is no matter of taste.
        Place::Span(span) if ws.files.invalid_at(span.file) == Some(span.start as usize) => Level::Warning,
        // A knowledge base is ours to judge: what its front matter says counts.
        _ if is_page && problem.place.file().and_then(|file| ws.page(file)).is_some_and(Page::is_typed) => {
            Level::Warning
        }
        _ if is_page && !ws.config.is_strict() => Level::Info,
        _ => Level::Warning,
    }
}
