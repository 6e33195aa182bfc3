//! In which folders the commands of a shell may stand: where it begins, and wherever its folders lead from there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::run::real;
use crate::model::Check;
use crate::snippets::infer_check;
use crate::workspace::Workspace;

/// How many folders a script may stand in.
const MOST_PLACES: usize = 64;

/// Whether checks that share a shell stand only in folders in which the repository lists files, or outside of it, but for a
/// submodule, or what an installer unpacked. A step that fails leaves the shell where it was, and a loop goes on, so each
/// folder is entered from every other.
pub(super) fn is_known(ws: &Workspace, root: &Path, members: &[&Check]) -> bool {
    let root = real(root);
    let begins = members.iter().filter_map(|check| check.folder.as_ref());
    let mut open: Vec<PathBuf> = begins.map(|folder| real(&root.join(folder))).collect();
    let mut targets: Vec<String> = Vec::new();
    for target in members.iter().flat_map(|check| infer_check(check, false).questions.goes_to) {
        // What is there of a process is another thing in each.
        let Some(target) = target.filter(|target| !["/proc", "/dev"].iter().any(|start| target.starts_with(start)))
        else {
            return false;
        };
        targets.push(target);
    }
    let mut places: BTreeSet<PathBuf> = BTreeSet::new();
    let mut entered: BTreeSet<&str> = BTreeSet::new();
    for target in targets.iter().filter(|target| Path::new(target).is_absolute() && Path::new(target).is_dir()) {
        entered.insert(target);
        open.push(real(Path::new(target)));
    }
    while let Some(place) = open.pop() {
        if !is_listed(ws, &root, &place) || places.len() > MOST_PLACES {
            return false;
        }
        if !places.insert(place.clone()) {
            continue;
        }
        for target in &targets {
            let there = place.join(target);
            if there.is_dir() {
                entered.insert(target);
                open.push(real(&there));
            }
        }
    }
    // Where there is no such folder yet, something may make it.
    targets.iter().all(|target| entered.contains(target.as_str()))
}

/// Whether a folder is one of those in which the repository lists files, or none of its own.
fn is_listed(ws: &Workspace, root: &Path, place: &Path) -> bool {
    let inside = place.strip_prefix(root).ok();
    inside.is_none_or(|inside| inside.to_str().is_some_and(|inside| ws.files.is_folder(inside)))
}
