#![doc = include_str!("weak_check.md")]

use super::called;
use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Check, CheckStep};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::shell;
use crate::text::{Excerpt, FileId};
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
    let weak = ws.checks.iter().filter(|check| check.sound).filter_map(|check| Some((check, why(check)?)));
    weak.map(|(check, why)| {
        RULE.at(check.attributes, format!("{} cannot fail: {why}", called(check)))
            .about(check.label())
            .help("say in an `output` block what must be seen, or which exit status")
    })
    .collect()
}

/// Why no run of a check can fail; none if one can.
fn why(check: &Check) -> Option<&'static str> {
    let compares = |step: &CheckStep| {
        step.expected
            .as_ref()
            .is_some_and(|lines| lines.is_empty() || lines.iter().any(|line| line.text.trim() != "..."))
    };
    if check.steps.iter().any(compares) {
        return None;
    }
    if check.steps.iter().all(|step| step.exit.is_none()) {
        return Some("any exit status passes, and no output is expected");
    }
    check
        .steps
        .iter()
        .all(|step| step.exit.is_none_or(|exit| exit == 0) && always_succeeds(&step.script))
        .then_some("its commands always succeed")
}

/// Whether the last command of a script is one that nothing can make fail.
fn always_succeeds(script: &str) -> bool {
    let parsed = shell::parse_exact(Excerpt::whole(FileId(0), script));
    let succeeds = |name: &str| matches!(name, "true" | ":" | "echo");
    let name = |command: &shell::Command| command.words.first().and_then(|word| word.text.clone());
    let all_do = parsed.commands.iter().all(|command| name(command).is_some_and(|name| succeeds(&name)));
    let rescued = script.trim_end().rsplit_once("||").is_some_and(|(_, last)| matches!(last.trim(), "true" | ":"));
    parsed.clean && !parsed.commands.is_empty() && (all_do || rescued && script.trim_end().lines().count() == 1)
}
