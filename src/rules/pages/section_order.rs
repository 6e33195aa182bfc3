#![doc = include_str!("section_order.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{ORDER, Page};
use crate::rules::parts::is_headed;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::Heading;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "section-order",
    summary: "the parts of a page stand in another order than people go through them",
    page: include_str!("section_order.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    ws.pages.iter().filter_map(of_page).collect()
}

/// The first part of a page that stands before one that comes earlier.
fn of_page(page: &Page) -> Option<Diagnostic> {
    let (_, order) = ORDER.iter().find(|(kind, _)| Some(*kind) == page.kind)?;
    // A heading that names two parts is neither.
    let part = |heading: &Heading| {
        let mut parts = (0..order.len()).filter(|at| is_headed(heading, order[*at].1));
        let only = parts.next()?;
        parts.next().is_none().then_some(only)
    };
    let below_title = page.markdown.headings.iter().filter(|heading| heading.level > 1);
    let parts: Vec<(usize, &Heading)> = below_title.filter_map(|heading| Some((part(heading)?, heading))).collect();
    let beside = |one: &Heading, two: &Heading| one.parent == two.parent && one.level == two.level;
    let (late, early) = parts.iter().enumerate().find_map(|(at, (first, heading))| {
        let is_once =
            |which: usize| parts.iter().filter(|(part, other)| *part == which && beside(other, heading)).count() == 1;
        let earlier = parts[at + 1..].iter().find(|(second, other)| second < first && beside(other, heading));
        earlier.filter(|(second, _)| is_once(*first) && is_once(*second)).map(|(_, earlier)| (heading, earlier))
    })?;
    let message = format!("{} stands before {}, and people come to it after", late.text, early.text);
    Some(RULE.at(late.span, message).about(page.path.as_str()).related(early.span, "this comes first"))
}
