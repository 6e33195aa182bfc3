#![doc = include_str!("empty_rollback.md")]

use super::rollback::headings;
use crate::diagnostic::{Diagnostic, Level};
use crate::rules::parts::{has_command, has_link, has_question, has_sentence, present};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "empty-rollback",
    summary: "a section about rolling back says nothing",
    page: include_str!("empty_rollback.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws) {
        for (at, heading) in headings(page) {
            let part = crate::text::Span { start: heading.span.end, ..heading.section };
            let inside = page.markdown.headings.iter().any(|other| other.parent == Some(at));
            let is_told = has_command(page, part) || has_link(page, part) || has_sentence(page, part);
            if !inside && !is_told && !has_question(page, part) {
                let message = format!("the section {} says nothing", heading.text);
                found.push(RULE.at(heading.span, message).about(format!("{} {}", page.path, heading.text)));
            }
        }
    }
    found
}
