//! Walks a repository, reads what the readers want, and asks git what they left open.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::draft::{Draft, Workspace, wants};
use super::fixtures::fixtures;
use super::mentions::mentioned;
use crate::artifact::Artifact;
use crate::config::{self, ATTRIBUTES, Attributes, Config, Overrides};
use crate::diagnostic::{Place, Problem};
use crate::git::{self, Bounds, Listed};
use crate::kinds::AgentFile;
use crate::model::{Answers, Questions, Repository, join};
use crate::text::{Decoded, EntryKind, FileId, Files, MAX_BYTES, Unreadable};

/// Why a repository could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is nothing at that path.
    #[error("there is no folder {0}")]
    NoFolder(PathBuf),
    /// A file that was named cannot be read.
    #[error("cannot read {path}: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
}

/// How to load.
#[derive(Clone, Debug)]
pub struct Options {
    /// A configuration file other than those at the usual places.
    pub config: Option<PathBuf>,
    /// Whether the files are those of the working tree: the new ones too, and none that were deleted.
    pub on_disk: bool,
    /// Whether files are read as they are staged, where the working tree has other bytes.
    pub staged: bool,
    /// Whether the history may be walked beyond what is kept.
    pub walk_history: bool,
    /// The folder in which walks of the history are kept.
    pub cache: Option<PathBuf>,
    /// The day on which dates are judged.
    pub today: String,
    /// What the command line sets over the configuration.
    pub overrides: Overrides,
}

/// Reads the repository at `root`.
pub fn load(root: &Path, options: &Options) -> Result<Workspace, LoadError> {
    if !root.is_dir() {
        return Err(LoadError::NoFolder(root.to_path_buf()));
    }
    let in_git = root.join(".git").exists();
    let listed = in_git.then(|| git::list(root, options.on_disk)).flatten();
    let complaint = (in_git && listed.is_none()).then(|| git::complaint(root)).flatten();
    let (Listed { files: mut found, unnamed }, unread) =
        listed.map_or_else(|| walk(root), |listed| (listed, Vec::new()));
    if !in_git {
        found.extend(submodules(root));
    }
    let ignored = ignored_agent_files(root, &found);
    found.extend(ignored.iter().cloned());
    let given = options.config.as_ref().map(|path| given_config(root, path)).transpose()?;
    let outside = given.as_ref().filter(|path| found.iter().all(|(known, _)| known != *path)).cloned();
    found.extend(outside.iter().map(|path| (path.clone(), EntryKind::File)));
    let mut files = Files::new(found);
    read_links(root, &mut files);
    if let Some(file) = outside.and_then(|path| files.find(&path)) {
        files.set_ignored(file);
    }
    for file in ignored.iter().filter_map(|(path, _)| files.find(path)).collect::<Vec<_>>() {
        files.set_ignored(file);
    }
    if options.staged {
        take_staged(root, &mut files);
    }
    let (config, mut problems) = read_config(root, &mut files, given.as_deref(), options)?;
    problems.extend(unread);
    problems.extend(unnamed.into_iter().filter(|path| wants(path, &config)).map(|path| Problem {
        place: Place::Path(path),
        message: "the name of this file is not UTF-8, so it is not read".to_owned(),
    }));
    problems.extend(complaint.map(|words| Problem {
        place: Place::Path(".".to_owned()),
        message: format!("git was not asked, so nothing is known of what was removed: {words}"),
    }));
    let mut repository = if in_git { git::repository(root) } else { Repository::default() };
    repository.slugs.extend(config.settings.repository.iter().map(|slug| slug.to_lowercase()));
    repository.name = repository.name.or_else(|| config.settings.repository.clone());
    let config = config.marked(attributes(root, &mut files));
    let wanted = Draft::wanted(&files, &config);
    read_all(root, &mut files, wanted);
    let draft = Draft::read(files, config, repository, problems);
    let questions = draft.questions();
    let answers = answer(root, in_git, &draft, &questions, options);
    Ok(Workspace::new(draft, answers, options.today.clone()))
}

/// The same repository with some texts replaced; the answers stay.
pub fn reread(workspace: Workspace, edited: Vec<(FileId, Vec<u8>)>) -> Workspace {
    let Workspace { mut files, config, repository, answers, today, .. } = workspace;
    for (file, bytes) in edited {
        files.set_text(file, bytes);
    }
    Workspace::new(Draft::read(files, config, repository, Vec::new()), answers, today)
}

/// The same repository with files that it does not have yet; the answers stay.
pub fn with_files(workspace: Workspace, new: &[Artifact]) -> Workspace {
    if new.is_empty() {
        return workspace;
    }
    let Workspace { files: old, config, repository, answers, today, .. } = workspace;
    let there = old.iter().map(|(_, entry)| (entry.path.to_string(), entry.kind));
    let added = new.iter().filter(|file| old.find(&file.path).is_none());
    let mut files = Files::new(there.chain(added.map(|file| (file.path.clone(), EntryKind::File))).collect());
    for (id, entry) in old.iter() {
        let same = files.find(&entry.path).expect("every old path is there");
        if entry.is_ignored {
            files.set_ignored(same);
        }
        if let Some(target) = old.link(id) {
            files.set_link(same, target.to_owned());
        }
        if let Some(bytes) = old.raw(id) {
            files.set_text(same, bytes.to_vec());
        } else if let Some(why) = old.unreadable(id) {
            files.set_unreadable(same, why.clone());
        }
    }
    for file in new {
        files.set_text(files.find(&file.path).expect("it was just added"), file.bytes.clone());
    }
    Workspace::new(Draft::read(files, config, repository, Vec::new()), answers, today)
}

