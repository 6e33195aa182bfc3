//! What a run found, for the few rules about the run itself.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::workspace::Workspace;

/// The findings of a run before they are shown.
pub struct Outcome<'a> {
    /// What was looked at.
    pub workspace: &'a Workspace,
    /// What the rules found and nothing suppressed.
    pub found: &'a [Diagnostic],
    /// The names of the rules that ran.
    pub ran: &'a BTreeSet<&'static str>,
    /// For each of the workspace's suppressions, whether it hid something.
    pub used: &'a [bool],
}
