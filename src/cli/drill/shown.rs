//! Runbooks step by step, for people.

use super::{Results, of_step};
use crate::answers::drill::{Part, Walk, WalkCommand, WalkFinding, WalkStep};
use crate::report::visible;
use crate::text::counted;

/// All of it.
pub(super) fn whole(walk: &Walk, results: &Results) -> String {
    let steps: String = walk.steps.iter().map(|one| step(walk, one, results)).collect();
    format!("{}{steps}\n{}\n", head(walk), summary(walk))
}

/// What it is, before the first step.
pub(super) fn head(walk: &Walk) -> String {
    let mut facts = vec![format!("for {}", walk.environment)];
    facts.extend(walk.risk.as_ref().map(|risk| format!("risk {risk}")));
    facts.extend(walk.approver.as_ref().map(|approver| format!("{approver} must agree")));
    facts.push(match &walk.last {
        None => "never drilled".to_owned(),
        Some(last) => {
            let changed = if last.same { "" } else { ", and changed since" };
            format!("last drilled on {} by {}{changed}", last.day, last.person)
        }
    });
    facts.extend(walk.lacks().into_iter().map(|what| format!("it does not say {what}")));
    format!("{} ({})\n{}\n", visible(&walk.title), visible(&walk.page), visible(&facts.join("; ")))
}

pub(super) fn step(walk: &Walk, step: &WalkStep, results: &Results) -> String {
    let part = match step.part {
        Part::Step => "",
        Part::Verification => ", verification",
        Part::Rollback => ", rollback",
    };
    let mut out = format!("\n{} of {}{part}: {}\n", step.number, walk.steps.len(), visible(&step.name));
    out.push_str(&format!("  {}:{}, {}\n", visible(&step.place.path), step.place.line, visible(&step.section)));
    if step.text.trim_end_matches([':', '.']) != step.name {
        out.extend(step.text.lines().map(|line| format!("  {}\n", visible(line))));
    }
    for one in &step.commands {
        out.push_str(&command(one, &walk.environment));
    }
    out.extend(step.findings.iter().map(finding));
    for (name, (status, why)) in of_step(step, results) {
        let why = if why.is_empty() { String::new() } else { format!(": {}", visible(why)) };
        out.push_str(&format!("  {} {}{why}\n", status.word(), visible(name)));
    }
    out
}

fn command(command: &WalkCommand, environment: &str) -> String {
    let mut out: String = command.script.lines().map(|line| format!("  | {}\n", visible(line))).collect();
    let why = command.why.as_ref().map(|why| format!(": {}", visible(why))).unwrap_or_default();
    let check = command.check.as_ref().map(|name| format!(", the check {}", visible(name))).unwrap_or_default();
    out.push_str(&format!("  {} in {environment}{check}{why}\n", command.effect));
    match command.expected.as_deref() {
        Some([]) => out.push_str("  must print nothing\n"),
        Some(lines) => {
            out.push_str("  must print\n");
            out.extend(lines.iter().map(|line| format!("  > {}\n", visible(line))));
        }
        None => {}
    }
    out
}

fn finding(finding: &WalkFinding) -> String {
    let (line, message) = (finding.stated.line, visible(&finding.message));
    let help = finding.help.as_ref().map(|help| format!("    help: {}\n", visible(help))).unwrap_or_default();
    format!("  {} in line {line}: {message} [{}]\n{help}", finding.level, finding.rule)
}

fn summary(walk: &Walk) -> String {
    let commands = walk.steps.iter().flat_map(|step| &step.commands);
    let mut counts = std::collections::BTreeMap::new();
    commands.for_each(|command| *counts.entry(command.effect).or_insert(0) += 1);
    let counts: Vec<String> = counts.iter().map(|(effect, count)| format!("{count} {effect}")).collect();
    let counts = if counts.is_empty() { "no commands".to_owned() } else { format!("commands: {}", counts.join(", ")) };
    format!("{}, {counts}", counted(walk.steps.len(), "step"))
}
