#![doc = include_str!("incomplete_phase.md")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::of_kind;
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{AgentKind, Page};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::Heading;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "incomplete-phase",
    summary: "a phase of a workflow lacks the gate or the approval that all its other phases have",
    page: include_str!("incomplete_phase.md"),
    level: Level::Warning,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// A part of a phase that holds it up: `- **Success gate**:`.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*[-*] \*\*(?P<part>[A-Z][A-Za-z ]*?)\*\*:|^\s*[-*] \*\*(?P<inside>[A-Z][A-Za-z ]*?):\*\*")
        .expect("a valid expression")
});

/// With fewer phases, what all others have is no habit.
const FEWEST: usize = 3;

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    of_kind(ws, AgentKind::Workflow).flat_map(|(page, ..)| of_page(ws, page)).collect()
}

fn of_page(ws: &Workspace, page: &Page) -> Vec<Diagnostic> {
    let phases = page.markdown.headings.iter().filter(|heading| heading.text.starts_with("Phase "));
    let phases: Vec<(&Heading, BTreeSet<&str>)> = phases.map(|heading| (heading, parts(ws, heading))).collect();
    if phases.len() < FEWEST {
        return Vec::new();
    }
    let all: BTreeSet<&str> = phases.iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
    let lacking = |part: &str| {
        let mut without = phases.iter().filter(|(_, parts)| !parts.contains(part));
        let (heading, _) = without.next().filter(|_| without.next().is_none())?;
        let number = heading.text.split([':', '–', '—']).next().unwrap_or_default().trim().to_lowercase();
        let message = format!("{number} has no part `{part}`, and every other phase has");
        Some(RULE.at(heading.span, message).about(format!("{number} {part}")))
    };
    all.into_iter().filter_map(lacking).collect()
}

/// The parts of a phase that must hold, or be given, before the next one begins.
fn parts<'a>(ws: &'a Workspace, heading: &Heading) -> BTreeSet<&'a str> {
    let named = PART.captures_iter(ws.words(heading.section));
    let named = named.filter_map(|found| found.name("part").or(found.name("inside"))).map(|part| part.as_str());
    let holds_up = |part: &&str| {
        let last = part.rsplit(' ').next().unwrap_or_default().to_lowercase();
        matches!(last.as_str(), "gate" | "gates" | "approval" | "approvals")
    };
    named.filter(holds_up).collect()
}
