#![doc = include_str!("unknown_delegate.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{How, Kind, Name, Statement, Verdict};
use crate::rules::{Detect, Pages, Rule};
use crate::text::FileId;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-delegate",
    summary: "an agent file names another that neither root has",
    page: include_str!("unknown_delegate.md"),
    level: Level::Error,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

const KINDS: [Kind; 3] = [Kind::Agent, Kind::AgentCommand, Kind::AgentFile];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let names = &ws.ledger.names;
    let holds =
        names.claims.iter().filter(|claim| claim.verdict == Verdict::Holds && claim.said.value.kind == Kind::Agent);
    let handing_on: BTreeSet<FileId> = holds.map(|claim| claim.said.span.file).collect();
    let unknown = names.unknown().map(|(claim, _)| claim).filter(|claim| KINDS.contains(&claim.value.kind));
    unknown
        .filter_map(|claim| {
            let near = nearest(ws, &claim.value);
            // A name in a list of who gets what may be that of a program, unless others there are agents.
            let is_sure = claim.value.kind != Kind::Agent || claim.evidence.how == How::Definition;
            (is_sure || near.is_some() || handing_on.contains(&claim.span.file)).then(|| finding(ws, claim, near))
        })
        .collect()
}

fn finding(ws: &Workspace, claim: &Statement<Name>, near: Option<&Statement<Name>>) -> Diagnostic {
    let Name { kind, name, .. } = &claim.value;
    let message = match kind {
        Kind::AgentFile => format!("neither _ai nor _ai.dev has {name}"),
        _ => format!("there is no {} `{name}`", kind.word()),
    };
    let diagnostic = RULE.at(claim.span, message).about(format!("{} {name}", kind.word()));
    let Some(near) = near else { return diagnostic };
    let words = ws.words(claim.span);
    let new = words.replacen(name.as_str(), &near.value.name, 1);
    let fix = (new != words).then(|| Fix::guess(format!("write {new}"), vec![Edit::replace(claim.span, new.as_str())]));
    diagnostic.related(near.span.file, "the nearest name").help(format!("did you mean `{new}`?")).fix(fix)
}

/// The one of the same kind that is most like a name that does not exist, or a file of the same name in another folder.
fn nearest<'a>(ws: &'a Workspace, wanted: &Name) -> Option<&'a Statement<Name>> {
    let same = || ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == wanted.kind);
    let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let moved: Vec<&Statement<Name>> = same().filter(|fact| file(&fact.value.name) == file(&wanted.name)).collect();
    let places: BTreeSet<&str> = moved.iter().map(|fact| fact.value.name.as_str()).collect();
    if places.len() == 1 {
        return moved.first().copied();
    }
    let likeness = |name: &str| strsim::damerau_levenshtein(name, &wanted.name);
    let near = same().min_by_key(|fact| (likeness(&fact.value.name), fact.value.name.clone()))?;
    (likeness(&near.value.name) <= file(&wanted.name).len() / 4).then_some(near)
}
