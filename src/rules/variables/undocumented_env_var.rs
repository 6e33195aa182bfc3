#![doc = include_str!("undocumented_env_var.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind, Name, Property, Statement, Verdict, is_built_in_secret};
use crate::rules::inventory::{Missing, file_name, undocumented};
use crate::rules::promised::{Promise, Promised, is_on_a_page, promised};
use crate::rules::variables::is_sample;
use crate::rules::{Detect, Pages, Rule};
use crate::text::{FileId, Span};
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULE: Rule = Rule {
    name: "undocumented-env-var",
    summary: "the environment pages lack a variable that a sample file or a script asks for",
    page: include_str!("undocumented_env_var.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let (known, required) = (files_that_pages_know(ws), required(ws));
    let missing = undocumented(ws, Kind::EnvVar);
    // A name that GitHub has too is no claim in a table, and is told all the same.
    let is_meant = |missing: &&Missing| !is_built_in_secret(missing.name()) || !is_told(ws, missing.name());
    let found = missing.iter().filter(is_meant).filter_map(|missing| {
        let is_meant = |fact: &&&Statement<Name>| {
            let here = fact.scope.folder == missing.listing.scope.folder;
            let is_asked = is_sample(file_name(ws, fact.span)) && (here || known.contains(&fact.span.file));
            is_asked || required.contains(&fact.span) && !is_told(ws, missing.name())
        };
        missing.facts.iter().find(is_meant).map(|fact| finding(ws, missing, fact))
    });
    found.chain(unpromised(ws)).collect()
}

/// How many names a list must have that says that it has all.
const LISTED: usize = 8;

/// What lists of other pages lack that say themselves that they have all variables, of a sample that they are about.
fn unpromised(ws: &Workspace) -> Vec<Diagnostic> {
    let untyped = ws.pages.iter().filter(|page| !page.is_typed() && page.agent.is_none());
    let lists: Vec<Promised> = untyped.flat_map(|page| promised(page, Promise::EnvVars)).collect();
    let mut samples: BTreeMap<FileId, BTreeMap<&str, Span>> = BTreeMap::new();
    for fact in ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::EnvVar) {
        if !lists.is_empty() && is_sample(file_name(ws, fact.span)) {
            samples.entry(fact.span.file).or_default().entry(&fact.value.name).or_insert(fact.span);
        }
    }
    let pairs = lists.iter().flat_map(|list| samples.iter().map(move |(file, sample)| (list, *file, sample)));
    pairs.filter_map(|(list, file, sample)| lacking(ws, list, file, sample)).collect()
}

/// The finding that a list lacks variables of a sample, most of which it has, and of which most of it is.
fn lacking(ws: &Workspace, list: &Promised, file: FileId, sample: &BTreeMap<&str, Span>) -> Option<Diagnostic> {
    let shared = list.names.iter().filter(|name| sample.contains_key(*name)).count();
    if list.names.len() < LISTED || shared * 10 < list.names.len() * 9 || shared * 2 < sample.len() {
        return None;
    }
    let lacking: Vec<(&str, Span)> = sample
        .iter()
        .map(|(name, span)| (*name, *span))
        .filter(|(name, _)| !is_built_in_secret(name) && !is_on_a_page(ws, name))
        .collect();
    let ((first, span), rest) = lacking.split_first()?;
    let path = ws.files.path(file);
    let message = match rest.len() {
        0 => format!("this list says that it has all variables, and lacks {first} of {path}"),
        more => format!("this list says that it has all variables, and lacks {} of {path}", more + 1),
    };
    let names: Vec<&str> = lacking.iter().map(|(name, _)| *name).collect();
    let diagnostic = RULE.at(list.span, message).about(path).related(*span, format!("{first} is one of them"));
    Some(diagnostic.help(format!("no page names {}", names.join(", "))))
}

/// The sample files of which the pages document some variable.
fn files_that_pages_know(ws: &Workspace) -> BTreeSet<FileId> {
    let facts = ws.ledger.names.facts.iter().filter(|fact| fact.said.value.kind == Kind::EnvVar);
    facts.filter(|fact| fact.verdict == Verdict::Holds).map(|fact| fact.said.span.file).collect()
}

/// Where scripts stand that nobody runs to set anything up.
const ASIDE: &[&str] = &["test", "tests", "testdata", "fixtures", "examples", "example", "ci", ".github"];

/// The places that cannot do without a variable.
fn required(ws: &Workspace) -> BTreeSet<Span> {
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let required = facts.filter(|fact| fact.value.of.kind == Kind::EnvVar && fact.value.key == Key::Required);
    let aside =
        |fact: &&Statement<Property>| ws.files.path(fact.span.file).split('/').any(|step| ASIDE.contains(&step));
    required.filter(|fact| !aside(fact)).map(|fact| fact.span).collect()
}

/// Whether some page of the knowledge base names a variable.
fn is_told(ws: &Workspace, name: &str) -> bool {
    let typed = ws.pages.iter().filter(|page| page.is_typed());
    typed.filter_map(|page| ws.files.text(page.file)).any(|text| text.contains(name))
}

fn finding(ws: &Workspace, missing: &Missing, fact: &Statement<Name>) -> Diagnostic {
    let name = missing.name();
    let file = file_name(ws, fact.span);
    let is_sample = is_sample(file);
    let verb = if is_sample { "asks for" } else { "cannot do without" };
    let message = format!("{file} {verb} {name}, which the environment pages lack");
    // On which page a script's variable belongs is for people to say.
    let fix = missing.add_row(ws, name, &|_| None).filter(|_| is_sample);
    RULE.at(fact.span, message).about(name).related(missing.listing.place.clone(), "the list of variables").fix(fix)
}
