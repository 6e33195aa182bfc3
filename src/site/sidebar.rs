//! The sidebar: kinds of pages, and the siblings of the page that is read. Never the whole tree.

use serde::Serialize;

use super::Site;
use super::frame::Crumb;
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
        let index = site.index;
        let pages = |kind: &'static str| -> Vec<Crumb> {
            let of_kind = index.pages.iter().filter(|page| page.kind.as_deref() == Some(kind));
            of_kind.filter_map(|page| Some(Crumb::new(page.title.clone(), page.address.clone()?))).collect()
        };
        let documents = index.pages.iter().filter(|page| page.kind.is_none());
        let documents: Vec<Crumb> =
            documents.filter_map(|page| Some(Crumb::new(page.title.clone(), page.address.clone()?))).collect();
        let workflows: Vec<Crumb> = index
            .workflows
            .iter()
            .map(|workflow| Crumb::new(workflow.file.clone(), workflow.address.clone()))
            .collect();
        let own = |id, title, icon, pages: Vec<Crumb>| {
            pages.first().cloned().map(|first| Section {
                id,
                title,
                icon,
                address: first.address,
                count: String::new(),
                tone: None,
                pages: if pages.len() > 1 { pages } else { Vec::new() },
            })
        };
        let list = |id, title, icon, address: &str, count: usize, pages: Vec<Crumb>| {
            (count > 0).then(|| Section {
                id,
                title,
                icon,
                address: address.to_owned(),
                count: count.to_string(),
                tone: None,
                pages,
            })
        };
        let home = Section {
            id: "home",
            title: "Home",
            icon: "home",
            address: "index.html".to_owned(),
            count: String::new(),
            tone: None,
            pages: Vec::new(),
        };
        let gaps = index.secrets.iter().filter(|secret| secret.has_gap(&site.ws.today)).count();
        let mut secrets =
            list("secrets", "Secrets", "key", "secrets.html", index.secrets.len() + index.variables.len(), Vec::new());
        if let Some(section) = secrets.as_mut().filter(|_| gaps > 0) {
            section.tone = Some("warn");
            section.count = gaps.to_string();
        }
        let first = [
            Some(home),
            own("index", "Overview", "list", pages("index")),
            list(
                "environment",
                "Environments",
                "env",
                "environments.html",
                index.environments.len(),
                pages("environment"),
            ),
            own("deployment", "Deployments", "play", pages("deployment")),
            own("ci", "CI and CD", "layers", pages("ci")),
            list("workflow", "Workflows", "flow", "workflows.html", workflows.len(), workflows),
            list("runbook", "Runbooks", "book", "runbooks.html", pages("runbook").len(), pages("runbook")),
            own("tooling", "Tooling", "tool", pages("tooling")),
            list("tools", "Tools and pins", "tool", "tools.html", index.tools.len(), Vec::new()),
            secrets,
            list("topology", "Topology", "map", "topology.html", index.services.len(), Vec::new()),
            own("maintenance", "Maintenance", "clock", pages("maintenance")),
        ];
        // Where every rule has its page, people come to read them; elsewhere findings lead there.
        let rules = if site.ws.config.settings.site.all_rules { rules::all().count() } else { 0 };
        let second = [
            list("note", "Notes", "page", "notes.html", pages("note").len(), pages("note")),
            list("document", "Documents", "page", "documents.html", documents.len(), documents),
            list("rules", "Rules", "check", "rules.html", rules, Vec::new()),
        ];
        let open = index.incidents.iter().filter(|incident| incident.is_open()).count();
        let mut incidents = list("incident", "Incidents", "bell", "incidents.html", index.incidents.len(), Vec::new());
        if let Some(section) = incidents.as_mut().filter(|_| open > 0) {
            section.tone = Some("danger");
            section.count = format!("{open} open");
        }
        let mut findings =
            list("findings", "Findings", "alert", "findings.html", site.findings.len().max(1), Vec::new());
        if let Some(section) = &mut findings {
            let worst = site.findings.iter().map(|finding| finding.level);
            section.count = if site.findings.is_empty() { String::new() } else { site.findings.len().to_string() };
            section.tone = worst
                .min_by_key(|level| ["error", "warning", "info"].iter().position(|known| known == level))
                .map(|level| match level {
                    "error" => "danger",
                    "warning" => "warn",
                    _ => "info",
                });
        }
        let third = [
            list("release", "Releases", "tag", "releases.html", index.releases.len(), Vec::new()),
            incidents,
            findings,
        ];
        let groups = [
            first.into_iter().flatten().collect(),
            second.into_iter().flatten().collect(),
            third.into_iter().flatten().collect(),
        ];
        Self { groups: groups.into_iter().filter(|group: &Vec<Section>| !group.is_empty()).collect() }
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

impl Section {
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
