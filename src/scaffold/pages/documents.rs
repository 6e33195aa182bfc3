//! Links to what people wrote down already, beside these pages.

use std::collections::BTreeSet;

use super::doc::Doc;
use crate::model::{join, parent};
use crate::scaffold::words::{code, link, target, text};
use crate::survey::{Document, Topic, documents};
use crate::text::percent::decode;
use crate::workspace::Workspace;

/// How many documents are named in a sentence or a cell.
pub(super) const MOST: usize = 6;

/// The documents about some topics.
pub(super) fn about<'a>(ws: &'a Workspace, topics: &[Topic]) -> Vec<Document<'a>> {
    documents(ws).into_iter().filter(|document| topics.contains(&document.topic)).collect()
}

/// Links to documents, as [`link_to`] writes them.
pub(super) fn links(doc: &Doc, found: &[Document]) -> Vec<String> {
    found.iter().map(|document| link_to(doc.path(), document, found)).collect()
}

/// A link to one of some documents, by its title; by its path where two are called alike, or guides greet their readers
/// instead.
pub(in crate::scaffold) fn link_to(from: &str, document: &Document, among: &[Document]) -> String {
    if let Some(anchor) = document.section {
        let words = format!("{} of {}", text(&document.title), code(document.path));
        return format!("[{words}]({}#{anchor})", target(from, document.path));
    }
    let is_alike = |other: &&Document| other.title.eq_ignore_ascii_case(&document.title);
    let by_path = document.topic == Topic::Contributing || among.iter().filter(is_alike).count() > 1;
    let words = if by_path { code(document.path) } else { text(&document.title) };
    link(&words, from, document.path)
}

/// The first few links, and where the rest is.
pub(super) fn first_links(doc: &Doc, found: &[Document]) -> String {
    let all = links(doc, found);
    let mut words = all.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if let Some(rest) = found.get(MOST) {
        let folder = parent(rest.path);
        let place = if folder.is_empty() { String::new() } else { format!(", in {}", doc.link(&code(folder), folder)) };
        words.push_str(&format!(" and {} more{place}", found.len() - MOST));
    }
    words
}

/// The documents that no page of the knowledge base leads to yet; of more than a cell names only if it leads to none.
pub(super) fn unlinked(ws: &Workspace) -> Vec<Document<'_>> {
    let of_page = |page: &'_ crate::kinds::Page| {
        let path = |dest: &str| join(page.own_folder(), &decode(dest.split(['#', '?']).next().unwrap_or_default()));
        page.markdown.links.iter().filter_map(|link| path(&link.dest)).collect::<Vec<_>>()
    };
    let linked: BTreeSet<String> = ws.pages.iter().filter(|page| page.is_typed()).flat_map(of_page).collect();
    let mut missing = Vec::new();
    let all = documents(ws);
    for found in all.chunk_by(|one, other| one.topic == other.topic) {
        let (there, gone): (Vec<_>, Vec<_>) =
            found.iter().cloned().partition(|document| linked.contains(document.path));
        if there.is_empty() || there.len() + gone.len() <= MOST {
            missing.extend(gone);
        }
    }
    missing
}
