//! Which paths were here once: one bounded walk over the history, kept by commit so that the next run walks only what is new.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::births::Births;
use super::moves;
use super::program::{ask, converse, git};
use super::tree::records;
use crate::model::{Answers, History, Questions, Receipt};

/// What stands for the commit that is about to be made.
const STAGED: &str = "the staged change";
const UNCOMMITTED: &str = "a change that is not committed";

/// How far a walk may go.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The folder in which walks are kept; none to keep nothing.
    pub cache: Option<PathBuf>,
    /// How long a walk may take.
    pub time: Duration,
    /// Whether the history may be walked beyond what is kept: a hook does not wait for it.
    pub walk: bool,
    /// Whether what is deleted in the working tree and not staged is still there.
    pub staged: bool,
}

/// What became of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    // Thousands of paths may end in one commit.
    commit: Arc<str>,
    date: Arc<str>,
    renamed_to: Option<String>,
}

/// All ends that the history up to a commit shows.
#[derive(Debug, Default)]
struct Ends {
    head: String,
    whole: bool,
    of: HashMap<String, End>,
    births: Births,
}

/// Answers what can be answered from the history, in at most one walk and one question about ignored paths.
pub fn answer(root: &Path, questions: &Questions, exists: &dyn Fn(&str) -> bool, bounds: &Bounds) -> Answers {
    let mut answers = Answers { history: History::Absent, ..Answers::default() };
    if questions.paths.is_empty() && questions.pages.is_empty() {
        answers.history = History::Whole;
        return answers;
    }
    for (path, pattern) in ignoring(root, &questions.paths) {
        if is_name(&pattern, &path) {
            answers.ignored_by_name.insert(path.clone());
        }
        answers.ignored.insert(path);
    }
    let told = ask(root, ["rev-parse", "--is-shallow-repository", "HEAD"]).and_then(|out| String::from_utf8(out).ok());
    let Some((shallow, head)) = told.as_deref().and_then(|told| told.split_once('\n')) else { return answers };
    let ends = ends(root, head.trim(), bounds);
    answers.history = match () {
        () if shallow.trim() == "true" => History::Shallow,
        () if ends.whole => History::Whole,
        () => History::Cut,
    };
    let ends = with_open_change(root, ends, bounds.staged);
    answers.gone = receipts(&questions.paths, &ends, exists);
    answers.gone_names = by_name(&questions.file_names, &ends, exists);
    moves::find(root, answers.gone.values_mut().chain(answers.gone_names.values_mut()), exists);
    answers.born = ends.births.of(&questions.pages);
    answers
}

/// The paths among these that git ignores.
pub fn ignored(root: &Path, paths: &BTreeSet<String>) -> BTreeSet<String> {
    ignoring(root, paths).into_keys().collect()
}

/// The paths among these that git ignores, each with the last pattern that says so.
fn ignoring(root: &Path, paths: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut input = Vec::new();
    // A folder is ignored by patterns that end in a slash only if it is asked about with one.
    for path in paths.iter().filter(|path| !path.is_empty()) {
        input.extend_from_slice(path.as_bytes());
        input.push(0);
        input.extend_from_slice(path.as_bytes());
        input.extend_from_slice(b"/\0");
    }
    let out = converse(root, &["check-ignore", "--no-index", "--verbose", "-z", "--stdin"], input).unwrap_or_default();
    let fields: Vec<Option<&str>> = out.split(|byte| *byte == 0).map(|field| str::from_utf8(field).ok()).collect();
    // The file of the pattern, its line, the pattern, the path.
    let told = fields.chunks_exact(4).filter_map(|told| Some((told[2]?, told[3]?)));
    told.filter(|(pattern, _)| !pattern.starts_with('!'))
        .map(|(pattern, path)| (path.trim_end_matches('/').to_owned(), pattern.to_owned()))
        .collect()
}

/// Whether a pattern names one file, wherever it lies.
fn is_name(pattern: &str, path: &str) -> bool {
    pattern.rsplit('/').next() == path.rsplit('/').next()
}

