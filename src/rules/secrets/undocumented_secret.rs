#![doc = include_str!("undocumented_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind, Name};
use crate::rules::inventory::{Missing, job_around, stated, undocumented, user};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{name as name_cell, names};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-secret",
    summary: "the list of secrets lacks one that a workflow uses",
    page: include_str!("undocumented_secret.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let missing = undocumented(ws, Kind::Secret);
    let otherwise = |name: &str| super::is_documented_as(ws, Kind::Variable, name);
    missing.iter().filter(|missing| !otherwise(missing.name())).map(|missing| finding(ws, missing)).collect()
}

fn finding(ws: &Workspace, missing: &Missing) -> Diagnostic {
    let name = missing.name();
    let of = Name::new(Kind::Secret, name);
    let deploying = stated(ws, &of, Key::Deploys).next().map(|fact| fact.span);
    let span = deploying.unwrap_or(missing.facts[0].span);
    let level = if deploying.is_some() { Level::Error } else { Level::Warning };
    let message = format!("{} uses the secret {name}, which the list of secrets lacks", user(ws, span));
    let fix = missing.add_row(ws, name, &|header| match () {
        () if Column::UsedBy.is(header) => Some(missing.files(ws)),
        () if Column::Jobs.is(header) => job_around(ws, span).map(name_cell),
        () if Column::Environment.is(header) => {
            let mut values = stated(ws, &of, Key::Environment).map(|fact| &fact.value.values);
            let first = values.next().filter(|first| !first.is_empty())?;
            values.all(|value| value == first).then(|| names(first.iter().map(String::as_str)))
        }
        () => None,
    });
    let diagnostic = RULE.at(span, message).level(level).about(name);
    diagnostic.related(missing.listing.place.clone(), "the list of secrets").fix(fix)
}
