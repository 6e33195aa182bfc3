//! Parts of typed pages: what a section holds, and where a finding about a whole page stands.

use crate::diagnostic::Place;
use crate::kinds::{Page, Section, questions};
use crate::syntax::markdown::{BlockKind, Heading, Table};
use crate::text::Span;
use crate::workspace::Workspace;

/// The typed pages that speak of the present.
pub(super) fn present(ws: &Workspace) -> impl Iterator<Item = &Page> {
    ws.pages.iter().filter(|page| page.kind.is_some_and(|kind| !kind.is_record()))
}

/// Where a finding about a whole page stands: at its title.
pub(super) fn title(page: &Page) -> Place {
    match page.markdown.headings.first() {
        Some(heading) => heading.span.into(),
        None => page.file.into(),
    }
}

/// Where a finding about front matter stands: at its first key, or at the title of a page that has none.
pub(super) fn front(page: &Page) -> Place {
    match page.front.as_ref().and_then(|front| front.entries().first()) {
        Some((key, _)) => key.span.into(),
        None => title(page),
    }
}

/// Whether words of a heading name something, given parts of words in lower case.
pub(super) fn is_headed(heading: &Heading, words: &[&str]) -> bool {
    let text = heading.text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Whether a page has a part: a heading, a table, a link, or a paragraph that begins with its name.
pub(super) fn has_part(page: &Page, section: &Section) -> bool {
    let markdown = &page.markdown;
    let begins = |text: &str| {
        let text = text.trim().to_lowercase();
        let head = text.split(':').next().unwrap_or_default();
        text.contains(':') && head.len() < 30 && section.words.iter().any(|word| head.contains(word))
    };
    let has_columns = |table: &Table| {
        let header = || table.header.iter().map(|cell| cell.text.to_lowercase());
        section.columns.iter().all(|group| header().any(|cell| group.iter().any(|word| cell.contains(word))))
    };
    let below_title = || markdown.headings.iter().filter(|heading| heading.level > 1);
    below_title().any(|heading| is_headed(heading, section.words))
        || !section.columns.is_empty() && markdown.tables.iter().any(has_columns)
        || markdown.blocks.iter().any(|block| begins(&block.prose))
        || markdown.links.iter().any(|link| section.words.iter().any(|word| link.text.to_lowercase().contains(word)))
}

/// Whether a command, in a fence or inline, stands in a part of a page.
pub(super) fn has_command(page: &Page, part: Span) -> bool {
    let markdown = &page.markdown;
    markdown.fences.iter().any(|fence| part.contains(fence.span) && !fence.text.trim().is_empty())
        || markdown.codes.iter().any(|code| part.contains(code.span))
}

/// Whether a link stands in a part of a page.
pub(super) fn has_link(page: &Page, part: Span) -> bool {
    page.markdown.links.iter().any(|link| part.contains(link.span))
}

/// Whether a question is open in a part of a page: it is counted where questions are.
pub(super) fn has_question(page: &Page, part: Span) -> bool {
    questions(page).any(|question| part.contains(question.span))
}

/// Whether anything is told in a part of a page, and not only asked for.
pub(super) fn says_something(page: &Page, part: Span) -> bool {
    let markdown = &page.markdown;
    let is_answer = |words: &str| {
        let words = words.trim().to_lowercase();
        !words.is_empty() && !["todo", "tbd", "fixme"].iter().any(|mark| words.starts_with(mark))
    };
    let is_text = |kind: BlockKind| !matches!(kind, BlockKind::Heading(_) | BlockKind::TableCell);
    let rows = markdown.tables.iter().filter(|table| part.contains(table.span)).flat_map(|table| &table.rows);
    markdown.blocks.iter().any(|block| is_text(block.kind) && part.contains(block.span) && is_answer(&block.prose))
        || markdown.fences.iter().any(|fence| part.contains(fence.span))
        || rows.flat_map(|row| &row.cells).any(|cell| is_answer(&cell.text))
}

/// The place of the value of a key of the front matter.
pub(super) fn front_value(page: &Page, key: &str) -> Option<Span> {
    let node = page.front.as_ref()?.get(key)?;
    Some(node.scalar().map_or(node.span, |scalar| scalar.inner))
}

/// Whether a sentence stands in a part of a page that is no note to write one.
pub(super) fn has_sentence(page: &Page, part: Span) -> bool {
    page.markdown.blocks.iter().any(|block| {
        let words = block.prose.trim();
        let is_note = ["todo", "tbd", "fixme", "n/a"].iter().any(|mark| words.to_lowercase().starts_with(mark));
        let is_text = !matches!(block.kind, BlockKind::Heading(_));
        is_text && part.contains(block.span) && !is_note && words.split_whitespace().count() > 3
    })
}
