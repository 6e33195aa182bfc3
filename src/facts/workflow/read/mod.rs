//! From the YAML of a workflow to what it defines. Knows nothing of the ledger.

mod jobs;
mod matrix;
mod script;
#[cfg(test)]
mod tests;
mod triggers;

pub(in crate::facts) use jobs::steps;

use crate::facts::source::{Source, host_folder};
use crate::model::{Concurrency, ContextReference, Words, Workflow};
use crate::syntax::expression::{Reference, bare_references, references};
use crate::syntax::tree::{Node, Scalar};
use crate::text::Excerpt;

/// The workflow that a file is; none without jobs.
pub(super) fn workflow(source: &Source, root: &Node) -> Option<Workflow> {
    let jobs = root.get("jobs")?;
    let outside = root.entries().iter().filter(|(key, _)| key.text() != Some("jobs"));
    Some(Workflow {
        file: source.text.file,
        path: source.path.to_owned(),
        folder: host_folder(source.path).to_owned(),
        name: words_at(root, "name"),
        triggers: root.get("on").map(triggers::triggers).unwrap_or_default(),
        concurrency: root.get("concurrency").and_then(concurrency),
        permissions: root.get("permissions").map(permissions).unwrap_or_default(),
        env: pairs_at(root, "env"),
        jobs: jobs.entries().iter().filter_map(|(key, job)| jobs::job(source.text, root, key, job)).collect(),
        references: context_references(source.text, outside.map(|(_, node)| node)),
    })
}

/// The words of a scalar.
pub(in crate::facts) fn words(scalar: &Scalar) -> Words {
    Words { text: scalar.value.clone(), span: scalar.inner }
}

fn words_at(node: &Node, key: &str) -> Option<Words> {
    node.get(key)?.scalar().map(words)
}

/// One word or a list of them.
fn list(node: &Node) -> Vec<Words> {
    node.items().iter().chain(Some(node)).filter_map(Node::scalar).map(words).collect()
}

fn list_at(node: &Node, key: &str) -> Vec<Words> {
    node.get(key).map(list).unwrap_or_default()
}

/// The entries of a map whose values are words; of a value that is left out, none.
fn pairs_at(node: &Node, key: &str) -> Vec<(Words, Words)> {
    let pair = |(key, value): &(Node, Node)| {
        let key = words(key.scalar()?);
        let empty = Words { text: String::new(), span: value.span };
        Some((key, value.scalar().map_or(empty, words)))
    };
    node.get(key).map(Node::entries).unwrap_or_default().iter().filter_map(pair).collect()
}

fn concurrency(node: &Node) -> Option<Concurrency> {
    let group = node.get("group").unwrap_or(node).scalar().map(words)?;
    Some(Concurrency { group, cancels: words_at(node, "cancel-in-progress") })
}

fn permissions(node: &Node) -> Vec<Words> {
    if let Some(all) = node.scalar() {
        return vec![words(all)];
    }
    if node.entries().is_empty() {
        return vec![Words { text: "none".to_owned(), span: node.span }];
    }
    let one = |(key, value): &(Node, Node)| {
        Some(Words { text: format!("{}: {}", key.text()?, value.text()?), span: key.span.to(value.span) })
    };
    node.entries().iter().filter_map(one).collect()
}

/// What the expressions in `nodes` refer to, each place once, in source order.
fn context_references<'a>(source: Excerpt, nodes: impl Iterator<Item = &'a Node>) -> Vec<ContextReference> {
    let mut found = Vec::new();
    for node in nodes {
        collect(source, node, false, &mut found);
    }
    // What an alias repeats is written once.
    found.sort_by_key(|reference| reference.span);
    found.dedup();
    found
}

/// `bare` is for conditions, whose words are an expression without marks.
fn collect(source: Excerpt, node: &Node, bare: bool, found: &mut Vec<ContextReference>) {
    if let Some(scalar) = node.scalar() {
        let raw = source.at(scalar.inner);
        let read = if bare { bare_references(raw) } else { references(raw) };
        found.extend(read.into_iter().map(|Reference { context, path, span, .. }| ContextReference {
            context,
            path,
            span,
        }));
    }
    for (key, value) in node.entries() {
        collect(source, value, key.text() == Some("if"), found);
    }
    for item in node.items() {
        collect(source, item, false, found);
    }
}
