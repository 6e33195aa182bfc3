#![doc = include_str!("undocumented_cache.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::survey;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-cache",
    summary: "a job caches, and no page about CI tells of it",
    page: include_str!("undocumented_cache.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let pages: Vec<&Page> = present(ws).filter(|page| page.kind == Some(PageKind::Ci)).collect();
    let Some(first) = pages.first() else { return Vec::new() };
    let tells = |page: &&Page| ws.files.text(page.file).is_some_and(|text| text.to_lowercase().contains("cach"));
    if pages.iter().any(tells) {
        return Vec::new();
    }
    let running = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty());
    let mut steps = running.flat_map(|workflow| &workflow.jobs).flat_map(|job| &job.steps);
    // The page needs one section for all of them.
    let finding = steps.find_map(survey::cache).map(|uses| {
        let message = format!("{} keeps a cache, and no page about CI tells of it", uses.text);
        let help = "say what is cached, what its key is made of, and how to get rid of it";
        RULE.at(uses.span, message).about("cache").related(first.file, "the page about CI").help(help)
    });
    finding.into_iter().collect()
}
