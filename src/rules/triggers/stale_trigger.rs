#![doc = include_str!("stale_trigger.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Key, Kind, Property, Statement};
use crate::rules::inventory::{contradictions, shown};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-trigger",
    summary: "a page says that other events start a workflow",
    page: include_str!("stale_trigger.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let of_workflows = contradictions(ws, Kind::Workflow, Key::Triggers);
    let of_jobs = contradictions(ws, Kind::Job, Key::Triggers);
    let of_workflows = of_workflows.map(|(claim, facts)| finding(ws, claim, facts[0]));
    of_workflows.chain(of_jobs.map(|(claim, facts)| of_job(claim, facts[0]))).collect()
}

/// A job runs at some of the events of its workflow, so only people know which ones to write.
fn of_job(claim: &Statement<Property>, fact: &Statement<Property>) -> Diagnostic {
    let of = &claim.value.of;
    let workflow = of.within.rsplit('/').next().unwrap_or(&of.within);
    let (name, said, so) = (&of.name, claim.value.shown(), shown(&[fact]));
    let message = format!("job {name} is documented to run on {said}, but {workflow} starts on {so}");
    RULE.at(claim.span, message).about(format!("{} {name} {said}", of.within)).related(fact.span, "started by")
}

fn finding(ws: &Workspace, claim: &Statement<Property>, fact: &Statement<Property>) -> Diagnostic {
    let path = claim.value.of.name.as_str();
    let name = path.rsplit('/').next().unwrap_or(path);
    let (said, so) = (claim.value.shown(), shown(&[fact]));
    let message = format!("{name} is documented to start on {said}, but starts on {so}");
    let diagnostic = RULE.at(claim.span, message).about(format!("{path} {said}")).related(fact.span, "started by");
    // Words such as "push to main" say more than the events, and are people's to change.
    let words = ws.words(claim.span);
    let mark = if words.contains('`') { "`" } else { "" };
    let parts = words.split(", ").map(|word| word.trim_matches('`'));
    let is_plain = parts.clone().all(|word| claim.value.values.contains(word));
    let fix = (is_plain && !so.is_empty()).then(|| {
        let events: Vec<String> = fact.value.values.iter().map(|event| format!("{mark}{event}{mark}")).collect();
        Fix::safe(format!("write {so}"), vec![Edit::replace(claim.span, events.join(", "))])
    });
    diagnostic.fix(fix)
}
