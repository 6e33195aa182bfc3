//! Recorded drills: `_ai/devops/drills/<runbook>.json`, which `drill` writes.

use super::source::Source;
use crate::diagnostic::Problem;
use crate::model::{Drill, Reading, StepOutcome};
use crate::syntax::json;
use crate::syntax::tree::Node;

pub(super) fn reads(source: &Source) -> bool {
    let of_knowledge_base = source.folder == "_ai/devops/drills" || source.folder.ends_with("/_ai/devops/drills");
    of_knowledge_base && source.ends_with(&[".json"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = json::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    if root.get("version").and_then(Node::text) != Some("1") {
        reading.problems.push(Problem::at(root.span.before(), "this record is of a version that is not known"));
        return;
    }
    for node in root.get("drills").map(Node::items).unwrap_or_default() {
        match drill(root, node) {
            Some(drill) => reading.drills.push(drill),
            None => reading.problems.push(Problem::at(node.span, "this is no record of a drill")),
        }
    }
}

fn drill(root: &Node, node: &Node) -> Option<Drill> {
    let word = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let step = |node: &Node| Some((word(node, "name")?, StepOutcome::named(&word(node, "outcome")?)?));
    Some(Drill {
        page: word(root, "page")?,
        hash: word(node, "hash")?,
        started: word(node, "started")?,
        person: word(node, "person")?,
        steps: node.get("steps").map(Node::items).unwrap_or_default().iter().map(step).collect::<Option<_>>()?,
        span: node.span,
    })
}
