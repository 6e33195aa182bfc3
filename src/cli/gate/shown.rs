//! Verdicts for people: what speaks against a gate, and what lets it pass all the same.

use crate::answers::gate::{Held, InUse, Outcome, Verdict};
use crate::report::visible;

/// The most reasons of one condition that are shown.
const MOST_REASONS: usize = 20;

/// A line for the gate, and for each condition a line with its reasons below it.
pub(super) fn verdict(verdict: &Verdict, colored: bool) -> String {
    let mut out = String::new();
    for held in &verdict.conditions {
        out.push_str(&condition(held, colored));
    }
    for void in &verdict.void_waivers {
        out.push_str(&format!(
            "{}waiver of {}: {}\n",
            painted("no", Outcome::Fails, colored),
            visible(&void.about),
            visible(&void.why)
        ));
    }
    out.push_str(&waived(verdict.waiver.as_ref()));
    let what = match verdict.outcome {
        Outcome::Holds => "holds",
        Outcome::Waived => "holds, with what is waived",
        Outcome::NeedsApproval => "is not decided: approval is missing",
        Outcome::Nothing | Outcome::Unknown => "does not hold: there is too little to judge it by",
        Outcome::Fails => "does not hold",
        Outcome::Error => "is not decided: something could not be run",
    };
    let from = if verdict.ran { "by what was run" } else { "by records" };
    let about = [verdict.environment.as_deref(), verdict.release.as_deref(), Some(from)];
    let about: Vec<_> = about.into_iter().flatten().map(visible).collect();
    out.push_str(&format!("{} {what} ({})\n", visible(&verdict.gate), about.join(", ")));
    out
}

fn condition(held: &Held, colored: bool) -> String {
    let word = match held.outcome {
        Outcome::Nothing => "-",
        Outcome::NeedsApproval => "approval",
        outcome => outcome.word(),
    };
    let word = painted(word, held.outcome, colored);
    let mut out = format!("{word}{}: {}\n", visible(&held.name), visible(&held.message));
    for reason in held.reasons.iter().take(MOST_REASONS) {
        let place = reason.place.as_ref().map(|at| format!("{}:{}", at.path, at.line));
        let rule = reason.rule.map(|rule| format!("[{rule}]"));
        // What the condition itself says already is not said twice.
        let message = (reason.message != held.message).then(|| reason.message.clone());
        let words: Vec<String> = [place, message, rule].into_iter().flatten().collect();
        if !words.is_empty() {
            out.push_str(&format!("         {}\n", visible(&words.join(" "))));
        }
        out.push_str(&waived(reason.waiver.as_ref()));
    }
    if held.reasons.len() > MOST_REASONS {
        out.push_str(&format!("         … {} more\n", held.reasons.len() - MOST_REASONS));
    }
    out.push_str(&waived(held.waiver.as_ref()));
    out
}

fn waived(waiver: Option<&InUse>) -> String {
    let told =
        |waiver: &InUse| format!("         waived until {}: {}\n", visible(&waiver.until), visible(&waiver.reason));
    waiver.map(told).unwrap_or_default()
}

fn painted(word: &str, outcome: Outcome, colored: bool) -> String {
    let padded = format!("{word:<9}");
    let paint = match outcome {
        Outcome::Holds => 32,
        Outcome::Fails | Outcome::Error => 31,
        Outcome::Waived | Outcome::NeedsApproval | Outcome::Unknown => 33,
        Outcome::Nothing => 2,
    };
    if colored { format!("\u{1b}[{paint}m{padded}\u{1b}[0m") } else { padded }
}
