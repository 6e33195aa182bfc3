#![doc = include_str!("conflicting_env_example.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Key, Kind, Property, Statement, join};
use crate::rules::inventory::file_name;
use crate::rules::variables::is_sample;
use crate::rules::{Detect, Pages, Rule};
use crate::text::{FileId, Span};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "conflicting-env-example",
    summary: "the sample of variables lacks one that the Compose file beside it requires",
    page: include_str!("conflicting_env_example.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let required = facts.filter(|fact| fact.value.of.kind == Kind::EnvVar && fact.value.key == Key::Required);
    let mut seen = BTreeSet::new();
    required
        .filter(|fact| is_compose(file_name(ws, fact.span)))
        .filter_map(|fact| Some((fact, lacking(ws, fact)?)))
        .filter(|(fact, sample)| seen.insert((*sample, fact.value.of.name.as_str())))
        .map(|(fact, sample)| finding(ws, fact, sample))
        .collect()
}

/// A Compose file that people start, and not only tests.
fn is_compose(name: &str) -> bool {
    let mut parts = name.split(['.', '-', '_']);
    name.contains("compose") && !parts.any(|part| matches!(part, "test" | "tests" | "ci" | "e2e"))
}

/// The sample beside a Compose file, if it lacks the variable. Where variables are already set, nobody copies a sample.
fn lacking(ws: &Workspace, fact: &Statement<Property>) -> Option<FileId> {
    let folder = &*fact.scope.folder;
    if ws.files.exists(&join(folder, ".env")?) {
        return None;
    }
    let here = ws.files.below(folder).filter(|(_, entry)| crate::model::parent(&entry.path) == folder);
    let samples: Vec<FileId> = here
        .filter(|(_, entry)| is_sample(entry.path.rsplit('/').next().unwrap_or_default()))
        .map(|(id, _)| id)
        .collect();
    let names = ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::EnvVar);
    let mut of_samples = names.filter(|said| samples.contains(&said.span.file));
    let is_there = of_samples.any(|said| said.value.name == fact.value.of.name);
    // Which of several samples it belongs to, nobody can tell.
    samples.first().copied().filter(|_| samples.len() == 1 && !is_there)
}

fn finding(ws: &Workspace, fact: &Statement<Property>, sample: FileId) -> Diagnostic {
    let (name, path) = (&fact.value.of.name, ws.files.path(sample));
    let message = format!("{} requires {name}, which {path} lacks", file_name(ws, fact.span));
    let text = ws.files.text(sample).unwrap_or_default();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
    let end = Span::new(sample, text.len(), text.len());
    let edit = Edit::replace(end, format!("{before}{name}={newline}"));
    let fix = Fix::safe(format!("add {name} to {path}"), vec![edit]);
    RULE.at(fact.span, message).about(&**name).related(sample, "the sample that people copy").fix(fix)
}
