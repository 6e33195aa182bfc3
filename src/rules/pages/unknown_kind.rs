#![doc = include_str!("unknown_kind.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::PageKind;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-kind",
    summary: "the front matter asks for a kind of page that there is not",
    page: include_str!("unknown_kind.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.is_typed()) {
        let Some(kind) = page.front.as_ref().and_then(|front| front.get("kind")).and_then(|node| node.scalar()) else {
            continue;
        };
        if PageKind::named(&kind.value).is_some() {
            continue;
        }
        let likeness = |known: &PageKind| strsim::damerau_levenshtein(known.word(), &kind.value.to_lowercase());
        let near = PageKind::ALL.into_iter().min_by_key(likeness).filter(|near| likeness(near) < 3);
        let all: Vec<&str> = PageKind::ALL.iter().map(|kind| kind.word()).collect();
        let diagnostic = RULE.at(kind.inner, format!("there is no kind of page called {}", kind.value));
        let fix =
            near.map(|near| Fix::guess(format!("write {}", near.word()), vec![Edit::replace(kind.inner, near.word())]));
        found.push(diagnostic.about(kind.value.as_str()).help(format!("the kinds are {}", all.join(", "))).fix(fix));
    }
    found
}
