//! The folder that a build writes: whole or not at all, and never over what somebody else put there.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, anyhow, bail};
use tempfile::TempDir;

use super::manifest::{self, Manifest};
use super::whole::plain;
use crate::artifact::Artifact;

/// How the name of a folder begins that is still being written.
const UNFINISHED: &str = ".devops-docs-new-";
/// How the name of an old folder begins for as long as the new one is on its way.
const ASIDE: &str = ".devops-docs-old-";
/// What makes a folder a repository of its own, or a work tree of one.
const GIT: &str = ".git";
/// Git leaves our folder out without being told.
const IGNORE: (&str, &str) = (".gitignore", "*\n");
/// Hosts leave the names of our files as they are.
const AS_IT_IS: (&str, &str) = (".nojekyll", "");

/// Stops before anything that is not ours would be lost.
pub(super) fn refuse_others(output: &Path, root: &Path) -> anyhow::Result<()> {
    let Ok(metadata) = fs::symlink_metadata(output) else { return Ok(()) };
    if !metadata.is_dir() {
        bail!("{} is no folder; name another by --output", output.display());
    }
    if output.canonicalize().is_ok_and(|output| root.starts_with(output)) {
        bail!("{} holds the repository itself; name another folder by --output", output.display());
    }
    let mut entries = fs::read_dir(output).with_context(|| format!("cannot read {}", output.display()))?;
    let is_new = entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == GIT));
    if !is_new && Manifest::read(output).is_none() {
        bail!(
            "{} holds files that devops-docs did not write; name another folder by --output, or remove it yourself",
            output.display()
        );
    }
    Ok(())
}

/// What stands in the folder in the end.
pub(super) struct Written {
    pub files: usize,
    pub bytes: usize,
    /// What others put there, and is there still.
    pub kept: Vec<String>,
}

/// A folder that is still being written, beside the one whose place it will take.
pub(super) struct NewFolder {
    folder: TempDir,
    /// The folder whose place it will take, by which it is called in messages.
    output: PathBuf,
    /// Locked as long as this process lives, however it ends.
    mark: fs::File,
    /// The paths of the files so far, and their bytes.
    written: Mutex<(Vec<String>, usize)>,
}

impl NewFolder {
    pub fn beside(output: &Path) -> anyhow::Result<Self> {
        let above = output.parent().context("the output folder has no folder above it")?;
        fs::create_dir_all(above).with_context(|| format!("cannot make {}", above.display()))?;
        bring_back(output).with_context(|| format!("cannot bring back {}", output.display()))?;
        clear_left_overs(above);
        let folder = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(above)
            .map_err(|error| plain(&error))
            .with_context(|| format!("cannot write to {}", above.display()))?;
        for (name, words) in [(manifest::NAME, ""), IGNORE, AS_IT_IS] {
            fs::write(folder.path().join(name), words)
                .with_context(|| format!("cannot write {}", output.join(name).display()))?;
        }
        let mark = fs::File::open(folder.path().join(manifest::NAME)).context("cannot read what was just written")?;
        // Where files cannot be locked, no other build can lock it either, and so takes it for one in use.
        drop(mark.try_lock());
        Ok(Self { folder, output: output.to_path_buf(), mark, written: Mutex::default() })
    }

    pub fn write(&self, artifact: &Artifact) -> anyhow::Result<()> {
        let path = self.folder.path().join(&artifact.path);
        let write = || fs::write(&path, &artifact.bytes);
        let written = write().or_else(|error| match error.kind() {
            // The first file of a folder makes it.
            ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().expect("a file is in a folder")).and_then(|()| write())
            }
            _ => Err(error),
        });
        written.with_context(|| format!("cannot write {}", self.output.join(&artifact.path).display()))?;
        let mut so_far = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        so_far.0.push(artifact.path.clone());
        so_far.1 += artifact.bytes.len();
        Ok(())
    }

    /// Puts it in the place of the old one, in one step, with what others put into that.
    pub fn replace(self) -> anyhow::Result<Written> {
        let Self { folder, output, mark, written } = self;
        let (paths, bytes) = written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let files = paths.len();
        readable(folder.path())?;
        let kept = keep(&output, folder.path())?;
        let mut names = vec![AS_IT_IS.0];
        if kept.iter().any(|path| path == Path::new(GIT)) {
            // Whoever commits the site from its folder does not want it ignored.
            fs::remove_file(folder.path().join(IGNORE.0)).context("cannot remove what was just written")?;
        } else {
            names.push(IGNORE.0);
        }
        // Windows writes no file that is locked, and moves no folder of which a file is open.
        drop(mark);
        Manifest::new(paths.into_iter().chain(names.into_iter().map(str::to_owned))).write(folder.path())?;
        swap(folder.path(), &output).with_context(|| format!("cannot replace {}", output.display()))?;
        // After an exchange it holds the old site; otherwise it is gone already.
        drop(folder);
        Ok(Written { files, bytes, kept: kept.iter().map(|path| path.display().to_string()).collect() })
    }
}

