//! The temporary folder of a helper and the threads that are confined to it: made once, as most commands want the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::checks::sandbox::{self, Confinement, confine};

/// Where the commands of a helper may write, one after the other.
pub(super) struct Room {
    /// Removed with it.
    _place: tempfile::TempDir,
    folder: PathBuf,
    starters: Vec<(Confinement, Rc<Starter>)>,
}

impl Room {
    /// An empty one.
    pub fn new() -> Result<Self, String> {
        let place = tempfile::Builder::new().prefix("devops-docs-").tempdir();
        let place = place.map_err(|error| format!("there is no room for a temporary folder: {error}"))?;
        // On some systems the temporary folder is behind a link, which a sandbox would not follow.
        let folder = place.path().canonicalize().unwrap_or_else(|_| place.path().to_path_buf());
        Ok(Self { _place: place, folder, starters: Vec::new() })
    }

    /// The folder that is empty when a command begins.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a command, confined if it is to be.
    pub fn start(&mut self, command: Command, confinement: Option<Confinement>) -> Result<Started, String> {
        let Some(confinement) = confinement else {
            let (child, sandbox) = spawned(command, sandbox::NONE.to_owned())?;
            return Ok(Started { child, sandbox, starter: None });
        };
        let known = self.starters.iter().position(|(known, _)| *known == confinement);
        let at = known.unwrap_or_else(|| {
            let mut own = confinement.clone();
            own.writable.push(self.folder.clone());
            self.starters.push((confinement, Rc::new(Starter::new(own))));
            self.starters.len() - 1
        });
        self.starters[at].1.start(command)
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

/// A command that runs.
pub(super) struct Started {
    pub child: Child,
    /// What confines it.
    pub sandbox: String,
    /// Who started it, if it is confined.
    pub starter: Option<Rc<Starter>>,
}

/// A command that was started, and what confines it; or why it was not.
type Spawned = Result<(Child, String), String>;

fn spawned(mut command: Command, sandbox: String) -> Spawned {
    match command.spawn() {
        Ok(child) => Ok((child, sandbox)),
        Err(error) => Err(format!("{} cannot be started: {error}", command.get_program().display())),
    }
}

/// A thread that was confined, and starts one command after the other: confinement is inherited and never lifted.
pub(super) struct Starter {
    errands: Sender<Errand>,
    children: Receiver<Spawned>,
}

enum Errand {
    Start(Command),
    /// Kill all that is confined with it.
    End,
}

impl Starter {
    fn new(confinement: Confinement) -> Self {
        let (errands, orders) = channel();
        let (reports, children) = channel();
        #[cfg(target_os = "linux")]
        let master = super::tree::master();
        std::thread::spawn(move || {
            let confined = confine(&confinement);
            for errand in orders {
                match errand {
                    Errand::Start(command) => {
                        let child = confined.clone().and_then(|sandbox| spawned(command, sandbox));
                        if reports.send(child).is_err() {
                            return;
                        }
                    }
                    Errand::End => {
                        #[cfg(target_os = "linux")]
                        master.into_iter().for_each(super::tree::kill_confined);
                    }
                }
            }
        });
        Self { errands, children }
    }

    fn start(self: &Rc<Self>, command: Command) -> Result<Started, String> {
        let sent = self.errands.send(Errand::Start(command)).ok();
        let (child, sandbox) = sent
            .and_then(|()| self.children.recv().ok())
            .unwrap_or_else(|| Err("the command could not be started".to_owned()))?;
        Ok(Started { child, sandbox, starter: Some(Rc::clone(self)) })
    }

    /// Kills all that it has started, if the kernel lets nothing else be reached.
    pub fn end_all(&self) {
        // A thread that is gone has started nothing.
        let _ = self.errands.send(Errand::End);
    }
}
