//! Recorded drills: `_ai/devops/drills/<runbook>.json`, which `due`, `gate`, the site and a rule read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Walk;
use crate::artifact::Artifact;
use crate::model::StepOutcome;
use crate::workspace::Workspace;

/// The drills of one runbook.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[schemars(title = "devops-docs recorded drills")]
pub struct Record {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// The runbook, relative to the root.
    pub page: String,
    /// Its drills, the oldest first.
    pub drills: Vec<RecordedDrill>,
}

/// One walk through a runbook.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecordedDrill {
    /// When it began, in UTC.
    pub started: String,
    /// Who walked it.
    pub person: String,
    /// The environment that it was walked for.
    pub environment: String,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The hash of the runbook's text.
    pub hash: String,
    /// What was thought of each step.
    pub steps: Vec<RecordedStep>,
    /// The version that recorded it.
    pub tool: String,
}

/// What was thought of one step.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RecordedStep {
    /// What it says first.
    pub name: String,
    /// The heading that it stands under.
    pub section: String,
    /// `clear`, `unclear`, `would-fail`, `skipped` or `unjudged`.
    pub outcome: String,
    /// What was noted, without secrets.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How its checks ended that were run, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<(String, String)>,
}

/// What was thought of one step, before it is written.
#[derive(Clone, Debug)]
pub struct Judged {
    /// How it is.
    pub outcome: StepOutcome,
    /// What was noted.
    pub note: String,
    /// How its checks ended that were run, by name.
    pub checks: Vec<(String, String)>,
}

/// A drill that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// When it began, in UTC.
    pub started: String,
    /// Who walked it.
    pub person: String,
    /// The commit that was checked out.
    pub commit: Option<String>,
    /// What was thought of each step, in order.
    pub steps: Vec<Judged>,
}

/// Where the drills of a page are kept, in its knowledge base.
pub fn place(ws: &Workspace, page: &str) -> String {
    let first = ws.config.settings.pages.typed.first().map_or("_ai/devops", String::as_str);
    let base = ws.config.typed_root(page).unwrap_or(first).trim_matches('/');
    let inside = page.strip_prefix(base).unwrap_or(page).trim_start_matches('/');
    let inside = inside.strip_prefix("runbooks/").unwrap_or(inside);
    let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
    format!("{base}/drills/{}.json", stem.replace('/', "-"))
}

/// The record of a runbook with one more drill; `old` is the file as it is.
pub fn record(ws: &Workspace, walk: &Walk, taken: Taken, old: Option<&str>) -> Result<Artifact, String> {
    let path = place(ws, &walk.page);
    let mut record: Record = match old {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("{path} is no record: {error}"))?,
        None => Record { page: walk.page.clone(), ..Record::default() },
    };
    if record.page != walk.page {
        return Err(format!("{path} is the record of {}", record.page));
    }
    record.version = 1;
    let steps = walk.steps.iter().zip(taken.steps).map(|(step, judged)| RecordedStep {
        name: step.name.clone(),
        section: step.section.clone(),
        outcome: judged.outcome.word().to_owned(),
        note: judged.note,
        checks: judged.checks,
    });
    record.drills.push(RecordedDrill {
        started: taken.started,
        person: taken.person,
        environment: walk.environment.clone(),
        commit: taken.commit,
        hash: walk.hash.clone(),
        steps: steps.collect(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    });
    let text = serde_json::to_string_pretty(&record).expect("text and numbers are always JSON") + "\n";
    Ok(Artifact::new(path, text))
}
