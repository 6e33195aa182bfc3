#![doc = include_str!("stale_run.md")]

use super::{called, check_of};
use crate::diagnostic::{Diagnostic, Level};
use crate::model::calendar::overdue;
use crate::model::{Check, Run};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-run",
    summary: "the recorded run of a check snippet is too old, or of other commands",
    page: include_str!("stale_run.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let recorded = ws.runs.iter().map(|run| match check_of(ws, run) {
        Some(check) => outdated(ws, check, run),
        None => Some(orphan(run)),
    });
    let never = ws.checks.iter().filter(|check| is_never_recorded(ws, check)).map(|check| {
        let message = format!("{} is to be run every {} days, and no run is recorded", called(check), days(check));
        RULE.at(check.attributes, message).about(check.label())
    });
    recorded.flatten().chain(never).collect()
}

fn days(check: &Check) -> u32 {
    check.every.unwrap_or_default()
}

/// A run that says nothing of the check as it is today.
fn outdated(ws: &Workspace, check: &Check, run: &Run) -> Option<Diagnostic> {
    let day = run.started.get(..10)?;
    let message = if check.hash == run.hash {
        let due = check.every.and_then(|days| overdue(day, &format!("{days}d"), &ws.today))?;
        format!("{} was to be run in {} by {due}", called(check), run.environment)
    } else {
        format!("{} has changed since it ran in {} on {day}", called(check), run.environment)
    };
    let about = format!("{} {}", check.label(), run.environment);
    Some(RULE.at(check.attributes, message).about(about).related(run.span, "the last run"))
}

/// A run of a check that its page no longer has.
fn orphan(run: &Run) -> Diagnostic {
    RULE.at(run.span, format!("{} has no check {} any more", run.page, run.name))
        .about(format!("{} {}", run.page, run.name))
        .help("`devops-docs check --record` drops it")
}

/// Whether a check that is to be run again and again was never recorded, where others are.
fn is_never_recorded(ws: &Workspace, check: &Check) -> bool {
    let path = ws.files.path(check.fence.file);
    let label = check.label();
    check.every.is_some() && !ws.runs.is_empty() && !ws.runs.iter().any(|run| run.page == path && run.name == label)
}
