#![doc = include_str!("undocumented_variable.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::Kind;
use crate::rules::inventory::{Missing, undocumented, user};
use crate::rules::secrets::is_documented_as;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-variable",
    summary: "the list of variables lacks one that a workflow reads",
    page: include_str!("undocumented_variable.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let missing = undocumented(ws, Kind::Variable);
    let otherwise = |name: &str| is_documented_as(ws, Kind::Secret, name);
    missing.iter().filter(|missing| !otherwise(missing.name())).map(|missing| finding(ws, missing)).collect()
}

fn finding(ws: &Workspace, missing: &Missing) -> Diagnostic {
    let (name, span) = (missing.name(), missing.facts[0].span);
    let message = format!("{} reads vars.{name}, which the list of variables lacks", user(ws, span));
    let fix = missing.add_row(ws, name, &|header| Column::UsedBy.is(header).then(|| missing.files(ws)));
    RULE.at(span, message).about(name).related(missing.listing.place.clone(), "the list of variables").fix(fix)
}
