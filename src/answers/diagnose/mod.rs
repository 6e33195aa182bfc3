//! Why a run of continuous integration failed: which job and step, the lines that matter, the cause if it is known, the
//! place in the workflow, what the pages say of it, and the command that does the same here.
//!
//! `log` reads lines, `copy` what a page shows in place of their marks, `steps` finds the steps that failed, `words` tells
//! which lines say nothing, `evidence` weighs the others by the table of `causes`, `reason` finds why a test failed, `stated`
//! quotes what the table knows too little of, `beside` and `chain` read what belongs to it in the lines around, `order` tells
//! which of several a job failed for, and `place` looks the failure up in the repository.

mod beside;
mod causes;
mod chain;
mod copy;
mod evidence;
mod log;
mod order;
mod place;
mod reason;
mod stated;
mod steps;
mod words;

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::Files;
use causes::Rank;
use evidence::Verdict;
use steps::{Ending, Step};

pub use log::{Line, Mark, read};
pub use place::{place, role};

/// What the workflow says of a step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing: the step is not found there.
    Unknown,
    /// The job fails with it.
    Required,
    /// The job goes on although it fails.
    Optional,
}

/// One step that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// The job, as the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The step, as the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The exit status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<i32>,
    /// The name of the cause; `unknown` if nobody knows it.
    pub cause: String,
    /// The cause in words.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub advice: String,
    /// The lines that matter, without credentials.
    pub lines: Vec<String>,
    /// Where the step, or its job, stands: path and line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(String, usize)>,
    /// The script that the step runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The secrets and variables that it uses.
    pub needs: Vec<String>,
    /// What pages say of it: path, line and the row.
    pub documented: Vec<(String, usize, String)>,
}

/// The most lines that are shown of one failure.
const MOST_LINES: usize = 12;
/// How many lines before the last error are looked at.
const WINDOW: usize = 4000;

/// What failed in a log, by job in its order; of the steps of a job first the one that it failed for. `role` is what the
/// workflow says of a step.
pub fn failures(lines: &[Line], role: impl Fn(&Failure) -> Role) -> Vec<Failure> {
    let steps = steps::steps(lines);
    let mut found: Vec<(Failure, &Step)> =
        steps::failed(&steps).into_iter().map(|step| (explain(step), step)).collect();
    if found.is_empty() {
        found.extend(steps::bad_endings(&steps).into_iter().map(|ending| match ending {
            Ending::InError(step) => (explain(step), step),
            Ending::CutOff(step) => (cut_off(step), step),
        }));
    }
    for (failure, step) in &mut found {
        if matches!(failure.cause.as_str(), "helm-timeout" | "rollout") {
            tell_what_is_shown(failure, steps::behind(&steps, step));
        }
    }
    let of_dependabot = lines.iter().any(|line| line.text == "Secret source: Dependabot");
    for (failure, step) in found.iter_mut().filter(|_| of_dependabot) {
        if failure.cause == "missing-input" || !step.empty_secrets().is_empty() {
            failure.message.push_str("; this run is one of Dependabot, which gets no secrets but its own");
            "set the secret for Dependabot too, or let the step pass without it".clone_into(&mut failure.advice);
        }
    }
    let is_optional = |failure: &Failure| role(failure) == Role::Optional;
    let has_other = found.iter().any(|(failure, _)| !is_optional(failure));
    found.retain(|(failure, _)| !has_other || !is_optional(failure));
    // What only tells of other steps counts beside them where it has a reason of its own.
    let all: Vec<&Step> = found.iter().map(|(_, step)| *step).collect();
    let tells_of_others = |step: &Step| {
        let mut before = all.iter().take_while(|other| !std::ptr::eq(**other, step));
        before.any(|other| step.tells_of(other))
    };
    found.retain(|(failure, step)| order::has_own_reason(failure) || !tells_of_others(step));
    // What was stopped because something failed did not fail, and a job tells once more what a step of it told.
    let own = |failure: &Failure| match failure.cause.as_str() {
        "needed-job" => 0,
        "canceled" | "hung" => 1,
        _ => 2,
    };
    let most = found.iter().map(|(failure, _)| own(failure)).max();
    found.retain(|(failure, _)| Some(own(failure)) == most);
    let tells_more = found.iter().any(|(failure, _)| failure.cause != UNKNOWN);
    found.retain(|(failure, _)| !tells_more || failure.cause != UNKNOWN || failure.exit.is_some());
    let mut jobs: Vec<Vec<(Failure, &Step)>> = Vec::new();
    for failure in found {
        match jobs.iter_mut().find(|job| job[0].0.job == failure.0.job) {
            Some(job) => job.push(failure),
            None => jobs.push(vec![failure]),
        }
    }
    // A job that fails for nothing that is known mostly tells of others.
    jobs.sort_by_key(|job| job.iter().all(|(failure, _)| failure.cause == UNKNOWN));
    jobs.into_iter().flat_map(|job| order::by_weight(job, &steps, &role)).collect()
}

