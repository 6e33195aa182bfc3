//! The site of a repository on disk, as `build` writes it and `serve` shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::place::{PlaceArguments, Repository};
use crate::artifact::Artifact;
use crate::baseline;
use crate::diagnostic::{Diagnostic, Level};
use crate::git::{self, Record};
use crate::index::{Index, Publication};
use crate::lint::{Selection, lint};
use crate::model::parent;
use crate::site::{self, Site, Theme};
use crate::workspace::Workspace;

/// The largest image that is copied, in bytes.
const LARGEST: u64 = 8 << 20;

/// All that a site is made from.
pub(super) struct Known {
    /// The repository.
    pub workspace: Workspace,
    /// The findings that the site shows.
    pub diagnostics: Vec<Diagnostic>,
    index: Index,
    record: Record,
    name: String,
}

/// Reads a repository.
pub(super) fn read(place: &PlaceArguments, repository: &Repository) -> anyhow::Result<Known> {
    let workspace = place.load(repository, true, true)?;
    let diagnostics = findings(&repository.root, &workspace)?;
    let record = git::record(&repository.root, &told(&workspace));
    let index = Index::new(&workspace, &diagnostics, &record);
    let name = name(repository, &workspace);
    Ok(Known { workspace, diagnostics, index, record, name })
}

impl Known {
    fn site<'a>(&'a self, theme: &'a Theme) -> Site<'a> {
        Site::new(&self.workspace, &self.diagnostics, &self.index, &self.record, theme, &self.name)
    }

    /// Every file of the site, in the order of the paths, and how many of them are pages.
    pub fn build(&self, root: &Path, theme: &Theme) -> anyhow::Result<(Vec<Artifact>, usize)> {
        let built = site::build(&self.site(theme))?;
        let mut artifacts = built.artifacts;
        artifacts.extend(built.copies.iter().filter_map(|(path, address)| copy(root, path, address)));
        artifacts.sort();
        artifacts.dedup_by(|a, b| a.path == b.path);
        Ok((artifacts, built.pages))
    }

    /// The bytes of one page.
    pub fn page(&self, theme: &Theme, address: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let built = site::page(&self.site(theme), address)?;
        Ok(built.and_then(|built| built.artifacts.into_iter().next()).map(|artifact| artifact.bytes))
    }

    /// Every folder that holds a file of the repository.
    pub fn folders(&self) -> BTreeSet<String> {
        self.workspace.files.iter().map(|(_, entry)| parent(&entry.path).to_owned()).collect()
    }
}

/// What `lint` would report: without hidden and accepted findings.
fn findings(root: &Path, ws: &Workspace) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = lint(ws, &Selection::default()).diagnostics;
    found.retain(|diagnostic| diagnostic.level > Level::Info || ws.config.is_strict());
    let accepted = root.join(ws.config.settings.baseline.as_deref().unwrap_or(baseline::PLACE));
    if !accepted.exists() {
        return Ok(found);
    }
    let (fresh, _, _) = super::baseline::read(&accepted)?.apply(ws, found);
    Ok(fresh)
}

/// The paths whose history is told.
fn told(ws: &Workspace) -> BTreeSet<String> {
    let published = Publication::new(ws);
    let pages = published.iter().map(|(path, _)| path.to_owned());
    pages.chain(ws.workflows.iter().map(|workflow| workflow.path.clone())).collect()
}

/// What the repository is called: as its host does, or as its folder.
fn name(repository: &Repository, ws: &Workspace) -> String {
    let slug = ws.repository.slugs.first().and_then(|slug| slug.rsplit('/').next());
    let folder = || repository.root.file_name().map(|name| name.to_string_lossy().into_owned());
    slug.map(str::to_owned).or_else(folder).unwrap_or_else(|| "Repository".to_owned())
}

/// A file of the repository, if it is a plain one of a sensible size.
fn copy(root: &Path, path: &str, address: &str) -> Option<Artifact> {
    let from = root.join(path);
    let metadata = fs::symlink_metadata(&from).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST)
        .then(|| fs::read(&from).ok())?
        .map(|bytes| Artifact::new(address, bytes))
}

/// Our theme, or it with the files of a folder over it.
pub(super) fn theme(folder: Option<&PathBuf>) -> anyhow::Result<Theme> {
    let mut over = BTreeMap::new();
    if let Some(folder) = folder {
        anyhow::ensure!(folder.is_dir(), "there is no folder {}", folder.display());
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let name =
                entry.path().strip_prefix(folder).expect("it was found there").to_string_lossy().replace('\\', "/");
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
            over.insert(name, bytes);
        }
    }
    Ok(Theme::new(over)?)
}
