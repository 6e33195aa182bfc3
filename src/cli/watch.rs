//! What `serve` and `lint --watch` wait for: files that change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::model::parent;
use crate::workspace::Workspace;

/// How long a burst of changes is waited out.
const QUIET: Duration = Duration::from_millis(80);
/// How many folders are watched.
const FOLDERS: usize = 20_000;

/// Folders that are watched.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    changes: Receiver<()>,
    seen: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new() -> anyhow::Result<Self> {
        let (sender, changes) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading a file is no change.
            if event.is_ok_and(|event| !event.kind.is_access()) {
                // It ends with the command.
                let _: Result<(), _> = sender.send(());
            }
        })?;
        Ok(Self { watcher, changes, seen: BTreeSet::new() })
    }

    /// Watches every folder that holds a file of a repository, and its root.
    pub fn repository(&mut self, root: &Path, ws: Option<&Workspace>) {
        let files = ws.into_iter().flat_map(|ws| ws.files.iter());
        let mut folders: BTreeSet<&str> = files.map(|(_, entry)| parent(&entry.path)).collect();
        folders.insert("");
        for folder in folders.into_iter().take(FOLDERS) {
            let path = root.join(folder);
            if self.seen.insert(path.clone()) {
                // A folder that is gone again has nothing to tell.
                drop(self.watcher.watch(&path, RecursiveMode::NonRecursive));
            }
        }
    }

    /// Watches a folder with all that is in it.
    pub fn whole(&mut self, folder: &Path) -> anyhow::Result<()> {
        if self.seen.insert(folder.to_path_buf()) {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// Waits for a change, and until no other follows at once. False when nothing can change any more.
    pub fn wait(&self) -> bool {
        if self.changes.recv().is_err() {
            return false;
        }
        while self.changes.recv_timeout(QUIET) != Err(RecvTimeoutError::Timeout) {}
        true
    }
}
