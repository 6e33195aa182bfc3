#![doc = include_str!("missing_validation.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{PageKind, VALIDATION};
use crate::rules::parts::{has_command, has_link, has_question, is_headed, present};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "missing-validation",
    summary: "an environment page does not give a command that validates it",
    page: include_str!("missing_validation.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws).filter(|page| page.kind == Some(PageKind::Environment)) {
        let headings = page.markdown.headings.iter().filter(|heading| heading.level > 1);
        let parts: Vec<_> = headings.filter(|heading| is_headed(heading, VALIDATION)).collect();
        let Some(first) = parts.first() else { continue };
        let tells = |section| has_command(page, section) || has_link(page, section) || has_question(page, section);
        if !parts.iter().any(|part| tells(part.section)) {
            let message = format!("the section {} gives no command", first.text);
            found.push(RULE.at(first.span, message).about(page.path.as_str()));
        }
    }
    found
}
