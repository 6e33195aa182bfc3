//! The keys of a mapping: doubled ones, and those that a merge key brings.

use std::collections::HashSet;

use super::tree::{Kind, Node, Style};

/// Up to this many entries comparing each with each is faster than hashing.
const FEW: usize = 16;

/// The indexes of the entries whose key stands in an earlier entry too.
pub(super) fn repeated(entries: &[(Node, Node)]) -> Vec<usize> {
    let key = |index: usize| entries[index].0.text();
    if entries.len() <= FEW {
        return (1..entries.len())
            .filter(|&at| key(at).is_some() && (0..at).any(|other| key(other) == key(at)))
            .collect();
    }
    let mut seen = HashSet::with_capacity(entries.len());
    (0..entries.len()).filter(|&at| key(at).is_some_and(|key| !seen.insert(key))).collect()
}

/// Whether `key` is the merge key of YAML.
pub(super) fn merges(key: &Node) -> bool {
    key.scalar().is_some_and(|scalar| scalar.style == Style::Plain && scalar.value == "<<")
}

/// Puts in place of each merge key the entries that it brings and the mapping does not have itself.
///
/// Of several sources the earlier wins. What is no mapping cannot be merged and stays.
pub(super) fn merge(entries: &mut Vec<(Node, Node)>) {
    if !entries.iter().any(|(key, value)| merges(key) && mergeable(value)) {
        return;
    }
    let (sources, mut own): (Vec<_>, Vec<_>) =
        std::mem::take(entries).into_iter().partition(|(key, value)| merges(key) && mergeable(value));
    let brought: Vec<_> = sources.into_iter().flat_map(|(_, value)| sources_of(value)).flat_map(entries_of).collect();
    let wanted: Vec<bool> = {
        let mut seen: HashSet<&str> = own.iter().filter_map(|(key, _)| key.text()).collect();
        brought.iter().map(|(key, _)| key.text().is_none_or(|key| seen.insert(key))).collect()
    };
    own.extend(brought.into_iter().zip(wanted).filter_map(|(entry, wanted)| wanted.then_some(entry)));
    *entries = own;
}

fn mergeable(value: &Node) -> bool {
    match &value.kind {
        Kind::Map(_) => true,
        Kind::List(items) => items.iter().all(|item| matches!(item.kind, Kind::Map(_))),
        _ => false,
    }
}

fn sources_of(value: Node) -> Vec<Node> {
    match value.kind {
        Kind::List(items) => items,
        _ => vec![value],
    }
}

fn entries_of(map: Node) -> Vec<(Node, Node)> {
    match map.kind {
        Kind::Map(entries) => entries,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Scalar;
    use super::*;
    use crate::text::{FileId, Span};

    fn word(text: &str) -> Node {
        let span = Span::new(FileId(0), 0, 0);
        Node { span, kind: Kind::Scalar(Scalar { value: text.to_owned(), style: Style::Plain, inner: span }) }
    }

    #[test]
    fn long_and_short_mappings_agree_on_what_is_doubled() {
        let mut entries: Vec<_> = ["a", "b", "a"].map(|key| (word(key), word("x"))).into();
        assert_eq!(repeated(&entries), [2]);
        entries.extend((0..50).map(|n| (word(&n.to_string()), word("x"))));
        entries.push((word("49"), word("x")));
        assert_eq!(repeated(&entries), [2, 53]);
    }
}
