//! A cell and the things it names.

use crate::kinds::Page;
use crate::syntax::markdown::Cell;
use crate::text::{Excerpt, Span};

/// One of the things that a cell names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub text: String,
    pub span: Span,
    /// Whether it stands as code.
    pub code: bool,
}

/// Whether words state nothing.
pub(super) fn says_nothing(words: &str) -> bool {
    let words = words.trim().trim_matches(['*', '_', '`']).to_lowercase();
    matches!(words.as_str(), "" | "-" | "--" | "—" | "–" | "n/a" | "na" | "none" | "?" | "…" | "tbd" | "(none)")
        || words.starts_with("todo")
}

/// The code spans of a cell; of a cell without code its words, split at commas, line breaks and "and".
pub(super) fn items(text: Excerpt, page: &Page, cell: &Cell) -> Vec<Item> {
    let codes: Vec<Item> = codes(page, cell).collect();
    if !codes.is_empty() {
        return codes;
    }
    let raw = text.at(cell.span).text;
    if cell.text.trim() != raw.trim() && !raw.contains("<br") {
        let one = Item { text: cell.text.trim().to_owned(), span: cell.span, code: false };
        return if says_nothing(&one.text) { Vec::new() } else { vec![one] };
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at <= raw.len() {
        let rest = &raw[at..];
        let cut = [", ", ",", "<br>", "<br/>", "<br />", " and ", " & ", ";"]
            .iter()
            .filter_map(|mark| rest.find(mark).map(|found| (found, mark.len())))
            .min_by_key(|(found, length)| (*found, std::cmp::Reverse(*length)));
        let (end, next) = cut.map_or((rest.len(), rest.len() + 1), |(found, length)| (found, found + length));
        let part = rest[..end].trim();
        if !says_nothing(part) {
            let start = cell.span.start as usize + at + (rest[..end].len() - rest[..end].trim_start().len());
            let span = Span::new(cell.span.file, start, start + part.len());
            found.push(Item { text: part.to_owned(), span, code: false });
        }
        at += next;
    }
    found
}

/// The code spans of a cell that are not struck through.
pub(super) fn codes<'a>(page: &'a Page, cell: &'a Cell) -> impl Iterator<Item = Item> + 'a {
    let codes = page.markdown.codes.iter().filter(|code| code.block == cell.block && !code.struck);
    codes.map(|code| Item { text: code.text.clone(), span: code.span, code: true })
}
