#![doc = include_str!("unknown_dispatch_input.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Key, Kind, Property, Statement};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-dispatch-input",
    summary: "a command gives a workflow an input that it does not have, or a value that the input does not take",
    page: include_str!("unknown_dispatch_input.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let inputs = ws.ledger.names.unknown().filter(|(claim, _)| claim.value.kind == Kind::DispatchInput);
    let unknown = inputs.map(|(claim, _)| {
        let (workflow, input) = (&claim.value.within, &claim.value.name);
        let known: Vec<_> = ws
            .ledger
            .names
            .facts
            .iter()
            .map(|fact| &fact.said)
            .filter(|fact| fact.value.kind == Kind::DispatchInput && fact.value.within == *workflow)
            .collect();
        let mut diagnostic =
            RULE.at(claim.span, format!("{workflow} has no input `{input}`")).about(format!("{workflow} {input}"));
        for fact in known.iter().take(4) {
            diagnostic = diagnostic.related(fact.span, "an input it has");
        }
        meant(diagnostic, input, known.iter().map(|fact| fact.value.name.as_str()))
    });
    let given = ws.ledger.properties.contradictions().filter(|(claim, _)| claim.value.key == Key::Choices);
    unknown.chain(given.map(|(claim, facts)| refused(claim, &facts))).collect()
}

/// An input that is given a value it does not take.
fn refused(claim: &Statement<Property>, facts: &[&Statement<Property>]) -> Diagnostic {
    let (input, said) = (&claim.value.of, claim.value.shown());
    let message = format!("input `{}` of {} does not take `{said}`", input.name, input.within);
    let diagnostic = RULE.at(claim.span, message).about(format!("{} {} {said}", input.within, input.name));
    let diagnostic = meant(diagnostic, &said, facts.iter().flat_map(|fact| &fact.value.values).map(String::as_str));
    facts.iter().fold(diagnostic, |diagnostic, fact| diagnostic.related(fact.span, "what it takes"))
}

/// Asks whether the word was meant that is most like what was written, or that begins with it.
fn meant<'a>(diagnostic: Diagnostic, written: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let distance = |word: &str| strsim::damerau_levenshtein(word, written);
    let is_like = |word: &&str| distance(word) <= written.len() / 3 || written.len() > 2 && word.starts_with(written);
    match known.filter(is_like).min_by_key(|word| distance(word)) {
        Some(word) => diagnostic.help(format!("did you mean {word}?")),
        None => diagnostic,
    }
}
