//! Lists of which a page says itself that they are whole: "Required secrets", "a complete list of environment variables".

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::kinds::Page;
use crate::syntax::markdown::{Block, BlockKind};
use crate::text::Span;
use crate::workspace::Workspace;

/// A list of names that promises to be whole.
pub(super) struct Promised<'p> {
    /// The names, in their order.
    pub names: Vec<&'p str>,
    /// From the first of them to the last.
    pub span: Span,
}

/// What a list promises to have whole.
#[derive(Clone, Copy)]
pub(super) enum Promise {
    /// The secrets that must be set.
    Secrets,
    /// The variables of the environment.
    EnvVars,
}

impl Promise {
    /// Whether the words above a list make the promise.
    fn is_in(self, words: &str) -> bool {
        static SECRETS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\b(?:required|needed|necessary|following)\b[^.:;]{0,40}\bsecrets\b|\bsecrets\b[^.:;]{0,40}\b(?:required|needed|necessary|must|need to|have to)\b")
                .expect("a valid expression")
        });
        static ENV_VARS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\b(?:complete|full|exhaustive)\s+(?:list|reference|set|table|overview)\b[^.:;]{0,20}\benv(?:ironment)?\s+var(?:iable)?s\b|\ball\s+(?:of\s+)?(?:the\s+)?(?:available\s+|supported\s+|possible\s+)?env(?:ironment)?\s+var(?:iable)?s\b")
                .expect("a valid expression")
        });
        static HEDGED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\b(?:optional(?:ly)?|for example|e\.g\.|such as|some of|subset|most of)\b")
                .expect("a valid expression")
        });
        let says = match self {
            Self::Secrets => &SECRETS,
            Self::EnvVars => &ENV_VARS,
        };
        // A sentence before may speak of another list.
        words
            .lines()
            .any(|line| line.split_inclusive(". ").any(|words| says.is_match(words) && !HEDGED.is_match(words)))
    }
}

/// The lists of a page that make a promise, in its heading or in the paragraph before them.
pub(super) fn promised(page: &Page, promise: Promise) -> Vec<Promised<'_>> {
    let markdown = &page.markdown;
    let rows = markdown.tables.iter().flat_map(|table| &table.rows);
    let first_cells: HashSet<usize> = rows.filter_map(|row| Some(row.cells.first()?.block)).collect();
    let leads: Vec<Option<usize>> = markdown
        .blocks
        .iter()
        .enumerate()
        .scan(None, |lead, (at, block)| {
            *lead = if matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph) { Some(at) } else { *lead };
            Some(*lead)
        })
        .collect();
    let mut lists: BTreeMap<usize, Promised> = BTreeMap::new();
    for code in markdown.codes.iter().filter(|code| !code.struck && is_name(&code.text)) {
        let block = &markdown.blocks[code.block];
        let is_subject = block.kind == BlockKind::ListItem || first_cells.contains(&code.block);
        let before = code.span.start.saturating_sub(block.span.start) as usize;
        let begins = block.prose.get(..before).is_some_and(|words| words.trim().is_empty());
        if let Some(lead) = leads[code.block].filter(|_| is_subject && begins && !block.quoted) {
            let list = lists.entry(lead).or_insert_with(|| Promised { names: Vec::new(), span: code.span });
            list.names.push(&code.text);
            list.span.end = code.span.end;
        }
    }
    let is_promised = |lead: &Block| {
        let heading = lead.section.filter(|_| lead.kind == BlockKind::Paragraph).map(|at| &markdown.headings[at]);
        promise.is_in(&lead.prose) || heading.is_some_and(|heading| promise.is_in(&heading.text))
    };
    lists.into_iter().filter(|(lead, _)| is_promised(&markdown.blocks[*lead])).map(|(_, list)| list).collect()
}

/// Whether some page has a name as a word of its own.
pub(super) fn is_on_a_page(ws: &Workspace, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let has = |text: &str| {
        text.match_indices(name)
            .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
    };
    ws.pages.iter().filter_map(|page| ws.files.text(page.file)).any(has)
}

/// Whether words are written as the names of secrets and variables are.
fn is_name(words: &str) -> bool {
    words.starts_with(|c: char| c.is_ascii_uppercase())
        && words.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}
