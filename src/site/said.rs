//! Which names stand anywhere in the text of pages, be it in words that claim nothing: of those no list says that no page
//! has them.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use crate::index::Index;
use crate::workspace::Workspace;

/// The commands that the repository defines and the tools that the text of some page has.
pub(super) struct Said(HashSet<String>);

impl Said {
    pub fn of(ws: &Workspace, index: &Index) -> Self {
        let commands = index.commands.iter().filter(|command| command.kind != "page");
        let commands = commands.map(|command| command.command.as_str());
        let names: Vec<&str> = commands.chain(index.tools.iter().map(|tool| tool.name.as_str())).collect();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&names);
        let automaton = automaton.expect("names are a valid set of words");
        let in_page = |text: &str| {
            let is_end = |byte: Option<&u8>| !byte.is_some_and(u8::is_ascii_alphanumeric);
            let bytes = text.as_bytes();
            let whole = automaton.find_overlapping_iter(text).filter(|hit| {
                let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
                is_end(before) && is_end(bytes.get(hit.end()))
            });
            whole.map(|hit| hit.pattern().as_usize()).collect::<HashSet<usize>>()
        };
        let texts = ws.pages.par_iter().filter_map(|page| ws.files.text(page.file));
        let found = texts.map(in_page).reduce(HashSet::new, |mut all, one| {
            all.extend(one);
            all
        });
        Self(found.into_iter().map(|at| names[at].to_owned()).collect())
    }

    /// Whether the text of a page has a name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
