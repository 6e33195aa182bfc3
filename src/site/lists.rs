//! Lists of pages: of one kind, of all, and the page of search.

use std::collections::{BTreeMap, HashSet};

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::inventory::{document, row_ids};
use super::{Made, Site, ThemeError, rule_pages};
use crate::index::PageItem;
use crate::rules;

/// Lists up to here show every page at once.
const OPEN: usize = 60;
/// How many pages of a chapter a longer list shows before one asks for more.
const BEGINNING: usize = 12;
/// How many pages of a chapter are listed at all; every page stands from A to Z.
const LISTED: usize = 500;

/// A list of the published pages of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Runbooks,
    Notes,
    /// Those that are in no knowledge base.
    Documents,
}

impl List {
    pub const ALL: [Self; 3] = [Self::Runbooks, Self::Notes, Self::Documents];

    pub fn address(self) -> &'static str {
        match self {
            Self::Runbooks => "runbooks.html",
            Self::Notes => "notes.html",
            Self::Documents => "documents.html",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Runbooks => "Runbooks",
            Self::Notes => "Notes",
            Self::Documents => "Documents",
        }
    }

    /// The entry of the sidebar.
    fn section(self) -> &'static str {
        match self {
            Self::Runbooks => "runbook",
            Self::Notes => "note",
            Self::Documents => "document",
        }
    }

    /// The pages that it lists.
    pub fn pages<'s>(self, site: &'s Site) -> impl Iterator<Item = &'s PageItem> {
        let kind = (self != Self::Documents).then(|| self.section());
        site.index.pages.iter().filter(move |page| page.address.is_some() && page.kind.as_deref() == kind)
    }
}

pub(super) fn search(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("search.html", "Search", "search");
    Ok(site.render("search.html", &frame, context! {})?.into())
}

/// A page as a line of a list.
fn line(site: &Site, page: &PageItem) -> Value {
    context! {
        title => page.title, address => page.address, summary => page.summary, path => page.path, risk => page.risk,
        environment => page.environment, owner => page.owner, reviewed => page.reviewed, findings => page.findings,
        overdue => page.review_due.as_deref().is_some_and(|due| due < site.ws.today.as_str()),
        changed => page.changes.first(),
    }
}

pub(super) fn list(site: &Site, list: List) -> Result<Made, ThemeError> {
    let section = list.section();
    let chapters: Vec<(&str, Vec<&PageItem>)> = match list {
        List::Documents => site
            .index
            .chapters
            .iter()
            .map(|chapter| {
                let pages = chapter.pages.iter().map(|at| &site.index.pages[*at]);
                (chapter.title.as_str(), pages.collect())
            })
            .collect(),
        List::Runbooks | List::Notes => vec![("", list.pages(site).collect())],
    };
    let titles: Vec<&str> = chapters.iter().map(|(title, _)| *title).collect();
    let ids = ids("c-", &titles);
    let contents: Vec<(&str, &str)> = ids.iter().map(String::as_str).zip(titles).collect();
    let frame =
        Frame::new(list.address(), list.title(), section).contents(if contents.len() > 1 { &contents } else { &[] });
    let count: usize = chapters.iter().map(|(_, pages)| pages.len()).sum();
    // Of a long list every chapter shows its beginning, so that all of them are seen.
    let open = if count > OPEN { BEGINNING } else { count };
    let groups = chapters.into_iter().zip(&ids).map(|((title, pages), id)| {
        let shown = pages.iter().take(LISTED).map(|page| line(site, page));
        context! { title, id, count => pages.len(), pages => shown.collect::<Vec<_>>() }
    });
    let content = context! { groups => groups.collect::<Vec<_>>(), count, kind => section, open, listed => LISTED };
    let artifact = site.render("list.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "list")), copies: Vec::new() })
}

pub(super) fn workflows(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("workflows.html", "Workflows", "workflow");
    let rows = site.index.workflows.iter().map(|workflow| {
        context! { item => workflow, starts => workflow.starts(), documented => site.mentions(&workflow.documented) }
    });
    let others = site.other_ci.iter().map(|(name, path)| {
        context! { name, path, address => site.source_url(path, None) }
    });
    let artifact = site.render(
        "workflows.html",
        &frame,
        context! {
            workflows => rows.collect::<Vec<_>>(),
            others => others.collect::<Vec<_>>(),
            has_environments => site.index.workflows.iter().any(|workflow| !workflow.environments.is_empty()),
        },
    )?;
    Ok(Made { artifact, document: Some(document(&frame, "list")), copies: Vec::new() })
}

/// How many entries from A to Z stand on one page.
const RANGE: usize = 500;

/// An entry of the list of everything.
type Entry<'s> = (String, String, &'s str);

