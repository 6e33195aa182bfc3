#![doc = include_str!("action_overdue.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{PageKind, actions};
use crate::model::calendar;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "action-overdue",
    summary: "an action that an incident called for was due and is still open",
    page: include_str!("action_overdue.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let today = calendar::day(&ws.today);
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.kind == Some(PageKind::Incident)) {
        for action in actions(page).into_iter().filter(|action| action.is_open) {
            let Some((due, span)) = action.due.filter(|(due, _)| calendar::day(due) < today) else { continue };
            let message = match action.owner {
                Some(owner) => format!("{owner} was to do this by {due}, and it is still open"),
                None => format!("this was to be done by {due}, and is still open"),
            };
            let help = "do it and write `done` into its status, or agree on another day";
            found.push(RULE.at(span, message).about(format!("{} {}", page.path, action.what)).help(help));
        }
    }
    found
}
