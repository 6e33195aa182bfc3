//! What stands around the content of every page.

use serde::Serialize;

use super::markdown::Entry;
use super::plan::is_told;
use crate::index::{ChangeItem, twin};

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Crumb {
    pub title: String,
    pub address: String,
}

impl Crumb {
    pub fn new(title: impl Into<String>, address: impl Into<String>) -> Self {
        Self { title: title.into(), address: address.into() }
    }
}

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Content {
    pub level: u8,
    pub id: String,
    pub text: String,
}

impl From<&Entry> for Content {
    fn from(entry: &Entry) -> Self {
        Self { level: entry.level, id: entry.id.clone(), text: entry.text.clone() }
    }
}

/// The frame of one page.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Frame {
    /// From the root of the site: `runbooks/rollback.html`.
    pub address: String,
    /// From the page to the root: `../`.
    pub root: String,
    pub title: String,
    /// What the breadcrumb says, when it is not the title.
    pub short: Option<String>,
    pub summary: String,
    pub crumbs: Vec<Crumb>,
    pub contents: Vec<Content>,
    /// The entry of the sidebar that it belongs to.
    #[serde(skip)]
    pub section: &'static str,
    pub twin: Option<String>,
    pub feed: Option<String>,
    pub source: Option<String>,
    pub source_url: Option<String>,
    pub edit_url: Option<String>,
    pub url: Option<String>,
    pub changed: Option<ChangeItem>,
    pub previous: Option<Crumb>,
    pub next: Option<Crumb>,
}

impl Frame {
    /// A page at an address, under Home.
    pub fn new(address: &str, title: impl Into<String>, section: &'static str) -> Self {
        Self {
            address: address.to_owned(),
            root: root(address),
            title: title.into(),
            crumbs: vec![Crumb::new("Home", "index.html")],
            twin: is_told(address).then(|| twin(address)),
            section,
            ..Self::default()
        }
    }

    /// With a page between Home and itself.
    pub fn under(mut self, title: &str, address: &str) -> Self {
        self.crumbs.push(Crumb::new(title, address));
        self
    }

    /// With headings to jump to.
    pub fn contents(mut self, entries: &[(&str, &str)]) -> Self {
        let entry = |(id, text): &(&str, &str)| Content { level: 2, id: (*id).to_owned(), text: (*text).to_owned() };
        self.contents = entries.iter().map(entry).collect();
        self
    }
}

/// The way from a page to the root.
pub(super) fn root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}
