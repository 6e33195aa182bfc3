#![doc = include_str!("self_url.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Naming, RepoPath, Statement};
use crate::rules::gone::{fix_of_link, meant, moved, nearest, receipt, shown_path, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "self-url",
    summary: "an address of this repository leads to a file that is gone",
    page: include_str!("self_url.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// The fix that writes another path into an address, where that has the path as it is.
fn rewritten(claim: &Statement<RepoPath>, path: &str, to: &str, sure: bool, ws: &Workspace) -> Option<Fix> {
    let address = claim.span;
    let words = ws.words(address);
    let at = words.find(path).filter(|at| words[..*at].ends_with('/'))?;
    let behind = &words[at + path.len()..];
    let is_whole = behind.is_empty() || behind.starts_with(['#', '?']);
    if !is_whole || to.contains([' ', '(', ')', '%', '#', '?']) {
        return None;
    }
    let start = address.start as usize + at;
    let edit = Edit::replace(Span::new(address.file, start, start + path.len()), to);
    Some(fix_of_link(format!("write {to}"), edit, shown_path(claim, ws, path, to, to), sure))
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let addresses = ws.ledger.paths.unknown().filter(|(claim, _)| claim.value.naming == Naming::Address);
    addresses
        .filter(|(claim, _)| !is_workflow(&claim.value.path))
        .map(|(claim, drift)| {
            let path = meant(claim, ws);
            let message = match path.strip_prefix(".github/ISSUE_TEMPLATE/") {
                Some(form) if ws.words(claim.span).contains("template=") => {
                    format!("this address opens the form {form}, which .github/ISSUE_TEMPLATE does not have")
                }
                _ => format!("this address leads to {path}, which is not in the repository"),
            };
            let diagnostic = RULE.at(claim.span, message).about(path.as_str());
            match (receipt(drift, &path, ws), nearest(&path, ws)) {
                (Some(receipt), _) => {
                    let fix = moved(receipt, &path, Some(claim.span.file), ws)
                        .and_then(|(to, sure)| rewritten(claim, &path, to, sure, ws));
                    with_receipt(diagnostic, &path, receipt, ws).fix(fix)
                }
                (None, Some(near)) => {
                    diagnostic.help(format!("did you mean {near}?")).fix(rewritten(claim, &path, near, false, ws))
                }
                (None, None) => diagnostic,
            }
        })
        .collect()
}
