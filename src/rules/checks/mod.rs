//! Commands in pages that can be run, what came of it, and walks through runbooks.

use super::Rule;
use crate::diagnostic::{Edit, Fix};
use crate::model::{Check, Run};
use crate::workspace::Workspace;

mod drill_overdue;
mod failing_check;
mod invalid_check;
mod stale_run;
mod unguarded_destruction;
mod unmarked_privilege;
mod weak_check;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &invalid_check::RULE,
    &unmarked_privilege::RULE,
    &unguarded_destruction::RULE,
    &weak_check::RULE,
    &failing_check::RULE,
    &stale_run::RULE,
    &drill_overdue::RULE,
];

/// What people call a check: its name, or which one of its page it is.
fn called(check: &Check) -> String {
    check.name.clone().unwrap_or_else(|| format!("check {}", check.label()))
}

/// The check that a run is of, if its page still has it.
fn check_of<'a>(ws: &'a Workspace, run: &Run) -> Option<&'a Check> {
    let file = ws.files.find(&run.page)?;
    ws.checks.iter().find(|check| check.fence.file == file && check.label() == run.name)
}

/// The fix by which a check says that it does more than read.
fn declare(ws: &Workspace, check: &Check, effect: &str) -> Option<Fix> {
    let words = ws.words(check.attributes);
    let (before, at) = ["check=", "check:"].iter().find_map(|word| Some((word.len(), words.find(word)?)))?;
    let blank = words[at + before..].len() - words[at + before..].trim_start().len();
    let start = check.attributes.start + (at + before + blank) as u32;
    let span = crate::text::Span { start, end: start + check.declared.word().len() as u32, ..check.attributes };
    let excluded = if check.excluded { "" } else { " excludeFromRunAll=true" };
    let edits = vec![Edit::replace(span, format!("{effect}{excluded}"))];
    Some(Fix::safe(format!("write check={effect}"), edits))
}
