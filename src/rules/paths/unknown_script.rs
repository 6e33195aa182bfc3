#![doc = include_str!("unknown_script.md")]

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Drift, Kind, Naming, Verdict, join};
use crate::rules::gone::{meant, moved, nearest, receipt, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::text::{EntryKind, FileId};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-script",
    summary: "a page tells the reader to run a script that does not exist, or that no system runs",
    page: include_str!("unknown_script.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let is_run = |naming| matches!(naming, Naming::Program | Naming::Script);
    let scripts = ws.ledger.paths.unknown().filter(|(claim, _)| is_run(claim.value.naming));
    let missing = scripts.filter(|(claim, _)| !is_workflow(&claim.value.path)).map(|(claim, drift)| {
        let path = meant(claim, ws);
        let diagnostic = RULE.at(claim.span, format!("there is no script {path} to run")).about(path.as_str());
        match (receipt(drift, &path, ws), nearest(&path, ws)) {
            (Some(receipt), _) => {
                let from_root = ws.words(claim.span).trim_start_matches("./") == path;
                let to = moved(receipt, &path, Some(claim.span.file), ws).filter(|_| from_root);
                let fix = to.and_then(|(to, sure)| rewrite(claim, ws, "", to, sure));
                with_receipt(diagnostic, &path, receipt, ws).fix(fix)
            }
            (None, Some(near)) => diagnostic.help(format!("did you mean {near}?")),
            (None, None) => diagnostic,
        }
    });
    missing.chain(unmanaged(ws)).chain(unrunnable(ws)).collect()
}

/// Commands of Django's script whose file was removed.
fn unmanaged(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    ws.ledger.names.unknown().filter_map(|(claim, drift)| {
        let (Kind::ManageCommand, Drift::Gone(receipt)) = (claim.value.kind, drift) else { return None };
        let name = claim.value.name.as_str();
        let diagnostic = RULE.at(claim.span, format!("manage.py has no command {name} any more")).about(name);
        Some(with_receipt(diagnostic, &receipt.path, receipt, ws))
    })
}

/// Scripts that are run by their path and may not be: git has them without the run bit.
fn unrunnable(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    let claims = ws.ledger.paths.claims.iter().filter(|claim| claim.verdict == Verdict::Holds);
    let programs = claims.map(|claim| &claim.said).filter(|claim| claim.value.naming == Naming::Program);
    let jobs = ws.workflows.iter().flat_map(|workflow| &workflow.jobs);
    let run_by_jobs: BTreeSet<String> = jobs.flat_map(|job| job.calls().map(|(path, _)| path)).collect();
    let mut lets: HashMap<FileId, bool> = HashMap::new();
    programs.filter_map(move |claim| {
        let mut paths = claim.scope.outward().filter_map(|folder| join(folder, &claim.value.path));
        let file = paths.find_map(|path| ws.files.find(&path))?;
        let path = ws.files.path(file);
        let is_plain = ws.files.entry(file).kind == EntryKind::File && !ws.files.entry(file).is_ignored;
        // What names no interpreter is run by its ending, on another system.
        let is_script = ws.files.text(file).is_some_and(|text| text.starts_with("#!"));
        // What a job runs so gets its bit there, or the job would fail.
        if !is_plain || !is_script || run_by_jobs.contains(path) {
            return None;
        }
        let page = claim.span.file;
        let tells_how = || ws.files.text(page).is_some_and(|text| text.contains("chmod"));
        if *lets.entry(page).or_insert_with(tells_how) {
            return None;
        }
        let words = format!("{path} may not be run: it has no run bit");
        let help = format!("let it run with git update-index --chmod=+x {path}, or name the program that is to run it");
        Some(RULE.at(claim.span, words).level(Level::Warning).about(path).help(help))
    })
}