/// All entries from A to Z.
fn everything<'s>(site: &'s Site) -> Vec<Entry<'s>> {
    let index = site.index;
    let pages = index.pages.iter().filter_map(|page| {
        Some((page.title.clone(), page.address.clone()?, page.kind.as_deref().unwrap_or("document")))
    });
    let workflows =
        index.workflows.iter().map(|workflow| (workflow.name.clone(), workflow.address.clone(), "workflow"));
    let rows = row_ids(index);
    let secrets = index.secrets.iter().zip(&rows);
    let secrets = secrets.map(|(secret, id)| (secret.name.clone(), format!("secrets.html#{id}"), "secret"));
    let lists = site.sidebar.lists().chain([("What could not be judged", "unjudged.html"), ("Rules", "rules.html")]);
    let lists = lists.map(|(title, address)| (title.to_owned(), address.to_owned(), "list"));
    let rules = rules::all().filter(|rule| rule_pages::is_shown(site, rule));
    let rules = rules.map(|rule| (rule.name.to_owned(), rule_pages::address(rule), "rule"));
    let mut seen = HashSet::new();
    let all = pages.chain(workflows).chain(secrets).chain(lists).chain(rules);
    // A page that is an entry of the sidebar stands under its own title alone.
    let mut all: Vec<Entry> = all.filter(|(_, address, _)| seen.insert(address.clone())).collect();
    all.sort_by_cached_key(|entry| (entry.0.to_lowercase(), entry.1.clone()));
    all
}

/// How many pages the list of everything is cut into beside its first; none when one has room for all.
pub(super) fn ranges(site: &Site) -> usize {
    let count = everything(site).len();
    if count > RANGE { count.div_ceil(RANGE) } else { 0 }
}

/// The address of a part of the list of everything, from 0.
pub(super) fn range_address(number: usize) -> String {
    format!("pages-{}.html", number + 1)
}

/// Every page of the site from A to Z, the way without scripts; or the ways to the parts of that list.
pub(super) fn all(site: &Site) -> Result<Made, ThemeError> {
    let entries = everything(site);
    if entries.len() <= RANGE {
        return letters(site, Frame::new("pages.html", "All pages, A to Z", "pages"), &entries, entries.len());
    }
    let frame = Frame::new("pages.html", "All pages, A to Z", "pages");
    let parts = entries.chunks(RANGE).enumerate().map(|(number, part)| {
        context! { address => range_address(number), first => part.first().map(|entry| &entry.0), last => part.last().map(|entry| &entry.0), count => part.len() }
    });
    let content = context! { parts_of_all => parts.collect::<Vec<_>>(), count => entries.len() };
    Ok(site.render("pages.html", &frame, content)?.into())
}

/// A part of the list of everything.
pub(super) fn range(site: &Site, number: usize) -> Result<Made, ThemeError> {
    let entries = everything(site);
    let part = entries.chunks(RANGE).nth(number).unwrap_or_default();
    let frame = Frame::new(&range_address(number), format!("All pages, part {}", number + 1), "pages");
    letters(site, frame.under("All pages, A to Z", "pages.html"), part, entries.len())
}

/// Entries under their first letters.
fn letters(site: &Site, frame: Frame, entries: &[Entry], count: usize) -> Result<Made, ThemeError> {
    let mut letters: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (title, address, kind) in entries {
        let first = title.chars().find(|letter| letter.is_alphanumeric());
        let letter = match first {
            Some(letter) if letter.is_alphabetic() => letter.to_uppercase().to_string(),
            _ => "0–9".to_owned(),
        };
        letters.entry(letter).or_default().push(context! { title, address, kind });
    }
    let ids = ids("l-", letters.keys());
    let contents: Vec<(&str, &str)> = ids.iter().map(String::as_str).zip(letters.keys().map(String::as_str)).collect();
    let frame = frame.contents(&contents);
    let groups = letters.iter().zip(&ids).map(|((letter, pages), id)| context! { letter, id, pages });
    let content = context! { groups => groups.collect::<Vec<_>>(), count, shown => entries.len() };
    Ok(site.render("pages.html", &frame, content)?.into())
}
