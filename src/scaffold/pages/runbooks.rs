//! `runbooks/README.md`: what a runbook is, and how one is begun.

use super::Known;
use super::doc::Doc;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Runbooks", &[]);
    doc.say("One page for each procedure that somebody must follow under pressure: when it applies, its impact, the steps, how to verify, how to go back, whom to call.");
    doc.say("A new one, with these parts:");
    doc.run(&["devops-docs new runbook restore-a-backup".to_owned()]);
    doc.ask("which procedures are needed first? Think of the last three incidents.");
    doc.done()
}
