//! Where a page tells how to go back.

use crate::kinds::{Page, is_about_rollback};
use crate::syntax::markdown::Heading;
use crate::text::Span;

/// The headings of sections about going back, with their indexes.
pub(super) fn headings(page: &Page) -> impl Iterator<Item = (usize, &Heading)> {
    let below_title = page.markdown.headings.iter().enumerate().filter(|(_, heading)| heading.level > 1);
    below_title.filter(|(_, heading)| is_about_rollback(&heading.text))
}

/// The links to pages about going back.
pub(super) fn links(page: &Page) -> impl Iterator<Item = Span> {
    let links = page.markdown.links.iter();
    links.filter(|link| is_about_rollback(&link.text) || is_about_rollback(&link.dest)).map(|link| link.span)
}
