#![doc = include_str!("void_waiver.md")]

use serde::Deserialize;

use crate::config::{Condition, Waiver, gates};
use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::toml;
use crate::syntax::tree::Node;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "void-waiver",
    summary: "a waiver lets nothing pass: it has ended, gives no reason, or names nothing that there is",
    page: include_str!("void_waiver.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let file = ws.config.file.as_deref().and_then(|path| ws.files.find(path));
    let tree = file.and_then(|file| ws.files.whole(file)).map(toml::parse);
    let root = tree.as_ref().and_then(|tree| tree.root());
    let nodes = root.and_then(|root| root.get("waiver")).map(Node::items).unwrap_or_default();
    // One that has a mistake in it is `unknown-configuration`'s business.
    let read = nodes.iter().filter_map(|node| Some((node, waiver(node)?)));
    read.filter_map(|(node, waiver)| {
        let why = waiver.void(&ws.today).or_else(|| names_nothing(ws, &waiver))?;
        let place = ["until", "reason"].iter().find_map(|key| node.get(key)).map_or(node.span.before(), |key| key.span);
        let about = waiver.about();
        let what = if about.is_empty() { "this waiver".to_owned() } else { format!("the waiver of {about}") };
        Some(RULE.at(place, format!("{what} lets nothing pass: {why}")).about(about))
    })
    .collect()
}

fn waiver(node: &Node) -> Option<Waiver> {
    let word = |(key, value): &(Node, Node)| Some((key.text()?.to_owned(), value.text()?.to_owned().into()));
    let table: ::toml::Table = node.entries().iter().map(word).collect::<Option<_>>()?;
    Waiver::deserialize(table).ok()
}

/// Why it is about nothing; none if there is what it names.
fn names_nothing(ws: &Workspace, waiver: &Waiver) -> Option<String> {
    let gates = gates(&ws.config.settings.gate);
    let of_name = |name: &String| gates.iter().any(|gate| gate.name == *name);
    if let Some(name) = waiver.gate.as_ref().filter(|name| !of_name(name)) {
        return Some(format!("there is no gate {name}"));
    }
    let its = gates.iter().filter(|gate| waiver.gate.as_ref().is_none_or(|name| gate.name == *name));
    let called = |condition: &Condition, name: &str| {
        condition.called() == name || condition.needs.is_some_and(|need| need.word() == name)
    };
    let name = waiver.condition.as_ref()?;
    let found = its.flat_map(|gate| &gate.condition).any(|condition| called(condition, name));
    (!found).then(|| format!("no gate that it is for has a condition {name}"))
}
