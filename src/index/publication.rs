//! Which pages are published, and at which addresses.

use std::collections::{BTreeMap, BTreeSet};

use super::led::page_led_to;
use super::reading::is_contents;
use crate::kinds::{Page, PageKind};
use crate::model::parent;
use crate::syntax::markdown::LinkKind;
use crate::text::percent;
use crate::workspace::Workspace;

/// Folders of documentation that a repository without a knowledge base is published from, wherever they are.
const FOLDERS: &[&str] = &[
    "docs",
    "doc",
    "documentation",
    "content",
    "runbooks",
    "handbook",
    "guides",
    "guide",
    "manual",
    "book",
    "wiki",
    "website",
];

/// Names of generated pages and folders, which no page of the repository takes.
const GENERATED: &[&str] = &[
    "index",
    "404",
    "search",
    "secrets",
    "tools",
    "topology",
    "releases",
    "incidents",
    "findings",
    "unjudged",
    "pages",
    "environments",
    "runbooks",
    "workflows",
    "documents",
    "notes",
    "rules",
];

/// The published pages, by path, with their addresses: `runbooks/rollback.html`.
#[derive(Debug, Default)]
pub struct Publication {
    addresses: BTreeMap<String, String>,
}

impl Publication {
    /// Chooses the pages and gives each an address.
    pub fn new(ws: &Workspace) -> Self {
        let mut addresses = BTreeMap::new();
        let mut taken: BTreeSet<String> = GENERATED.iter().map(|name| format!("{name}.html")).collect();
        let chosen = chosen(ws);
        // Pages of the knowledge base come first, so that none of them gives way to another.
        let (typed, others): (Vec<&Page>, Vec<&Page>) = chosen.into_iter().partition(|page| page.is_typed());
        for page in typed.into_iter().chain(others) {
            let mut address = address(ws, page);
            while !taken.insert(address.to_lowercase()) {
                let stem = address.trim_end_matches(".html");
                address = format!("{stem}-page.html");
            }
            addresses.insert(page.path.clone(), address);
        }
        Self { addresses }
    }

    /// The address of a page, if it is published.
    pub fn address(&self, path: &str) -> Option<&str> {
        self.addresses.get(path).map(String::as_str)
    }

    /// Every published path with its address, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.addresses.iter().map(|(path, address)| (path.as_str(), address.as_str()))
    }
}

/// Whether a folder of this name holds documentation.
pub(super) fn is_documentation(step: &str) -> bool {
    FOLDERS.contains(&step.to_lowercase().as_str())
}

fn chosen(ws: &Workspace) -> Vec<&Page> {
    let has_base = ws.pages.iter().any(Page::is_typed);
    let linked = if has_base { linked(ws) } else { BTreeSet::new() };
    let is_chosen = |page: &&Page| {
        // What Ruby makes of ERB only Ruby knows.
        if ws.files.entry(page.file).is_ignored || page.path.ends_with(".erb") {
            return false;
        }
        if page.is_typed() || ws.config.is_published(&page.path) {
            return true;
        }
        if has_base {
            return linked.contains(page.path.as_str());
        }
        let folder = parent(&page.path);
        // Deeper in the tree `content` is mostly the text of an application.
        let mut steps = folder.split('/').enumerate();
        let is_documentation = steps.any(|(depth, step)| is_documentation(step) && (depth == 0 || step != "content"));
        let is_readme = page.stem().eq_ignore_ascii_case("readme");
        !page.is_part() && !is_contents(page) && (folder.is_empty() || is_documentation || is_readme)
    };
    ws.pages.iter().filter(is_chosen).collect()
}

/// The pages to which links lead from the knowledge base, over however many others.
fn linked(ws: &Workspace) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&Page> = ws.pages.iter().filter(|page| page.is_typed()).collect();
    while let Some(page) = next.pop() {
        next.extend(links(ws, page).filter(|page| found.insert(page.path.as_str())));
    }
    found
}

/// The pages to which a page links.
fn links<'a>(ws: &'a Workspace, page: &'a Page) -> impl Iterator<Item = &'a Page> {
    let links = page.markdown.links.iter().filter(|link| link.kind != LinkKind::Image && !link.dest.contains("://"));
    links.filter_map(|link| {
        let path = link.dest.split(['#', '?']).next().filter(|path| !path.is_empty())?;
        page_led_to(ws, page, &percent::decode(path))
    })
}

fn address(ws: &Workspace, page: &Page) -> String {
    let inside = match ws.config.typed_root(&page.path) {
        Some(root) if page.is_typed() => page.path[root.len()..].trim_start_matches('/'),
        _ => &page.path,
    };
    let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let is_start = name.eq_ignore_ascii_case("readme") || name == "index";
    let name = match folder {
        "" if page.kind == Some(PageKind::Index) => "overview",
        "" if is_start => "readme",
        _ if is_start => "index",
        _ => name,
    };
    let folder: String = folder.split('/').filter(|step| !step.is_empty()).map(|step| safe(step) + "/").collect();
    format!("{folder}{}.html", safe(name))
}

/// A step of a path as it can stand in an address on every host: without blanks, marks and a leading `_`.
fn safe(step: &str) -> String {
    let step: String =
        step.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
    let step = step.trim_start_matches(['_', '.']).to_owned();
    if step.is_empty() { "page".to_owned() } else { step }
}