/// Gives the new folder what others put into the old one, where it stays too until the new one is in its place.
fn keep(output: &Path, new: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !output.exists() {
        return Ok(Vec::new());
    }
    let ours = Manifest::read(output).unwrap_or_default();
    let foreign = ours.foreign(output).with_context(|| format!("cannot read {}", output.display()))?;
    for path in &foreign {
        let there = output.join(path);
        let is_taken = |error: &io::Error| error.kind() == ErrorKind::AlreadyExists;
        share(&there, &new.join(path)).map_err(|error| {
            if is_taken(&error) {
                anyhow!(
                    "{} was not written by devops-docs, and the new site has something of that name: move it away",
                    there.display()
                )
            } else {
                anyhow!(error).context(format!("cannot keep {}", there.display()))
            }
        })?;
    }
    Ok(foreign)
}

/// Puts a file, or a folder with all that is in it, in a second place.
fn share(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_dir() {
        let is_new = !to.exists();
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            share(&entry.path(), &to.join(entry.file_name()))?;
        }
        return if is_new { fs::set_permissions(to, metadata.permissions()) } else { Ok(()) };
    }
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // The new site may have nothing else in that folder.
            fs::create_dir_all(to.parent().expect("a file is in a folder"))?;
            fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
        }
        shared => shared,
    }
}

/// Removes what builds left that were killed: folders of ours, by name and by the file in them, that no process locks.
fn clear_left_overs(above: &Path) {
    let Ok(entries) = fs::read_dir(above) else { return };
    for entry in entries.flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        let is_left = fs::File::open(entry.path().join(manifest::NAME)).is_ok_and(|mark| mark.try_lock().is_ok());
        if is_left {
            // What cannot be removed now is found again by the next build.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Lets others read what a temporary folder would keep from them.
#[cfg(unix)]
fn readable(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("cannot open {}", folder.display()))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// Exchanges two folders, or moves the first where nothing is.
#[cfg(target_os = "linux")]
fn swap(new: &Path, output: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    if !output.exists() {
        return fs::rename(new, output);
    }
    match renameat_with(CWD, new, CWD, output, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Not every file system can exchange.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            in_two_steps(new, output)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(new: &Path, output: &Path) -> io::Result<()> {
    if output.exists() { in_two_steps(new, output) } else { fs::rename(new, output) }
}

/// Where an old folder waits that cannot be exchanged with the new one.
fn aside(output: &Path) -> PathBuf {
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{ASIDE}{name}"))
}

/// Undoes what a build left that was killed while the old folder was aside.
fn bring_back(output: &Path) -> io::Result<()> {
    let aside = aside(output);
    match aside.is_dir() {
        true if !output.exists() => fs::rename(&aside, output),
        // The new one holds what others put into the old one.
        true if Manifest::read(&aside).is_some() => fs::remove_dir_all(&aside),
        _ => Ok(()),
    }
}

/// Moves the old folder aside and the new one in; the old one comes back when that fails.
fn in_two_steps(new: &Path, output: &Path) -> io::Result<()> {
    let aside = aside(output);
    fs::rename(output, &aside)?;
    if let Err(error) = fs::rename(new, output) {
        fs::rename(&aside, output)?;
        return Err(error);
    }
    fs::remove_dir_all(&aside)
}