/// Notes where symbolic links lead; nothing is read through them.
fn read_links(root: &Path, files: &mut Files) {
    let links: Vec<FileId> =
        files.iter().filter(|(_, entry)| entry.kind == EntryKind::Symlink).map(|(id, _)| id).collect();
    for id in links {
        let target = fs::read_link(root.join(files.path(id))).ok();
        if let Some(target) = target.as_deref().and_then(Path::to_str) {
            files.set_link(id, target.replace('\\', "/"));
        }
    }
}

/// The empty folders of submodules where no git tells of them, as in an archive.
fn submodules(root: &Path) -> Vec<(String, EntryKind)> {
    let told = fs::read_to_string(root.join(".gitmodules")).unwrap_or_default();
    let path = |line: &str| Some(line.trim().strip_prefix("path")?.trim_start().strip_prefix('=')?.trim().to_owned());
    let is_inside = |path: &String| !path.is_empty() && join("", path).as_ref() == Some(path);
    let is_empty = |path: &String| fs::read_dir(root.join(path)).map_or(true, |mut inside| inside.next().is_none());
    told.lines().filter_map(path).filter(is_inside).filter(is_empty).map(|path| (path, EntryKind::Submodule)).collect()
}

/// Every file below a folder that is no git repository, as its ignore files have it, and the folders that cannot be read.
fn walk(root: &Path) -> (Listed, Vec<Problem>) {
    let walker = ignore::WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .filter_entry(|e| e.file_name() != ".git")
        .build();
    let (mut listed, mut problems) = (Listed::default(), Vec::new());
    for entry in walker {
        match entry {
            Ok(entry) if entry.path().to_str().is_none() => {
                listed
                    .unnamed
                    .extend(entry.file_type().filter(|kind| !kind.is_dir()).map(|_| shown(root, entry.path())));
            }
            Ok(entry) => listed.files.extend(found(root, &entry)),
            Err(error) => problems.push(unreadable(root, &error)),
        }
    }
    (listed, problems)
}

/// A path below the root, with stand-ins for bytes that are not UTF-8.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The path and the kind of what a walk came by; none of a folder.
fn found(root: &Path, entry: &ignore::DirEntry) -> Option<(String, EntryKind)> {
    let kind = entry.file_type()?;
    let path = entry.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    let kind = match () {
        () if kind.is_symlink() => EntryKind::Symlink,
        () if kind.is_file() && entry.metadata().is_ok_and(|there| git::may_run(&there)) => EntryKind::Executable,
        () if kind.is_file() => EntryKind::File,
        () => return None,
    };
    Some((path, kind))
}

/// How deep agent files lie at most.
const AGENT_DEPTH: usize = 8;

/// The agent files that git ignores: a framework may keep them out of the repository, and agents read them all the same.
fn ignored_agent_files(root: &Path, files: &[(String, EntryKind)]) -> Vec<(String, EntryKind)> {
    // What lies behind a link is no part of the repository.
    let is_folder = |at: &Path| fs::symlink_metadata(at).is_ok_and(|there| there.is_dir());
    let is_here = |at: &PathBuf| is_folder(at) && at.parent().is_some_and(is_folder);
    let folders: Vec<PathBuf> = AgentFile::folders().map(|folder| root.join(folder)).filter(is_here).collect();
    let Some((first, others)) = folders.split_first() else { return Vec::new() };
    let mut walker = ignore::WalkBuilder::new(first);
    for folder in others {
        walker.add(folder);
    }
    let is_theirs = |entry: &ignore::DirEntry| entry.file_name() == ".git" || entry.file_name() == "node_modules";
    let walk = walker.standard_filters(false).max_depth(Some(AGENT_DEPTH)).filter_entry(move |e| !is_theirs(e)).build();
    let known: BTreeSet<String> =
        files.iter().map(|(path, _)| path.clone()).filter(|path| path.starts_with("_ai")).collect();
    let closed: Vec<String> = files
        .iter()
        .filter(|(path, kind)| path.starts_with("_ai") && matches!(kind, EntryKind::Submodule | EntryKind::Symlink))
        .map(|(path, _)| format!("{path}/"))
        .collect();
    let is_new = |path: &str| !known.contains(path) && !closed.iter().any(|folder| path.starts_with(folder.as_str()));
    walk.filter_map(Result::ok).filter_map(|entry| found(root, &entry)).filter(|(path, _)| is_new(path)).collect()
}

