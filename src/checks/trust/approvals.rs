//! Approvals that somebody gave in a file, each with a name and a last day.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TrustError;

/// A file by which somebody approves checks that nobody is there to approve.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "devops-docs approvals")]
pub struct Approvals {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// What is approved.
    pub approvals: Vec<Approval>,
}

/// The approval of one check as it is.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The `approval` of the check in `check --plan --format json`.
    pub approval: String,
    /// Who approves it.
    pub approver: String,
    /// The last day on which it holds, as `2026-11-30`.
    pub expires: String,
    /// The environment that it holds for. What destroys something needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl Approvals {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, TrustError> {
        let told = |why: String| TrustError::File { path: path.to_path_buf(), why };
        let text = fs::read(path).map_err(|error| told(error.to_string()))?;
        Self::read(&text, path)
    }

    /// Reads the bytes of the file.
    pub fn read(bytes: &[u8], path: &Path) -> Result<Self, TrustError> {
        let told = |why: String| TrustError::File { path: path.to_path_buf(), why };
        let read: Self = serde_json::from_slice(bytes).map_err(|error| told(error.to_string()))?;
        if read.version != 1 {
            return Err(told(format!("version {} is not known", read.version)));
        }
        let nameless = read.approvals.iter().find(|approval| approval.approver.trim().is_empty());
        if let Some(approval) = nameless {
            return Err(told(format!("the approval of {} names no approver", approval.approval)));
        }
        // Only in this form days are ordered as text.
        let is_day = |text: &str| text.parse::<Date>().is_ok_and(|day| day.to_string() == text);
        if let Some(approval) = read.approvals.iter().find(|approval| !is_day(&approval.expires)) {
            return Err(told(format!("{} is no day like 2026-11-30", approval.expires)));
        }
        Ok(read)
    }

    /// Who approved a check for an environment, if the approval still holds.
    pub fn approver(&self, fingerprint: &str, environment: &str, must_name_it: bool, today: &str) -> Option<&str> {
        let holds = |approval: &&Approval| {
            let for_this = match &approval.environment {
                Some(named) => named == environment,
                None => !must_name_it,
            };
            approval.approval == fingerprint && for_this && approval.expires.as_str() >= today
        };
        self.approvals.iter().find(holds).map(|approval| approval.approver.as_str())
    }
}
