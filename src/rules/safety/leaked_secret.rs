#![doc = include_str!("leaked_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
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
    path.split('/').any(|step| TESTS.contains(&step.to_ascii_lowercase().as_str()) || step.contains("for-test"))
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for leak in ws.files.leaks().into_iter().filter(|leak| !leak.is_password()) {
        let Some(what) = leak.what else { continue };
        // Tests make keys of their own to speak with themselves; a token of a service is one wherever it stands.
        if what == "private key" && is_of_tests(ws.files.path(leak.span.file)) {
            continue;
        }
        let diagnostic = RULE.at(leak.span, format!("a credential stands here: {what}")).about(what);
        let help = "revoke it first: it stays in the history; then write a placeholder such as ${NAME}";
        found.push(diagnostic.help(help));
    }
    found
}
