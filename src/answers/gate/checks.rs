//! Checks that must have passed: by their records, or by a run just now. In a pull request what its base has counts too.

use super::conditions::{Seen, choice, reason};
use super::{Evidence, Outcome, Ran, Reason, as_written};
use crate::checks::plan::meant;
use crate::config::Condition;
use crate::index::Place;
use crate::kinds::Page;
use crate::model::calendar::overdue;
use crate::model::{Check, Run, Status};
use crate::text::counted;
use crate::workspace::Workspace;

fn none_meant(environment: &str) -> Seen {
    Seen::nothing(format!("no check snippet is for {environment}"))
}

/// What speaks for and against the checks that a condition is about.
pub(super) fn passed(at: usize, condition: &Condition, environment: &str, evidence: &Evidence) -> Seen {
    let mut seen = match &evidence.ran {
        Some(all) => all.get(&at).map_or_else(|| none_meant(environment), |all| just_ran(all, environment)),
        None if condition.here => {
            Seen::nothing("a record is of the machine that made it: this one is asked with --run")
        }
        None => as_recorded(condition, environment, evidence.ws),
    };
    let base = evidence.base.filter(|_| !condition.here);
    let has_run = evidence.ran.is_some();
    seen.reasons.extend(base.into_iter().flat_map(|base| loosened(condition, environment, evidence.ws, base, has_run)));
    seen
}

/// What speaks against a check by its records. One that runs on some machines only may have been passed over on the one
/// that recorded.
enum Recorded {
    Passed,
    Against(String),
    MayBePassedOver,
}

fn as_recorded(condition: &Condition, environment: &str, ws: &Workspace) -> Seen {
    let checks = checks_of(condition, environment, ws);
    if checks.is_empty() {
        return none_meant(environment);
    }
    let mut seen = Seen::default();
    let mut left = 0;
    for check in checks {
        match recorded(check, environment, condition, ws) {
            Recorded::MayBePassedOver => left += 1,
            Recorded::Passed => seen.judged += 1,
            Recorded::Against(why) => {
                seen.judged += 1;
                seen.reasons.push(of_check(check, &format!("{} {why}", check.label()), ws));
            }
        }
    }
    let passed = seen.judged - seen.reasons.len();
    seen.message = format!("{passed} of {} passed, as recorded", counted(seen.judged, "check"));
    if left > 0 {
        seen.message.push_str(&format!("; {left} for some machines only, and not recorded"));
    }
    seen
}

/// What speaks against the checks that the base has, and the pull request has not, or not as strict. Where checks are run,
/// a record tells how these were before the pull request, and nobody has run them as they were.
fn loosened(condition: &Condition, environment: &str, ws: &Workspace, base: &Workspace, has_run: bool) -> Vec<Reason> {
    let as_strict = |check: &Check, ws: &Workspace| {
        let page = ws.files.path(check.fence.file).to_owned();
        (page, check.label(), check.hash.clone(), check.every, is_for_any(check, ws))
    };
    let kept: Vec<_> = checks_of(condition, environment, ws).into_iter().map(|check| as_strict(check, ws)).collect();
    // The pull request may call the environment by another name.
    let environment = as_written(base, environment);
    let before = checks_of(condition, environment, base).into_iter().filter(|check| check.wrong.is_none());
    let lost = before.filter(|check| !kept.contains(&as_strict(check, base)));
    let against = lost.filter_map(|check| match recorded(check, environment, condition, base) {
        Recorded::Against(why) => Some(of_check(check, &format!("{}, which the base has, {why}", check.label()), base)),
        Recorded::Passed | Recorded::MayBePassedOver if has_run => {
            let message =
                format!("{}, which the base has, is changed or gone here: somebody must agree", check.label());
            Some(Reason { outcome: Outcome::NeedsApproval, ..of_check(check, &message, base) })
        }
        Recorded::Passed | Recorded::MayBePassedOver => None,
    });
    against.collect()
}

fn checks_of<'a>(condition: &Condition, environment: &str, ws: &'a Workspace) -> Vec<&'a Check> {
    choice(condition, ws).map(|choice| meant(ws, &choice, environment).checks).unwrap_or_default()
}

/// Whether a check is for no environment in particular, and passes or fails wherever it is run.
fn is_for_any(check: &Check, ws: &Workspace) -> bool {
    check.environments.is_empty() && ws.page(check.fence.file).and_then(Page::environment).is_none()
}

fn of_check(check: &Check, message: &str, ws: &Workspace) -> Reason {
    Reason { check: Some(check.label()), ..reason(message, Some(Place::of(ws, check.fence))) }
}

fn recorded(check: &Check, environment: &str, condition: &Condition, ws: &Workspace) -> Recorded {
    let (page, label) = (ws.files.path(check.fence.file), check.label());
    let anywhere = is_for_any(check, ws);
    let of_check = |run: &&Run| run.page == page && run.name == label && (anywhere || run.environment == environment);
    let run = ws.runs.iter().filter(of_check).max_by(|a, b| a.started.cmp(&b.started));
    match run {
        Some(run) => speaks_against(check, run, condition, ws).map_or(Recorded::Passed, Recorded::Against),
        None if !(check.systems.is_empty() && check.requires.is_empty()) => Recorded::MayBePassedOver,
        None if anywhere => Recorded::Against("has no recorded run".to_owned()),
        None => Recorded::Against(format!("has no recorded run in {environment}")),
    }
}

/// Why a recorded run does not show that a check passes today; none if it does.
fn speaks_against(check: &Check, run: &Run, condition: &Condition, ws: &Workspace) -> Option<String> {
    let day = run.started.get(..10).unwrap_or(&run.started);
    if day > ws.today.as_str() {
        return Some(format!("has a record of {day} in {}, a day that is yet to come", run.environment));
    }
    if run.hash != check.hash {
        return Some(format!("has changed since it ran in {} on {day}", run.environment));
    }
    if run.status != Status::Passed {
        return Some(format!("ended as {} in {} on {day}", run.status.word(), run.environment));
    }
    let own = check.every.map(|days| format!("{days}d"));
    let late = [own.as_deref(), condition.within.as_deref()].into_iter().flatten();
    let late = late.filter_map(|every| overdue(day, every, &ws.today)).min()?;
    Some(format!("was to be run again in {} by {late}", run.environment))
}

fn just_ran(all: &[Ran], environment: &str) -> Seen {
    let mut seen = Seen::default();
    let mut skipped = 0;
    for ran in all {
        let outcome = match ran.status {
            Status::Passed => {
                seen.judged += 1;
                continue;
            }
            Status::Skipped => {
                skipped += 1;
                continue;
            }
            Status::NeedsApproval | Status::Untrusted => Outcome::NeedsApproval,
            Status::Error => Outcome::Error,
            Status::Failed | Status::Timeout | Status::Blocked | Status::Stale => Outcome::Fails,
        };
        seen.judged += 1;
        let place = Some(Place { path: ran.page.clone(), line: ran.line });
        let message = format!("{}: {}: {}", ran.name, ran.status.word(), ran.why);
        seen.reasons.push(Reason { outcome, check: Some(ran.name.clone()), ..reason(message, place) });
    }
    if all.is_empty() {
        return none_meant(environment);
    }
    let passed = seen.judged - seen.reasons.len();
    seen.message = format!("{passed} of {} passed in {environment} just now", counted(seen.judged, "check"));
    if skipped > 0 {
        seen.message.push_str(&format!("; {skipped} skipped"));
    }
    seen
}
