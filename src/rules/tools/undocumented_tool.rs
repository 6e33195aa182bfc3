#![doc = include_str!("undocumented_tool.md")]

use super::words_of;
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::PageKind;
use crate::model::{Role, Statement, Tool, ToolVersion};
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-tool",
    summary: "the list of tools lacks one that the repository pins",
    page: include_str!("undocumented_tool.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let Some(page) = present(ws).find(|page| page.kind == Some(PageKind::Tooling)) else { return Vec::new() };
    let told: Vec<String> = present(ws)
        .filter(|page| page.kind == Some(PageKind::Tooling))
        .filter_map(|page| ws.files.text(page.file))
        .flat_map(words_of)
        .collect();
    let mut pinned: BTreeMap<Tool, &Statement<ToolVersion>> = BTreeMap::new();
    let here = |folder: &str| folder == page.folder;
    for fact in ws.ledger.versions.facts.iter().map(|fact| &fact.said).filter(|fact| here(&fact.scope.folder)) {
        pinned.entry(fact.value.tool).or_insert(fact);
    }
    let names = Tool::all_names();
    let is_told =
        |tool: Tool| names.iter().any(|name| Tool::named(name) == Some(tool) && told.iter().any(|word| word == name));
    let lacking = pinned.into_iter().filter(|(tool, _)| !is_told(*tool));
    lacking
        .map(|(tool, fact)| {
            let how = if fact.value.role == Role::Pin { "pinned" } else { "required" };
            let message = format!("{} is {how}, and the page about tools lacks it", tool.shown);
            RULE.at(fact.span, message).about(tool.id).related(page.file, "the page about tools")
        })
        .map(|diagnostic| at_title(diagnostic, page))
        .collect()
}

/// The page's title is where a suppression for all of it stands.
fn at_title(mut diagnostic: Diagnostic, page: &crate::kinds::Page) -> Diagnostic {
    if let Some(related) = diagnostic.related.first_mut() {
        related.place = title(page);
    }
    diagnostic
}
