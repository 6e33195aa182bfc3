//! The files of a repository that may hold credentials, whether git knows them or not: no command looks into them unasked.

use std::path::{Path, PathBuf};

use crate::snippets::may_hold_credentials;

/// Those below a folder, links not followed; what git keeps for itself is left to it.
pub(super) fn credential_files(root: &Path) -> Vec<PathBuf> {
    let is_gits = |entry: &ignore::DirEntry| entry.depth() > 0 && entry.file_name() == ".git";
    let mut walker = ignore::WalkBuilder::new(root);
    walker.standard_filters(false).follow_links(false).filter_entry(move |entry| !is_gits(entry));
    let files = walker.build().filter_map(Result::ok);
    let is_meant = |entry: &ignore::DirEntry| {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        is_file && entry.path().strip_prefix(root).is_ok_and(|path| may_hold_credentials(&path.to_string_lossy()))
    };
    files.filter(is_meant).map(ignore::DirEntry::into_path).collect()
}
