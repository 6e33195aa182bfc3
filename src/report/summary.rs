//! The one line that says what a run was worth.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{History, Tally};
use crate::text::counted;
use crate::workspace::Workspace;

/// How many findings of each level, and what was not shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    /// Findings that are wrong.
    pub errors: usize,
    /// Findings that are probably wrong.
    pub warnings: usize,
    /// Findings that are worth knowing, when shown.
    pub infos: usize,
    /// Information that was not asked for.
    pub hidden: usize,
    /// Accepted debt.
    pub baseline: usize,
    /// Findings that `allow` comments or the configuration hide.
    pub suppressed: usize,
    /// What became of the claims.
    pub tally: Tally,
    /// How many pages were read.
    pub pages: usize,
}

impl Summary {
    /// Counts what is shown.
    pub fn of(ws: &Workspace, shown: &[Diagnostic]) -> Self {
        let count = |level| shown.iter().filter(|diagnostic| diagnostic.level == level).count();
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            infos: count(Level::Info),
            tally: ws.ledger.tally(),
            pages: ws.pages.len(),
            ..Self::default()
        }
    }
}

/// The line under the findings: what holds, what is broken, what is hidden and how to see it.
pub fn footer(ws: &Workspace, summary: &Summary) -> String {
    let mut parts = vec![counted(summary.pages, "page"), holding(summary.tally.holds)];
    let found = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "note")];
    parts.extend(found.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(n, word)));
    if summary.errors + summary.warnings + summary.infos == 0 {
        parts.push("nothing to report".to_owned());
    }
    let mut asides = Vec::new();
    if summary.hidden > 0 {
        asides.push(format!("{} hidden, shown by --show-info", counted(summary.hidden, "note")));
    }
    if summary.baseline > 0 {
        asides.push(format!("{} accepted by the baseline", summary.baseline));
    }
    match ws.answers.history {
        History::Shallow => asides.push("the clone is shallow, so deleted paths are not recognised".to_owned()),
        History::Cut => asides.push("the history was not read to its beginning".to_owned()),
        History::Whole | History::Absent => {}
    }
    let asides = if asides.is_empty() { String::new() } else { format!(" ({})", asides.join("; ")) };
    format!("{}{asides}", parts.join(", "))
}

/// `1 claim holds`, `2 claims hold`.
fn holding(count: usize) -> String {
    format!("{} {}", counted(count, "claim"), if count == 1 { "holds" } else { "hold" })
}
