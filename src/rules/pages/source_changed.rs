#![doc = include_str!("source_changed.md")]

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::Page;
use crate::model::Extent;
use crate::rules::parts::{front_value, present};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "source-changed",
    summary: "what a page covers was changed, and the page was not",
    page: include_str!("source_changed.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let covering = present(ws).filter_map(|page| Some((page, front_value(page, "covers")?)));
    match &ws.answers.extent {
        Extent::All => covering.filter_map(|(page, span)| behind(ws, page, span)).collect(),
        Extent::Since(paths) => {
            let untouched = covering.filter(|(page, _)| !paths.contains(&page.path));
            untouched.filter_map(|(page, span)| left_out(ws, page, span, paths.iter())).collect()
        }
        // Whoever commits in small steps is not done yet.
        Extent::Staged => Vec::new(),
    }
}

/// A page that is older than one of its sources.
fn behind(ws: &Workspace, page: &Page, span: Span) -> Option<Diagnostic> {
    let newer = ws.answers.newer.get(&page.path)?;
    let message = format!("{} was changed on {}, and this page was not since", newer.path, newer.date);
    let diagnostic = RULE.at(span, message).about(page.path.as_str());
    Some(diagnostic.related(Place::Commit(newer.commit.clone()), "changed by"))
}

/// A page that a change leaves out, although it touches its sources.
fn left_out<'a>(
    ws: &Workspace,
    page: &Page,
    span: Span,
    paths: impl Iterator<Item = &'a String>,
) -> Option<Diagnostic> {
    let covers = page.covers()?;
    let touched: Vec<&String> = paths.filter(|path| covers.has(path)).collect();
    let first = touched.first()?;
    let more = if touched.len() > 1 { format!(" and {} more", touched.len() - 1) } else { String::new() };
    let message = format!("this page covers {first}{more}, which changed, and was not changed with it");
    let help = "read the page once more; where it is still true, leave it";
    let place = ws.files.find(first).map_or_else(|| Place::Path((*first).clone()), Place::File);
    let diagnostic = RULE.at(span, message).level(Level::Warning).about(page.path.as_str()).help(help);
    Some(diagnostic.related(place, "changed here"))
}
