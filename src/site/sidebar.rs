//! The sidebar: kinds of pages, and the siblings of the page that is read. Never the whole tree.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use super::Site;
use super::frame::Crumb;
use super::{commands, gates, releases};
use crate::index::PageItem;
use crate::rules;

/// How many siblings stand in the sidebar at most.
const SIBLINGS: usize = 60;
/// How many of more siblings than that stand there, those nearest to the page; a list has the rest.
const NEAREST: usize = 24;

/// All that a sidebar can show.
#[derive(Debug, Default)]
pub(super) struct Sidebar {
    groups: Vec<Vec<Section>>,
    /// Where each page stands under its section, so that no page looks through all others for itself.
    places: HashMap<String, Place>,
}

/// An entry with the pages under it.
#[derive(Debug)]
struct Section {
    id: &'static str,
    title: &'static str,
    icon: &'static str,
    address: String,
    count: String,
    tone: Option<&'static str>,
    chapters: Vec<Chapter>,
}

/// Pages under an entry that stand together; without a title when all of them do.
#[derive(Debug)]
struct Chapter {
    title: String,
    pages: Vec<Crumb>,
}

/// A page under an entry.
#[derive(Clone, Copy, Debug)]
struct Place {
    section: &'static str,
    chapter: usize,
    at: usize,
}

/// An entry as one page shows it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    title: &'static str,
    icon: &'static str,
    address: String,
    count: String,
    tone: Option<&'static str>,
    open: bool,
    current: bool,
    children: Vec<Child>,
}

/// A line under an entry: a page, or a chapter that shows its pages when one of them is read.
#[derive(Debug, Default, Serialize)]
struct Child {
    title: String,
    address: String,
    open: bool,
    current: bool,
    children: Vec<Child>,
}

impl Sidebar {
    pub fn new(site: &Site) -> Self {
        let groups: Vec<Vec<Section>> =
            [operations(site), reading(site), records(site)].into_iter().filter(|group| !group.is_empty()).collect();
        let mut places = HashMap::new();
        for section in groups.iter().flatten() {
            for (chapter, pages) in section.chapters.iter().enumerate() {
                places.extend(
                    pages
                        .pages
                        .iter()
                        .enumerate()
                        .map(|(at, page)| (page.address.clone(), Place { section: section.id, chapter, at })),
                );
            }
        }
        Self { groups, places }
    }

    /// The sidebar of a page that belongs to a section.
    pub fn at(&self, address: &str, section: &str) -> Vec<Vec<Shown>> {
        let place = self.place(address, section);
        let shown = |entry: &Section| {
            let open = entry.id == section;
            Shown {
                title: entry.title,
                icon: entry.icon,
                address: entry.address.clone(),
                count: entry.count.clone(),
                tone: entry.tone,
                open,
                current: entry.address == address && !(open && place.is_some()),
                children: if open { entry.children(place) } else { Vec::new() },
            }
        };
        self.groups.iter().map(|group| group.iter().map(shown).collect()).collect()
    }

    /// The entries that are lists.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &str)> {
        self.groups.iter().flatten().map(|entry| (entry.title, entry.address.as_str()))
    }

    /// What comes before and after a page among its siblings.
    pub fn neighbours(&self, address: &str, section: &str) -> (Option<Crumb>, Option<Crumb>) {
        let entry = self.groups.iter().flatten().find(|entry| entry.id == section);
        let (Some(Place { chapter, at, .. }), Some(entry)) = (self.place(address, section), entry) else {
            return (None, None);
        };
        let (before, after) = entry.chapters.split_at(chapter);
        let (this, after) = after.split_first().expect("a place is one of a chapter");
        let previous = at.checked_sub(1).map(|at| &this.pages[at]);
        let next = this.pages.get(at + 1);
        let last = || before.last().and_then(|chapter| chapter.pages.last());
        let first = || after.first().and_then(|chapter| chapter.pages.first());
        (previous.or_else(last).cloned(), next.or_else(first).cloned())
    }

    fn place(&self, address: &str, section: &str) -> Option<Place> {
        self.places.get(address).copied().filter(|place| place.section == section)
    }
}

