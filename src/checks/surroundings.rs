//! What a command finds around it: a small environment, and the files that a sandbox lets it see.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::Deserialize;

use super::kept::{credential_files, private_files};
use super::run;
use super::sandbox::{Closed, Confinement, literally};
use crate::snippets::{credential_places, lent_credentials, logins_of};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fixed: BTreeMap<String, String>,
    passed: Vec<String>,
    approved: Vec<String>,
    readable: Vec<PathBuf>,
    home: Vec<String>,
    settings: Vec<PathBuf>,
    applications: Vec<PathBuf>,
    devices_read: Vec<PathBuf>,
    devices_write: Vec<PathBuf>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("surroundings.yaml")).expect("our table of surroundings"));

/// The operator's environment, as far as commands may see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    /// The folders that programs are found in.
    pub path: Vec<PathBuf>,
    /// The repository, and what belongs to it.
    roots: Vec<PathBuf>,
    home: Option<PathBuf>,
    /// Where credentials are outside of the repository, as patterns.
    closed: Vec<String>,
    /// What was open to the command before.
    open: Arc<Mutex<Option<Open>>>,
    operator: BTreeMap<String, String>,
}

/// What is open to commands that only look.
#[derive(Clone, Debug, Default)]
struct Open {
    confinement: Confinement,
    /// The files of the repository that are not, as they may hold credentials.
    kept: Vec<PathBuf>,
}

impl Surroundings {
    /// What of the operator's environment is ever passed on; folders of the repository are no place for programs.
    pub fn new(roots: Vec<PathBuf>, operator: &BTreeMap<String, String>, path: Vec<PathBuf>) -> Self {
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in path {
            // A link may lead into the repository.
            let real = run::real(&folder);
            let is_own = roots.iter().any(|root| folder.starts_with(root) || real.starts_with(root));
            if folder.is_absolute() && !is_own && !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        let known = |name: &&String| TABLE.passed.contains(name) || TABLE.approved.contains(name);
        let home = operator.get("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let of_home = home.as_deref().map(|home| literally(&run::real(home)));
        let place = |place: String| match place.strip_prefix("~/") {
            Some(below) => of_home.as_ref().map(|home| format!("{home}/{below}")),
            None => Some(place),
        };
        let closed = credential_places().filter_map(place).collect();
        let operator = operator.iter().filter(|(name, _)| known(name));
        let operator = operator.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { path: folders, roots, home, closed, open: Arc::default(), operator }
    }

    /// The environment of a command.
    pub fn environment(&self, name: &str, trusted_with_net: bool) -> BTreeMap<String, String> {
        let mut environment = TABLE.fixed.clone();
        let passed = |name: &str| {
            TABLE.passed.iter().any(|known| known == name)
                || trusted_with_net && TABLE.approved.iter().any(|known| known == name)
        };
        let of_operator = self.operator.iter().filter(|(name, _)| passed(name));
        environment.extend(of_operator.map(|(name, value)| (name.clone(), value.clone())));
        let separator = if cfg!(windows) { ";" } else { ":" };
        let folders: Vec<_> = self.path.iter().map(|folder| folder.to_string_lossy()).collect();
        environment.insert("PATH".to_owned(), folders.join(separator));
        environment.insert("DEVOPS_DOCS_ENV".to_owned(), name.to_owned());
        environment
    }

    /// What a command that only looks may touch; `local` says that it asks a daemon of this machine.
    pub fn confinement(&self, net: bool, local: bool, is_trusted: bool) -> Confinement {
        let Open { confinement, kept } = self.open();
        let mut confinement = Confinement { net, local, ..confinement };
        if is_trusted {
            confinement.readable.extend(kept);
        }
        if is_trusted && net {
            confinement.readable.extend(lent_credentials().filter_map(|path| self.below_home(path)));
        }
        confinement
    }

    /// The files of the repository that may hold credentials.
    pub fn kept(&self) -> Vec<PathBuf> {
        self.open().kept
    }

    /// Looks again for what is open, as something may have made files.
    pub fn forget(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What is open to each of them. It is looked for again once that may be something else.
    fn open(&self) -> Open {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = open.as_ref().filter(|open| open.confinement.is_current()) {
            return open.clone();
        }
        let mut readable = TABLE.readable.clone();
        readable.extend(TABLE.devices_read.iter().cloned());
        readable.extend(TABLE.home.iter().filter_map(|path| self.below_home(path)));
        readable.extend(self.path.iter().flat_map(|folder| around_programs(folder)));
        readable.extend(self.roots.iter().cloned());
        let mut found = Confinement { writable: TABLE.devices_write.clone(), ..Confinement::default() };
        let outside = Closed::new(self.closed.iter().cloned());
        // What belongs to it beside is git's own, and left to it.
        let files = self.roots.first().map(|root| credential_files(&run::real(root))).unwrap_or_default();
        let kept: Vec<PathBuf> = files.into_iter().filter(|file| !outside.has(file)).collect();
        let of_settings = TABLE.settings.iter().flat_map(|folder| private_files(folder, true));
        let of_applications = TABLE.applications.iter().flat_map(|folder| private_files(folder, false));
        let private: Vec<PathBuf> = of_settings.chain(of_applications).filter(|file| !outside.has(file)).collect();
        let patterns = kept.iter().chain(&private).map(|file| literally(file)).chain(self.closed.iter().cloned());
        Closed::new(patterns).open(&readable, &mut found);
        open.insert(Open { confinement: found, kept }).clone()
    }

    /// Whether a program has logins here, which are lent to what somebody approved.
    pub fn has_logins(&self, program: &str) -> bool {
        logins_of(program).and_then(|path| self.below_home(path)).is_some_and(|path| path.exists())
    }

    fn below_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }
}

/// A folder of programs and what they are made of: the whole tree behind shims, libraries beside programs.
fn around_programs(folder: &Path) -> Vec<PathBuf> {
    let beside = |names: &[&str]| names.iter().map(|name| folder.with_file_name(name)).collect::<Vec<_>>();
    let mut all = match folder.file_name().and_then(|name| name.to_str()) {
        Some("shims") => {
            folder.parent().filter(|parent| is_of_a_manager(parent)).map(Path::to_path_buf).into_iter().collect()
        }
        Some("bin") => beside(&["lib", "lib64", "libexec", "include", "versions", "pyvenv.cfg"]),
        _ => Vec::new(),
    };
    all.push(folder.to_path_buf());
    all
}

/// Whether a folder is called as those are in which version managers keep what they install.
fn is_of_a_manager(folder: &Path) -> bool {
    const MANAGERS: [&str; 12] =
        ["mise", "asdf", "rtx", "proto", "volta", "pyenv", "rbenv", "nodenv", "jenv", "goenv", "nvm", "scoop"];
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    MANAGERS.contains(&name.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::model::Effect;
    use crate::snippets::infer;

    #[test]
    fn no_look_sets_what_says_where_tools_keep_themselves() {
        for name in &TABLE.passed {
            let set = infer(&format!("{name}=x\nrustc --version"), "bash", true);
            assert_ne!(set.effect, Effect::Read, "{name}");
        }
    }
}
