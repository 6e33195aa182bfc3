//! What all records have in common that commands keep in a knowledge base: a folder, a version, a list.

use super::source::Source;
use crate::diagnostic::Problem;
use crate::model::Reading;
use crate::syntax::json;
use crate::syntax::tree::Node;

/// The only version that there is.
const VERSION: &str = "1";

/// Whether a source is a record of the folder `_ai/devops/KIND`.
pub(super) fn is_record(source: &Source, kind: &str) -> bool {
    let of_knowledge_base = source.folder.strip_suffix(kind).is_some_and(|base| {
        let base = base.trim_end_matches('/');
        base == "_ai/devops" || base.ends_with("/_ai/devops")
    });
    of_knowledge_base && source.ends_with(&[".json"])
}

/// The entries of a record's list; `one` reads one of them, and sees the whole record.
pub(super) fn entries<T>(
    source: &Source,
    reading: &mut Reading,
    list: &str,
    one: impl Fn(&Node, &Node) -> Option<T>,
) -> Vec<T> {
    let tree = json::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return Vec::new() };
    if root.get("version").and_then(Node::text) != Some(VERSION) {
        reading.problems.push(Problem::at(root.span.before(), "this record is of a version that is not known"));
        return Vec::new();
    }
    let mut found = Vec::new();
    for node in root.get(list).map(Node::items).unwrap_or_default() {
        match one(root, node) {
            Some(entry) => found.push(entry),
            None => reading.problems.push(Problem::at(node.span, format!("this is no entry of `{list}`"))),
        }
    }
    found
}

/// A value that is text or a number.
pub(super) fn word(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}
