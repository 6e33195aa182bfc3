#![doc = include_str!("invalid_check.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::Mistake;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "invalid-check",
    summary: "a check snippet has attributes that mean nothing, so it never runs",
    page: include_str!("invalid_check.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    ws.mistakes.iter().map(|mistake| finding(ws, mistake)).collect()
}

fn finding(ws: &Workspace, mistake: &Mistake) -> Diagnostic {
    let diagnostic = RULE.at(mistake.span, mistake.message.clone()).about(ws.words(mistake.span));
    match &mistake.instead {
        Some(instead) => diagnostic
            .help(format!("did you mean `{instead}`?"))
            .fix(Fix::guess(format!("write {instead}"), vec![Edit::replace(mistake.span, instead)])),
        None => diagnostic,
    }
}
