#![doc = include_str!("tool_without_probe.md")]

use super::rows_without;
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "tool-without-probe",
    summary: "a tool's row lacks the command that probes for it",
    page: include_str!("tool_without_probe.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let lacking = rows_without(ws, Column::Probe, "version");
    lacking
        .into_iter()
        .map(|(span, name)| RULE.at(span, format!("no command that probes for {name}")).about(name))
        .collect()
}
