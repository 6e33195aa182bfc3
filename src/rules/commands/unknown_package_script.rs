#![doc = include_str!("unknown_package_script.md")]

use std::collections::BTreeSet;

use super::names::unknown;
use crate::diagnostic::{Diagnostic, Level};
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-package-script",
    summary: "a page tells the reader to run a package script that does not exist",
    page: include_str!("unknown_package_script.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said.value);
    // `yarn acme` also runs the program that the package acme, or @acme/cli, brings along.
    let brought: BTreeSet<&str> = facts
        .filter(|name| name.kind == Kind::Dependency)
        .flat_map(|name| name.name.trim_start_matches('@').split('/'))
        .collect();
    let mut found = unknown(&RULE, &[Kind::PackageScript, Kind::ComposerScript, Kind::NodePackage], ws);
    found.retain(|diagnostic| {
        let script = diagnostic.subject.rsplit(' ').next().unwrap_or_default();
        !brought.contains(script)
    });
    found
}
