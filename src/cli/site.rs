//! The site of a repository on disk, as `build` writes it and `serve` shows it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::known::Known;
use crate::artifact::Artifact;
use crate::index;
use crate::site::{self, Site, Theme};

/// The largest image that is copied, in bytes.
const LARGEST: u64 = 8 << 20;

fn site<'a>(known: &'a Known, theme: &'a Theme) -> Site<'a> {
    Site::new(&known.ws, &known.diagnostics, &known.index, &known.record, &known.gates, theme)
}

/// Every file of the site, in the order of the paths, and how many of them are pages.
pub(super) fn build(known: &Known, root: &Path, theme: &Theme) -> anyhow::Result<(Vec<Artifact>, usize)> {
    let built = site::build(&site(known, theme))?;
    let mut artifacts = built.artifacts;
    artifacts.extend(built.copies.iter().filter_map(|(path, address)| copy(root, path, address)));
    artifacts.extend(index::artifacts(&known.ws, &known.index, &known.diagnostics, &known.record));
    artifacts.sort();
    artifacts.dedup_by(|a, b| a.path == b.path);
    Ok((artifacts, built.pages))
}

/// The bytes of one page.
pub(super) fn page(known: &Known, theme: &Theme, address: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let built = site::page(&site(known, theme), address)?;
    Ok(built.and_then(|built| built.artifacts.into_iter().next()).map(|artifact| artifact.bytes))
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