/// What one does, and what one needs for it.
fn operations(site: &Site) -> Vec<Section> {
    let index = site.index;
    let workflows: Vec<Crumb> =
        index.workflows.iter().map(|item| Crumb::new(item.file.clone(), item.address.clone())).collect();
    let gaps = index.secrets.iter().filter(|secret| secret.has_gap(&site.ws.today)).count();
    let (title, count) = match index.secrets.len() {
        0 => ("Variables", index.variables.len()),
        count => ("Secrets", count),
    };
    let mut secrets = list("secrets", title, "key", count, "secrets.html");
    if gaps > 0 {
        secrets = secrets.map(|section| section.counted(gaps.to_string(), "warn"));
    }
    let environments = list("environment", "Environments", "env", index.environments.len(), "environments.html");
    let runbooks = pages(site, "runbook");
    let sections = [
        Some(Section::new("home", "Home", "home", "index.html".to_owned())),
        own("index", "Overview", "list", pages(site, "index")),
        environments.map(|section| section.with(pages(site, "environment"))),
        own("deployment", "Deployments", "play", pages(site, "deployment")),
        own("ci", "CI and CD", "layers", pages(site, "ci")),
        list("workflow", "Workflows", "flow", workflows.len().max(site.other_ci.len()), "workflows.html")
            .map(|section| section.with(workflows)),
        list("runbook", "Runbooks", "book", runbooks.len(), "runbooks.html").map(|section| section.with(runbooks)),
        own("tooling", "Tooling", "tool", pages(site, "tooling")),
        list("commands", "Commands", "play", commands::defined(site).count(), "commands.html"),
        list("tools", "Tools and pins", "tool", index.tools.len(), "tools.html"),
        secrets,
        list("topology", "Topology", "map", index.services.len(), "topology.html"),
        own("maintenance", "Maintenance", "clock", pages(site, "maintenance")),
    ];
    sections.into_iter().flatten().collect()
}

/// What one reads.
fn reading(site: &Site) -> Vec<Section> {
    let notes = pages(site, "note");
    let documents = documents(site);
    let count = documents.iter().map(|chapter| chapter.pages.len()).sum();
    // Where every rule has its page, people come to read them; elsewhere findings lead there.
    let rules = if site.ws.config.settings.site.all_rules { rules::all().count() } else { 0 };
    let sections = [
        list("note", "Notes", "page", notes.len(), "notes.html").map(|section| section.with(notes)),
        list("document", "Documents", "page", count, "documents.html").map(|section| section.within(documents)),
        list("rules", "Rules", "check", rules, "rules.html"),
    ];
    sections.into_iter().flatten().collect()
}

/// What has happened, and what is wrong.
fn records(site: &Site) -> Vec<Section> {
    let index = site.index;
    let open = index.incidents.iter().filter(|incident| incident.is_open()).count();
    let mut incidents = list("incident", "Incidents", "bell", index.incidents.len(), "incidents.html");
    if open > 0 {
        incidents = incidents.map(|section| section.counted(format!("{open} open"), "danger"));
    }
    let mut findings = Section::new("findings", "Findings", "alert", "findings.html".to_owned());
    let worst = ["error", "warning", "info"]
        .into_iter()
        .zip(["danger", "warn", "info"])
        .find(|(level, _)| site.findings.iter().any(|finding| finding.level == *level));
    if let Some((_, tone)) = worst {
        findings = findings.counted(site.findings.len().to_string(), tone);
    }
    let releases = list("release", "Releases", "tag", releases::count(site), "releases.html");
    let measures = list("measures", "Measures", "layers", index.measures.len(), "measures.html");
    let mut gates = list("gates", "Gates", "check", site.gates.len(), "gates.html");
    let closed = site.gates.iter().filter(|gate| !gates::is_open(gate)).count();
    if closed > 0 {
        gates = gates.map(|section| section.counted(closed.to_string(), gates::tone(site)));
    }
    [gates, releases, incidents, measures, Some(findings)].into_iter().flatten().collect()
}

/// The published pages of a kind.
fn pages(site: &Site, kind: &str) -> Vec<Crumb> {
    site.index.pages.iter().filter(|page| page.kind.as_deref() == Some(kind)).filter_map(crumb).collect()
}

