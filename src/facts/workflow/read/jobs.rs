//! Jobs and their steps.

use std::sync::OnceLock;

use super::matrix::matrix;
use super::script::{Needs, needs};
use super::{concurrency, context_references, list, list_at, pairs_at, permissions, words, words_at};
use crate::model::{Job, JobEnvironment, Step, Words};
use crate::syntax::tree::Node;
use crate::text::Excerpt;

pub(super) fn job(source: Excerpt, root: &Node, key: &Node, job: &Node) -> Option<Job> {
    let machine = job.get("runs-on");
    let labels = machine.map(|machine| machine.get("labels").unwrap_or(machine));
    Some(Job {
        id: words(key.scalar()?),
        span: key.span.to(job.span),
        name: words_at(job, "name"),
        needs: list_at(job, "needs"),
        runner: labels.map(list).unwrap_or_default(),
        runner_group: machine.and_then(|machine| words_at(machine, "group")),
        matrix: job.get("strategy").and_then(|strategy| matrix(source, strategy)),
        environment: job.get("environment").and_then(environment),
        condition: words_at(job, "if"),
        timeout: words_at(job, "timeout-minutes"),
        permissions: job.get("permissions").map(permissions).unwrap_or_default(),
        concurrency: job.get("concurrency").and_then(concurrency),
        may_fail: job.get("continue-on-error").and_then(Node::text) == Some("true"),
        folder: folder(job).or_else(|| folder(root)),
        uses: words_at(job, "uses"),
        with: pairs_at(job, "with"),
        secrets: pairs_at(job, "secrets"),
        inherits_secrets: job.get("secrets").and_then(Node::text) == Some("inherit"),
        container: job.get("container").and_then(image),
        services: job.get("services").map(Node::entries).unwrap_or_default().iter().filter_map(service).collect(),
        env: pairs_at(job, "env"),
        steps: job.get("steps").map(|node| steps(source, node)).unwrap_or_default(),
        references: context_references(source, std::iter::once(job)),
    })
}

/// The steps of a job, or of a composite action.
pub(in crate::facts) fn steps(source: Excerpt, node: &Node) -> Vec<Step> {
    node.items().iter().filter(|step| !step.entries().is_empty()).map(|node| step(source, node)).collect()
}

fn step(source: Excerpt, step: &Node) -> Step {
    let script = step.get("run").or_else(|| retried(step));
    let is_shell = step.get("shell").and_then(Node::text).is_none_or(|shell| shell.contains("sh") && shell != "pwsh");
    let script = script.and_then(Node::scalar);
    let Needs { calls, variables } =
        script.filter(|_| is_shell).map(|script| needs(source, script)).unwrap_or_default();
    Step {
        commands: OnceLock::new(),
        calls,
        requires: variables,
        span: step.span,
        id: words_at(step, "id"),
        name: words_at(step, "name"),
        uses: words_at(step, "uses"),
        run: script.map(words),
        shell: words_at(step, "shell"),
        folder: words_at(step, "working-directory"),
        with: pairs_at(step, "with"),
        env: pairs_at(step, "env"),
        condition: words_at(step, "if"),
        may_fail: step.get("continue-on-error").and_then(Node::text) == Some("true"),
    }
}

/// The script that an action runs until it succeeds: it does what a step with that script would.
fn retried(step: &Node) -> Option<&Node> {
    let action = step.get("uses").and_then(Node::text)?.split('@').next()?.to_ascii_lowercase();
    let retries = action.split(['/', '-', '_', '.']).any(|word| matches!(word, "retry" | "wretry"));
    retries.then(|| step.path(&["with", "command"])).flatten()
}

/// The folder that scripts run in, by the defaults of a job or a workflow.
fn folder(node: &Node) -> Option<Words> {
    words_at(node.path(&["defaults", "run"])?, "working-directory")
}

fn environment(node: &Node) -> Option<JobEnvironment> {
    let name = node.get("name").unwrap_or(node).scalar().map(words)?;
    Some(JobEnvironment { name, url: words_at(node, "url") })
}

/// The image of a container, which may be all that is said of it.
fn image(node: &Node) -> Option<Words> {
    node.get("image").unwrap_or(node).scalar().map(words)
}

fn service((key, node): &(Node, Node)) -> Option<(Words, Option<Words>)> {
    Some((words(key.scalar()?), words_at(node, "image")))
}
