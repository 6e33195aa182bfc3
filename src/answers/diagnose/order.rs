//! Which of several steps that failed a job failed for.

use super::steps::{self, Step};
use super::{Failure, Role, UNKNOWN};

/// The failures of a job, first the one that it failed for.
///
/// Where the workflow knows the steps that is the first: a later one runs whatever happens. Without it the last is, since the
/// run went on after those before; but not where it looks like one that only tells of the others.
pub(super) fn by_weight(
    mut job: Vec<(Failure, &Step)>,
    steps: &[Step],
    role: &impl Fn(&Failure) -> Role,
) -> Vec<Failure> {
    let required = job.iter().position(|(failure, _)| role(failure) == Role::Required);
    let reason = required.unwrap_or_else(|| {
        // What explains nothing is mostly a step that ends the job for what failed before, if it did not work itself.
        let tells = |at: &usize| job[*at].0.cause != UNKNOWN || job[*at].1.works();
        let mut reason = (0..job.len()).rev().find(tells).unwrap_or(job.len() - 1);
        while let Some(before) = (0..reason).rev().find(tells) {
            let ((earlier, first), (later, then)) = (&job[before], &job[reason]);
            let is_after = then.looks_back() || is_of_others(later) && !is_of_others(earlier);
            if !is_after || steps::works_between(steps, first, then) {
                break;
            }
            reason = before;
        }
        reason
    });
    job[..=reason].rotate_right(1);
    let told = job.into_iter().enumerate().map(|(at, (mut failure, _))| {
        if at > 0 {
            let went_on = "the run went on after this step failed";
            let means = if at <= reason { went_on } else { "after that another step failed" };
            failure.message = format!("{means}: {}", failure.message);
        }
        failure
    });
    told.collect()
}

/// Whether a step that tells of others failed for a reason that none of them gave it: a service did not take its report.
pub(super) fn has_own_reason(failure: &Failure) -> bool {
    failure.cause == "coverage-upload"
}

/// Whether a step that fails so mostly misses what an earlier one did not make or start.
fn is_of_others(failure: &Failure) -> bool {
    matches!(
        failure.cause.as_str(),
        "artifact-missing"
            | "coverage-missing"
            | "file-missing"
            | "connection-refused"
            | "kubernetes-access"
            | "needed-job"
            | "no-tests"
    )
}
