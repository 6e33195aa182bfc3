#![doc = include_str!("readme_overlap.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::blocks::find;
use crate::syntax::markdown::{Block, BlockKind};
use crate::workspace::Workspace;
use std::collections::HashMap;

pub(super) static RULE: Rule = Rule {
    name: "readme-overlap",
    summary: "a page repeats a long passage of the README",
    page: include_str!("readme_overlap.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// How many words a passage has that is no chance.
const LONG: usize = 30;

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let Some(readme) = ws.pages.iter().find(|page| page.is_root_readme()) else { return Vec::new() };
    let known: HashMap<String, &Block> = passages(readme).collect();
    let pages = present(ws).flat_map(|page| {
        // What a managed block includes is kept in step.
        let blocks = find(&ws.files, page).unwrap_or_default();
        let is_kept = move |span| blocks.iter().any(|block| block.body.contains(span));
        let own = passages(page).filter(move |(_, passage)| !is_kept(passage.span));
        own.map(move |(words, passage)| (page, words, passage))
    });
    pages
        .filter_map(|(page, words, block)| {
            let there = known.get(&words)?;
            let help = "link to it instead: of two copies one is soon wrong";
            let diagnostic = RULE.at(block.span, "this passage stands in the README too").about(page.path.as_str());
            Some(diagnostic.related(there.span, "the same words").help(help))
        })
        .collect()
}

/// The long paragraphs of a page, as words.
fn passages(page: &Page) -> impl Iterator<Item = (String, &Block)> {
    let paragraphs = page.markdown.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph && !block.quoted);
    paragraphs.filter_map(|block| {
        let words: Vec<&str> = block.prose.split_whitespace().collect();
        (words.len() >= LONG).then(|| (words.join(" ").to_lowercase(), block))
    })
}
