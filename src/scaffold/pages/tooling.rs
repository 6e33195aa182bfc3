//! `tooling.md`: which tools people need.

use super::Known;
use super::doc::Doc;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Tooling", &[]);
    doc.say(
        "The tools that files of the repository pin or are made for, and those that its commands to set up, check and deploy run. The table is written from those files; columns that you add, such as `why`, are kept. A tool that no file shows belongs in a table of its own below.",
    );
    doc.block("tools");
    doc.done()
}
