#![doc = include_str!("agent_front_matter.md")]

use super::{in_roots, of_kind};
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{AgentKind, Page, agent_fields};
use crate::rules::parts::front;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::tree::{Kind, Node};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "agent-front-matter",
    summary: "an agent lacks a key or has one too many; a command or a workflow has front matter",
    page: include_str!("agent_front_matter.md"),
    level: Level::Error,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let agents = of_kind(ws, AgentKind::Agent).flat_map(|(page, ..)| of_agent(page));
    let without = in_roots(ws).filter(|(_, file, _)| matches!(file.kind, AgentKind::Command | AgentKind::Workflow));
    let too_many = without.filter_map(|(page, file, _)| {
        page.markdown.front_matter?;
        let kind = file.kind.word();
        let message = format!("a {kind} with front matter is listed as `---`");
        Some(RULE.at(front(page), message).about(kind))
    });
    agents.chain(too_many).collect()
}

fn of_agent(page: &Page) -> Vec<Diagnostic> {
    let fields = agent_fields(AgentKind::Agent);
    let Some(given) = &page.front else {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        // What cannot be read is told as such.
        let is_broken = page.markdown.front_matter.is_some_and(|span| !span.is_empty());
        let message = format!("this agent has no front matter: {}", names.join(", "));
        return if is_broken { Vec::new() } else { vec![RULE.at(front(page), message).about("front matter")] };
    };
    let mut found = Vec::new();
    for field in fields {
        let value = given.get(field.name);
        let is_empty =
            |node: &Node| matches!(node.kind, Kind::Null) || node.text().is_some_and(|text| text.trim().is_empty());
        match value {
            None => {
                found.push(
                    RULE.at(front(page), format!("the key `{}` is missing", field.name))
                        .about(field.name)
                        .help(field.about),
                );
            }
            Some(node) if is_empty(node) => {
                let key = given.entry(field.name).map_or(node.span, |(key, _)| key.span);
                found.push(RULE.at(key, format!("`{}` is empty", field.name)).about(field.name).help(field.about));
            }
            Some(node) if !field.value.admits(node) => {
                let message = format!("`{}` is to be {}", field.name, field.value.wanted());
                found.push(RULE.at(node.span, message).about(field.name).help(field.about));
            }
            Some(_) => {}
        }
    }
    for (key, _) in given.entries() {
        let Some(name) = key.text().filter(|name| fields.iter().all(|field| field.name != *name)) else { continue };
        found.push(RULE.at(key.span, format!("an agent has no key `{name}`")).about(name));
    }
    found
}
