//! A page of the documentation: its tree, its kind, the folder it speaks for, the sources it describes.

use super::AgentFile;
use crate::model::{markdown_stem, parent};
use crate::syntax::markdown::{Link, Markdown};
use crate::syntax::tree::Node;
use crate::text::{FileId, Span};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// What a typed page is for. The path says it, or `kind:` in the front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKind {
    /// What is here, who owns it.
    Index,
    /// How to set up and reach one environment.
    Environment,
    /// How a version gets to its users, and back.
    Deployment,
    /// What runs on each change.
    Ci,
    /// Which tools people need.
    Tooling,
    /// One procedure.
    Runbook,
    /// The record of one release.
    Release,
    /// The record of one incident.
    Incident,
    /// What is done again and again.
    Maintenance,
    /// Any other page of a knowledge base.
    Note,
}

impl PageKind {
    /// Every kind that a page can ask for by name.
    pub const ALL: [Self; 10] = [
        Self::Index,
        Self::Environment,
        Self::Deployment,
        Self::Ci,
        Self::Tooling,
        Self::Runbook,
        Self::Release,
        Self::Incident,
        Self::Maintenance,
        Self::Note,
    ];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Environment => "environment",
            Self::Deployment => "deployment",
            Self::Ci => "ci",
            Self::Tooling => "tooling",
            Self::Runbook => "runbook",
            Self::Release => "release",
            Self::Incident => "incident",
            Self::Maintenance => "maintenance",
            Self::Note => "note",
        }
    }

    /// The kind of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind that a path inside a knowledge base gives.
    pub fn of_path(inside: &str) -> Self {
        let stem = markdown_stem(inside).unwrap_or(inside);
        // What a folder of runbooks holds is told by its README, which is no runbook itself.
        let inside = stem.split_once('/').filter(|(_, name)| !name.eq_ignore_ascii_case("readme") && *name != "index");
        match inside {
            Some(("environments", _)) => Self::Environment,
            Some(("runbooks", _)) => Self::Runbook,
            Some(("releases", _)) => Self::Release,
            Some(("incidents", _)) => Self::Incident,
            Some(("deployments", _)) => Self::Deployment,
            None if stem.eq_ignore_ascii_case("readme") || stem == "index" => Self::Index,
            None if stem == "deployments" || stem == "deployment" => Self::Deployment,
            None if stem == "ci-cd" || stem == "ci" => Self::Ci,
            None if stem == "tooling" || stem == "tools" => Self::Tooling,
            None if stem == "maintenance" => Self::Maintenance,
            Some(_) | None => Self::Note,
        }
    }

    /// Whether such a page tells of its own day and is never held against the present.
    pub fn is_record(self) -> bool {
        matches!(self, Self::Release | Self::Incident)
    }
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its file.
    pub file: FileId,
    /// Its path.
    pub path: String,
    /// Its kind, if it is in a knowledge base.
    pub kind: Option<PageKind>,
    /// What it is to agents, if they work by it.
    pub agent: Option<AgentFile>,
    /// The folder whose repository it speaks for: its own, or the one that holds its knowledge base.
    pub folder: String,
    /// Whether another page takes it in.
    pub is_included: bool,
    /// The front matter, as a tree.
    pub front: Option<Node>,
    /// Its text, as a tree.
    pub markdown: Markdown,
}

impl Page {
    /// Whether it is in a knowledge base.
    pub fn is_typed(&self) -> bool {
        self.kind.is_some()
    }

    /// The link whose destination stands at a place.
    pub fn link_to(&self, dest: Span) -> Option<&Link> {
        let links = &self.markdown.links;
        let before = links.partition_point(|link| link.span.start < dest.start);
        links[..before].last().filter(|link| link.dest_span == Some(dest))
    }

    /// A word of the front matter.
    pub fn front_word(&self, key: &str) -> Option<&str> {
        self.front.as_ref()?.get(key)?.text()
    }

    /// The environment that it is about; none for all.
    pub fn environment(&self) -> Option<&str> {
        self.front_word("environment").or((self.kind == Some(PageKind::Environment)).then(|| self.stem()))
    }

    /// The words of a key of the front matter that may have several.
    pub fn front_words(&self, key: &str) -> Vec<&str> {
        let Some(node) = self.front.as_ref().and_then(|front| front.get(key)) else { return Vec::new() };
        let items = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
        items.iter().filter_map(Node::text).collect()
    }

    /// The paths that it says it describes, if it says so.
    pub fn covers(&self) -> Option<Covers> {
        let mut globs = GlobSetBuilder::new();
        for words in self.front_words("covers") {
            // A folder stands for all that is in it.
            let inner = words.trim_start_matches("./").trim_matches('/');
            let folder = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
            for glob in [format!("{folder}{inner}"), format!("{folder}{inner}/**")] {
                if let Ok(glob) = GlobBuilder::new(&glob).literal_separator(true).build() {
                    globs.add(glob);
                }
            }
        }
        let globs = globs.build().ok().filter(|globs| !globs.is_empty())?;
        Some(Covers { page: self.path.clone(), globs })
    }

    /// The folder that holds the file.
    pub fn own_folder(&self) -> &str {
        parent(&self.path)
    }

    /// The name of what an environment page, a runbook or a record is about: its stem.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Whether it is what the repository shows of itself first: the README at its root.
    pub fn is_root_readme(&self) -> bool {
        self.own_folder().is_empty() && self.stem().eq_ignore_ascii_case("readme")
    }
}

impl Page {
    /// Whether it is put into other pages, so that its links and headings are theirs.
    pub fn is_part(&self) -> bool {
        let parts = ["includes", "partials", "snippets", "shared"];
        let mut steps = self.path.split('/');
        let is_called_so = steps.any(|step| step.starts_with('_') || parts.contains(&step));
        self.agent.is_none() && !self.is_typed() && (self.is_included || is_called_so)
    }

    /// The folder that holds the file and those around it, nearest first.
    pub fn own_folder_outward(&self) -> impl Iterator<Item = &str> {
        let mut next = Some(self.own_folder());
        std::iter::from_fn(move || {
            let now = next?;
            next = (!now.is_empty()).then(|| parent(now));
            Some(now)
        })
    }
}

/// The sources that a page says it describes.
#[derive(Debug)]
pub struct Covers {
    page: String,
    globs: GlobSet,
}

impl Covers {
    /// Whether a path is one of them; the page itself is none.
    pub fn has(&self, path: &str) -> bool {
        path != self.page && self.globs.is_match(path)
    }
}
