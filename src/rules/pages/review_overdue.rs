#![doc = include_str!("review_overdue.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::calendar::overdue;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "review-overdue",
    summary: "a page should have been reviewed by now",
    page: include_str!("review_overdue.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws) {
        let (Some(last), Some(every)) = (page.front_word("reviewed"), page.front_word("review_every")) else {
            continue;
        };
        let Some(due) = overdue(last, every, &ws.today) else { continue };
        let node = page.front.as_ref().and_then(|front| front.get("reviewed"));
        let span = node.expect("the front matter has the key that was just read").span;
        found.push(RULE.at(span, format!("a review was due on {due}")).about(page.path.as_str()));
    }
    found
}
