#![doc = include_str!("unknown_package_script.md")]

use std::collections::BTreeSet;

use super::names::unknown;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{How, Kind, Name, Statement, Verdict};
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
    found.extend(without_run(ws));
    found
}

/// Scripts that are there, told to npm as if they were commands of its own, which no word without `run` before it is.
fn without_run(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    let holding =
        ws.ledger.names.claims.iter().filter(|claim| claim.verdict == Verdict::Holds).map(|claim| &claim.said);
    let run = holding.filter(|said| said.value.kind == Kind::PackageScript && said.evidence.how == How::Command);
    run.filter(|said| is_behind_npm(ws, said)).map(|said| {
        let script = &said.value.name;
        let command = format!("npm run {script}");
        let edits = vec![Edit::replace(said.span.before(), "run ")];
        RULE.at(said.span, format!("npm has no command `{script}`"))
            .about(format!("npm {script}"))
            .help(format!("`{command}` runs the script"))
            .fix(Fix::safe(format!("write {command}"), edits))
    })
}

/// Whether nothing stands between npm and the name of a script.
fn is_behind_npm(ws: &Workspace, said: &Statement<Name>) -> bool {
    let before = ws.files.text(said.span.file).and_then(|text| text.get(..said.span.start as usize));
    let rest = before.and_then(|before| before.trim_end_matches(' ').strip_suffix("npm"));
    rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.')))
}
