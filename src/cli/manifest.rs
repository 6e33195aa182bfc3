//! The list of what we wrote into a folder, which lies in that folder: what is not on it came from somebody else.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::whole::write_whole;

/// The file by which we know a folder that we made.
pub(super) const NAME: &str = ".devops-docs-site";

/// The paths of our files, from their folder, with `/`.
#[derive(Debug, Default)]
pub(super) struct Manifest(BTreeSet<String>);

impl Manifest {
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self(paths.into_iter().chain([NAME.to_owned()]).collect())
    }

    /// What we wrote into a folder; nothing where no list says so.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = fs::read(folder.join(NAME)).ok()?;
        serde_json::from_slice(&bytes).ok().map(Self)
    }

    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(&self.0)?;
        bytes.push(b'\n');
        write_whole(&folder.join(NAME), &bytes)
    }

    /// Notes files that are about to be added to a folder, if it is ours or has nothing in it.
    pub fn extend(folder: &Path, paths: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
        let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        let Some(there) = Self::read(folder).or_else(|| is_empty.then(Self::default)) else { return Ok(()) };
        Self::new(there.0.into_iter().chain(paths)).write(folder)
    }

    /// What lies in the folder and is not ours: a folder of which nothing is ours counts as one.
    pub fn foreign(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(inside) = folders.pop() {
            for entry in fs::read_dir(folder.join(&inside))? {
                let entry = entry?;
                let path = inside.join(entry.file_name());
                let written = path.to_str().map(|path| path.replace('\\', "/"));
                let is_folder = entry.file_type()?.is_dir();
                if is_folder && written.as_ref().is_some_and(|path| self.has_below(path)) {
                    folders.push(path);
                } else if is_folder || !written.is_some_and(|path| self.0.contains(&path)) {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn has_below(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.0.range(start.clone()..).next().is_some_and(|path| path.starts_with(&start))
    }
}
