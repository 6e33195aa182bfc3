#![doc = include_str!("missing_section.md")]

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{Page, PageKind, Section, sections};
use crate::rules::parts::{is_headed, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{append_section, skeleton};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "missing-section",
    summary: "a page lacks a part that its kind has",
    page: include_str!("missing_section.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in &ws.pages {
        let Some(kind) = page.kind else { continue };
        let lacks = |section: &&Section| !holds(page, section);
        for section in sections(kind).iter().filter(|section| section.required).filter(lacks) {
            let message = format!("{} lacks {}", an(kind), section.name);
            let diagnostic = RULE.at(title(page), message).about(format!("{} {}", page.path, section.name));
            let (heading, body) = skeleton(ws, page, kind, section.name);
            let edit = append_section(&ws.files, page, &heading, &body);
            found.push(diagnostic.fix(Fix::guess(format!("add a section called {heading}"), vec![edit])));
        }
        let expected: Vec<&str> = sections(kind)
            .iter()
            .filter(|section| !section.required)
            .filter(lacks)
            .map(|section| section.name)
            .collect();
        if !expected.is_empty() {
            let message = format!("{} usually has {} too", an(kind), expected.join(", "));
            let level = if ws.config.is_strict() { Level::Warning } else { Level::Info };
            let subject = format!("{} expected", page.path);
            found.push(RULE.at(title(page), message).level(level).about(subject));
        }
    }
    found
}

fn an(kind: PageKind) -> String {
    let article = if kind.word().starts_with(['e', 'i']) { "an" } else { "a" };
    format!("{article} {} page", kind.word())
}

/// Whether a page has a part: a heading, a table, or a paragraph that begins with its name.
fn holds(page: &Page, section: &Section) -> bool {
    let markdown = &page.markdown;
    let begins = |text: &str| {
        let text = text.trim().to_lowercase();
        let head = text.split(':').next().unwrap_or_default();
        text.contains(':') && head.len() < 30 && section.words.iter().any(|word| head.contains(word))
    };
    let has_columns = |table: &crate::syntax::markdown::Table| {
        let header = || table.header.iter().map(|cell| cell.text.to_lowercase());
        section.columns.iter().all(|group| header().any(|cell| group.iter().any(|word| cell.contains(word))))
    };
    let below_title = || markdown.headings.iter().filter(|heading| heading.level > 1);
    below_title().any(|heading| is_headed(heading, section.words))
        || !section.columns.is_empty() && markdown.tables.iter().any(has_columns)
        || markdown.blocks.iter().any(|block| begins(&block.prose))
        || markdown.links.iter().any(|link| section.words.iter().any(|word| link.text.to_lowercase().contains(word)))
}
