//! Plans and results for people.

use super::asked::escaped;
use crate::checks::carry::Outcome;
use crate::checks::plan::{Decision, Plan, Planned};
use crate::checks::told::difference_lines;
use crate::model::{Effect, Status};

/// How many lines of an output are shown at most: of the beginning, and of the end.
const MOST_LINES: (usize, usize) = (40, 20);

/// The same of the letters of a line.
const MOST_LETTERS: (usize, usize) = (400, 100);

/// What would run, and why something would not.
pub(super) fn plan(plan: &Plan, colored: bool) -> String {
    let mut out = String::new();
    for planned in &plan.checks {
        let (word, why) = match &planned.decision {
            Decision::Run { approver: None } => ("runs", String::new()),
            Decision::Run { approver: Some(approver) } => ("runs", format!(", approved: {approver}")),
            Decision::Ask => ("asks", raised(planned)),
            Decision::Not(status, why) => (status.word(), format!(": {why}")),
        };
        let green = matches!(planned.decision, Decision::Run { .. });
        out.push_str(&format!("{} {}{}\n", painted(word, green, colored), named(planned), clean(&why)));
        for line in planned.check.script().lines() {
            out.push_str(&format!("  | {}\n", escaped(line)));
        }
        let check = planned.check;
        let mut facts = vec![planned.effect.word().to_owned(), format!("{} s", check.timeout), planned.sandbox.clone()];
        facts
            .extend(planned.covers.as_ref().map(|why| format!("with every file of the repository for {}", clean(why))));
        facts.extend(planned.apart.then(|| "in an empty folder".to_owned()));
        facts.extend(check.net.then(|| "network".to_owned()));
        facts.extend((!check.secrets.is_empty()).then(|| format!("secrets {}", check.secrets.join(", "))));
        facts.extend((!check.needs.is_empty()).then(|| format!("after {}", check.needs.join(", "))));
        out.push_str(&format!("  {}\n  approval {}\n", facts.join(", "), planned.fingerprint));
    }
    out.push_str(&format!("{} check snippets{}\n", plan.checks.len(), left_out(plan)));
    out
}

fn raised(planned: &Planned) -> String {
    let declared = || format!(": it is a {}", planned.effect.word());
    planned.raised_by.as_ref().map_or_else(declared, |why| format!(": {why}"))
}

/// What was not even planned.
pub(super) fn left_out(plan: &Plan) -> String {
    let mut out = String::new();
    if plan.excluded > 0 {
        out.push_str(&format!("; {} left out that do more than read (name them or their page)", plan.excluded));
    }
    if plan.elsewhere > 0 {
        out.push_str(&format!("; {} for other environments (--env)", plan.elsewhere));
    }
    out
}

/// One result: a line, and below it why it did not pass.
pub(in crate::cli) fn outcome(planned: &Planned, outcome: &Outcome, colored: bool) -> String {
    let word = painted(outcome.status.word(), outcome.status == Status::Passed, colored);
    let mut out = format!("{word} {}", named(planned));
    if !outcome.started.is_empty() && planned.check.effect != Effect::Manual {
        out.push_str(&format!("  {}", duration(outcome.duration)));
    }
    if outcome.attempts > 1 {
        out.push_str(&format!(", tried {} times", outcome.attempts));
    }
    if outcome.left > 0 {
        out.push_str(&format!(", ended {} processes that it left behind", outcome.left));
    }
    out.push('\n');
    if outcome.status == Status::Passed {
        return out;
    }
    out.push_str(&format!("  {}\n", clean(&outcome.why)));
    let shows = matches!(outcome.status, Status::Failed | Status::Timeout);
    if shows {
        let script = planned.check.steps.get(outcome.step).map_or("", |step| step.script.as_str());
        script.lines().for_each(|line| out.push_str(&format!("  $ {}\n", clean(line))));
        let lines = match &outcome.difference {
            Some(difference) => difference_lines(difference),
            None => outcome.output.lines().map(|line| format!("  {line}")).collect(),
        };
        for line in ends(lines, MOST_LINES, |more| format!("  … {more} more lines …")) {
            let words = clean(&shortened(&line));
            let paint = match line.chars().next().filter(|_| colored && outcome.difference.is_some()) {
                Some('-') => Some(31),
                Some('+') => Some(32),
                _ => None,
            };
            match paint {
                Some(number) => out.push_str(&format!("  \u{1b}[{number}m{words}\u{1b}[0m\n")),
                None => out.push_str(&format!("  {words}\n")),
            }
        }
    }
    out
}

/// The first and the last of some things, and between them how many there were more.
fn ends<T>(mut all: Vec<T>, (first, last): (usize, usize), told: impl Fn(usize) -> T) -> Vec<T> {
    let more = all.len().saturating_sub(first + last);
    if more > 0 {
        all.splice(first..first + more, [told(more)]);
    }
    all
}

/// The beginning and the end of a line that is long.
fn shortened(line: &str) -> String {
    let letters: Vec<String> = line.chars().map(String::from).collect();
    ends(letters, MOST_LETTERS, |more| format!(" … {more} more letters … ")).concat()
}

/// The last line.
pub(super) fn summary(plan: &Plan, outcomes: &[Outcome]) -> String {
    let all = [
        Status::Passed,
        Status::Failed,
        Status::Timeout,
        Status::Error,
        Status::Blocked,
        Status::NeedsApproval,
        Status::Untrusted,
        Status::Stale,
        Status::Skipped,
    ];
    let counted = all.into_iter().filter_map(|status| {
        let count = outcomes.iter().filter(|outcome| outcome.status == status).count();
        (count > 0).then(|| format!("{count} {}", status.word()))
    });
    let counted: Vec<String> = counted.collect();
    format!("{}{}\n", if counted.is_empty() { "nothing ran".to_owned() } else { counted.join(", ") }, left_out(plan))
}

fn named(planned: &Planned) -> String {
    format!("{}:{} {}", clean(planned.page), planned.line, planned.check.label())
}

fn duration(milliseconds: u64) -> String {
    if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
    }
}

/// Text without what a terminal would obey.
fn clean(text: &str) -> String {
    let one = |character: char| {
        if character.is_control() && character != '\t' {
            format!("‹U+{:04X}›", character as u32)
        } else {
            character.to_string()
        }
    };
    text.chars().map(one).collect()
}

fn painted(word: &str, good: bool, colored: bool) -> String {
    let padded = format!("{word:<8}");
    match (colored, good) {
        (false, _) => padded,
        (true, true) => format!("\u{1b}[32m{padded}\u{1b}[0m"),
        (true, false) => format!("\u{1b}[33m{padded}\u{1b}[0m"),
    }
}
