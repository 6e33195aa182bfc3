#![doc = include_str!("agent_name.md")]

use std::collections::BTreeMap;

use super::of_kind;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::AgentKind;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::tree::Style;
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "agent-name",
    summary: "an agent is not called as its file is, or two of one root are called the same",
    page: include_str!("agent_name.md"),
    level: Level::Error,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut first: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for (page, file, root) in of_kind(ws, AgentKind::Agent) {
        let Some(scalar) = page.front.as_ref().and_then(|front| front.get("name")).and_then(|node| node.scalar())
        else {
            continue;
        };
        let (name, stem) = (scalar.value.as_str(), file.name());
        // A name that is to be written is told by what asks for it.
        if name.trim().is_empty() || name.starts_with("TODO(") {
            continue;
        }
        if name != stem {
            let editable = scalar.style != Style::Block;
            let edits = vec![Edit::replace(scalar.inner, stem)];
            let message = format!("this agent is called {name}, and its file {stem}");
            let fix = editable.then(|| Fix::safe(format!("write {stem}"), edits));
            found.push(RULE.at(scalar.inner, message).about(name).fix(fix));
        } else if let Some(other) = first.get(&(root, name)) {
            let message = format!("two agents of {root} are called {name}");
            found.push(RULE.at(scalar.inner, message).about(name).related(*other, "the other"));
        } else {
            first.insert((root, name), scalar.inner);
        }
    }
    found
}
