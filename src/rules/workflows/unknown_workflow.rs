#![doc = include_str!("unknown_workflow.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Drift, Kind, Name, Naming, RepoPath, Statement, parent};
use crate::rules::gone::{meant, receipt, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-workflow",
    summary: "a page names a workflow that does not exist",
    page: include_str!("unknown_workflow.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let paths = ws.ledger.paths.unknown().filter(|(claim, _)| is_workflow(&meant(claim, ws)));
    let names = ws.ledger.names.unknown().filter(|(claim, _)| claim.value.kind == Kind::Workflow);
    paths.map(|(claim, drift)| by_path(ws, claim, drift)).chain(names.map(|(claim, _)| by_name(ws, claim))).collect()
}

fn by_path(ws: &Workspace, claim: &Statement<RepoPath>, drift: &Drift) -> Diagnostic {
    let path = meant(claim, ws);
    let file = path.rsplit('/').next().unwrap_or(&path);
    let diagnostic = RULE.at(claim.span, format!("there is no workflow {file}")).about(path.as_str());
    let page = ws.page(claim.span.file).expect("a claim stands on a page");
    if let Some(receipt) = receipt(drift, &path, ws) {
        let base = if claim.value.naming == Naming::Target { page.own_folder() } else { "" };
        let fix = receipt.renamed_to.as_deref().and_then(|to| rewrite(claim, ws, base, to, true));
        return with_receipt(diagnostic, &path, receipt, ws).fix(fix);
    }
    match nearest(ws, &path) {
        Some(near) => diagnostic.help(format!("did you mean {near}?")),
        None => diagnostic,
    }
}

fn by_name(ws: &Workspace, claim: &Statement<Name>) -> Diagnostic {
    let name = &claim.value.name;
    let diagnostic = RULE.at(claim.span, format!("there is no workflow called {name}")).about(name.as_str());
    let near = ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::Workflow);
    let near = near.min_by_key(|fact| strsim::damerau_levenshtein(&fact.value.name, name));
    match near.filter(|fact| strsim::damerau_levenshtein(&fact.value.name, name) <= name.len() / 3) {
        Some(near) => diagnostic.related(near.span, "the nearest name"),
        None => diagnostic,
    }
}

/// The workflow whose file is called most like one that does not exist.
fn nearest<'a>(ws: &'a Workspace, path: &str) -> Option<&'a str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = |path: &str| {
        path.rsplit('/').next().unwrap_or(path).trim_end_matches(".yaml").trim_end_matches(".yml").to_owned()
    };
    let likeness = |other: &&str| strsim::damerau_levenshtein(&stem(name), &stem(other));
    let workflows = ws.files.below(parent(path)).map(|(_, entry)| entry.path.as_ref());
    workflows.filter(|other| is_workflow(other)).min_by_key(likeness).filter(|near| likeness(near) <= name.len() / 3)
}
