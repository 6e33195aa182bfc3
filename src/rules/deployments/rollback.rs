//! Where a page tells how to go back.

use std::sync::LazyLock;

use regex::Regex;

use crate::kinds::Page;
use crate::syntax::markdown::Heading;
use crate::text::Span;

static ROLLBACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b|_|-)(?:roll(?:ing|ed)?[-_ ]?backs?|revert(?:ing)?|undo|restor(?:e|ing)|back(?:ing)?[-_ ]out)(?:\b|_|-)")
        .expect("a valid expression")
});

/// The headings of sections about going back, with their indexes.
pub(super) fn headings(page: &Page) -> impl Iterator<Item = (usize, &Heading)> {
    let below_title = page.markdown.headings.iter().enumerate().filter(|(_, heading)| heading.level > 1);
    below_title.filter(|(_, heading)| ROLLBACK.is_match(&heading.text))
}

/// The links to pages about going back.
pub(super) fn links(page: &Page) -> impl Iterator<Item = Span> {
    let links = page.markdown.links.iter();
    links.filter(|link| ROLLBACK.is_match(&link.text) || ROLLBACK.is_match(&link.dest)).map(|link| link.span)
}
