#![doc = include_str!("dead_ci_badge.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::survey::System;
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "dead-ci-badge",
    summary: "a page shows the state of a CI service that the repository no longer uses",
    page: include_str!("dead_ci_badge.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.is_typed() || !page.path.contains('/')) {
        let mut badge: Option<Span> = None;
        for link in &page.markdown.links {
            // A badge is a link around a picture, and both may lead to the service.
            let is_told = badge.is_some_and(|badge| badge.contains(link.span) || link.span.contains(badge));
            let Some(span) = link.dest_span.filter(|_| !is_told) else { continue };
            let dest = link.dest.to_lowercase();
            // The service may build another repository that the page also shows.
            let own = ws.repository.slugs.iter().any(|slug| names(&dest, slug));
            let Some(system) = System::shown_at(&dest).filter(|_| own) else { continue };
            if system.configured(&ws.files).is_none() {
                let message = format!("this shows {}, and the repository has no {}", system.name, system.usual_file());
                found.push(RULE.at(span, message).about(system.name));
                badge = Some(link.span);
            }
        }
    }
    found
}

/// Whether an address names a repository, and none whose name only begins so.
fn names(address: &str, slug: &str) -> bool {
    address.match_indices(slug).any(|(at, _)| {
        let behind = address[at + slug.len()..].chars().next();
        behind.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'))
    })
}
