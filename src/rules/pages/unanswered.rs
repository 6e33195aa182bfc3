#![doc = include_str!("unanswered.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Question, questions};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unanswered",
    summary: "a question that someone is to answer is open",
    page: include_str!("unanswered.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    present(ws).flat_map(questions).map(|question| told(ws, &question)).collect()
}

fn told(ws: &Workspace, question: &Question) -> Diagnostic {
    let whom = if question.whom == "owner" { "the owner" } else { question.whom.as_str() };
    let message = match question.what.as_str() {
        "" => format!("{whom} is to fill this in"),
        what => format!("{whom} is to answer: {what}"),
    };
    RULE.at(question.span, message).about(ws.words(question.span))
}
