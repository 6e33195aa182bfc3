//! What was allowed: by this user before, by an approver in a file, by whoever merged into the branch that a pull request
//! is for. All of it is kept by fingerprint, so that whatever changes must be allowed again.

mod approvals;
mod revision;
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::plan::Planned;
use super::taken::named;
use crate::model::{Check, Effect};

pub use approvals::{Approval, Approvals};
pub use revision::{
    alone_at, at_revision, commit, config_at, file_at, git_folders, pages_at, person, pull_request_base,
};
pub use tree::Tree;

/// Why trust could not be looked up or kept.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// There is nowhere to keep it.
    #[error("there is no folder for this user's data")]
    NoPlace,
}

/// The fingerprint of a check: of itself, of what it is chosen by, as with another tag it would run at another occasion, of
/// the files that its words name where it changes something, and of the hash of all files of the repository where it runs
/// more than its words tell.
pub fn fingerprint(check: &Check, tree: Option<&str>, root: &Path) -> String {
    let mut hash = Sha256::new();
    hash.update(check.hash.as_bytes());
    check.tags.iter().for_each(|tag| tree::part(&mut hash, tag.as_bytes()));
    tree::part(&mut hash, check.excluded.to_string().as_bytes());
    hash.update(tree.unwrap_or_default().as_bytes());
    if matches!(check.effect, Effect::Write | Effect::Destroy) {
        for file in named(check, root) {
            tree::part(&mut hash, file.strip_prefix(root).unwrap_or(&file).as_os_str().as_encoded_bytes());
            tree::content(&file.canonicalize().unwrap_or(file), &mut hash);
        }
    }
    HEXLOWER.encode(&hash.finalize())
}

/// The bytes of a file of the repository as it is on disk.
pub fn on_disk(root: &Path) -> impl Fn(&str) -> Option<Vec<u8>> + use<'_> {
    |path| fs::read(root.join(path)).ok()
}

/// What this user trusts, by environment and fingerprint: what is fine here may not be in production.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Trusted {
    version: u32,
    entries: BTreeMap<String, TrustedEntry>,
}

/// One check that is trusted, for people who look into the file.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct TrustedEntry {
    page: String,
    name: String,
    since: String,
}

impl Trusted {
    /// What is kept; nothing if nothing was ever kept.
    pub fn load() -> Result<Self, TrustError> {
        let Some(path) = place() else { return Ok(Self::default()) };
        let told = |why: String| TrustError::File { path: path.clone(), why };
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| told(error.to_string())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(told(error.to_string())),
        }
    }

    /// Whether a fingerprint is trusted in an environment.
    pub fn has(&self, fingerprint: &str, environment: &str) -> bool {
        self.entries.contains_key(&key(fingerprint, environment))
    }

    /// Trusts one more, from today on.
    pub fn add(&mut self, planned: &Planned, environment: &str, today: &str) {
        let (page, name) = (planned.page.to_owned(), planned.check.label());
        self.entries
            .insert(key(&planned.fingerprint, environment), TrustedEntry { page, name, since: today.to_owned() });
    }

    /// Keeps it in the folder of this user's data, which no repository can write to.
    pub fn save(&mut self) -> Result<(), TrustError> {
        let path = place().ok_or(TrustError::NoPlace)?;
        self.version = 1;
        // The words of the error itself would name the temporary file.
        let told = |error: std::io::Error| TrustError::File { path: path.clone(), why: error.kind().to_string() };
        let folder = path.parent().ok_or(TrustError::NoPlace)?;
        fs::create_dir_all(folder).map_err(told)?;
        let text = serde_json::to_string_pretty(self).expect("text is always JSON");
        let mut new = tempfile::NamedTempFile::new_in(folder).map_err(told)?;
        std::io::Write::write_all(&mut new, text.as_bytes()).map_err(told)?;
        new.persist(&path).map(drop).map_err(|error| told(error.error))
    }
}

fn key(fingerprint: &str, environment: &str) -> String {
    format!("{environment} {fingerprint}")
}

/// Where trust is kept.
fn place() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = from("XDG_DATA_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".local").join("share")))?;
    Some(folder.join("devops-docs").join("trust.json"))
}
