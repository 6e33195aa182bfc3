//! The finding that all rules of this family make: a command names something that is not in the list it would be in.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::model::{Kind, Name, Statement, Term};
use crate::rules::Rule;
use crate::workspace::Workspace;

/// A finding for each name of these kinds that a page tells to run and no list has.
pub(super) fn unknown(rule: &Rule, kinds: &[Kind], ws: &Workspace) -> Vec<Diagnostic> {
    debug_assert!(kinds.iter().all(|kind| kind.is_run()), "commands of pages for others leave these open");
    let unknown = ws.ledger.names.unknown().filter(|(claim, _)| kinds.contains(&claim.value.kind));
    let unknown = unknown.filter(|(claim, _)| !are_alternatives(ws, &claim.value));
    unknown
        .map(|(claim, drift)| {
            let name = &claim.value;
            let listing = ws.ledger.names.listing(drift);
            let place =
                listing.and_then(|listing| listing.place.file()).map_or("this repository", |file| ws.files.path(file));
            let message = format!("{place} has no {} `{}`", name.kind.word(), name.name);
            let mut diagnostic = rule.at(claim.span, message).about(format!("{} {}", name.kind.word(), name.name));
            if let Some(near) = nearest(ws, claim) {
                diagnostic = diagnostic
                    .related(near.span, "the nearest name")
                    .help(format!("did you mean `{}`?", near.value.name))
                    .fix(replaced(claim, near, ws));
            }
            diagnostic
        })
        .collect()
}

/// Whether a name gives several that are there, of which the reader takes one: `make qa/staging`.
fn are_alternatives(ws: &Workspace, name: &Name) -> bool {
    let is_known = |part: &str| {
        let mut facts = ws.ledger.names.facts.iter().map(|fact| &fact.said.value);
        facts.any(|fact| fact.kind == name.kind && fact.name == part)
    };
    name.name.contains('/') && name.name.split('/').all(is_known)
}

/// The name of the same kind that is most like one that does not exist.
fn nearest<'a>(ws: &'a Workspace, claim: &Statement<Name>) -> Option<&'a Statement<Name>> {
    let wanted = &claim.value.name;
    let scopes: BTreeSet<&str> = claim.scope.outward().collect();
    let everywhere = claim.value.may_look_everywhere(&claim.scope);
    let likeness = |other: &str| {
        let parts = |name: &str| name.split([':', '-', '_', '.']).map(str::to_lowercase).collect::<BTreeSet<String>>();
        if parts(wanted) == parts(other) { 0 } else { strsim::damerau_levenshtein(wanted, other) }
    };
    let same = ws
        .ledger
        .names
        .facts
        .iter()
        .map(|fact| &fact.said)
        .filter(|fact| fact.value.domain() == claim.value.domain())
        .filter(|fact| everywhere || scopes.contains(&*fact.scope.folder));
    let near = same.min_by_key(|fact| (likeness(&fact.value.name), fact.value.name.clone()))?;
    (likeness(&near.value.name) <= wanted.len() / 4).then_some(near)
}

fn replaced(claim: &Statement<Name>, near: &Statement<Name>, ws: &Workspace) -> Option<Fix> {
    let whole = ws.words(claim.span) == claim.value.name;
    whole.then(|| Fix::guess(format!("write {}", near.value.name), vec![Edit::replace(claim.span, &near.value.name)]))
}
