#![doc = include_str!("weak_check.md")]

use super::called;
use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Check, CheckStep};
use crate::rules::{Detect, Pages, Rule};
use crate::snippets::cannot_fail;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "weak-check",
    summary: "a check snippet cannot fail",
    page: include_str!("weak_check.md"),
    level: Level::Info,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let weak = ws.checks.iter().filter(|check| check.wrong.is_none()).filter_map(|check| Some((check, why(check)?)));
    weak.map(|(check, why)| {
        RULE.at(check.attributes, format!("{} cannot fail: {why}", called(check)))
            .about(check.label())
            .help("say in an `output` block what must be seen, or which exit status")
    })
    .collect()
}

/// Why no run of a check can fail; none if one can.
fn why(check: &Check) -> Option<String> {
    let compares = |step: &CheckStep| {
        step.expected
            .as_ref()
            .is_some_and(|lines| lines.is_empty() || lines.iter().any(|line| line.text.trim() != "..."))
    };
    if check.steps.iter().any(compares) {
        return None;
    }
    if check.steps.iter().all(|step| step.exit.is_none()) {
        return Some("any exit status passes, and no output is expected".to_owned());
    }
    let silent = |step: &CheckStep| match step.exit {
        Some(0) => cannot_fail(&step.script, &check.interpreter, check.session.is_some()),
        Some(_) => None,
        None => Some(String::new()),
    };
    let whys: Vec<String> = check.steps.iter().map(silent).collect::<Option<_>>()?;
    whys.into_iter().find(|why| !why.is_empty())
}
