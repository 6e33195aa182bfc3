//! Runs the `git` program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where `git` is: the first on the path that is no file of the repository, which would be run unasked.
pub fn program(root: &Path) -> PathBuf {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let own = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut skips = false;
    for folder in std::env::split_paths(&path) {
        let file = folder.join(&name);
        // A relative folder begins where git runs, which is the repository.
        if folder.is_relative() {
            skips = true;
        } else if file.is_file() {
            if !folder.canonicalize().is_ok_and(|real| real.starts_with(&own)) {
                return file;
            }
            skips = true;
        }
    }
    // Otherwise the system looks where it always does; but not where that is in the repository: no name finds nothing.
    if skips { PathBuf::new() } else { name.into() }
}

/// `git` in `root`, with nothing of the user's environment that would change its words, and nothing of the repository that
/// it would run.
pub fn git(root: &Path) -> Command {
    let mut command = plain(root);
    command.args(own_programs(root).iter().flat_map(|key| ["-c".to_owned(), format!("{key}=")]));
    command
}

/// The settings by which a file of the working tree names programs: those of the clone may take such a file in.
fn own_programs(root: &Path) -> Vec<String> {
    let config = std::fs::read_to_string(root.join(".git/config")).unwrap_or_default();
    if !config.to_ascii_lowercase().contains("[include") {
        return Vec::new();
    }
    let words = ["config", "--show-origin", "--name-only", "-z", "--get-regexp", r"^(filter|diff)\."];
    let said = plain(root).args(words).output().map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let parts: Vec<&str> = said.split('\0').collect();
    let whole = |path: &str| root.join(path).canonicalize().ok();
    let (own, kept) = (whole(""), whole(".git"));
    let is_own = |origin: &str| {
        let path = origin.strip_prefix("file:").and_then(whole);
        path.is_some_and(|path| {
            own.as_ref().is_some_and(|own| path.starts_with(own))
                && !kept.as_ref().is_some_and(|kept| path.starts_with(kept))
        })
    };
    let pairs = parts.chunks_exact(2).filter(|pair| is_own(pair[0]));
    pairs.map(|pair| pair[1].to_owned()).collect()
}

fn plain(root: &Path) -> Command {
    let mut command = Command::new(program(root));
    command
        .arg("-C")
        .arg(root)
        .args(["-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"])
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// What a call printed, if it succeeded.
pub(super) fn ask<S: AsRef<OsStr>>(root: &Path, words: impl IntoIterator<Item = S>) -> Option<Vec<u8>> {
    let output = git(root).args(words).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Why git will not speak of `root`, in its own words: the folder is another user's, say. None if it will.
pub fn complaint(root: &Path) -> Option<String> {
    let output = match git(root).args(["rev-parse", "--git-dir"]).stderr(Stdio::piped()).output() {
        Ok(output) if output.status.success() => return None,
        Ok(output) => output,
        Err(error) => return Some(format!("git cannot be run: {error}")),
    };
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(words.lines().next().unwrap_or("git gave no reason").trim_start_matches("fatal: ").to_owned())
}

/// What a call printed when given `input`, whatever its exit code.
pub(super) fn converse(root: &Path, words: &[&str], input: Vec<u8>) -> Option<Vec<u8>> {
    let mut child = git(root).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let writer = feed(&mut child, input);
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?;
    Some(output.stdout)
}

/// Writes `input` beside the reading of the output, so that neither pipe can block the other.
fn feed(child: &mut Child, input: Vec<u8>) -> std::thread::JoinHandle<()> {
    let mut stdin = child.stdin.take().expect("standard input was piped");
    std::thread::spawn(move || {
        // A child that stops reading has said all it wants to say.
        drop(stdin.write_all(&input));
    })
}
