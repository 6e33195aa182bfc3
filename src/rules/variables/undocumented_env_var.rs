#![doc = include_str!("undocumented_env_var.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Kind, Name, Statement, Verdict};
use crate::rules::inventory::{Missing, file_name, undocumented};
use crate::rules::{Detect, Pages, Rule};
use crate::text::FileId;
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-env-var",
    summary: "an environment page lacks a variable that the sample file asks for",
    page: include_str!("undocumented_env_var.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let known = files_that_pages_know(ws);
    let missing = undocumented(ws, Kind::EnvVar);
    let found = missing.iter().filter_map(|missing| {
        let is_meant = |fact: &&&Statement<Name>| {
            let here = fact.scope.folder == missing.listing.scope.folder;
            is_sample(file_name(ws, fact.span)) && (here || known.contains(&fact.span.file))
        };
        missing.facts.iter().find(is_meant).map(|fact| finding(ws, missing, fact))
    });
    found.collect()
}

/// The sample files of which the pages document some variable.
fn files_that_pages_know(ws: &Workspace) -> BTreeSet<FileId> {
    let facts = ws.ledger.names.facts.iter().filter(|fact| fact.said.value.kind == Kind::EnvVar);
    facts.filter(|fact| fact.verdict == Verdict::Holds).map(|fact| fact.said.span.file).collect()
}

/// Whether a file is a sample of the variables that people set.
fn is_sample(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let is = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    is(&["env"]) && is(&["example", "sample", "template", "dist"]) && !is(&["test", "ci"])
}

fn finding(ws: &Workspace, missing: &Missing, fact: &Statement<Name>) -> Diagnostic {
    let name = missing.name();
    let message = format!("{} asks for {name}, which the environment pages lack", file_name(ws, fact.span));
    let fix = missing.add_row(ws, name, &|_| None);
    RULE.at(fact.span, message).about(name).related(missing.listing.place.clone(), "the list of variables").fix(fix)
}
