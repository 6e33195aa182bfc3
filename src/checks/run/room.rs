//! The temporary folder of a helper and the sandboxes that know it: made once, as most commands want the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::checks::sandbox::{Confinement, Sandbox};

/// Where the commands of a helper may write, one after the other.
pub(super) struct Room {
    /// Removed with it.
    _place: tempfile::TempDir,
    folder: PathBuf,
    sandboxes: Vec<(Confinement, Arc<Sandbox>)>,
}

impl Room {
    /// An empty one.
    pub fn new() -> Result<Self, String> {
        let place = tempfile::Builder::new().prefix("devops-docs-").tempdir();
        let place = place.map_err(|error| format!("there is no room for a temporary folder: {error}"))?;
        // On some systems the temporary folder is behind a link, which a sandbox would not follow.
        let folder = place.path().canonicalize().unwrap_or_else(|_| place.path().to_path_buf());
        Ok(Self { _place: place, folder, sandboxes: Vec::new() })
    }

    /// The folder that is empty when a command begins.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The sandbox in which that folder may be written to as well.
    pub fn sandbox(&mut self, confinement: Confinement) -> Result<Arc<Sandbox>, String> {
        if let Some((_, known)) = self.sandboxes.iter().find(|(known, _)| *known == confinement) {
            return Ok(Arc::clone(known));
        }
        let mut own = confinement.clone();
        own.writable.push(self.folder.clone());
        let new = Arc::new(Sandbox::new(&own)?);
        self.sandboxes.push((confinement, Arc::clone(&new)));
        Ok(new)
    }

    /// Removes what a command has left; says whether nothing is left.
    pub fn empty(&self) -> bool {
        // Nothing behind a link is removed.
        let is_own = fs::symlink_metadata(&self.folder).is_ok_and(|there| there.is_dir());
        let Some(entries) = is_own.then(|| fs::read_dir(&self.folder).ok()).flatten() else { return false };
        entries.into_iter().all(|entry| {
            entry.is_ok_and(|entry| {
                let path = entry.path();
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) }.is_ok()
            })
        })
    }
}