/// Adds why something did not become ready, if a step behind shows it.
fn tell_what_is_shown<'a>(failure: &mut Failure, behind: impl Iterator<Item = &'a Step<'a>>) {
    let shown = behind.filter(|step| step.shows_state()).map(told);
    let is_why = |why: &Failure| !matches!(why.cause.as_str(), UNKNOWN | STATED);
    if let Some(why) = shown.into_iter().find(is_why) {
        failure.message = format!("{}; a later step shows why: {}", failure.message, why.message);
        failure.advice = why.advice;
        failure.lines.extend(why.lines);
        failure.lines.truncate(MOST_LINES);
    }
}

/// The cause of what no row explains.
const UNKNOWN: &str = "unknown";
/// The cause of what the log itself states.
const STATED: &str = "stated";

/// What is to be said of a step in which the log ends.
fn cut_off(step: &Step) -> Failure {
    let plain = step.lines.iter().filter(|line| line.mark == Mark::Plain).rev().take(MOST_LINES);
    let mut lines: Vec<String> = plain.map(|line| covered(&line.text)).collect();
    lines.reverse();
    Failure {
        job: step.job.map(str::to_owned),
        step: step.name.map(str::to_owned),
        cause: UNKNOWN.to_owned(),
        message: "the log is cut off inside this step; what ended it is unknown".to_owned(),
        advice: "fetch the whole log; if it ends here too, the runner was lost".to_owned(),
        lines,
        ..Failure::default()
    }
}

/// Why a step failed; where a login is missing, with the secrets that it got empty.
fn explain(step: &Step) -> Failure {
    static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:40[13]|unauthori[sz]ed|forbidden|authenticat\w+|authori[sz]ation|credentials?|denied|tokens?|passwords?|log(?:ged)? ?in|secrets?|(?:api|private).?key|access)\b")
            .expect("a valid expression")
    });
    let mut failure = told(step);
    let empty = step.empty_secrets();
    if !empty.is_empty() && LOGIN.is_match(&failure.message) {
        let is = if empty.len() == 1 { "is" } else { "are" };
        failure.message = format!("{}; {} {is} empty in this step", failure.message, empty.join(" and "));
    }
    failure
}

