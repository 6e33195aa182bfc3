//! The sidebar: kinds of pages, and the siblings of the page that is read. Never the whole tree.

use serde::Serialize;

use super::Site;
use super::frame::Crumb;
use crate::answers::gate::Outcome;
use crate::rules;

/// How many siblings stand in the sidebar; a list has the rest.
const SIBLINGS: usize = 60;

/// All that a sidebar can show.
#[derive(Debug, Default)]
pub(super) struct Sidebar {
    groups: Vec<Vec<Section>>,
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
    pages: Vec<Crumb>,
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

#[derive(Debug, Serialize)]
struct Child {
    title: String,
    address: String,
    current: bool,
}

impl Sidebar {
    pub fn new(site: &Site) -> Self {
        let groups = [operations(site), reading(site), records(site)];
        Self { groups: groups.into_iter().filter(|group| !group.is_empty()).collect() }
    }

    /// The sidebar of a page that belongs to a section.
    pub fn at(&self, address: &str, section: &str) -> Vec<Vec<Shown>> {
        let shown = |entry: &Section| {
            let open = entry.id == section;
            Shown {
                title: entry.title,
                icon: entry.icon,
                address: entry.address.clone(),
                count: entry.count.clone(),
                tone: entry.tone,
                open,
                current: entry.address == address && !entry.pages.iter().any(|page| page.address == address),
                children: if open { entry.children(address) } else { Vec::new() },
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
        let pages = self.groups.iter().flatten().find(|entry| entry.id == section).map(|entry| entry.pages.as_slice());
        let pages = pages.unwrap_or_default();
        let Some(at) = pages.iter().position(|page| page.address == address) else { return (None, None) };
        (at.checked_sub(1).map(|at| pages[at].clone()), pages.get(at + 1).cloned())
    }
}

/// What one does, and what one needs for it.
fn operations(site: &Site) -> Vec<Section> {
    let index = site.index;
    let workflows: Vec<Crumb> =
        index.workflows.iter().map(|item| Crumb::new(item.file.clone(), item.address.clone())).collect();
    let gaps = index.secrets.iter().filter(|secret| secret.has_gap(&site.ws.today)).count();
    let mut secrets = list("secrets", "Secrets", "key", index.secrets.len() + index.variables.len(), "secrets.html");
    if gaps > 0 {
        secrets = secrets.map(|section| section.counted(gaps.to_string(), "warn"));
    }
    let environments = list("environment", "Environments", "env", index.environments.len(), "environments.html");
    let runbooks = pages(site, Some("runbook"));
    let sections = [
        Some(Section::new("home", "Home", "home", "index.html".to_owned())),
        own("index", "Overview", "list", pages(site, Some("index"))),
        environments.map(|section| section.with(pages(site, Some("environment")))),
        own("deployment", "Deployments", "play", pages(site, Some("deployment"))),
        own("ci", "CI and CD", "layers", pages(site, Some("ci"))),
        list("workflow", "Workflows", "flow", workflows.len(), "workflows.html").map(|section| section.with(workflows)),
        list("runbook", "Runbooks", "book", runbooks.len(), "runbooks.html").map(|section| section.with(runbooks)),
        own("tooling", "Tooling", "tool", pages(site, Some("tooling"))),
        list("tools", "Tools and pins", "tool", index.tools.len(), "tools.html"),
        secrets,
        list("topology", "Topology", "map", index.services.len(), "topology.html"),
        own("maintenance", "Maintenance", "clock", pages(site, Some("maintenance"))),
    ];
    sections.into_iter().flatten().collect()
}

/// What one reads.
fn reading(site: &Site) -> Vec<Section> {
    let (notes, documents) = (pages(site, Some("note")), pages(site, None));
    // Where every rule has its page, people come to read them; elsewhere findings lead there.
    let rules = if site.ws.config.settings.site.all_rules { rules::all().count() } else { 0 };
    let sections = [
        list("note", "Notes", "page", notes.len(), "notes.html").map(|section| section.with(notes)),
        list("document", "Documents", "page", documents.len(), "documents.html").map(|section| section.with(documents)),
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
    let releases = list("release", "Releases", "tag", index.releases.len(), "releases.html");
    let measures = list("measures", "Measures", "layers", index.measures.len(), "measures.html");
    let mut gates = list("gates", "Gates", "check", site.gates.len(), "gates.html");
    let closed = site.gates.iter().filter(|gate| gate.outcome == Outcome::Fails).count();
    if closed > 0 {
        gates = gates.map(|section| section.counted(closed.to_string(), "danger"));
    }
    [gates, releases, incidents, measures, Some(findings)].into_iter().flatten().collect()
}

/// The published pages of a kind; none for those in no knowledge base.
fn pages(site: &Site, kind: Option<&str>) -> Vec<Crumb> {
    let of_kind = site.index.pages.iter().filter(|page| page.kind.as_deref() == kind);
    of_kind.filter_map(|page| Some(Crumb::new(page.title.clone(), page.address.clone()?))).collect()
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
        Self { id, title, icon, address, count: String::new(), tone: None, pages: Vec::new() }
    }

    fn with(self, pages: Vec<Crumb>) -> Self {
        Self { pages, ..self }
    }

    fn counted(self, count: String, tone: &'static str) -> Self {
        Self { count, tone: Some(tone), ..self }
    }

    /// The siblings around a page, and the way to all of them.
    fn children(&self, address: &str) -> Vec<Child> {
        let at = self.pages.iter().position(|page| page.address == address).unwrap_or_default();
        let first = at.saturating_sub(SIBLINGS / 2).min(self.pages.len().saturating_sub(SIBLINGS));
        let child = |page: &Crumb| Child {
            title: page.title.clone(),
            address: page.address.clone(),
            current: page.address == address,
        };
        let mut children: Vec<Child> = self.pages.iter().skip(first).take(SIBLINGS).map(child).collect();
        if self.pages.len() > SIBLINGS {
            let title = format!("All {}", self.pages.len());
            children.push(Child { title, address: self.address.clone(), current: false });
        }
        children
    }
}
