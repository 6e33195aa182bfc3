#![doc = include_str!("drill_overdue.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::calendar::overdue;
use crate::rules::{Detect, Pages, Rule};
use crate::survey::{first_day, last_drill, rehearsals};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "drill-overdue",
    summary: "a runbook should have been drilled by now",
    page: include_str!("drill_overdue.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rehearsal in rehearsals(ws) {
        let page = rehearsal.page;
        let message = match rehearsal.last(ws) {
            Some(last) => match overdue(&last, &rehearsal.every, &ws.today) {
                Some(due) => format!("{} was to be drilled by {due}", page.stem()),
                None => continue,
            },
            // A row that says that nothing was done yet is believed, and `due` lists it.
            None if rehearsal.place.file != page.file => continue,
            None => match overdue(&first_day(ws, page), &rehearsal.every, &ws.today) {
                Some(due) => format!("{} was to be drilled by {due}, and no drill is recorded", page.stem()),
                None => continue,
            },
        };
        let record = last_drill(ws, &page.path).map(|drill| drill.span);
        let finding = RULE.at(rehearsal.place, message).about(page.path.as_str());
        let finding = finding.help(format!("`devops-docs drill {}` walks through it and records that", page.stem()));
        found.push(match record {
            Some(record) => finding.related(record, "the last drill"),
            None => finding,
        });
    }
    found
}
