#![doc = include_str!("undocumented_job.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind, Name};
use crate::rules::inventory::{is_documented, stated, undocumented};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{code, names};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-job",
    summary: "the list of a workflow's jobs lacks one",
    page: include_str!("undocumented_job.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for missing in undocumented(ws, Kind::Job) {
        let fact = missing.facts[0];
        let of = &fact.value;
        let is_title = titles(ws, of).any(|span| span == fact.span);
        let told = stated(ws, of, Key::Title).any(|title| is_told(ws, of, &title.value.shown()));
        if is_title || told {
            continue;
        }
        let (name, workflow) = (missing.name(), of.within.as_str());
        let file = workflow.rsplit('/').next().unwrap_or(workflow);
        let say = |key: Key| {
            let values =
                stated(ws, of, key).next().map(|fact| &fact.value.values).filter(|values| !values.is_empty())?;
            Some(names(values.iter().map(String::as_str)))
        };
        // A row under its former name is to be mended, and no other to be added.
        let former = super::unknown_job::former(ws, of);
        let fix = missing.add_row(ws, name, &|header| match () {
            () if Column::Runner.is(header) => say(Key::Runner),
            () if Column::Needs.is(header) => say(Key::Needs),
            () if Column::Environment.is(header) => say(Key::Environment),
            () if Column::WorkflowFile.is(header) => Some(code(file)),
            () => None,
        });
        let message = format!("the list of the jobs of {file} lacks {name}");
        let diagnostic = RULE.at(fact.span, message).about(format!("{workflow} {name}"));
        let place = former.map_or_else(|| missing.listing.place.clone(), |claim| claim.span.into());
        let label = if former.is_some() { "its former name, perhaps" } else { "the list of jobs" };
        found.push(diagnostic.related(place, label).fix(fix.filter(|_| former.is_none())));
    }
    found
}

/// Whether a page names a job by its display name, or a member of its matrix.
fn is_told(ws: &Workspace, of: &Name, title: &str) -> bool {
    let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said.value);
    let mut jobs = claims.filter(|name| name.kind == Kind::Job && name.within == of.within);
    let fixed = title.split("${{").next().unwrap_or_default().trim();
    if title.contains("${{") {
        return jobs.any(|name| !fixed.is_empty() && name.name.starts_with(fixed));
    }
    is_documented(ws, &Name::within(Kind::Job, of.within.clone(), title))
}

/// Where the workflow of a job writes display names.
fn titles<'a>(ws: &'a Workspace, of: &'a Name) -> impl Iterator<Item = crate::text::Span> + 'a {
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let titles = facts.filter(|fact| fact.value.key == Key::Title && fact.value.of.within == of.within);
    titles.map(|fact| fact.span)
}
