#![doc = include_str!("unknown_path.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Drift, How, Naming, Reason, RepoPath, Statement, Verdict, join, workflow_meant_by};
use crate::rules::gone::{meant, moved, receipt, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::text::FileId;
use crate::workspace::Workspace;
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "unknown-path",
    summary: "a page names a path that was removed or renamed",
    page: include_str!("unknown_path.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let paths = ws.ledger.paths.unknown();
    let mentioned =
        || paths.clone().filter(|(claim, _)| matches!(claim.value.naming, Naming::Mention | Naming::Folder));
    // A program that is run by its path is `unknown-script`'s.
    let run: BTreeSet<(FileId, u32)> = paths
        .clone()
        .filter(|(claim, _)| matches!(claim.value.naming, Naming::Program | Naming::Script))
        .map(|(claim, _)| (claim.span.file, claim.span.end))
        .collect();
    let alive = alive(ws, mentioned().map(|(claim, _)| claim.value.path.as_str()).collect());
    mentioned()
        .filter(|(claim, _)| claim.value.naming == Naming::Folder || !alive.contains(claim.value.path.as_str()))
        .filter(|(claim, _)| !is_workflow(&meant(claim, ws)) && !run.contains(&(claim.span.file, claim.span.end)))
        .map(|(claim, drift)| finding(ws, claim, drift))
        .chain(misplaced_workflows(ws))
        .chain(misspelt_compose_files(ws))
        .chain(doubled_steps(ws))
        .collect()
}

/// The mentions of what is not here, and of which the history tells nothing.
fn never_here(ws: &Workspace) -> impl Iterator<Item = &Statement<RepoPath>> {
    let claims = ws.ledger.paths.claims.iter();
    let open = claims.filter(|claim| claim.verdict == Verdict::Unjudged(Reason::NoReceipt)).map(|claim| &claim.said);
    open.filter(|said| said.value.naming == Naming::Mention)
}

/// The guess that another path is meant, where the words are nothing but the path.
fn written_instead(ws: &Workspace, said: &Statement<RepoPath>, path: &str) -> Option<Fix> {
    let is_whole = ws.words(said.span) == said.value.path;
    is_whole.then(|| Fix::guess(format!("write {path}"), vec![Edit::replace(said.span, path)]))
}

/// Paths with a step that is written twice, and are there without.
fn doubled_steps(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    never_here(ws).filter_map(|said| {
        let path = &said.value.path;
        let mut steps: Vec<&str> = path.split('/').collect();
        // Images are called after who makes them: `shop/shop`.
        if steps.len() == 2 {
            return None;
        }
        steps.dedup();
        let single = steps.join("/");
        let is_there =
            said.scope.outward().filter_map(|folder| join(folder, &single)).any(|path| ws.files.exists(&path));
        if single == *path || !is_there {
            return None;
        }
        let diagnostic = RULE.at(said.span, format!("{path} does not exist")).about(path.as_str());
        Some(diagnostic.help(format!("did you mean {single}?")).fix(written_instead(ws, said, &single)))
    })
}

/// Compose files that commands name with a slip of the pen, so that nothing starts.
fn misspelt_compose_files(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    let is_compose = |name: &str| name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml"));
    let commands = never_here(ws).filter(|said| said.evidence.how == How::Command);
    commands.filter(move |said| !said.value.path.contains('/') && is_compose(&said.value.path)).filter_map(
        move |said| {
            let path = &said.value.path;
            let names = ws.files.iter().filter_map(|(_, entry)| entry.path.rsplit('/').next());
            let near = names.filter(|name| is_compose(name) && strsim::damerau_levenshtein(name, path) <= 2);
            let near: BTreeSet<&str> = near.collect();
            let [near] = near.into_iter().collect::<Vec<_>>()[..] else { return None };
            let diagnostic = RULE.at(said.span, format!("there is no Compose file {path}")).about(path.as_str());
            Some(diagnostic.help(format!("did you mean {near}?")).fix(written_instead(ws, said, near)))
        },
    )
}

/// Workflows that are named as files where none is read: among the actions, of which each has a folder, or above all.
fn misplaced_workflows(ws: &Workspace) -> impl Iterator<Item = Diagnostic> {
    never_here(ws).filter_map(|said| {
        let path = &said.value.path;
        let workflow = workflow_meant_by(path)?;
        let diagnostic = RULE.at(said.span, format!("{path} does not exist")).about(path.as_str());
        if ws.files.find(&workflow).is_none() {
            let receipt = ws.answers.gone.get(&workflow)?;
            return Some(with_receipt(diagnostic, &workflow, receipt, ws));
        }
        let fix = written_instead(ws, said, &workflow);
        Some(diagnostic.help(format!("the workflow of that name is {workflow}")).fix(fix))
    })
}

/// The paths that live on as folders further in, and are meant from there: `pip/_vendor`, in `src/`.
fn alive<'a>(ws: &Workspace, paths: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let paths: Vec<&str> = paths.into_iter().collect();
    let inside: Vec<String> = paths.iter().map(|path| format!("/{path}/")).collect();
    // More letters than an automaton can hold are of no repository.
    let Ok(automaton) = AhoCorasick::new(&inside) else { return BTreeSet::new() };
    let mut alive = BTreeSet::new();
    for (_, entry) in ws.files.iter() {
        let hits = automaton.find_overlapping_iter(&*entry.path);
        alive.extend(hits.map(|hit| paths[hit.pattern().as_usize()]));
    }
    alive
}

fn finding(ws: &Workspace, claim: &Statement<RepoPath>, drift: &Drift) -> Diagnostic {
    let path = meant(claim, ws);
    let words = match claim.value.naming {
        Naming::Folder => format!("there is no folder {path} to go to"),
        _ => format!("{path} does not exist any more"),
    };
    let diagnostic = RULE.at(claim.span, words).about(path.as_str());
    let Some(receipt) = receipt(drift, &path, ws) else { return diagnostic };
    let diagnostic = with_receipt(diagnostic, &path, receipt, ws);
    // Words name a path from the root as often as from the page, so only a whole path is rewritten; in a tree it hangs where
    // it was.
    let is_in_place = !matches!(claim.evidence.how, How::Link | How::Definition);
    let whole = ws.words(claim.span) == path && is_in_place;
    match moved(receipt, &path, Some(claim.span.file), ws).filter(|_| whole) {
        // A name alone may be that of another file, which the page tells to make.
        Some((to, sure)) => diagnostic.fix(rewrite(claim, ws, "", to, sure && ws.answers.gone.contains_key(&path))),
        None => diagnostic,
    }
}
