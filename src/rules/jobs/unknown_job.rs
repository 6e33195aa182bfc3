#![doc = include_str!("unknown_job.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Kind, Name, Statement, Term};
use crate::rules::inventory::unknown;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "unknown-job",
    summary: "a page lists a job that its workflow does not have",
    page: include_str!("unknown_job.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    unknown(ws, Kind::Job).filter(|claim| !is_made_at_run_time(ws, claim)).map(|claim| finding(ws, claim)).collect()
}

/// The names of a workflow's jobs.
fn jobs_of<'a>(ws: &'a Workspace, workflow: &str) -> impl Iterator<Item = &'a Statement<Name>> {
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    facts.filter(move |fact| fact.value.kind == Kind::Job && fact.value.within == workflow)
}

/// Whether a name may be that of one member of a matrix, or of a job of a called workflow.
fn is_made_at_run_time(ws: &Workspace, claim: &Statement<Name>) -> bool {
    let name = claim.value.name.as_str();
    let base = name.split(" (").next().unwrap_or(name);
    name.contains(" / ")
        || name.contains("${{")
        || jobs_of(ws, &claim.value.within).any(|job| {
            let fixed = job.value.name.split_once("${{").map(|(fixed, _)| fixed.trim());
            fixed.is_some_and(|fixed| name.starts_with(fixed)) || (base != name && job.value.name == base)
        })
}

/// The job that a name is most likely to mean: one that the page does not name yet, for it has the others.
fn nearest<'a>(ws: &'a Workspace, claim: &Statement<Name>) -> Option<&'a Statement<Name>> {
    let name = &claim.value.name;
    let likeness = |job: &&Statement<Name>| strsim::damerau_levenshtein(&job.value.name, name);
    let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said);
    let told: BTreeSet<_> =
        claims.filter(|said| said.span.file == claim.span.file).map(|said| said.value.subject()).collect();
    let untold = jobs_of(ws, &claim.value.within).filter(|job| !told.contains(&job.value.subject()));
    untold.min_by_key(likeness).filter(|near| likeness(near) <= name.len() / 2)
}

/// The name of a job that a list has and the workflow does not, if it is likely to be the former one of this job.
pub(super) fn former<'a>(ws: &'a Workspace, job: &Name) -> Option<&'a Statement<Name>> {
    let mut unknown = unknown(ws, Kind::Job).filter(|claim| !is_made_at_run_time(ws, claim));
    unknown.find(|claim| nearest(ws, claim).is_some_and(|near| near.value.subject() == job.subject()))
}

fn finding(ws: &Workspace, claim: &Statement<Name>) -> Diagnostic {
    let (name, workflow) = (&claim.value.name, &claim.value.within);
    let file = workflow.rsplit('/').next().unwrap_or(workflow);
    let diagnostic = RULE.at(claim.span, format!("{file} has no job {name}")).about(format!("{workflow} {name}"));
    let Some(near) = nearest(ws, claim) else { return diagnostic };
    let new = &near.value.name;
    let fix = (ws.words(claim.span) == name)
        .then(|| Fix::guess(format!("write {new}"), vec![Edit::replace(claim.span, new.as_str())]));
    diagnostic.related(near.span, "the nearest name").fix(fix)
}
