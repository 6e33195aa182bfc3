//! Lists of pages: of one kind, of all, and the page of search.

use std::collections::BTreeMap;

use minijinja::Value;

use super::frame::Frame;
use super::inventory::{document, slug};
use super::{Made, Site, ThemeError, rule_pages};
use crate::index::PageItem;
use crate::rules;

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
    let ids: Vec<(String, &str)> =
        (1..).zip(&chapters).map(|(number, (title, _))| (format!("c{number}-{}", slug(title)), *title)).collect();
    let contents: Vec<(&str, &str)> = ids.iter().map(|(id, title)| (id.as_str(), *title)).collect();
    let frame =
        Frame::new(list.address(), list.title(), section).contents(if contents.len() > 1 { &contents } else { &[] });
    let count: usize = chapters.iter().map(|(_, pages)| pages.len()).sum();
    let groups = chapters.into_iter().zip(&ids).map(|((title, pages), (id, _))| {
        context! { title, id, pages => pages.into_iter().map(|page| line(site, page)).collect::<Vec<_>>() }
    });
    let content = context! { groups => groups.collect::<Vec<_>>(), count, kind => section };
    let artifact = site.render("list.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "list")), copies: Vec::new() })
}

pub(super) fn workflows(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("workflows.html", "Workflows", "workflow");
    let rows = site.index.workflows.iter().map(|workflow| {
        context! { item => workflow, documented => site.mentions(&workflow.documented) }
    });
    let artifact = site.render("workflows.html", &frame, context! { workflows => rows.collect::<Vec<_>>() })?;
    Ok(Made { artifact, document: Some(document(&frame, "list")), copies: Vec::new() })
}

/// Every page of the site from A to Z: the way without scripts.
pub(super) fn all(site: &Site) -> Result<Made, ThemeError> {
    let index = site.index;
    let mut lines: Vec<(String, String, &str)> = Vec::new();
    for page in &index.pages {
        lines.extend(
            page.address
                .clone()
                .map(|address| (page.title.clone(), address, page.kind.as_deref().unwrap_or("document"))),
        );
    }
    lines.extend(index.workflows.iter().map(|workflow| (workflow.name.clone(), workflow.address.clone(), "workflow")));
    lines.extend(
        index
            .secrets
            .iter()
            .map(|secret| (secret.name.clone(), format!("secrets.html#{}", slug(&secret.name)), "secret")),
    );
    lines.extend(site.sidebar.lists().map(|(title, address)| (title.to_owned(), address.to_owned(), "list")));
    lines.extend(
        [("What could not be judged", "unjudged.html"), ("Rules", "rules.html")]
            .map(|(title, address)| (title.to_owned(), address.to_owned(), "list")),
    );
    let rules = rules::all().filter(|rule| rule_pages::is_shown(site, rule));
    lines.extend(rules.map(|rule| (rule.name.to_owned(), rule_pages::address(rule), "rule")));
    lines.sort_by(|a, b| (a.0.to_lowercase(), &a.1).cmp(&(b.0.to_lowercase(), &b.1)));
    let mut letters: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (title, address, kind) in &lines {
        let first = title.chars().find(|letter| letter.is_alphanumeric());
        let letter = match first {
            Some(letter) if letter.is_alphabetic() => letter.to_uppercase().to_string(),
            _ => "0–9".to_owned(),
        };
        letters.entry(letter).or_default().push(context! { title, address, kind });
    }
    let ids: Vec<(String, String)> =
        letters.keys().map(|letter| (format!("l-{}", slug(letter)), letter.clone())).collect();
    let contents: Vec<(&str, &str)> = ids.iter().map(|(id, letter)| (id.as_str(), letter.as_str())).collect();
    let frame = Frame::new("pages.html", "All pages, A to Z", "pages").contents(&contents);
    let groups = letters.into_iter().zip(&ids).map(|((letter, pages), (id, _))| context! { letter, id, pages });
    let artifact =
        site.render("pages.html", &frame, context! { groups => groups.collect::<Vec<_>>(), count => lines.len() })?;
    Ok(artifact.into())
}
