#![doc = include_str!("invalid_front_matter.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::calendar::{day, period};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::tree::{Kind, Node};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "invalid-front-matter",
    summary: "the front matter says something that cannot be read",
    page: include_str!("invalid_front_matter.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// The keys that typed pages have.
const KEYS: &[&str] = &[
    "title",
    "kind",
    "owner",
    "reviewed",
    "review_every",
    "drill_every",
    "environment",
    "risk",
    "approver",
    "covers",
    "aliases",
    "tags",
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let typed = ws.pages.iter().filter(|page| page.is_typed());
    let entries = typed.filter_map(|page| page.front.as_ref()).flat_map(Node::entries);
    entries.filter_map(|(key, value)| wrong_key(key).or_else(|| wrong_value(key, value))).collect()
}

/// A key that is almost a known one.
fn wrong_key(key: &Node) -> Option<Diagnostic> {
    let scalar = key.scalar()?;
    let name = scalar.value.as_str();
    let likeness = |known: &&&str| strsim::damerau_levenshtein(known, &name.to_lowercase().replace('-', "_"));
    let near = KEYS.iter().min_by_key(likeness).filter(|near| name.len() > 3 && likeness(near) < 2)?;
    if KEYS.contains(&name) {
        return None;
    }
    let fix = Fix::safe(format!("write {near}"), vec![Edit::replace(scalar.inner, *near)]);
    Some(RULE.at(scalar.inner, format!("there is no key {name}; did you mean {near}?")).about(name).fix(fix))
}

fn wrong_value(key: &Node, value: &Node) -> Option<Diagnostic> {
    let name = key.text()?;
    let text = value.text();
    let wanted = match name {
        "reviewed" if text.is_none_or(|text| day(text).is_none()) => "a day such as 2024-03-09",
        "review_every" | "drill_every" if text.is_none_or(|text| period(text).is_none()) => "a period such as 90d",
        "risk" if !matches!(text, Some("low" | "medium" | "high")) => "low, medium or high",
        "covers" | "aliases" | "tags" if matches!(value.kind, Kind::Map(_)) => "a list",
        "title" | "owner" | "environment" | "approver" if matches!(value.kind, Kind::Map(_)) => "words",
        _ => return None,
    };
    if matches!(value.kind, Kind::Null) {
        return None;
    }
    Some(RULE.at(value.span, format!("{name} is to be {wanted}")).about(name))
}
