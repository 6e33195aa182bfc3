#![doc = include_str!("missing_owner.md")]

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::owners::owners;
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::front_line;
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
    let by_index = present(ws).any(|page| page.kind == Some(PageKind::Index) && names_owner(page));
    if !ws.config.is_strict() || by_index {
        return Vec::new();
    }
    present(ws).filter(|page| !names_owner(page)).map(|page| finding(ws, page)).collect()
}

/// What CODEOWNERS knows need not be asked: then the page can say it too.
fn finding(ws: &Workspace, page: &Page) -> Diagnostic {
    let Some(line) = owners(ws, &page.path) else {
        return RULE.at(title(page), "this page names no owner").about(page.path.as_str());
    };
    let names = line.value.shown();
    let fix = front_line(&ws.files, page, &format!("owner: \"{names}\""))
        .map(|edit| Fix::safe(format!("write owner: {names}"), vec![edit]));
    let message = format!("this page names no owner, and CODEOWNERS gives it to {names}");
    let diagnostic = RULE.at(title(page), message).level(Level::Info).about(page.path.as_str());
    diagnostic.related(line.span, "its owner").fix(fix)
}

fn names_owner(page: &Page) -> bool {
    let begins = |text: &str| text.trim().to_lowercase().starts_with("owner");
    page.front_word("owner").is_some_and(|owner| !owner.trim().is_empty())
        || page.markdown.blocks.iter().any(|block| begins(&block.prose))
}
