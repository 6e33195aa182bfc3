#![doc = include_str!("unknown_script.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Naming;
use crate::rules::gone::{meant, moved, nearest, receipt, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-script",
    summary: "a page tells the reader to run a script that does not exist",
    page: include_str!("unknown_script.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let scripts = ws.ledger.paths.unknown().filter(|(claim, _)| claim.value.naming == Naming::Script);
    scripts
        .filter(|(claim, _)| !is_workflow(&claim.value.path))
        .map(|(claim, drift)| {
            let path = meant(claim, ws);
            let diagnostic = RULE.at(claim.span, format!("there is no script {path} to run")).about(path.as_str());
            match (receipt(drift, &path, ws), nearest(&path, ws)) {
                (Some(receipt), _) => {
                    let from_root = ws.words(claim.span).trim_start_matches("./") == path;
                    let to = moved(receipt, &path, Some(claim.span.file), ws).filter(|_| from_root);
                    let fix = to.and_then(|(to, sure)| rewrite(claim, ws, "", to, sure));
                    with_receipt(diagnostic, &path, receipt, ws).fix(fix)
                }
                (None, Some(near)) => diagnostic.help(format!("did you mean {near}?")),
                (None, None) => diagnostic,
            }
        })
        .collect()
}
