//! `build`: the site, written whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::known::know;
use super::place::{self, PlaceArguments};
use super::whole::plain;
use super::{Ended, site, tell};
use crate::artifact::Artifact;
use crate::diagnostic::{Diagnostic, Level};
use crate::text::counted;

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The repository, or any path in it
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The folder to write, relative to the repository
    #[arg(long, short, value_name = "DIR", default_value = "_site")]
    output: PathBuf,
    /// Write nothing and exit with 1 when there are findings
    #[arg(long)]
    strict: bool,
    /// A folder with templates and styles that replace ours
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
}

/// The file by which we know a folder that we made.
const OURS: &str = ".devops-docs-site";
/// How the name of a folder begins that is still being written.
const UNFINISHED: &str = ".devops-docs-new-";

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(arguments.path.as_slice())?;
    let output = repository.root.join(&arguments.output);
    refuse_others(&output)?;
    let theme = site::theme(arguments.theme.as_ref())?;
    let known = know(&arguments.place, &repository)?;
    if arguments.strict && !known.diagnostics.is_empty() {
        tell(&format!(
            "devops-docs: {}, so nothing is written; `devops-docs lint` shows them\n",
            found(&known.diagnostics)
        ));
        return Ok(Ended::Findings);
    }
    let new = NewFolder::beside(&output)?;
    let pages = site::build(&known, &repository.root, &theme, &|artifact| new.write(&artifact))?;
    let (files, bytes) = (new.files.load(Ordering::Relaxed), new.bytes.load(Ordering::Relaxed));
    new.replace()?;
    let shown = output.strip_prefix(&repository.root).unwrap_or(&output);
    tell(&format!(
        "{} from {} in {}: {}, {:.1} MB; {}\n",
        counted(pages, "page"),
        known.ws.pages.len(),
        shown.display(),
        counted(files, "file"),
        megabytes(bytes),
        found(&known.diagnostics),
    ));
    if known.ws.config.settings.site.url.is_none() {
        tell("without `site.url` in devops-docs.toml there is no site map and no feed\n");
    }
    Ok(Ended::Clean)
}

/// How many findings there are of each level.
fn found(diagnostics: &[Diagnostic]) -> String {
    let count = |level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let words = |level: Level| counted(count(level), level.word());
    format!("{}, {}", words(Level::Error), words(Level::Warning))
}

#[expect(clippy::cast_precision_loss, reason = "a size is told with one digit")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Stops before anything that is not ours would be lost.
fn refuse_others(output: &Path) -> anyhow::Result<()> {
    let Ok(metadata) = fs::symlink_metadata(output) else { return Ok(()) };
    if !metadata.is_dir() {
        bail!("{} is no folder; name another by --output", output.display());
    }
    let is_empty = fs::read_dir(output).with_context(|| format!("cannot read {}", output.display()))?.next().is_none();
    if !is_empty && !output.join(OURS).is_file() {
        bail!(
            "{} holds files that devops-docs did not write; name another folder by --output, or remove it yourself",
            output.display()
        );
    }
    Ok(())
}

/// A folder that is still being written, beside the one whose place it will take.
struct NewFolder {
    folder: TempDir,
    /// The folder whose place it will take, by which it is called in messages.
    output: PathBuf,
    /// Locked as long as this process lives, however it ends.
    mark: fs::File,
    files: AtomicUsize,
    bytes: AtomicUsize,
}

impl NewFolder {
    fn beside(output: &Path) -> anyhow::Result<Self> {
        let above = output.parent().context("the output folder has no folder above it")?;
        fs::create_dir_all(above).with_context(|| format!("cannot make {}", above.display()))?;
        clear_left_overs(above);
        let folder = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(above)
            .map_err(|error| plain(&error))
            .with_context(|| format!("cannot write to {}", above.display()))?;
        // Git leaves the folder out without being told, and hosts leave its names as they are.
        for (name, words) in
            [(OURS, "made by devops-docs build; replaced as a whole\n"), (".gitignore", "*\n"), (".nojekyll", "")]
        {
            fs::write(folder.path().join(name), words)
                .with_context(|| format!("cannot write {}", output.join(name).display()))?;
        }
        let mark = fs::File::open(folder.path().join(OURS)).context("cannot read what was just written")?;
        // Where files cannot be locked, no other build can lock it either, and so takes it for one in use.
        drop(mark.try_lock());
        let output = output.to_path_buf();
        Ok(Self { folder, output, mark, files: AtomicUsize::new(0), bytes: AtomicUsize::new(0) })
    }

    fn write(&self, artifact: &Artifact) -> anyhow::Result<()> {
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
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(artifact.bytes.len(), Ordering::Relaxed);
        Ok(())
    }

    /// Puts it in the place of the old one, in one step.
    fn replace(self) -> anyhow::Result<()> {
        readable(self.folder.path())?;
        // Windows moves no folder of which a file is open.
        drop(self.mark);
        swap(self.folder.path(), &self.output).with_context(|| format!("cannot replace {}", self.output.display()))?;
        // After an exchange it holds the old site; otherwise it is gone already.
        drop(self.folder);
        Ok(())
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
        let is_left = fs::File::open(entry.path().join(OURS)).is_ok_and(|mark| mark.try_lock().is_ok());
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
fn swap(new: &Path, output: &Path) -> std::io::Result<()> {
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
fn swap(new: &Path, output: &Path) -> std::io::Result<()> {
    if output.exists() { in_two_steps(new, output) } else { fs::rename(new, output) }
}

/// Moves the old folder aside and the new one in; the old one comes back when that fails.
fn in_two_steps(new: &Path, output: &Path) -> std::io::Result<()> {
    let aside = new.with_extension("old");
    fs::rename(output, &aside)?;
    if let Err(error) = fs::rename(new, output) {
        fs::rename(&aside, output)?;
        return Err(error);
    }
    fs::remove_dir_all(&aside)
}
