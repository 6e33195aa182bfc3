#![doc = include_str!("wrong_package_manager.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::Page;
use crate::model::{Kind, Name, Statement};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "wrong-package-manager",
    summary: "a page installs with another package manager than the lock file's",
    page: include_str!("wrong_package_manager.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims: Vec<&Statement<Name>> = ws
        .ledger
        .names
        .claims
        .iter()
        .map(|claim| &claim.said)
        .filter(|claim| claim.value.kind == Kind::PackageManager)
        .collect();
    let mut found = Vec::new();
    for claim in &claims {
        // A page that offers a choice means the reader's taste, not the repository's.
        let is_other = |other: &Name| other.within == claim.value.within && other.name != claim.value.name;
        let others = claims.iter().any(|other| other.span.file == claim.span.file && is_other(&other.value));
        let page = ws.page(claim.span.file).expect("a claim stands on a page");
        let stem = page.stem().to_lowercase();
        // What a Python project is run in is locked for whoever runs it; JavaScript's users have managers of their own.
        let for_contributors = page.is_typed()
            || stem == "readme"
            || stem.contains("contribut")
            || stem.contains("develop")
            || claim.value.within == Name::PYTHON;
        let beside = page.is_typed() || [page.own_folder(), ""].contains(&&*claim.scope.folder) && !is_nested(page);
        let own = if claim.value.within == Name::PYTHON && is_of_the_documentation(page) { usize::MAX } else { 1 };
        let Some((used, place)) = used(ws, claim, own).filter(|_| !others && for_contributors && beside) else {
            continue;
        };
        if used.contains(claim.value.name.as_str()) {
            continue;
        }
        let manager = used.iter().copied().collect::<Vec<_>>().join(" or ");
        let message = format!("{} is documented, but the dependencies are locked for {manager}", claim.value.name);
        // A lock file speaks as a whole, `packageManager` at its place.
        let locked = if place.span.is_empty() { Place::File(place.span.file) } else { Place::Span(place.span) };
        found.push(RULE.at(claim.span, message).about(claim.value.name.as_str()).related(locked, "locked here"));
    }
    found
}

/// Whether a page lies so deep that it is more likely to speak of a sample than of its folder.
fn is_nested(page: &Page) -> bool {
    page.path.split('/').any(|step| {
        ["templates", "template", "examples", "example", "samples"].contains(&step) || step.starts_with("template-")
    })
}

/// Whether a page belongs to the documentation of the whole repository.
fn is_of_the_documentation(page: &Page) -> bool {
    matches!(page.path.split('/').next(), Some("docs" | "doc" | "documentation"))
}

/// The package managers for the same language of the folder that a claim is about, and a place that says so; of so many
/// folders, as a README further in may be for users of a part.
fn used<'a>(
    ws: &'a Workspace,
    claim: &Statement<Name>,
    folders: usize,
) -> Option<(BTreeSet<&'a str>, &'a Statement<Name>)> {
    claim.scope.outward().take(folders).find_map(|folder| {
        let here = ws.ledger.names.facts.iter().map(|fact| &fact.said);
        let is_alike = |of: &Name| of.kind == Kind::PackageManager && of.within == claim.value.within;
        let here: Vec<_> = here.filter(|fact| is_alike(&fact.value) && *fact.scope.folder == *folder).collect();
        let first = *here.iter().find(|fact| !fact.span.is_empty()).or(here.first())?;
        Some((here.iter().map(|fact| fact.value.name.as_str()).collect(), first))
    })
}
