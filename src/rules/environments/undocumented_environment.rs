#![doc = include_str!("undocumented_environment.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind};
use crate::rules::inventory::{stated, undocumented, user};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::text;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-environment",
    summary: "a job deploys to an environment that no page is about",
    page: include_str!("undocumented_environment.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let missing = undocumented(ws, Kind::Environment);
    let found = missing.iter().filter(|missing| !super::is_built_in(missing.name())).map(|missing| {
        let (name, span) = (missing.name(), missing.facts[0].span);
        let message = format!("{} deploys to {name}, and no page is about that environment", user(ws, span));
        let fix = missing.add_row(ws, name, &|header| {
            let url = stated(ws, &missing.facts[0].value, Key::Url).next();
            url.filter(|_| Column::Url.is(header)).map(|url| text(&url.value.shown()))
        });
        let diagnostic = RULE.at(span, message).about(name);
        diagnostic.related(missing.listing.place.clone(), "the environments that are documented").fix(fix)
    });
    found.collect()
}
