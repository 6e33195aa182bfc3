//! Recorded drills: `_ai/devops/drills/<runbook>.json`, which `drill` writes.

use super::records::{entries, is_record, word};
use super::source::Source;
use crate::model::{Drill, Reading, StepOutcome};
use crate::syntax::tree::Node;

pub(super) fn reads(source: &Source) -> bool {
    is_record(source, "drills")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    reading.drills = entries(source, reading, "drills", drill);
}

fn drill(root: &Node, node: &Node) -> Option<Drill> {
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
