//! The pages of a new knowledge base, one file a kind: what the repository states is written down with its source, what
//! only people know is asked for as `TODO(owner)`.

mod ci;
mod commands;
mod deployment;
mod doc;
mod documents;
mod environment;
mod index;
mod later;
mod local;
mod maintenance;
mod runbooks;
mod sets_up;
mod tooling;

pub(super) use documents::link_to;
pub use environment::environment;
pub(super) use environment::stem;
pub use later::later;

use crate::artifact::Artifact;
use crate::kinds::{Page, PageKind};
use crate::model::Tag;
use crate::survey;
use crate::workspace::Workspace;

/// The commands that prepare a fresh clone.
pub(super) fn setup(ws: &Workspace) -> Vec<String> {
    commands::setup(ws, "").into_iter().map(|shown| shown.command).collect()
}

/// The commands that show that it works.
pub(super) fn checks(ws: &Workspace) -> Vec<String> {
    commands::validation(ws, "").into_iter().map(|shown| shown.command).collect()
}

/// What is known beside the workspace: from git, from people, from the command line.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The name of the project.
    pub name: String,
    /// `owner/name` at GitHub.
    pub slug: Option<String>,
    /// The branch that is released from.
    pub branch: Option<String>,
    /// Who looks after the pages, as somebody said: a person or a team.
    pub owner: Option<String>,
    /// Who reviews changes of everything, as CODEOWNERS has it.
    pub reviewers: Option<String>,
    /// The tags, the newest first.
    pub tags: Vec<Tag>,
    /// Whether only the pages are wanted without which the others are of no use.
    pub minimal: bool,
}

impl Known {
    /// Who answers for a page: who said so, else who reviews what is changed in it.
    pub(super) fn page_owner(&self) -> Option<&str> {
        self.owner.as_deref().or(self.reviewers.as_deref())
    }
}

/// The folder of the knowledge base, without a slash at its end.
pub(super) fn root(ws: &Workspace) -> &str {
    ws.config.settings.pages.typed.first().map_or("_ai/devops", |root| root.trim_matches('/'))
}

/// Where the page of a kind is, or will be: one of that kind elsewhere in the knowledge base stands for ours.
pub(super) fn place(ws: &Workspace, kind: PageKind, name: &str) -> String {
    of_kind(ws, kind).next().map_or_else(|| format!("{}/{name}", root(ws)), |page| page.path.clone())
}

/// The pages of a kind in the knowledge base.
fn of_kind(ws: &Workspace, kind: PageKind) -> impl Iterator<Item = &Page> {
    let root = root(ws);
    let is_inside = move |page: &&Page| page.path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    ws.pages.iter().filter(move |page| page.kind == Some(kind)).filter(is_inside)
}

/// Whether a file that readers want is there: one that git tracks may be deleted by now.
pub fn is_on_disk(ws: &Workspace, path: &str) -> bool {
    let found = ws.files.find_in_any_case(path);
    found.is_some_and(|file| ws.files.text(file).is_some() || ws.files.unreadable(file).is_some())
}

/// The pages that the knowledge base lacks, in the order of their paths. A page of the same kind elsewhere stands for ours.
pub fn knowledge_base(ws: &Workspace, known: &Known) -> Vec<Artifact> {
    let root = root(ws);
    let has = |kind: PageKind| ws.pages.iter().any(|page| page.kind == Some(kind) && page.path.starts_with(root));
    let mut pages = Vec::new();
    let mut add = |name: &str, kind: Option<PageKind>, write: &dyn Fn(&str) -> String| {
        let path = format!("{root}/{name}");
        let is_there = is_on_disk(ws, &path) || kind.is_some_and(has);
        if !is_there {
            pages.push(Artifact::new(path.clone(), write(&path)));
        }
    };
    let full = !known.minimal;
    let has_workflows = survey::workflows(ws, "").next().is_some();
    add("README.md", Some(PageKind::Index), &|path| index::write(ws, known, path));
    add("environments/local.md", None, &|path| local::write(ws, known, path));
    if has_workflows {
        add("ci-cd.md", Some(PageKind::Ci), &|path| ci::write(ws, known, path));
    }
    if !survey::tools(ws, "").is_empty() {
        add("tooling.md", Some(PageKind::Tooling), &|path| tooling::write(ws, known, path));
    }
    if full {
        add("deployments.md", Some(PageKind::Deployment), &|path| deployment::write(ws, known, path));
        add("maintenance.md", Some(PageKind::Maintenance), &|path| maintenance::write(ws, known, path));
        add("runbooks/README.md", None, &|path| runbooks::write(ws, known, path));
        for name in environment::names(ws) {
            let is_told = ws.pages.iter().any(|page| {
                page.kind == Some(PageKind::Environment)
                    && page.environment().is_some_and(|own| own.eq_ignore_ascii_case(&name))
            });
            if !is_told {
                add(&format!("environments/{}.md", stem(&name)), None, &|path| environment(ws, known, &name, path));
            }
        }
    }
    pages.sort();
    pages
}
