#![doc = include_str!("missing_section.md")]

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{PageKind, Section, sections};
use crate::rules::parts::{has_part, title};
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
        let lacks = |section: &&Section| !has_part(page, section);
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
