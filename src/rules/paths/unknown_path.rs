#![doc = include_str!("unknown_path.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Drift, How, Naming, RepoPath, Statement};
use crate::rules::gone::{meant, receipt, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-path",
    summary: "a page names a path that was removed or renamed",
    page: include_str!("unknown_path.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let paths = ws.ledger.paths.unknown();
    let mentioned = paths.filter(|(claim, _)| matches!(claim.value.naming, Naming::Mention | Naming::Folder));
    // A folder that lives on further in is meant from there: `pip/_vendor`, in `src/`.
    let lives_on = |path: &str| {
        let inside = format!("/{path}/");
        ws.files.iter().any(|(_, entry)| entry.path.contains(&inside))
    };
    mentioned
        .filter(|(claim, _)| claim.value.naming == Naming::Folder || !lives_on(&claim.value.path))
        .filter(|(claim, _)| !is_workflow(&meant(claim, ws)))
        .map(|(claim, drift)| finding(ws, claim, drift))
        .collect()
}

fn finding(ws: &Workspace, claim: &Statement<RepoPath>, drift: &Drift) -> Diagnostic {
    let path = meant(claim, ws);
    let words = match claim.value.naming {
        Naming::Folder => format!("there is no folder {path} to go to"),
        _ => format!("{path} does not exist any more"),
    };
    let diagnostic = RULE.at(claim.span, words).about(path.as_str());
    let Some(receipt) = receipt(drift, &path, ws) else { return diagnostic };
    let diagnostic = with_receipt(diagnostic, &path, receipt);
    // Words name a path from the root as often as from the page, so only a whole path is rewritten.
    let whole = ws.words(claim.span) == path && claim.evidence.how != How::Link;
    match receipt.renamed_to.as_deref().filter(|_| whole) {
        Some(to) => diagnostic.fix(rewrite(claim, ws, "", to, true)),
        None => diagnostic,
    }
}
