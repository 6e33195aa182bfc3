//! Holds what a check printed against what its page expects.

use std::sync::mpsc;
use std::time::Duration;

use super::run::Report;
use crate::model::{Check, CheckStep, Status, Stream};
use crate::snippets::{Difference, Expectation};

/// What one step of a check did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Did {
    /// Its exit status; none if it never came to an end.
    pub exit: Option<i32>,
    /// What it printed, masked.
    pub stdout: String,
    /// What it printed to standard error, masked.
    pub stderr: String,
}

/// What is thought of a check that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How it ended.
    pub status: Status,
    /// Why, in a sentence; empty if it passed.
    pub why: String,
    /// How its output differs.
    pub difference: Option<Difference>,
    /// The step that decided.
    pub step: usize,
}

/// How long an output is held against its page at most: patterns may be such that it would never end.
const LONGEST: Duration = Duration::from_secs(10);

/// Judges the steps of a check that ran with others or alone, as `report` tells, and gives up on what takes too long.
pub fn judge(check: &Check, did: &[Did], report: &Report) -> Judged {
    if check.steps.iter().all(|step| step.expected.is_none()) {
        return judge_at_leisure(check, did, report);
    }
    let (tell, told) = mpsc::channel();
    let (own, all, end) = (check.clone(), did.to_vec(), report.clone());
    // What is given up on ends with the program.
    std::thread::spawn(move || tell.send(judge_at_leisure(&own, &all, &end)));
    told.recv_timeout(LONGEST).unwrap_or_else(|_| Judged {
        status: Status::Error,
        why: format!("comparing its output with the page took longer than {} s", LONGEST.as_secs()),
        difference: None,
        step: 0,
    })
}

fn judge_at_leisure(check: &Check, did: &[Did], report: &Report) -> Judged {
    let judged = |status: Status, why: String, step: usize| Judged { status, why, difference: None, step };
    if let Some(error) = &report.error {
        return judged(Status::Error, error.clone(), 0);
    }
    for (at, (step, did)) in check.steps.iter().zip(did).enumerate() {
        let Some(exit) = did.exit else {
            return if report.timed_out {
                judged(Status::Timeout, format!("it took longer than {} s, and was ended", check.timeout), at)
            } else {
                judged(Status::Blocked, "its shell ended before it".to_owned(), at)
            };
        };
        if step.exit.is_some_and(|wanted| wanted != exit) {
            let wanted = step.exit.unwrap_or_default();
            return judged(Status::Failed, format!("it ended with {exit}, not {wanted}{}", first_error(did)), at);
        }
        if let Some(difference) = differs(check, step, did) {
            let why = "its output is not what the page expects".to_owned();
            return Judged { status: Status::Failed, why, difference: Some(difference), step: at };
        }
    }
    if report.truncated && check.steps.iter().any(|step| step.expected.is_some()) {
        return judged(Status::Failed, "it printed more than 1 MiB, which is not compared".to_owned(), 0);
    }
    judged(Status::Passed, String::new(), 0)
}

/// The stream of a step that counts.
pub fn seen(check: &Check, did: &Did) -> String {
    match check.stream {
        Stream::Out | Stream::Both => did.stdout.clone(),
        Stream::Error => did.stderr.clone(),
    }
}

fn differs(check: &Check, step: &CheckStep, did: &Did) -> Option<Difference> {
    let lines = step.expected.as_ref()?;
    match Expectation::read(lines.iter().map(|line| line.text.as_str())) {
        Ok(expectation) => expectation.compare(&seen(check, did)).err(),
        // The reader of the page has told, and such a check does not run.
        Err((_, why)) => Some(Difference { sides: Vec::new(), notes: vec![why] }),
    }
}

/// The last words on standard error, which mostly say what went wrong.
fn first_error(did: &Did) -> String {
    let last = did.stderr.lines().rev().find(|line| !line.trim().is_empty()).map(str::trim);
    last.map_or_else(String::new, |line| format!(": {}", line.chars().take(200).collect::<String>()))
}
