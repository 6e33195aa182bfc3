//! `on:`, in its three shapes: one event, a list of them, a map with their filters.

use super::{list, list_at, words, words_at};
use crate::model::{Input, Trigger, Words};
use crate::syntax::tree::Node;

pub(super) fn triggers(on: &Node) -> Vec<Trigger> {
    let plain = list(on).into_iter().map(|event| Trigger {
        span: event.span,
        event,
        filters: Vec::new(),
        crons: Vec::new(),
        inputs: Vec::new(),
        secrets: Vec::new(),
    });
    plain.chain(on.entries().iter().filter_map(trigger)).collect()
}

fn trigger((key, node): &(Node, Node)) -> Option<Trigger> {
    let filter = |(key, value): &(Node, Node)| {
        let name = key.text().filter(|name| !matches!(*name, "inputs" | "outputs" | "secrets"))?;
        Some((name.to_owned(), list(value)))
    };
    let crons = node.items().iter().filter_map(|item| words_at(item, "cron"));
    let names =
        |key: &str| -> Vec<&(Node, Node)> { node.get(key).map(Node::entries).unwrap_or_default().iter().collect() };
    Some(Trigger {
        event: words(key.scalar()?),
        span: key.span.to(node.span),
        filters: node.entries().iter().filter_map(filter).collect(),
        crons: crons.collect(),
        inputs: names("inputs").into_iter().filter_map(input).collect(),
        secrets: names("secrets").into_iter().filter_map(|(key, _)| key.scalar()).map(words).collect(),
    })
}

fn input((key, node): &(Node, Node)) -> Option<Input> {
    let name: Words = words(key.scalar()?);
    Some(Input {
        name,
        sort: words_at(node, "type"),
        description: words_at(node, "description"),
        required: node.get("required").and_then(Node::text) == Some("true"),
        default: words_at(node, "default"),
        options: list_at(node, "options"),
    })
}
