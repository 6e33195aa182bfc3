#![doc = include_str!("unlinked_script.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unlinked-script",
    summary: "no page tells of a script for operations",
    page: include_str!("unlinked_script.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// The folder of scripts that pages are to tell of.
const SCRIPTS: &str = "scripts/devops";

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let texts: Vec<&str> = ws.pages.iter().filter_map(|page| ws.files.text(page.file)).collect();
    if !ws.pages.iter().any(crate::kinds::Page::is_typed) {
        return Vec::new();
    }
    let scripts = ws.files.below(SCRIPTS).filter(|(_, entry)| {
        let name = entry.path.rsplit('/').next().unwrap_or_default();
        // What begins with a dot or a low line is taken in by others.
        let is_script = [".sh", ".bash", ".py", ".ps1"].iter().any(|ending| name.ends_with(ending));
        is_script && !name.starts_with(['.', '_']) && !texts.iter().any(|text| text.contains(name))
    });
    scripts.map(|(id, entry)| RULE.at(id, format!("no page tells of {}", entry.path)).about(&*entry.path)).collect()
}