/// What could not be walked, with its path.
fn unreadable(root: &Path, error: &ignore::Error) -> Problem {
    let mut inner = error;
    let mut path = ".".to_owned();
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = shown(root, at);
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            _ => break,
        }
    }
    let why = inner.io_error().map_or_else(|| inner.to_string(), |error| error.kind().to_string());
    Problem { place: Place::Path(path), message: format!("this could not be read: {why}") }
}

/// The path of the configuration that was asked for: in the repository, or in full beside it.
fn given_config(root: &Path, path: &Path) -> Result<String, LoadError> {
    let told = |error: std::io::Error| LoadError::Unreadable { path: path.to_path_buf(), why: error.to_string() };
    let full = path.canonicalize().map_err(told)?;
    if full.is_dir() {
        let why = "it is a folder, and the configuration is a file".to_owned();
        return Err(LoadError::Unreadable { path: path.to_path_buf(), why });
    }
    let path = full.strip_prefix(root).unwrap_or(&full);
    Ok(path.to_string_lossy().replace('\\', "/"))
}

fn read_config(
    root: &Path,
    files: &mut Files,
    given: Option<&str>,
    options: &Options,
) -> Result<(Config, Vec<Problem>), LoadError> {
    let usual = || config::PLACES.iter().find_map(|place| files.find(place));
    let file = given.map_or_else(usual, |path| files.find(path));
    let mut found = None;
    if let Some(id) = file {
        read_all(root, files, vec![id]);
        found = files.text(id).map(|text| (id, files.path(id).to_owned(), text.to_owned()));
        if let (None, Some(path)) = (&found, given) {
            let why = "it is no text that can be read".to_owned();
            return Err(LoadError::Unreadable { path: path.into(), why });
        }
    }
    let (config, problems) = match found {
        Some((id, path, text)) => Config::read(crate::text::Excerpt::whole(id, &text), &path),
        None => (Config::defaults(), Vec::new()),
    };
    Ok((config.overridden(&options.overrides), problems))
}

/// What the repository tells GitHub of its files.
fn attributes(root: &Path, files: &mut Files) -> Attributes {
    let all = files.with_tail(ATTRIBUTES).filter(|id| files.entry(*id).is_text_file()).collect();
    read_all(root, files, all);
    Attributes::of(files)
}

/// Takes in what is staged where the working tree has other bytes.
fn take_staged(root: &Path, files: &mut Files) {
    for (path, bytes) in git::staged_bytes(root).unwrap_or_default() {
        let Some(id) = files.find(&path).filter(|id| files.entry(*id).is_text_file()) else { continue };
        match u64::try_from(bytes.len()) {
            Ok(size) if size > MAX_BYTES => files.set_unreadable(id, Unreadable::TooLarge(size)),
            _ => files.set_text(id, bytes),
        }
    }
}

/// Reads files in parallel and takes them in.
fn read_all(root: &Path, files: &mut Files, wanted: Vec<FileId>) {
    let wanted: Vec<FileId> =
        wanted.into_iter().filter(|id| files.text(*id).is_none() && files.unreadable(*id).is_none()).collect();
    let read: Vec<(FileId, Result<Option<Decoded>, Unreadable>)> =
        wanted.into_par_iter().map(|id| (id, read_one(&root.join(files.path(id))))).collect();
    for (id, result) in read {
        match result {
            Ok(Some(decoded)) => files.set_decoded(id, decoded),
            // A tracked file that is not on disk was deleted a moment ago: it says nothing.
            Ok(None) => {}
            Err(why) => files.set_unreadable(id, why),
        }
    }
}

fn read_one(path: &Path) -> Result<Option<Decoded>, Unreadable> {
    let io = |error: std::io::Error| Unreadable::Io(error.to_string());
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(io)?,
    };
    if !metadata.is_file() {
        return Ok(None);
    }
    if metadata.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    fs::File::open(path).map_err(io)?.take(MAX_BYTES).read_to_end(&mut bytes).map_err(io)?;
    Ok(Some(Files::decode(bytes)))
}

fn answer(root: &Path, in_git: bool, draft: &Draft, questions: &Questions, options: &Options) -> Answers {
    let exists = |path: &str| draft.files().exists(path);
    let bounds = Bounds {
        cache: options.cache.clone(),
        time: Duration::from_secs(20),
        walk: options.walk_history,
        staged: !options.on_disk,
    };
    let mut answers = if in_git { git::answer(root, questions, &exists, &bounds) } else { Answers::default() };
    if in_git {
        git::look_back(root, questions, options.walk_history, &mut answers);
    }
    let read = |id: FileId| bytes_of(&root.join(draft.files().path(id)));
    answers.fixtures = fixtures(draft.files(), &read);
    let mentions = mentioned(draft, questions, &read);
    (answers.mentioned, answers.mentioned_whole, answers.prefixes) =
        (mentions.names, mentions.whole, mentions.prefixes);
    answers
}

/// Files above this many bytes are generated or data, and are not searched for names.
const MAX_SEARCHED: u64 = 2 * 1024 * 1024;

/// The bytes of a file that is worth searching; none if it is too large or cannot be read.
fn bytes_of(path: &Path) -> Vec<u8> {
    let is_small =
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_SEARCHED);
    if is_small { fs::read(path).unwrap_or_default() } else { Vec::new() }
}
