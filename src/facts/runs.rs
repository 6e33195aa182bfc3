//! Recorded runs of checks: `_ai/devops/checks/<env>.json`, which `check --record` writes.

use super::source::Source;
use crate::diagnostic::Problem;
use crate::model::{Reading, Run, Status};
use crate::syntax::json;
use crate::syntax::tree::Node;

pub(super) fn reads(source: &Source) -> bool {
    let of_knowledge_base = source.folder == "_ai/devops/checks" || source.folder.ends_with("/_ai/devops/checks");
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
    let stem = source.name.strip_suffix(".json").unwrap_or(source.name);
    for node in root.get("runs").map(Node::items).unwrap_or_default() {
        match run(node, stem) {
            Some(run) => reading.runs.push(run),
            None => reading.problems.push(Problem::at(node.span, "this is no record of a run")),
        }
    }
}

fn run(node: &Node, environment: &str) -> Option<Run> {
    let word = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
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