/// The receipts for the asked paths and folders; a chain of renames is followed to what exists now.
fn receipts(asked: &BTreeSet<String>, ends: &Ends, exists: &dyn Fn(&str) -> bool) -> BTreeMap<String, Receipt> {
    let mut folders: BTreeMap<&str, (&str, &End)> = BTreeMap::new();
    for (path, end) in &ends.of {
        for (at, _) in path.match_indices('/') {
            let folder = &path[..at];
            if asked.contains(folder) {
                let newest = folders.entry(folder).or_insert((path, end));
                // The last file to leave emptied the folder; ties are settled by name, so that runs agree.
                if (&end.date, path.as_str()) > (&newest.1.date, newest.0) {
                    *newest = (path, end);
                }
            }
        }
    }
    let mut found = BTreeMap::new();
    for path in asked {
        let file = ends.of.get(path).map(|end| (end, follow(path, ends, exists)));
        let folder = folders.get(path.as_str()).map(|(file, end)| {
            let inside = &file[path.len()..];
            let moved = follow(file, ends, exists).and_then(|to| to.strip_suffix(inside).map(str::to_owned));
            (*end, moved)
        });
        if let Some((end, renamed_to)) = file.or(folder) {
            found.insert(path.clone(), receipt(path, end, renamed_to));
        }
    }
    found
}

/// The ends of the history and those of the change that is not committed: what it removes was here until now.
fn with_open_change(root: &Path, mut ends: Ends, staged: bool) -> Ends {
    let words = ["diff", "--cached", "-z", "--name-status", "-M100%", "--diff-filter=DR", "HEAD"];
    let out = ask(root, words).unwrap_or_default();
    let mut changes = records(&out);
    while let (Some(status), Some(from)) = (changes.next(), changes.next()) {
        let renamed_to = if status.starts_with('R') { changes.next().map(str::to_owned) } else { None };
        ends.of.insert(from.to_owned(), End { commit: STAGED.into(), date: "".into(), renamed_to });
    }
    if !staged {
        let out = ask(root, ["ls-files", "-z", "--deleted"]).unwrap_or_default();
        let end = || End { commit: UNCOMMITTED.into(), date: "".into(), renamed_to: None };
        ends.of.extend(records(&out).map(|path| (path.to_owned(), end())));
    }
    ends
}

/// The receipts for asked names of files, whatever folder each was in; the newest end counts.
fn by_name(asked: &BTreeSet<String>, ends: &Ends, exists: &dyn Fn(&str) -> bool) -> BTreeMap<String, Receipt> {
    let mut found: BTreeMap<String, (&str, &End)> = BTreeMap::new();
    for (path, end) in &ends.of {
        let name = path.rsplit('/').next().unwrap_or(path);
        if asked.contains(name) {
            let newest = found.entry(name.to_owned()).or_insert((path, end));
            if (&end.date, path.as_str()) > (&newest.1.date, newest.0) {
                *newest = (path, end);
            }
        }
    }
    let newest = found.into_iter();
    newest.map(|(name, (path, end))| (name, receipt(path, end, follow(path, ends, exists)))).collect()
}

fn receipt(path: &str, end: &End, renamed_to: Option<String>) -> Receipt {
    let (commit, date) = (end.commit.to_string(), end.date.to_string());
    Receipt { path: path.to_owned(), commit, date, renamed_to, moved_to: None }
}

fn follow(path: &str, ends: &Ends, exists: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut now = ends.of.get(path)?.renamed_to.as_deref()?;
    for _ in 0..32 {
        if exists(now) {
            return Some(now.to_owned());
        }
        now = ends.of.get(now)?.renamed_to.as_deref()?;
    }
    None
}

/// What is kept for this repository, brought up to `head` where the bounds allow it.
fn ends(root: &Path, head: &str, bounds: &Bounds) -> Ends {
    let kept = bounds.cache.as_ref().map(|folder| kept_at(folder, root));
    let mut known = kept.as_deref().and_then(read_kept).unwrap_or_default();
    if known.head == head && known.whole {
        return known;
    }
    let grows = known.whole && !known.head.is_empty() && is_ancestor(root, &known.head, head);
    if !bounds.walk {
        known.whole = false;
        return known;
    }
    let range = if grows { format!("{}..{head}", known.head) } else { head.to_owned() };
    let walked = walk(root, &range, bounds.time);
    let mut ends = Ends { head: head.to_owned(), whole: walked.whole, of: HashMap::new(), births: walked.births };
    if grows {
        ends.of = known.of;
        ends.births.grow_from(known.births);
    }
    ends.of.extend(walked.of);
    if let Some(kept) = kept.filter(|_| ends.whole) {
        // A cache that cannot be written costs time, never truth.
        drop(write_kept(&kept, &ends));
    }
    ends
}

