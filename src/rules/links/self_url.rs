#![doc = include_str!("self_url.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Naming;
use crate::rules::gone::{meant, nearest, receipt, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
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
                (Some(receipt), _) => with_receipt(diagnostic, &path, receipt, ws),
                (None, Some(near)) => diagnostic.help(format!("did you mean {near}?")),
                (None, None) => diagnostic,
            }
        })
        .collect()
}