fn told(step: &Step) -> Failure {
    static EXIT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"Process completed with exit code (\d+)").expect("a valid expression"));
    let (lines, header) = step.until_its_end();
    let start = lines.len().saturating_sub(WINDOW);
    let (lines, header) = (&lines[start..], &header[start..]);
    let exit_of = |line: &&Line| EXIT.captures(&line.text)?.get(1)?.as_str().parse().ok();
    let exit = lines.iter().rev().filter(|line| line.mark == Mark::Error).find_map(exit_of);
    let (job, name) = (step.job.map(str::to_owned), step.name.map(str::to_owned));
    let failure = Failure { job, step: name, exit, ..Failure::default() };
    let errors = || lines.iter().filter(|line| line.mark == Mark::Error).map(|line| covered(&line.text));
    let verdict = evidence::weigh(lines, header, &step.runs());
    // A script that marks an error says more by it than words that many programs print. A copy of the page shows such marks
    // as words, which programs print too.
    let shows_marks = lines.iter().any(|line| line.mark == Mark::Group);
    let is_unmarked = |verdict: &Verdict| shows_marks && verdict.rank == Rank::Common && !verdict.is_marked;
    let marked = verdict.as_ref().filter(|verdict| is_unmarked(verdict)).and_then(|_| stated::marked_sentence(lines));
    if let Some(verdict) = verdict.filter(|_| marked.is_none()) {
        let said: Vec<&str> = verdict.said.iter().map(String::as_str).collect();
        let mut shown: Vec<String> = said.iter().take(MOST_LINES).map(|said| covered(said)).collect();
        let beside = verdict.beside.iter().map(String::as_str);
        shown.splice(0..0, beside.filter(|beside| !said.contains(beside)).map(covered));
        // What tests print around their names is mostly about other tests.
        if !verdict.cause.is_of_tests() {
            shown.splice(0..0, verdict.around.iter().map(|line| covered(line)));
        }
        shown.truncate(MOST_LINES);
        shown.extend(errors().filter(|error| !said.contains(&error.as_str())));
        let mut seen = HashSet::new();
        shown.retain(|line| seen.insert(line.trim().to_owned()));
        shown.truncate(MOST_LINES);
        let message = message(&verdict, &said, lines, header);
        let whole = verdict.among.iter().fold(message, |message, among| format!("{message}; {among}"));
        return Failure {
            cause: verdict.cause.id.clone(),
            message: covered(&whole),
            advice: covered(&verdict.cause.advice(&said)),
            lines: shown,
            ..failure
        };
    }
    // What stands right before the end is the best that there is.
    let stated = marked.or_else(|| stated::stated(lines, header));
    let plain = lines.iter().zip(header).filter(|(line, header)| line.mark == Mark::Plain && !**header);
    let mut before: Vec<String> = plain.rev().take(MOST_LINES).map(|(line, _)| covered(&line.text)).collect();
    before.reverse();
    before.extend(errors());
    let last = || {
        let words =
            stated::last_words(lines, header).map_or_else(String::new, |words| format!("; it ends with: {words}"));
        let command = stated::last_command(lines, header).map(|command| format!("; the last command was `{command}`"));
        words + &command.unwrap_or_default()
    };
    if let Some(command) = stated::stopped_at(lines, header).filter(|_| stated.is_none()) {
        let finds_nothing = command.split(['|', ';', '&']).any(|part| part.trim_start().starts_with("grep "));
        let why = if finds_nothing { "; `grep` ends with 1 where it finds nothing" } else { "" };
        return Failure {
            cause: "script-stopped".to_owned(),
            message: covered(&format!("the script prints no error and stops at `{command}`{why}")),
            advice: "run that command here, or let the script say what it does with `set -x`".to_owned(),
            lines: before,
            ..failure
        };
    }
    Failure {
        cause: stated.as_ref().map_or(UNKNOWN, |_| STATED).to_owned(),
        message: covered(&stated.map_or_else(
            || format!("nothing that is known explains this{}", last()),
            // A word or two is mostly the answer to something that was told before.
            |words| match words.split_whitespace().count() {
                0..=2 => stated::marked_sentence(lines).map_or_else(
                    || format!("it says: {words}{}", last()),
                    |marked| format!("it says: {words}: {marked}"),
                ),
                _ => format!("it says: {words}"),
            },
        )),
        lines: before,
        ..failure
    }
}

