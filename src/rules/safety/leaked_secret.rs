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

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let leaks = ws.files.leaks().into_iter().filter(|leak| !leak.is_password());
    leaks
        .map(|leak| {
            RULE.at(leak.span, format!("a credential stands here: {}", leak.what))
                .about(leak.what)
                .help("revoke it first: it stays in the history; then write a placeholder such as ${NAME}")
        })
        .collect()
}
