#![doc = include_str!("missing_owner.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "missing-owner",
    summary: "a page of a knowledge base names nobody who looks after it",
    page: include_str!("missing_owner.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let by_path = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"].iter().any(|path| ws.files.exists(path));
    let by_index = present(ws).any(|page| page.kind == Some(PageKind::Index) && names_owner(page));
    if !ws.config.is_strict() || by_path || by_index {
        return Vec::new();
    }
    let orphans = present(ws).filter(|page| !names_owner(page));
    orphans.map(|page| RULE.at(title(page), "this page names no owner").about(page.path.as_str())).collect()
}

fn names_owner(page: &Page) -> bool {
    let begins = |text: &str| text.trim().to_lowercase().starts_with("owner");
    page.front_word("owner").is_some_and(|owner| !owner.trim().is_empty())
        || page.markdown.blocks.iter().any(|block| begins(&block.prose))
}
