//! One page of Markdown to HTML that is safe to publish.
//!
//! comrak finds the structure and this module writes it, so that every tag of the result is one of ours: see `html`.
//! Knows no template, no disk and no other page; the caller says where links lead.

mod alert;
mod card;
mod code;
mod directive;
mod findings;
mod footnote;
mod heading;
mod highlight;
mod html;
mod indented;
mod inline;
mod page;
mod raw;
mod shell;
mod table;
mod tabs;

#[cfg(test)]
mod tests;

use crate::kinds::Page;
use crate::model::{Check, Run};
use crate::site::image::Size;
use crate::text::{Files, Span};

/// A page and what is known of it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The page.
    pub page: &'a Page,
    /// The texts, in which credentials are covered.
    pub files: &'a Files,
    /// The checks of this page, in their order.
    pub checks: &'a [&'a Check],
    /// What was recorded of a check.
    pub runs: &'a dyn Fn(&Check) -> Vec<&'a Run>,
    /// The findings of this page.
    pub findings: &'a [Mark],
    /// Where the destination of a link, or the source of an image, leads.
    pub link: &'a dyn Fn(&str, bool) -> Link,
    /// Draws a diagram, given its source and a prefix for ids.
    pub diagram: &'a dyn Fn(&str, &str) -> Result<String, String>,
}

/// Where a destination leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To this address, which is checked once more before it is written.
    To(String),
    /// To an image that stands on the site, with its size if that is known.
    Image(String, Option<Size>),
    /// To an image that is left out, at the repository's host if there is one.
    Left(Option<String>),
    /// Nowhere: its words are text.
    Nowhere,
}

/// How a thing is meant, beside its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is wrong, or destroys.
    Danger,
    /// Take care.
    Warn,
    /// Good to know.
    Info,
}

/// A finding, to be shown where it stands.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The words that it is about.
    pub span: Span,
    /// How bad it is.
    pub tone: Tone,
    /// The rule's name.
    pub rule: String,
    /// What is wrong; words in backticks are code.
    pub message: String,
    /// The address of the finding on its own page.
    pub address: String,
    /// Its id on this page.
    pub id: String,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 2 or 3.
    pub level: u8,
    /// The id that it leads to.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What a part of the page says, for search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The id of its heading; empty for what stands before the first.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its words, without commands.
    pub text: String,
    /// The lines that are typed in a shell, in their order.
    pub commands: Vec<String>,
}

/// A page, written.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// What stands below the title.
    pub html: String,
    /// The title, which is not in `html`.
    pub title: Option<String>,
    /// The id of the title, for the template's `h1`.
    pub title_id: String,
    /// The words of the first paragraph.
    pub lead: Option<String>,
    /// The headings that a table of contents shows.
    pub contents: Vec<Entry>,
    /// The page in parts, for search.
    pub sections: Vec<Section>,
    /// The symbols that `html` uses, by name and sorted.
    pub icons: Vec<&'static str>,
    /// The ids of findings that have no place in the text, such as those of the front matter.
    pub unplaced: Vec<String>,
}

pub use code::typed;

/// Writes a page.
#[must_use]
pub fn render(source: &Source<'_>) -> Rendered {
    page::render(source)
}
