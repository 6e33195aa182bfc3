//! The site of a repository on disk, as `build` writes it and `serve` shows it.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;

use super::known::Known;
use super::tell;
use crate::artifact::Artifact;
use crate::index;
use crate::site::{self, Image, Images, Site, Theme};

/// The largest image that is copied, in bytes.
const LARGEST: u64 = 8 << 20;

fn site<'a>(known: &'a Known, theme: &'a Theme, image: &'a Images<'a>) -> Site<'a> {
    Site::new(&known.ws, &known.diagnostics, &known.index, &known.record, &known.gates, theme, image)
}

/// Hands over every file of the site as soon as it is made, each path once, and says how many pages there are.
pub(super) fn build(
    known: &Known,
    root: &Path,
    theme: &Theme,
    write: &(dyn Fn(Artifact) -> anyhow::Result<()> + Sync),
) -> anyhow::Result<usize> {
    let taken = Mutex::new(HashSet::new());
    let write = |artifact: Artifact| {
        let is_new = taken.lock().expect("nobody panics with it").insert(artifact.path.clone());
        if is_new { write(artifact) } else { Ok(()) }
    };
    let built = site::build(&site(known, theme, &|path| image(root, path)), &write)?;
    let copies = built.copies.iter().filter_map(|(path, address)| Some(Artifact::new(address, copy(root, path)?)));
    let indexes = index::artifacts(&known.ws, &known.index, &known.diagnostics, &known.record);
    copies.chain(indexes).try_for_each(write)?;
    Ok(built.pages)
}

/// The bytes of one page.
pub(super) fn page(known: &Known, root: &Path, theme: &Theme, address: &str) -> anyhow::Result<Option<Vec<u8>>> {
    Ok(site::page(&site(known, theme, &|path| image(root, path)), address)?.map(|artifact| artifact.bytes))
}

fn image(root: &Path, path: &str) -> Option<Image> {
    copy(root, path).map(|bytes| Image::of(&bytes))
}

/// A file of the repository, if it is a plain one of a sensible size, and no drawing that could do harm.
fn copy(root: &Path, path: &str) -> Option<Vec<u8>> {
    let from = root.join(path);
    let metadata = fs::symlink_metadata(&from).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(&from).ok()?;
    let is_drawing = from.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    (!is_drawing || site::is_harmless(&bytes)).then_some(bytes)
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
    for (path, meant) in site::unused_in_theme(&over) {
        let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
        tell(&format!("devops-docs: the theme's {path} is not used{meant}\n"));
    }
    Ok(Theme::new(over)?)
}
