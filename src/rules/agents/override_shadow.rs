#![doc = include_str!("override_shadow.md")]

use super::in_roots;
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::AGENT_ROOTS;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "override-shadow",
    summary: "a file in `_ai` stands for one in `_ai.dev`, and differs from it",
    page: include_str!("override_shadow.md"),
    level: Level::Info,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let [own, shipped] = AGENT_ROOTS;
    let overriding = in_roots(ws).filter(|(_, _, root)| *root == own);
    overriding
        .filter_map(|(page, file, _)| {
            let other = ws.files.find(&format!("{shipped}/{}", file.inside))?;
            let differs = ws.files.text(page.file)? != ws.files.text(other)?;
            let message = format!("this stands for {shipped}/{}, whole, and differs from it", file.inside);
            differs
                .then(|| RULE.at(page.file, message).about(file.inside.as_str()).related(other, "which nobody reads"))
        })
        .collect()
}
