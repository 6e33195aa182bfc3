//! Recorded runs of checks: `_ai/devops/checks/<env>.json`, which `check --record` writes.

use super::records::{entries, is_record, word};
use super::source::Source;
use crate::model::{Reading, Run, Status};
use crate::syntax::tree::Node;

pub(super) fn reads(source: &Source) -> bool {
    is_record(source, "checks")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let stem = source.name.strip_suffix(".json").unwrap_or(source.name);
    reading.runs = entries(source, reading, "runs", |_, node| run(node, stem));
}

fn run(node: &Node, environment: &str) -> Option<Run> {
    let word = |key: &str| word(node, key);
    Some(Run {
        page: word("page")?,
        name: word("name")?,
        hash: word("hash")?,
        environment: word("environment").unwrap_or_else(|| environment.to_owned()),
        commit: word("commit"),
        started: word("started")?,
        duration: word("duration").and_then(|number| number.parse().ok()).unwrap_or_default(),
        status: Status::named(&word("status")?)?,
        exit: word("exit").and_then(|number| number.parse().ok()),
        output: word("output").unwrap_or_default(),
        sandbox: word("sandbox").unwrap_or_default(),
        approver: word("approver"),
        tool: word("tool").unwrap_or_default(),
        span: node.span,
    })
}
