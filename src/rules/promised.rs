//! Lists of which a page says itself that they are whole: "Required secrets", "a complete list of environment variables".

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::kinds::Page;
use crate::syntax::markdown::{BlockKind, Code};
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
    let mut first_codes: HashMap<usize, &Code> = HashMap::new();
    for code in markdown.codes.iter().filter(|code| !code.struck) {
        first_codes.entry(code.block).or_insert(code);
    }
    let rows = markdown.tables.iter().flat_map(|table| &table.rows);
    let first_cells: Vec<usize> = rows.filter_map(|row| Some(row.cells.first()?.block)).collect();
    let mut found: Vec<Promised> = Vec::new();
    let mut is_promised = false;
    let mut is_open = false;
    for (at, block) in markdown.blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Heading(_) => (is_promised, is_open) = (promise.is_in(&block.prose), false),
            BlockKind::Paragraph => {
                let heading = block.section.and_then(|at| markdown.headings.get(at));
                let by_heading = heading.is_some_and(|heading| promise.is_in(&heading.text));
                (is_promised, is_open) = (by_heading || promise.is_in(&block.prose), false);
            }
            BlockKind::ListItem | BlockKind::TableCell if is_promised && !block.quoted => {
                let is_subject = block.kind == BlockKind::ListItem || first_cells.contains(&at);
                let code = first_codes.get(&at).filter(|code| is_subject && is_name(&code.text));
                let begins = |code: &&&Code| {
                    let before = code.span.start.saturating_sub(block.span.start) as usize;
                    block.prose.get(..before).is_some_and(|words| words.trim().is_empty())
                };
                let Some(code) = code.filter(begins) else { continue };
                if !is_open {
                    found.push(Promised { names: Vec::new(), span: code.span });
                    is_open = true;
                }
                let list = found.last_mut().expect("one is open");
                list.names.push(&code.text);
                list.span.end = code.span.end;
            }
            BlockKind::ListItem | BlockKind::TableCell | BlockKind::Html => {}
        }
    }
    found
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
