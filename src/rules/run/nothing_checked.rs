#![doc = include_str!("nothing_checked.md")]

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::rules::{Detect, Outcome, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "nothing-checked",
    summary: "no page says anything that could be checked",
    page: include_str!("nothing_checked.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Outcome(detect),
};

fn detect(outcome: &Outcome) -> Vec<Diagnostic> {
    let ws = outcome.workspace;
    let tally = ws.ledger.tally();
    let place = Place::Path(".".to_owned());
    if ws.pages.is_empty() {
        return vec![
            RULE.at(place, "there is no page to check")
                .help("`devops-docs config --pages` shows what is taken for a page"),
        ];
    }
    if tally.holds + tally.broken > 0 || !outcome.found.is_empty() {
        return Vec::new();
    }
    let message = match ws.pages.len() {
        1 => "the page says nothing that could be checked".to_owned(),
        count => format!("the {count} pages say nothing that could be checked"),
    };
    vec![RULE.at(place, message).level(Level::Info)]
}
