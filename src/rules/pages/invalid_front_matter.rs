#![doc = include_str!("invalid_front_matter.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::{PageKind, page_fields, shared_fields};
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::tree::Node;
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

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let entries = ws.pages.iter().filter_map(|page| Some((page.kind?, page.front.as_ref()?.entries())));
    entries
        .flat_map(|(kind, entries)| entries.iter().map(move |(key, value)| (kind, key, value)))
        .filter_map(|(kind, key, value)| wrong_key(kind, key).or_else(|| wrong_value(kind, key, value)))
        .collect()
}

/// A key that is almost one that all pages have.
fn wrong_key(kind: PageKind, key: &Node) -> Option<Diagnostic> {
    let scalar = key.scalar()?;
    let name = scalar.value.as_str();
    let likeness = |known: &&str| strsim::damerau_levenshtein(known, &name.to_lowercase().replace('-', "_"));
    let known = shared_fields().iter().map(|field| field.name);
    let near = known.min_by_key(likeness).filter(|near| name.len() > 3 && likeness(near) < 2)?;
    if page_fields(kind).any(|field| field.name == name) {
        return None;
    }
    let fix = Fix::safe(format!("write {near}"), vec![Edit::replace(scalar.inner, near)]);
    Some(RULE.at(scalar.inner, format!("there is no key {name}; did you mean {near}?")).about(name).fix(fix))
}

fn wrong_value(kind: PageKind, key: &Node, value: &Node) -> Option<Diagnostic> {
    let name = key.text()?;
    let field = page_fields(kind).find(|field| field.name == name).filter(|field| !field.value.admits(value))?;
    Some(RULE.at(value.span, format!("{name} is to be {}", field.value.wanted())).about(name))
}
