#![doc = include_str!("leaked_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::is_of_tests;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
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
    let mut found = Vec::new();
    let all = ws.files.leaks();
    let has_secret = |file| all.iter().any(|leak| leak.span.file == file && leak.what == Some("AWS secret key"));
    for leak in all.iter().filter(|leak| !leak.is_password()) {
        let Some(what) = leak.what.filter(|_| !is_let_pass(ws, leak.span)) else { continue };
        let own = ws.files.path(leak.span.file);
        let shared = ws.files.digest(leak).and_then(|digest| ws.answers.fixtures.get(&digest));
        let shared = shared.filter(|path| *path != own);
        // Tests make keys of their own to speak with themselves; a token of a service is one wherever it stands.
        if what == "private key" && (shared.is_some() || is_of_tests(own)) {
            continue;
        }
        let diagnostic = RULE.at(leak.span, format!("a credential stands here: {what}")).about(what);
        // The number of a key is no secret, and stands for one that may lie beside it.
        if what == "AWS access key" && shared.is_none() && !has_secret(leak.span.file) {
            found.push(diagnostic.level(Level::Warning).help(
                "alone it opens nothing: write a placeholder such as ${NAME}; if its secret key was ever shown too, revoke both",
            ));
            continue;
        }
        found.push(match shared {
            Some(path) => diagnostic.level(Level::Warning).help(format!(
                "{path} has it too, so it may be made up for tests; if it was ever a real one, revoke it"
            )),
            None => {
                diagnostic.help("revoke it first: it stays in the history; then write a placeholder such as ${NAME}")
            }
        });
    }
    found
}

/// Marks by which people tell scanners that what stands on a line is no secret.
const LET_PASS: &[&str] =
    &["gitleaks:allow", "pragma: allowlist secret", "trufflehog:ignore", "checkov:skip=CKV_SECRET"];

/// Whether somebody said of its line that it is none.
fn is_let_pass(ws: &Workspace, at: Span) -> bool {
    let text = ws.files.text(at.file).unwrap_or_default();
    let line = text.lines().nth(ws.files.position(at).line - 1).unwrap_or_default();
    LET_PASS.iter().any(|mark| line.contains(mark))
}
