//! Runs the `git` program.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

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

/// What `git diff` says of the working tree, with nothing of the repository that it would run: a file of the tree that git
/// takes in may name programs for what it compares, and the settings of a repository within this one may too, so that it
/// counts by its commit alone.
pub fn compare<S: AsRef<OsStr>>(root: &Path, words: impl IntoIterator<Item = S>) -> Option<Vec<u8>> {
    let mut command = git(root);
    let own = settings_of_tree(root);
    let programs = own.iter().filter(|(_, key)| ["filter.", "diff."].iter().any(|start| key.starts_with(start)));
    let mut count = 0;
    for (_, key) in programs {
        command.env(format!("GIT_CONFIG_KEY_{count}"), key).env(format!("GIT_CONFIG_VALUE_{count}"), "");
        count += 1;
    }
    if count > 0 {
        command.env("GIT_CONFIG_COUNT", count.to_string());
    }
    said(command.args(["diff", "--ignore-submodules=dirty"]).args(words))
}

/// A file of the working tree that git takes settings from, if there is one.
pub fn settings_file(root: &Path) -> Option<PathBuf> {
    settings_of_tree(root).first().map(|(file, _)| file.clone())
}

/// The settings that git takes from files of the working tree, each with its file. It is asked once for each repository.
fn settings_of_tree(root: &Path) -> Vec<(PathBuf, String)> {
    type Known = HashMap<PathBuf, Vec<(PathBuf, String)>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(root.to_path_buf()).or_insert_with(|| read_settings(root)).clone()
}

fn read_settings(root: &Path) -> Vec<(PathBuf, String)> {
    let words = ["config", "--show-origin", "--name-only", "-z", "--list"];
    let said = git(root).args(words).output().map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let parts: Vec<&str> = said.split('\0').collect();
    let tree = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    // What git keeps for itself is the clone's; a file there is none of the tree.
    let kept = tree.join(".git");
    // Where the tree is somebody's home, his own settings lie in it.
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let of_user = [".gitconfig", ".config/git/config"].map(|name| home.as_ref()?.join(name).canonicalize().ok());
    let own = |pair: &[&str]| {
        let file = tree.join(pair[0].strip_prefix("file:")?).canonicalize().ok()?;
        let is_of_tree = file.starts_with(&tree) && !file.starts_with(&kept);
        (is_of_tree && !of_user.contains(&Some(file.clone()))).then(|| (file, pair[1].to_owned()))
    };
    parts.chunks_exact(2).filter_map(own).collect()
}

/// `git` in `root`, with nothing of the user's environment that would change its words.
pub fn git(root: &Path) -> Command {
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
    said(git(root).args(words))
}

fn said(command: &mut Command) -> Option<Vec<u8>> {
    let output = command.output().ok()?;
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
