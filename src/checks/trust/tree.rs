//! All files of a repository as one hash, for what runs more than can be followed.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::revision;
use crate::git::{compare, may_run};
use crate::workspace::Workspace;

/// The files of a repository: those that git tracks, or would.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    root: PathBuf,
    paths: Vec<PathBuf>,
}

impl Tree {
    /// The files that are there now, but for the one that holds the approvals, which is the operator's word.
    pub fn list(root: &Path, ws: &Workspace, approvals: Option<&Path>) -> Self {
        let of_git = revision::git(root, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let mut paths: Vec<PathBuf> = match of_git {
            Some(listed) => paths(&listed).collect(),
            None => ws.files.iter().map(|(_, entry)| PathBuf::from(entry.path.as_ref())).collect(),
        };
        paths.retain(|path| approvals != Some(path));
        paths.sort();
        paths.dedup();
        Self { root: root.to_path_buf(), paths }
    }

    /// Whether all of them are as they were at a revision, and no other was there.
    pub fn is_as_at(&self, revision: &str) -> bool {
        let differ = ["--no-ext-diff", "--no-textconv", "--name-only", "-z", revision, "--"];
        let new = ["ls-files", "-z", "--others", "--exclude-standard"];
        let nothing = |listed: Option<Vec<u8>>| {
            listed.is_some_and(|listed| paths(&listed).all(|path| self.paths.binary_search(&path).is_err()))
        };
        !revision.starts_with('-') && nothing(compare(&self.root, differ)) && nothing(revision::git(&self.root, &new))
    }

    /// The hash of what all of these files hold at the moment.
    pub fn hash(&self) -> String {
        let one = |path: &PathBuf| {
            let mut hash = Sha256::new();
            part(&mut hash, path.as_os_str().as_encoded_bytes());
            content(&self.root.join(path), &mut hash);
            hash.finalize()
        };
        let all: Vec<_> = self.paths.par_iter().map(one).collect();
        let mut hash = Sha256::new();
        for one in all {
            hash.update(one);
        }
        HEXLOWER.encode(&hash.finalize())
    }
}

/// A link counts by where it leads; a folder, which git lists for a repository within, by all that is in it.
pub(super) fn content(path: &Path, hash: &mut Sha256) {
    let kind = fs::symlink_metadata(path).map(|metadata| metadata.file_type());
    match kind {
        Ok(kind) if kind.is_symlink() => {
            let target = fs::read_link(path).unwrap_or_default();
            part(hash, b"link");
            part(hash, target.as_os_str().as_encoded_bytes());
        }
        Ok(kind) if kind.is_dir() => {
            let entries = fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).filter(|name| name != ".git").collect();
            names.sort();
            for name in names {
                part(hash, name.as_encoded_bytes());
                content(&path.join(name), hash);
            }
            part(hash, b"end");
        }
        // Neither a pipe nor a device is waited for.
        Ok(kind) if kind.is_file() => match fs::read(path) {
            Ok(bytes) => {
                let may_run = fs::metadata(path).is_ok_and(|there| may_run(&there));
                part(hash, if may_run { b"program" } else { b"file" });
                part(hash, &bytes);
            }
            Err(_) => part(hash, b"unreadable"),
        },
        _ => part(hash, b"none"),
    }
}

/// The length keeps two parts from being read as another two.
pub(super) fn part(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// The paths that git separates by NUL.
fn paths(listed: &[u8]) -> impl Iterator<Item = PathBuf> {
    listed.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(named)
}

#[cfg(unix)]
fn named(path: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
fn named(path: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(path).into_owned())
}
