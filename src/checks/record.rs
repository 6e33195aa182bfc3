//! Recorded runs: `_ai/devops/checks/<env>.json`, which the site and rules read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::carry::Outcome;
use super::plan::Plan;
use crate::artifact::Artifact;
use crate::model::Status;
use crate::workspace::Workspace;

/// The most bytes of an output that are kept.
const MOST_OUTPUT: usize = 8 << 10;

/// The recorded runs of one environment.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[schemars(title = "devops-docs recorded runs of checks")]
pub struct Record {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// The last run of each check, sorted by page and name.
    pub runs: Vec<RecordedRun>,
}

/// The last run of a check.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecordedRun {
    /// The page, relative to the root.
    pub page: String,
    /// The name of the check, or `#` and its number in the page.
    pub name: String,
    /// The hash of the check as it was run.
    pub hash: String,
    /// Where it ran.
    pub environment: String,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When it began, in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// `passed`, `failed`, `timeout` or `error`.
    pub status: String,
    /// Its exit status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<i32>,
    /// What it printed, without secrets, and not more than 8 KiB.
    #[serde(default)]
    pub output: String,
    /// What confined it.
    pub sandbox: String,
    /// Who approved it, if somebody had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// The version that ran it.
    pub tool: String,
}

/// Where the runs of an environment are kept, below the first knowledge base.
pub fn place(ws: &Workspace, environment: &str) -> String {
    let root = ws.config.settings.pages.typed.first().map_or("_ai/devops", String::as_str);
    format!("{}/checks/{environment}.json", root.trim_matches('/'))
}

/// The record of an environment with what came of these runs; `old` is the file as it is.
pub fn record(
    ws: &Workspace,
    plan: &Plan,
    outcomes: &[Outcome],
    environment: &str,
    commit: Option<&str>,
    old: Option<&str>,
) -> Result<Artifact, String> {
    let path = place(ws, environment);
    let mut record: Record = match old {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("{path} is no record: {error}"))?,
        None => Record::default(),
    };
    record.version = 1;
    let ran = outcomes.iter().filter(|outcome| {
        matches!(outcome.status, Status::Passed | Status::Failed | Status::Timeout | Status::Error)
            && !outcome.started.is_empty()
    });
    for outcome in ran {
        let planned = &plan.checks[outcome.index];
        let run = RecordedRun {
            page: planned.page.to_owned(),
            name: planned.check.label(),
            hash: planned.check.hash.clone(),
            environment: environment.to_owned(),
            commit: commit.map(str::to_owned),
            started: outcome.started.clone(),
            duration: outcome.duration,
            status: outcome.status.word().to_owned(),
            exit: outcome.exit,
            output: clipped(&outcome.output),
            sandbox: outcome.sandbox.clone(),
            approver: outcome.approver.clone(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
        };
        record.runs.retain(|old| (&old.page, &old.name) != (&run.page, &run.name));
        record.runs.push(run);
    }
    // A check that its page no longer has is nothing to keep.
    record.runs.retain(|run| {
        let file = ws.files.find(&run.page);
        ws.checks.iter().any(|check| Some(check.fence.file) == file && check.label() == run.name)
    });
    record.runs.sort_by(|a, b| (&a.page, &a.name).cmp(&(&b.page, &b.name)));
    let mut text = serde_json::to_string_pretty(&record).expect("text and numbers are always JSON");
    text.push('\n');
    Ok(Artifact::new(path, text))
}

fn clipped(output: &str) -> String {
    if output.len() <= MOST_OUTPUT {
        return output.to_owned();
    }
    format!("{}\n…\n", &output[..output.floor_char_boundary(MOST_OUTPUT)])
}
