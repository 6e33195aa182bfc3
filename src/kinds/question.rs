//! What only a person can answer, and has not: `TODO(owner): who approves a release?`

use std::sync::LazyLock;

use regex::Regex;

use super::Page;
use crate::text::Span;

/// An open question of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who is to answer, as it is written.
    pub whom: String,
    /// What is asked, in a sentence; empty where only a place is left free.
    pub what: String,
    /// The mark: `TODO(owner)`.
    pub span: Span,
}

static OPEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"TODO\(([^)]+)\)").expect("a valid expression"));

/// The open questions of a page, in their order. What stands as code tells of the mark, and asks nothing.
pub fn questions(page: &Page) -> impl Iterator<Item = Question> {
    let markdown = &page.markdown;
    markdown.blocks.iter().flat_map(move |block| {
        let start = block.span.start as usize;
        let question = move |hit: regex::Captures| {
            let all = hit.get(0)?;
            let span = Span::new(block.span.file, start + all.start(), start + all.end());
            let what = sentence(&block.prose[all.end()..]);
            Some(Question { whom: hit.get(1)?.as_str().trim().to_owned(), what, span })
        };
        let is_code = move |span: Span| markdown.codes.iter().any(|code| code.span.contains(span));
        OPEN.captures_iter(&block.prose).filter_map(question).filter(move |found| !is_code(found.span))
    })
}

/// The sentence that follows a mark and a colon.
fn sentence(rest: &str) -> String {
    let Some(rest) = rest.strip_prefix(':') else { return String::new() };
    let end = rest.find("TODO(").unwrap_or(rest.len());
    let words: Vec<&str> = rest[..end].split_whitespace().collect();
    let last = words.iter().position(|word| word.ends_with(['?', '.', '!']));
    words[..last.map_or(words.len(), |last| last + 1)].join(" ")
}
