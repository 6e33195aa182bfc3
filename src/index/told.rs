//! Who says what of a named thing: the sources that state it, the pages that speak of it, the qualities they give it.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Mention, Place};
use crate::kinds::is_vendored;
use crate::model::{Judged, Key, Kind, Name, Property, Term, Verdict};
use crate::text::Span;
use crate::workspace::Workspace;

type Subject = (Kind, String, String);

/// Both sides of every named thing, by subject.
pub(super) struct Told<'a> {
    ws: &'a Workspace,
    facts: BTreeMap<Subject, Vec<&'a Judged<Name>>>,
    claims: BTreeMap<Subject, Vec<&'a Judged<Name>>>,
    stated: BTreeMap<(Subject, Key), Vec<&'a Judged<Property>>>,
    said: BTreeMap<(Subject, Key), Vec<&'a Judged<Property>>>,
    /// Where inline code of pages is nothing but a name in capitals.
    codes: BTreeMap<&'a str, Vec<Span>>,
}

/// Whether a source is about this repository, and not a sample or somebody else's.
pub(super) fn is_own(ws: &Workspace, span: Span) -> bool {
    let path = ws.files.path(span.file);
    !is_vendored(path) && !ws.config.is_excluded(path)
}

/// The word for a verdict.
pub(super) fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Broken(_) => "broken",
        Verdict::Unjudged(_) => "unjudged",
    }
}

impl<'a> Told<'a> {
    pub fn new(ws: &'a Workspace) -> Self {
        Self {
            ws,
            facts: by_subject(ws.ledger.names.facts.iter().filter(|judged| is_own(ws, judged.said.span))),
            claims: by_subject(ws.ledger.names.claims.iter()),
            stated: by_quality(ws.ledger.properties.facts.iter().filter(|judged| is_own(ws, judged.said.span))),
            said: by_quality(ws.ledger.properties.claims.iter()),
            codes: names_in_code(ws),
        }
    }

    /// The names of a kind that sources state, and those that typed pages list, as written, in order.
    pub fn names(&self, kind: Kind) -> Vec<Name> {
        let typed = |judged: &&&Judged<Name>| judged.said.evidence.typed;
        let stated = self.facts.values().flatten().filter(|judged| judged.said.value.kind == kind);
        let listed = self.claims.values().flatten().filter(|judged| judged.said.value.kind == kind).filter(typed);
        let mut seen = BTreeSet::new();
        let mut names: Vec<Name> = stated
            .chain(listed)
            .map(|judged| &judged.said.value)
            .filter(|name| seen.insert(name.subject()))
            .cloned()
            .collect();
        names.sort();
        names
    }

    /// The places that state a name, and the folders that they speak for.
    pub fn stated(&self, name: &Name) -> Vec<Place> {
        let mut places: Vec<Place> = self
            .facts
            .get(&name.subject())
            .into_iter()
            .flatten()
            .map(|judged| Place::of(self.ws, judged.said.span))
            .collect();
        places.sort();
        places.dedup();
        places
    }

    /// The folders for which a name is stated.
    pub fn folders(&self, name: &Name) -> BTreeSet<String> {
        self.facts
            .get(&name.subject())
            .into_iter()
            .flatten()
            .map(|judged| judged.said.scope.folder.to_string())
            .collect()
    }

    /// The lines of pages that speak of a name.
    pub fn mentions(&self, name: &Name) -> Vec<Mention> {
        let claims = self.claims.get(&name.subject()).into_iter().flatten();
        Mention::merged(
            claims
                .map(|judged| Mention { place: Place::of(self.ws, judged.said.span), verdict: word(&judged.verdict) }),
        )
    }

    /// The lines of pages that speak of a secret or a variable: by a claim, else by its name alone.
    pub fn mentions_of_setting(&self, name: &Name) -> Vec<Mention> {
        let claimed = self.mentions(name);
        if !claimed.is_empty() {
            return claimed;
        }
        let spans = self.codes.get(name.name.as_str()).into_iter().flatten();
        Mention::merged(spans.map(|span| Mention { place: Place::of(self.ws, *span), verdict: word(&Verdict::Holds) }))
    }

    /// What sources give as a quality of a name, joined.
    pub fn quality(&self, name: &Name, key: Key) -> Option<String> {
        shown(self.stated.get(&(name.subject(), key))?)
    }

    /// What pages give as a quality of a name, joined.
    pub fn claimed(&self, name: &Name, key: Key) -> Option<String> {
        shown(self.said.get(&(name.subject(), key))?)
    }
}

fn names_in_code(ws: &Workspace) -> BTreeMap<&str, Vec<Span>> {
    let mut names: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for code in ws.pages.iter().flat_map(|page| &page.markdown.codes) {
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if code.text.len() > 2 && code.text.bytes().all(is_name) {
            names.entry(&code.text).or_default().push(code.span);
        }
    }
    names
}

fn shown(judged: &[&Judged<Property>]) -> Option<String> {
    let values: BTreeSet<&str> =
        judged.iter().flat_map(|judged| judged.said.value.values.iter().map(String::as_str)).collect();
    let words = values.into_iter().filter(|value| !value.trim().is_empty()).collect::<Vec<_>>().join(", ");
    (!words.is_empty()).then_some(words)
}

fn by_subject<'a>(all: impl Iterator<Item = &'a Judged<Name>>) -> BTreeMap<Subject, Vec<&'a Judged<Name>>> {
    let mut map: BTreeMap<Subject, Vec<&'a Judged<Name>>> = BTreeMap::new();
    for judged in all {
        map.entry(judged.said.value.subject()).or_default().push(judged);
    }
    map
}

fn by_quality<'a>(
    all: impl Iterator<Item = &'a Judged<Property>>,
) -> BTreeMap<(Subject, Key), Vec<&'a Judged<Property>>> {
    let mut map: BTreeMap<(Subject, Key), Vec<&'a Judged<Property>>> = BTreeMap::new();
    for judged in all {
        map.entry((judged.said.value.of.subject(), judged.said.value.key)).or_default().push(judged);
    }
    map
}
