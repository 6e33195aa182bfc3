//! A walk through a runbook: its steps in order, with what each would run, what that does, and what must be seen. Runs
//! nothing; what somebody thinks of each step is handed in, and becomes a record.

mod record;
mod steps;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::index::{DrillItem, Place, drill_of};
use crate::kinds::{Page, PageKind};
use crate::survey::page_hash;
use crate::workspace::Workspace;

pub use record::{Judged, Record, RecordedDrill, RecordedStep, Taken, place, record};

/// Which part of a runbook a step belongs to.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What is done.
    Step,
    /// What shows that it worked.
    Verification,
    /// How it is taken back.
    Rollback,
}

/// Commands of a step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WalkCommand {
    /// As typed.
    pub script: String,
    /// `read`, `write`, `destroy` or `manual`.
    pub effect: &'static str,
    /// Why it counts as more than a read, if its words show that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The name of the check that it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// What must be seen; absent if nothing says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Vec<String>>,
    /// Where it stands.
    pub stated: Place,
}

/// What `lint` finds in a step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WalkFinding {
    /// The name of the rule.
    pub rule: &'static str,
    /// `error`, `warning` or `info`.
    pub level: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where it stands.
    pub stated: Place,
}

/// A step of a runbook.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WalkStep {
    /// From 1.
    pub number: usize,
    /// What it says first.
    pub name: String,
    /// All that it says, beside its commands.
    pub text: String,
    /// The heading that it stands under.
    pub section: String,
    /// Whether it does something, shows that it worked, or takes it back.
    pub part: Part,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// What it runs.
    pub commands: Vec<WalkCommand>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<WalkFinding>,
}

/// A runbook, step by step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs drill --format json")]
pub struct Walk {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    pub version: u32,
    /// The path of the runbook.
    pub page: String,
    /// Its name.
    pub title: String,
    /// The environment that it is walked for.
    pub environment: String,
    /// `low`, `medium` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Who must agree before it is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// The hash of its text.
    pub hash: String,
    /// The last drill that somebody judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<DrillItem>,
    /// Its steps.
    pub steps: Vec<WalkStep>,
}

impl Walk {
    /// The parts that it does not have, in words.
    pub fn lacks(&self) -> Vec<&'static str> {
        let has = |part| self.steps.iter().any(|step| step.part == part);
        let parts = [(Part::Verification, "what shows that it worked"), (Part::Rollback, "how it is taken back")];
        parts.into_iter().filter(|(part, _)| !has(*part)).map(|(_, words)| words).collect()
    }
}

/// The pages of a knowledge base that can be walked through by that name: a path, or the stem of a file.
pub fn find<'a>(ws: &'a Workspace, name: &str) -> Vec<&'a Page> {
    let kinds = [PageKind::Runbook, PageKind::Deployment, PageKind::Environment];
    let procedures = || ws.pages.iter().filter(|page| page.kind.is_some_and(|kind| kinds.contains(&kind)));
    let name = name.trim_start_matches("./");
    let by_path: Vec<&Page> = procedures().filter(|page| page.path == name).collect();
    if !by_path.is_empty() {
        return by_path;
    }
    procedures().filter(|page| page.stem() == name).collect()
}

/// The steps of a page, each with those of the findings that stand in it.
pub fn walk(ws: &Workspace, page: &Page, environment: Option<&str>, findings: &[Diagnostic]) -> Walk {
    let own = page.environment();
    Walk {
        version: 1,
        page: page.path.clone(),
        title: page.title(),
        environment: environment.or(own).unwrap_or("local").to_owned(),
        risk: page.front_word("risk").map(str::to_owned),
        approver: page.front_word("approver").map(str::to_owned),
        hash: page_hash(ws, page),
        last: drill_of(ws, page),
        steps: steps::steps(ws, page, findings),
    }
}
