#![doc = include_str!("unknown_env_var.md")]

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{How, Kind, Name, Statement, Verdict};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-env-var",
    summary: "a page defines an environment variable that nothing reads",
    page: include_str!("unknown_env_var.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// How many variables of a page the repository must know before the page is believed to list its variables.
const KNOWN: usize = 3;

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    // What reads a variable may lie in a repository that is only linked.
    if ws.files.has_submodules() {
        return Vec::new();
    }
    let of_env = |name: &Name| name.kind == Kind::EnvVar;
    let mut known: BTreeMap<crate::text::FileId, BTreeSet<&str>> = BTreeMap::new();
    for claim in &ws.ledger.names.claims {
        let holds = claim.verdict == Verdict::Holds || ws.answers.mentioned.contains(&claim.said.value.name);
        if of_env(&claim.said.value) && holds {
            known.entry(claim.said.span.file).or_default().insert(&claim.said.value.name);
        }
    }
    let nowhere: Vec<&Statement<Name>> = ws
        .ledger
        .names
        .unknown()
        .map(|(claim, _)| claim)
        .filter(|claim| of_env(&claim.value) && matches!(claim.evidence.how, How::Table | How::Definition))
        .collect();
    let mut unknown: BTreeMap<crate::text::FileId, BTreeSet<&str>> = BTreeMap::new();
    for claim in &nowhere {
        unknown.entry(claim.span.file).or_default().insert(&claim.value.name);
    }
    let believed = |claim: &&&Statement<Name>| {
        let Some(known) = known.get(&claim.span.file) else { return false };
        // Many unknown ones are those of another program, or composed at run time.
        let few = unknown[&claim.span.file].len() * 2 <= known.len();
        let prefix = claim.value.name.split('_').next().unwrap_or_default();
        let siblings = known.iter().filter(|name| name.split('_').next() == Some(prefix)).count();
        known.len() >= KNOWN && few && siblings >= 1
    };
    nowhere.iter().filter(believed).map(|claim| finding(ws, claim)).collect()
}

fn finding(ws: &Workspace, claim: &Statement<Name>) -> Diagnostic {
    let name = &claim.value.name;
    let diagnostic = RULE.at(claim.span, format!("nothing in the repository reads {name}")).about(name.as_str());
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::EnvVar);
    let sorted = |name: &str| {
        let mut parts: Vec<String> = name.split('_').map(str::to_owned).collect();
        parts.sort();
        parts
    };
    let likeness =
        |other: &str| if sorted(name) == sorted(other) { 0 } else { strsim::damerau_levenshtein(name, other) };
    let near = facts.min_by_key(|fact| (likeness(&fact.value.name), fact.value.name.clone()));
    match near.filter(|near| likeness(&near.value.name) <= name.len() / 5) {
        Some(near) => {
            diagnostic.related(near.span, "the nearest name").help(format!("did you mean {}?", near.value.name))
        }
        None => diagnostic,
    }
}
