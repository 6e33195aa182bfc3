//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

/// Replaces a file in one step, with the mode it had; a pipe or a device is written to as it is.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || match fs::metadata(path) {
        Ok(there) if !there.is_file() => fs::write(path, bytes),
        // Behind a symbolic link, it is the file that changes.
        Ok(there) => replace(&path.canonicalize()?, bytes, Some(there.permissions())),
        Err(_) => replace(path, bytes, None),
    };
    write().map_err(|error| plain(&error)).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a file of a repository, and the folders above it; never through a link that leads out of the repository.
pub(super) fn write_inside(root: &Path, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let full = root.join(path);
    let there = full.ancestors().find_map(|at| at.canonicalize().ok());
    let root = root.canonicalize().with_context(|| format!("there is no {}", root.display()))?;
    if !there.is_some_and(|there| there.starts_with(root)) {
        anyhow::bail!("{path} is not written: a symbolic link on the way leads out of the repository");
    }
    if let Some(folder) = full.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    write_whole(&full, bytes)
}

/// What went wrong without the name of the temporary file to which it happened, which nobody asked for.
pub(super) fn plain(error: &io::Error) -> io::Error {
    error.kind().into()
}

fn replace(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = new_file(folder)?;
    new.write_all(bytes)?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    new.persist(path).map(drop).map_err(|error| error.error)
}

/// A file that others may read as far as the user lets them.
#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("out.json");
        for text in ["first and long", "second"] {
            write_whole(&path, text.as_bytes()).expect("the folder can be written");
            assert_eq!(fs::read_to_string(&path).expect("it was just written"), text);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1);
        assert!(write_whole(&folder.path().join("none/out.json"), b"").is_err());
    }
}
