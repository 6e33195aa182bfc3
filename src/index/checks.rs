//! Commands of pages that can be run, with what they last answered.

use schemars::JsonSchema;
use serde::Serialize;

use super::place::Place;
use crate::model::Run;
use crate::workspace::Workspace;

/// A check.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckItem {
    /// The path of its page.
    pub page: String,
    /// Unique in the page; `#1` for the first that has none.
    pub name: String,
    /// `read`, `write`, `destroy` or `manual`.
    pub effect: &'static str,
    /// Where it may run; empty for everywhere that the page may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// As typed.
    pub script: String,
    /// What must be seen; absent if only the exit status counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Vec<String>>,
    /// What runs it.
    pub run: String,
    /// Where it stands.
    pub stated: Place,
    /// Its last recorded run in each environment.
    pub runs: Vec<RunItem>,
}

/// A recorded run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunItem {
    /// Where it ran.
    pub environment: String,
    /// When it began, in UTC.
    pub started: String,
    /// `passed`, `failed` …; `stale` when the commands have changed since.
    pub status: &'static str,
    /// In milliseconds.
    pub duration_ms: u64,
    /// What confined it.
    pub sandbox: String,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
}

/// The recorded runs of a check.
pub fn runs_of<'a>(ws: &'a Workspace, page: &str, name: &str) -> Vec<&'a Run> {
    let mut runs: Vec<&Run> = ws.runs.iter().filter(|run| run.page == page && run.name == name).collect();
    runs.sort_by(|a, b| (&a.environment, &b.started).cmp(&(&b.environment, &a.started)));
    runs.dedup_by(|a, b| a.environment == b.environment);
    runs
}

pub(super) fn checks(ws: &Workspace) -> Vec<CheckItem> {
    let mut found = Vec::new();
    for check in &ws.checks {
        let path = ws.files.path(check.fence.file).to_owned();
        let name = check.label();
        let runs = runs_of(ws, &path, &name);
        found.push(CheckItem {
            effect: check.effect.word(),
            environments: check.environments.clone(),
            script: check.script(),
            expected: check.expected().map(|lines| lines.into_iter().map(str::to_owned).collect()),
            run: format!("devops-docs check {path} --name {name}"),
            stated: Place::of(ws, check.fence),
            runs: runs
                .iter()
                .map(|run| RunItem {
                    environment: run.environment.clone(),
                    started: run.started.clone(),
                    status: if run.hash == check.hash { run.status.word() } else { "stale" },
                    duration_ms: run.duration,
                    sandbox: run.sandbox.clone(),
                    approver: run.approver.clone(),
                })
                .collect(),
            page: path,
            name,
        });
    }
    found
}
