//! Whether pages speak of something.

use std::collections::BTreeSet;

use crate::kinds::{Page, PageKind};
use crate::model::{Kind, Name, Term, Tool};
use crate::workspace::Workspace;

/// What the pages speak of.
pub(super) struct Told<'a> {
    /// The words of all pages that have a letter of a name in them: `ci.yml`, `API_KEY`, `scripts/x.sh`.
    words: BTreeSet<&'a str>,
    names: BTreeSet<(Kind, String)>,
    tools: BTreeSet<&'static str>,
}

impl<'a> Told<'a> {
    pub fn new(ws: &'a Workspace) -> Self {
        let texts = ws.pages.iter().filter_map(|page| ws.files.text(page.file));
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        let parts = texts.flat_map(|text| text.split(move |c: char| !is_part(c)));
        let words: BTreeSet<&str> =
            parts.map(|word| word.trim_matches(['.', '/', '-'])).filter(|word| !word.is_empty()).collect();
        let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said.value);
        let mut names: BTreeSet<(Kind, String)> = claims.map(|name| (name.kind, name.subject().2)).collect();
        let own = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment));
        names.extend(own.filter_map(Page::environment).map(|name| (Kind::Environment, name.to_lowercase())));
        let versions = ws.ledger.versions.claims.iter().map(|claim| claim.said.value.tool.id);
        Self { words, names, tools: versions.collect() }
    }

    /// Whether a word stands on some page, alone or as the end of a path.
    pub fn says(&self, word: &str) -> bool {
        self.words.contains(word)
            || self.words.iter().any(|said| said.strip_suffix(word).is_some_and(|rest| rest.ends_with('/')))
    }

    /// Whether some page names a thing of a kind.
    pub fn names(&self, kind: Kind, name: &str) -> bool {
        self.names.contains(&(kind, Name::new(kind, name).subject().2))
    }

    /// Whether some page speaks of a tool, by any of its names.
    pub fn tool(&self, name: &str) -> bool {
        let known = Tool::named(name);
        known.is_some_and(|tool| self.tools.contains(tool.id))
            || self.words.iter().any(|word| {
                word.eq_ignore_ascii_case(name)
                    || known.is_some()
                        && word.len() > 1
                        && Tool::named(word).map(|tool| tool.id) == known.map(|tool| tool.id)
            })
    }
}