/// The published pages of no kind, chapter by chapter.
fn documents(site: &Site) -> Vec<Chapter> {
    let chapter = |chapter: &crate::index::Chapter| Chapter {
        title: chapter.title.clone(),
        pages: chapter.pages.iter().filter_map(|at| crumb(&site.index.pages[*at])).collect(),
    };
    site.index.chapters.iter().map(chapter).collect()
}

fn crumb(page: &PageItem) -> Option<Crumb> {
    Some(Crumb::new(page.title.clone(), page.address.clone()?))
}

/// An entry that is a page itself, with the others of its kind under it.
fn own(id: &'static str, title: &'static str, icon: &'static str, pages: Vec<Crumb>) -> Option<Section> {
    let first = pages.first()?.address.clone();
    Some(Section::new(id, title, icon, first).with(if pages.len() > 1 { pages } else { Vec::new() }))
}

/// An entry that is a list of so many things, if there are any.
fn list(id: &'static str, title: &'static str, icon: &'static str, count: usize, address: &str) -> Option<Section> {
    let section = Section::new(id, title, icon, address.to_owned());
    (count > 0).then(|| Section { count: count.to_string(), ..section })
}

impl Section {
    fn new(id: &'static str, title: &'static str, icon: &'static str, address: String) -> Self {
        Self { id, title, icon, address, count: String::new(), tone: None, chapters: Vec::new() }
    }

    fn with(self, pages: Vec<Crumb>) -> Self {
        self.within(vec![Chapter { title: String::new(), pages }])
    }

    fn within(self, chapters: Vec<Chapter>) -> Self {
        Self { chapters, ..self }
    }

    fn counted(self, count: String, tone: &'static str) -> Self {
        Self { count, tone: Some(tone), ..self }
    }

    /// What stands around a page, and the way to all. Of several chapters only that of the page is open.
    fn children(&self, place: Option<Place>) -> Vec<Child> {
        let chapters = &self.chapters;
        let mut children: Vec<Child> = match chapters.as_slice() {
            [only] => only.lines(place),
            chapters => {
                let shown = around(chapters.len(), place.map_or(0, |place| place.chapter));
                let place_in = |chapter: usize| place.filter(|place| place.chapter == chapter);
                shown.map(|chapter| chapters[chapter].line(place_in(chapter))).collect()
            }
        };
        let open = place.map_or(if chapters.len() == 1 { 0 } else { usize::MAX }, |place| place.chapter);
        let is_cut = chapters.len() > SIBLINGS || chapters.get(open).is_some_and(|open| open.pages.len() > SIBLINGS);
        if is_cut {
            let count: usize = chapters.iter().map(|chapter| chapter.pages.len()).sum();
            children.push(Child { title: format!("All {count}"), address: self.address.clone(), ..Child::default() });
        }
        children
    }
}

impl Chapter {
    /// The pages around one of them.
    fn lines(&self, place: Option<Place>) -> Vec<Child> {
        let at = place.map(|place| place.at);
        let line = |number: usize| Child {
            current: at == Some(number),
            ..Child::to(&self.pages[number].title, &self.pages[number])
        };
        around(self.pages.len(), at.unwrap_or_default()).map(line).collect()
    }

    /// The way to its first page, with the others under it when one of them is read. A single page speaks for itself.
    fn line(&self, place: Option<Place>) -> Child {
        match self.pages.as_slice() {
            [only] => Child { current: place.is_some(), ..Child::to(&only.title, only) },
            pages => {
                let children = if place.is_some() { self.lines(place) } else { Vec::new() };
                Child { open: place.is_some(), children, ..Child::to(&self.title, &pages[0]) }
            }
        }
    }
}

impl Child {
    fn to(title: &str, page: &Crumb) -> Self {
        Self { title: title.to_owned(), address: page.address.clone(), ..Self::default() }
    }
}

/// Which of so many lines are shown around one of them.
fn around(count: usize, at: usize) -> Range<usize> {
    if count <= SIBLINGS {
        return 0..count;
    }
    let first = at.saturating_sub(NEAREST / 2).min(count - NEAREST);
    first..first + NEAREST
}
