//! The accepted debt: findings that were there when the project adopted the linter. It may only shrink.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::workspace::{Workspace, path_of};

/// Where the baseline is kept unless the configuration says otherwise.
pub const PLACE: &str = "_ai/devops/baseline.json";

/// The accepted debt, as `baseline.json` holds it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(title = "devops-docs baseline")]
pub struct Baseline {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// What is accepted, sorted.
    pub entries: Vec<Entry>,
}

/// Findings of one rule about one thing in one page.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The page or source, relative to the root.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What the findings are about.
    pub subject: String,
    /// How many there are.
    pub count: usize,
}

type Key = (String, String, String);

/// What is remembered of a finding: no position, so that it survives edits elsewhere in the page.
fn key(ws: &Workspace, diagnostic: &Diagnostic) -> Key {
    let subject = if diagnostic.subject.is_empty() { &diagnostic.message } else { &diagnostic.subject };
    (path_of(ws, &diagnostic.place).unwrap_or_default().to_owned(), diagnostic.rule.to_owned(), subject.clone())
}

/// Whether a finding may be accepted: a leaked credential never is.
pub fn is_acceptable(diagnostic: &Diagnostic) -> bool {
    diagnostic.rule != "leaked-secret"
}

impl Baseline {
    /// Accepts all findings of today that may be accepted.
    pub fn of(ws: &Workspace, diagnostics: &[Diagnostic]) -> Self {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| is_acceptable(diagnostic)) {
            *counts.entry(key(ws, diagnostic)).or_default() += 1;
        }
        Self::from_counts(counts)
    }

    /// Reads the file; the error says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version != 1 {
            return Err(format!("version {} is not known to this release, which reads version 1", baseline.version));
        }
        Ok(baseline)
    }

    /// The file's text.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("text and numbers are always JSON") + "\n"
    }

    /// How many findings it accepts.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether it accepts nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The findings that it does not accept, how many it accepts, and what of it is left over.
    pub fn apply(&self, ws: &Workspace, diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize, Self) {
        let mut left: BTreeMap<Key, usize> = BTreeMap::new();
        for entry in &self.entries {
            *left.entry((entry.path.clone(), entry.rule.clone(), entry.subject.clone())).or_default() += entry.count;
        }
        let before = diagnostics.len();
        let fresh: Vec<Diagnostic> = diagnostics
            .into_iter()
            .filter(|diagnostic| match left.get_mut(&key(ws, diagnostic)) {
                Some(count) if *count > 0 && is_acceptable(diagnostic) => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        let accepted = before - fresh.len();
        left.retain(|_, count| *count > 0);
        (fresh, accepted, Self::from_counts(left))
    }

    /// The baseline without what is no longer found: the ratchet.
    #[must_use]
    pub fn without(&self, stale: &Self) -> Self {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        for (sign, baseline) in [(1, self), (-1, stale)] {
            for entry in &baseline.entries {
                let key = (entry.path.clone(), entry.rule.clone(), entry.subject.clone());
                let count = counts.entry(key).or_default();
                *count = count.saturating_add_signed(sign * isize::try_from(entry.count).unwrap_or(isize::MAX));
            }
        }
        counts.retain(|_, count| *count > 0);
        Self::from_counts(counts)
    }

    fn from_counts(counts: BTreeMap<Key, usize>) -> Self {
        let entries =
            counts.into_iter().map(|((path, rule, subject), count)| Entry { path, rule, subject, count }).collect();
        Self { version: 1, entries }
    }
}
