//! `runbooks/README.md`: what a runbook is, and how one is begun.

use super::doc::Doc;
use super::{Known, documents};
use crate::survey::Topic;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Runbooks", &[]);
    doc.say("One page for each procedure that somebody must follow under pressure: when it applies, its impact, the steps, how to verify, how to go back, whom to call.");
    doc.say("A new one, with these parts:");
    doc.run(&["devops-docs new runbook restore-a-backup".to_owned()]);
    let written = documents::links(&doc, &documents::about(ws, &[Topic::Procedures]));
    if !written.is_empty() {
        let lines: String = written.iter().map(|link| format!("- {link}\n")).collect();
        doc.say(format!("What is written down elsewhere in the repository already:\n\n{lines}"));
    }
    doc.ask("which procedures are needed first? Think of the last three incidents.");
    doc.done()
}
