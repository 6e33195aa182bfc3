#![doc = include_str!("leaked_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Leak;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "leaked-secret",
    summary: "a credential stands in a page or a source",
    page: include_str!("leaked_secret.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Folders of tests and samples.
const TESTS: &[&str] = &["test", "tests", "testing", "integration", "e2e", "spec", "examples", "example", "samples"];

fn is_of_tests(path: &str) -> bool {
    path.split('/').any(|step| TESTS.contains(&step.to_ascii_lowercase().as_str()))
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let is_certain = |leak: &Leak| !leak.is_password() && !leak.is_told_by_its_name();
    let leaks = ws.files.leaks().into_iter().filter(is_certain);
    // Tests make keys of their own to speak with themselves; a token of a service is one wherever it stands.
    let is_own_key = |leak: &Leak| leak.what == "private key" && is_of_tests(ws.files.path(leak.span.file));
    leaks
        .filter(|leak| !is_own_key(leak))
        .map(|leak| {
            RULE.at(leak.span, format!("a credential stands here: {}", leak.what))
                .about(leak.what)
                .help("revoke it first: it stays in the history; then write a placeholder such as ${NAME}")
        })
        .collect()
}
