#![doc = include_str!("unexplained_suppression.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Outcome, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unexplained-suppression",
    summary: "an allow comment gives no reason",
    page: include_str!("unexplained_suppression.md"),
    level: Level::Info,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Outcome(detect),
};

fn detect(outcome: &Outcome) -> Vec<Diagnostic> {
    let bare = outcome.workspace.allows.iter().filter(|allow| allow.reason.is_empty());
    bare.map(|allow| {
        let name = &allow.rule.0;
        RULE.at(allow.span, format!("nobody knows why {name} is allowed here")).about(name.as_str())
    })
    .collect()
}