fn is_ancestor(root: &Path, old: &str, new: &str) -> bool {
    git(root).args(["merge-base", "--is-ancestor", old, new]).status().is_ok_and(|status| status.success())
}

/// Walks the commits of `range`, newest first; the newest end of a path counts.
fn walk(root: &Path, range: &str, time: Duration) -> Ends {
    let mut ends = Ends::default();
    let started = Instant::now();
    let mut command = git(root);
    command
        .args(["log", "-z", "-M100%", "--diff-filter=ADR", "--name-status", "--no-merges"])
        .args(["--format=%x01%h %cs", "--end-of-options", range])
        .stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else { return ends };
    let mut out = BufReader::with_capacity(1 << 16, child.stdout.take().expect("standard output was piped"));
    let (mut commit, mut date): (Arc<str>, Arc<str>) = ("".into(), "".into());
    let mut record = Vec::new();
    let mut pending: Vec<String> = Vec::new();
    let mut stopped = false;
    while read_record(&mut out, &mut record) {
        let words = String::from_utf8_lossy(&record);
        let words = words.trim_start_matches('\n');
        if let Some(header) = words.strip_prefix('\u{1}') {
            if started.elapsed() > time {
                stopped = true;
                break;
            }
            let (id, day) = header.split_once(' ').unwrap_or((header, ""));
            (commit, date) = (id.into(), day.trim().into());
            pending.clear();
            ends.births.end_commit();
            continue;
        }
        if words.is_empty() {
            continue;
        }
        pending.push(words.to_owned());
        let (path, renamed_to) = match pending.as_slice() {
            [status, path] if status.starts_with('A') => {
                ends.births.add(path, &date);
                pending.clear();
                continue;
            }
            [status, path] if status.starts_with('D') => {
                ends.births.remove(path);
                (path.clone(), None)
            }
            [status, from, to] if status.starts_with('R') => {
                ends.births.rename(from, to);
                (from.clone(), Some(to.clone()))
            }
            _ => continue,
        };
        pending.clear();
        ends.of.entry(path).or_insert(End { commit: commit.clone(), date: date.clone(), renamed_to });
    }
    ends.births.end_commit();
    if stopped {
        drop(child.kill());
    }
    ends.whole = !stopped && child.wait().is_ok_and(|status| status.success());
    if stopped {
        drop(child.wait());
    }
    ends
}

fn read_record(out: &mut impl BufRead, record: &mut Vec<u8>) -> bool {
    record.clear();
    let limited = out.by_ref().take(1 << 20).read_until(0, record);
    if record.last() == Some(&0) {
        record.pop();
    }
    matches!(limited, Ok(n) if n > 0)
}

/// One file a repository, named for its path.
fn kept_at(cache: &Path, root: &Path) -> PathBuf {
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    cache.join(format!("history-2-{}", HEXLOWER.encode(&digest[..12])))
}

/// Reads the file that [`write_kept`] writes: the commit, then a line an end, then a line a page.
fn read_kept(path: &Path) -> Option<Ends> {
    let text = fs::read_to_string(path).ok()?;
    let mut lines = text.split('\0');
    let head = lines.next()?.to_owned();
    let (mut of, mut births) = (HashMap::new(), Births::default());
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let mut parts = line.split('\t');
        let (commit, date, from) = (parts.next()?, parts.next()?, parts.next()?);
        let renamed_to = parts.next().map(str::to_owned);
        of.insert(from.to_owned(), End { commit: commit.into(), date: date.into(), renamed_to });
    }
    lines.for_each(|line| births.read_line(line));
    Some(Ends { head, whole: true, of, births })
}

fn write_kept(path: &Path, ends: &Ends) -> std::io::Result<()> {
    let folder = path.parent().expect("a kept file lies in the cache folder");
    fs::create_dir_all(folder)?;
    let mut out = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
    write!(out, "{}\0", ends.head)?;
    // A path with a tab could not be told apart when it is read again.
    for (from, end) in ends.of.iter().filter(|(from, _)| !from.contains('\t')) {
        write!(out, "{}\t{}\t{from}", end.commit, end.date)?;
        if let Some(to) = &end.renamed_to {
            write!(out, "\t{to}")?;
        }
        out.write_all(b"\0")?;
    }
    out.write_all(b"\0")?;
    for line in ends.births.lines() {
        write!(out, "{line}\0")?;
    }
    let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}
