//! What a log copied from the page of its run has in place of times and marks: titles of steps, with how long each took, the
//! heads that steps print, and annotations.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::log::{LONGEST_SCRIPT, Line, Mark};

/// The titles of steps and where they stand: lines above how long the step took.
///
/// A program may print a time on a line of its own too, so that one counts where the runner begins a step below or says so in
/// the title.
pub(super) fn titles(lines: &[String]) -> BTreeMap<usize, String> {
    static TOOK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*(?:[0-9]+h )?(?:[0-9]+m )?[0-9]+s\s*$").expect("a valid expression"));
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:Run |Post |Pre |Set up job$|Complete job$|Initialize containers$|Stop containers$)")
            .expect("a valid expression")
    });
    let mut took = (1..lines.len()).filter(|at| TOOK.is_match(&lines[*at])).peekable();
    // Some pages show how long a step took and not what it is called.
    if took.peek().is_some_and(|first| lines[first - 1].trim() == "Search logs") {
        return BTreeMap::new();
    }
    let titled = took.filter(|at| {
        let begins = lines.get(at + 1).is_none_or(|next| next.starts_with("Run "));
        !lines[at - 1].trim().is_empty() && (begins || OWN.is_match(&lines[at - 1]))
    });
    titled.map(|at| (at - 1, lines[at - 1].trim().to_owned())).collect()
}

/// The job that the page is of: its name stands above how long ago it ended.
pub(super) fn job(lines: &[String]) -> Option<String> {
    static ENDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:failed|succeeded|cancelled|Failed|Succeeded|Cancelled) .{1,40} in [0-9hms ]+$")
            .expect("a valid expression")
    });
    let at = lines.iter().take(HEAD).position(|line| ENDED.is_match(line.trim()))?;
    let name = lines[at.checked_sub(1)?].trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// In how many lines the page tells of the job.
const HEAD: usize = 8;

/// Whether a line is the head of a step: the first of all, an action, or followed by what it gets or by its shell.
pub(super) fn begins_a_step(lines: &[String], at: usize) -> bool {
    static ACTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^Run (?:\./|[\w.-]+/)[\w./-]+(?:@\S+)?$").expect("a valid expression"));
    // A head that was not opened shows nothing but itself.
    static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^Run [a-z][\w./-]*(?: [\w./@=:-]+)* (?:-[\w-]|(?:install|build|test|run|ci|check|lint|validate|deploy|publish)\b)[\w ./@=:-]*$")
            .expect("a valid expression")
    });
    if !lines[at].starts_with("Run ") {
        return false;
    }
    let first = lines.iter().find(|line| !line.trim().is_empty());
    if COMMAND.is_match(&lines[at]) && first.is_some_and(|first| ACTION.is_match(first)) {
        return true;
    }
    let next = || lines[at + 1..].iter().map(|line| line.trim_start()).take(LONGEST_SCRIPT);
    ACTION.is_match(&lines[at])
        || lines[..at].iter().all(|line| line.trim().is_empty())
        || next().next().is_some_and(|next| matches!(next, "with:" | "env:"))
        || next().take_while(|line| !line.starts_with("Run ")).any(|line| line.starts_with("shell: "))
}

/// Marks what the runner or the server says of a job on the page of its run, under "Annotations": there a job stands above it.
/// A runner that was lost was in the last step of the page.
pub(super) fn mark_annotations(lines: &mut [Line]) {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:The (?:self-hosted|hosted) runner\b.*(?:lost communication|encountered an error)|The job was not acquired by Runner|The runner has received a shutdown signal|The workflow is not valid\.|Invalid workflow file: )",
        )
        .expect("a valid expression")
    });
    let Some(start) = lines.iter().position(|line| line.text.trim() == "Annotations") else { return };
    let last_step = lines.iter().rev().find_map(|line| line.step.clone());
    for at in start + 1..lines.len() {
        if !SAID.is_match(&lines[at].text) {
            continue;
        }
        let above = &lines[at - 1];
        let is_job = above.mark == Mark::Plain && !COUNTED.is_match(&above.text);
        let job = Some(above.text.trim().to_owned()).filter(|text| is_job && !text.is_empty());
        let line = &mut lines[at];
        line.mark = Mark::Error;
        line.step = last_step.clone().filter(|_| line.text.contains("runner"));
        line.job = job;
    }
}

/// How many annotations follow.
static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d+ (?:error|warning|notice)|^Annotations$").expect("a valid expression"));
