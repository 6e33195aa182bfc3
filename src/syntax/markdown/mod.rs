//! A page of Markdown as a linter needs it: everything that says something, each with its exact place.
//!
//! pulldown-cmark finds the structure; this module adds what it leaves out: the places of destinations and of code
//! lines, bare URLs, HTML inside Markdown, the fragments that reach a heading, metadata, and MDX. All spans are of the
//! file, on character boundaries, and no input makes it panic or take more than linear time.

mod attributes;
mod bare_url;
mod destination;
mod erb;
mod excess;
mod fence;
mod front_matter;
mod html;
mod indented;
mod inline;
mod mdx;
mod page;
mod reader;
mod section;
mod slug;
mod table;
#[cfg(test)]
mod tests;

pub use erb::without_erb;
pub use excess::excess;
pub use fence::Fence;
pub use page::{Block, BlockKind, Code, Comment, Heading, Link, LinkKind, Markdown};
pub use slug::slug;
pub use table::{Cell, Row, Table};

use crate::text::Excerpt;

/// Which dialect a page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// GitHub's, with the attribute lists of static site generators.
    Markdown,
    /// Markdown with JSX, `.mdx`.
    Mdx,
}

/// The text of an MDX page with everything blanked that is not Markdown, at the same lines.
#[must_use]
pub fn without_jsx(text: &str) -> String {
    mdx::mask(text).text
}

/// Reads a page.
#[must_use]
pub fn parse(source: Excerpt<'_>, flavor: Flavor) -> Markdown {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let source = source.part(bom..source.text.len());
    let front_matter = front_matter::find(source.text);
    let body = source.part(front_matter.as_ref().map_or(0, |found| found.end)..source.text.len());
    let mut page = Markdown::empty(body.all());
    if let Some(found) = front_matter {
        page.front_matter = Some(source.span(found.inner));
        page.front_matter_toml = found.toml;
    }
    match flavor {
        Flavor::Markdown => reader::read(body, &indented::as_items(body.text), &mut page),
        Flavor::Mdx => {
            let masked = mdx::mask(body.text);
            reader::read(body, &masked.text, &mut page);
            mdx::restore(body, &masked, &mut page);
        }
    }
    indented::anchors(body.text, &mut page.anchors);
    section::divide(body, &mut page);
    page
}
