#![doc = include_str!("missing_owner.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::owners::owners;
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
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
    let fix = write(ws, page, &names).map(|edit| Fix::safe(format!("write owner: {names}"), vec![edit]));
    let message = format!("this page names no owner, and CODEOWNERS gives it to {names}");
    let diagnostic = RULE.at(title(page), message).level(Level::Info).about(page.path.as_str());
    diagnostic.related(line.span, "its owner").fix(fix)
}

/// The edit that puts the owner at the end of the front matter, which is made if there is none.
fn write(ws: &Workspace, page: &Page, names: &str) -> Option<Edit> {
    let text = ws.files.text(page.file)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match page.markdown.front_matter {
        Some(_) if page.markdown.front_matter_toml => None,
        Some(inner) => Some(Edit::replace(inner.after(), format!("owner: \"{names}\"{newline}"))),
        None if text.starts_with('\u{feff}') => None,
        None => {
            let start = Span::new(page.file, 0, 0);
            Some(Edit::replace(start, format!("---{newline}owner: \"{names}\"{newline}---{newline}")))
        }
    }
}

fn names_owner(page: &Page) -> bool {
    let begins = |text: &str| text.trim().to_lowercase().starts_with("owner");
    page.front_word("owner").is_some_and(|owner| !owner.trim().is_empty())
        || page.markdown.blocks.iter().any(|block| begins(&block.prose))
}