/// A cause in words. What names nothing is told in the words of the log, and so is what only came to an end; an action that
/// says more of its end than words that many programs print is heard too.
fn message(verdict: &Verdict, said: &[&str], lines: &[&Line], header: &[bool]) -> String {
    if let Some(reason) = &verdict.reason {
        let (message, _) = verdict.cause.message(said, &[]);
        // An exception may be told already without its name.
        let words = reason.split_once("Exception: ").map_or(reason.as_str(), |(_, words)| words);
        return if message.contains(words) { message } else { format!("{message}; it says: {reason}") };
    }
    // Of words that many programs print the whole line tells more than what it names.
    let is_own = |beside: &&String| verdict.rank != Rank::Common || said.first() != Some(&beside.as_str());
    let beside: Vec<String> = verdict.beside.iter().filter(is_own).cloned().collect();
    let (message, names) = verdict.cause.message(said, &beside);
    let own = || {
        // A line of a word or two is no more than the sign itself.
        let tells = |own: &str| !words::SAYS_NOTHING.is_match(own) && own.split_whitespace().count() > 2;
        let mut telling = said.iter().filter(|own| !names && tells(own));
        // What no tool gets over is told again by everything that stands on it: the longest sentence tells most.
        let own = match verdict.rank {
            Rank::Root => telling.max_by_key(|own| own.len()),
            _ => telling.next(),
        };
        own.map(|own| stated::quoted_until(own, verdict.cause.spoken_at(own).unwrap_or_default()))
    };
    // Who was stopped states nothing of why.
    let stated = || stated::stated(lines, header).filter(|_| verdict.cause.id != "canceled");
    let quote = match verdict.rank {
        Rank::Wrapper => stated().or_else(own),
        Rank::Common => own().or_else(|| stated::marked(lines)).or_else(|| stated().filter(|_| !names)),
        _ => own(),
    };
    // What stands behind the sign in its line is mostly why.
    let untold = || {
        let line =
            said.first().filter(|line| names && verdict.beside.is_empty() && !words::SAYS_NOTHING.is_match(line))?;
        let end = verdict.cause.spoken_at(line)?;
        let rest = line[end..].trim_matches(|c: char| !c.is_alphanumeric());
        // A sentence of its own is mostly advice.
        let is_advice = line[..end].trim_end().ends_with(['.', '!'])
            || line[end..].starts_with(". ") && rest.starts_with(char::is_uppercase);
        let tells = rest.split_whitespace().count() > 1 && !message.contains(rest) && !is_advice;
        tells.then(|| stated::quoted_until(line, line.len()))
    };
    let quote = quote.filter(|quote| !message.contains(quote.as_str())).or_else(untold);
    let message = match quote {
        Some(quote) => format!("{message}; it says: {quote}"),
        None => message,
    };
    // An action may mark more than one error, of which each tells a part.
    let more = (!verdict.cause.is_of_tests()).then(|| stated::marked_beside(lines, &message)).flatten();
    let message = more.map_or_else(|| message.clone(), |more| format!("{message}; it says too: {more}"));
    let place = verdict.place.as_ref().filter(|place| {
        !matches!(verdict.rank, Rank::Root)
            && !beside::HAS_PLACE.is_match(&message)
            && !message.contains(place.as_str())
    });
    // A file that is named already is named with its line.
    let file = |place: &str| {
        let mut files = verdict.beside.iter().map(|file| format!("({})", file.trim()));
        files.find(|file| message.contains(file.as_str()) && place.starts_with(&file[1..file.len() - 1]))
    };
    let message = place.map_or_else(
        || message.clone(),
        |place| match file(place) {
            Some(file) => message.replace(&file, &format!("({place})")),
            None => format!("{message} ({place})"),
        },
    );
    let root = verdict.root.as_ref().filter(|root| !verdict.cause.is_of_tests() && !message.contains(root.as_str()));
    let message = root.map_or_else(|| message.clone(), |root| format!("{message}, caused by: {root}"));
    let retried = verdict.retried.as_ref().filter(|why| verdict.rank != Rank::Root && !message.contains(why.as_str()));
    let message = retried.map_or_else(|| message.clone(), |why| format!("{message}; it was tried again for: {why}"));
    let announced = verdict.announced.as_deref().map(stated::quoted);
    match announced.filter(|rest| !message.contains(rest.trim_start_matches(['*', '-', ' ']))) {
        Some(rest) => format!("{}: {rest}", message.trim_end_matches(':')),
        None => message,
    }
}

fn covered(text: &str) -> String {
    Files::decode(text.replace('\0', " ").into_bytes()).text().unwrap_or_default().to_owned()
}
