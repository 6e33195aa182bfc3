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
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| of_env(&fact.value));
    let facts: Vec<&Statement<Name>> = facts.collect();
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
    let is_meant = |claim: &&&Statement<Name>| believed(claim) || is_reordered(&claim.value.name, &facts);
    nowhere.iter().filter(is_meant).map(|claim| finding(claim, &facts)).collect()
}

/// The words of a name, in the order of letters.
fn words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split('_').collect();
    words.sort_unstable();
    words
}

/// Whether the repository has a name of the same words in another order. The end of a name that it has may be meant as
/// such.
fn is_reordered(name: &str, facts: &[&Statement<Name>]) -> bool {
    let words_of_name = words(name);
    let is_end = |other: &str| other.strip_suffix(name).is_some_and(|start| start.ends_with('_'));
    words_of_name.len() >= 3
        && facts.iter().any(|fact| fact.value.name.len() == name.len() && words(&fact.value.name) == words_of_name)
        && !facts.iter().any(|fact| is_end(&fact.value.name))
}

fn finding(claim: &Statement<Name>, facts: &[&Statement<Name>]) -> Diagnostic {
    let name = &claim.value.name;
    let diagnostic = RULE.at(claim.span, format!("nothing in the repository reads {name}")).about(name.as_str());
    let likeness = |other: &str| if words(name) == words(other) { 0 } else { strsim::damerau_levenshtein(name, other) };
    let near = facts.iter().min_by_key(|fact| (likeness(&fact.value.name), fact.value.name.clone()));
    match near.filter(|near| likeness(&near.value.name) <= name.len() / 5) {
        Some(near) => {
            diagnostic.related(near.span, "the nearest name").help(format!("did you mean {}?", near.value.name))
        }
        None => diagnostic,
    }
}
