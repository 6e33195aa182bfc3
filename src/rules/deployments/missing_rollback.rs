#![doc = include_str!("missing_rollback.md")]

use super::rollback::{headings, links};
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{Page, PageKind};
use crate::model::{Kind, environment};
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{append_below, append_section, rollback};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "missing-rollback",
    summary: "a deployment page or a risky runbook does not say how to go back",
    page: include_str!("missing_rollback.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let environments = environments(ws);
    let mut found = Vec::new();
    for page in present(ws).filter(|page| needs_rollback(page)) {
        let targets = targets(page, &environments);
        let inside = |target: usize, span: crate::text::Span| page.markdown.headings[target].section.contains(span);
        let ways: Vec<_> = headings(page).map(|(_, heading)| heading.span).chain(links(page)).collect();
        let common = ways.iter().any(|span| !targets.iter().any(|target| inside(*target, *span)));
        if common {
            continue;
        }
        if targets.is_empty() {
            let message = "this page does not say how to roll back";
            let edit = append_section(&ws.files, page, "Rollback", &rollback(ws, page));
            let fix = Fix::guess("add a section called Rollback", vec![edit]);
            found.push(RULE.at(title(page), message).about(page.path.as_str()).help(HELP).fix(fix));
        }
        for target in targets.iter().filter(|target| !ways.iter().any(|span| inside(**target, *span))) {
            let heading = &page.markdown.headings[*target];
            let message = format!("{} has no rollback", heading.text);
            let edit = append_below(&ws.files, heading, "Rollback", &rollback(ws, page));
            let fix = Fix::guess("add a section called Rollback", vec![edit]);
            let subject = format!("{} {}", page.path, heading.text);
            found.push(RULE.at(heading.span, message).about(subject).help(HELP).fix(fix));
        }
    }
    found
}

const HELP: &str = "add a section called Rollback with a command, a link, or the decision not to";

fn needs_rollback(page: &Page) -> bool {
    match page.kind {
        Some(PageKind::Deployment) => true,
        Some(PageKind::Runbook) => page.front_word("risk") == Some("high"),
        _ => false,
    }
}

/// The names of all environments, of both sides, in lower case.
fn environments(ws: &Workspace) -> BTreeSet<String> {
    let names = &ws.ledger.names;
    let all = names.facts.iter().chain(&names.claims).map(|judged| &judged.said.value);
    all.filter(|name| name.kind == Kind::Environment).map(|name| name.name.to_lowercase()).collect()
}

/// The sections of a page that are about one environment each.
fn targets(page: &Page, environments: &BTreeSet<String>) -> Vec<usize> {
    let headings = page.markdown.headings.iter().enumerate();
    let about = headings.filter(|(_, heading)| {
        let text = heading.text.to_lowercase();
        let text = text.strip_prefix("deploy to ").or(text.strip_prefix("deploying to ")).unwrap_or(&text);
        let name = text.trim();
        heading.level > 1 && (environment::is_common_target(name) || environments.contains(name))
    });
    about.map(|(at, _)| at).collect()
}
