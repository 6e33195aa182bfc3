//! Parts of typed pages: what a section holds, and where a finding about a whole page stands.

use crate::diagnostic::Place;
use crate::kinds::Page;
use crate::syntax::markdown::{BlockKind, Heading};
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

/// Whether a sentence stands in a part of a page that is no note to write one.
pub(super) fn has_sentence(page: &Page, part: Span) -> bool {
    page.markdown.blocks.iter().any(|block| {
        let words = block.prose.trim();
        let is_note = ["todo", "tbd", "fixme", "n/a"].iter().any(|mark| words.to_lowercase().starts_with(mark));
        let is_text = !matches!(block.kind, BlockKind::Heading(_));
        is_text && part.contains(block.span) && !is_note && words.split_whitespace().count() > 3
    })
}
