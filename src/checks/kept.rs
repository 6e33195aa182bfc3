//! The files of a repository that may hold credentials, whether git knows them or not, and those of applications beside it:
//! no command looks into them unasked.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::snippets::{holds_credentials, may_hold_credentials};

/// Those below a folder, links not followed; what git keeps for itself is left to it.
pub(super) fn credential_files(root: &Path) -> Vec<PathBuf> {
    let is_gits = |entry: &ignore::DirEntry| entry.depth() > 0 && entry.file_name() == ".git";
    let mut walker = ignore::WalkBuilder::new(root);
    walker.standard_filters(false).follow_links(false).filter_entry(move |entry| !is_gits(entry));
    let files = walker.build().filter_map(Result::ok).filter(is_file);
    files.filter(|entry| may_hold_credentials(&named(entry))).map(ignore::DirEntry::into_path).collect()
}

/// How deep the files of applications lie at most; settings are looked for wherever they are.
const DEEPEST: usize = 5;

/// Those of applications below a folder of the system: what holds credentials by its name, what may hold some and is not
/// for everybody to read, and of settings all that is not. Whoever runs a command may be one who reads everything.
pub(super) fn private_files(folder: &Path, holds_settings: bool) -> Vec<PathBuf> {
    let is_packed =
        |entry: &ignore::DirEntry| entry.file_name() == "node_modules" || entry.file_name() == "site-packages";
    let mut walker = ignore::WalkBuilder::new(folder);
    walker.standard_filters(false).follow_links(false).max_depth((!holds_settings).then_some(DEEPEST));
    walker.filter_entry(move |entry| !is_packed(entry));
    let files = walker.build().filter_map(Result::ok).filter(is_file);
    let is_meant = |entry: &ignore::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let by_name = holds_settings || may_hold_credentials(&name);
        holds_credentials(&name) || by_name && !is_for_everybody(entry)
    };
    files.filter(is_meant).map(ignore::DirEntry::into_path).collect()
}

fn is_file(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn named(entry: &ignore::DirEntry) -> String {
    let steps = entry.path().components().rev().take(entry.depth()).collect::<Vec<_>>();
    let below: PathBuf = steps.into_iter().rev().collect();
    below.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

/// Whether everybody may read a file, which nobody else may in a folder that is closed to them.
#[cfg(unix)]
fn is_for_everybody(entry: &ignore::DirEntry) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let lets = |path: &Path, right: u32| path.metadata().is_ok_and(|there| there.permissions().mode() & right != 0);
    let mut folders = entry.path().ancestors().skip(1).take(entry.depth());
    lets(entry.path(), 0o004) && folders.all(|folder| lets(folder, 0o001))
}

#[cfg(not(unix))]
fn is_for_everybody(_: &ignore::DirEntry) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_applications_keep_to_themselves_is_theirs() {
        let place = tempfile::tempdir().expect("there is room");
        for (path, mode) in [
            ("shop/.env", 0o644),
            ("tls/server.key", 0o600),
            ("tls/ca.pem", 0o644),
            ("apt.conf", 0o640),
            ("hosts", 0o644),
            ("lib/node_modules/x/.env", 0o644),
        ] {
            let path = place.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("there is room");
            std::fs::write(&path, "").expect("there is room");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
        }
        let found = |holds_settings: bool| {
            let mut found = private_files(place.path(), holds_settings);
            found.sort();
            let below = |path: &PathBuf| path.strip_prefix(place.path()).map(Path::to_path_buf);
            found.iter().map(|path| below(path).expect("it is there").display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found(false), ["shop/.env", "tls/server.key"]);
        assert_eq!(found(true), ["apt.conf", "shop/.env", "tls/server.key"]);
    }
}
