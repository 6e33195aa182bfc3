#![doc = include_str!("failing_check.md")]

use super::{called, check_of};
use crate::diagnostic::{Diagnostic, Level};
use crate::model::Status;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "failing-check",
    summary: "the last recorded run of a check snippet did not pass",
    page: include_str!("failing_check.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for run in &ws.runs {
        let how = match run.status {
            Status::Failed => "failed",
            Status::Error => "could not be run",
            Status::Timeout => "took too long",
            Status::Passed
            | Status::Blocked
            | Status::Skipped
            | Status::NeedsApproval
            | Status::Untrusted
            | Status::Stale => continue,
        };
        // What has changed since is `stale-run`'s business.
        let Some(check) = check_of(ws, run).filter(|check| check.hash == run.hash) else { continue };
        let day = run.started.get(..10).unwrap_or(&run.started);
        let message = format!("{} {how} in {} on {day}", called(check), run.environment);
        found.push(
            RULE.at(check.attributes, message)
                .about(format!("{} {}", check.label(), run.environment))
                .related(run.span, "recorded here"),
        );
    }
    found
}
