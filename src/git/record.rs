//! What a published site tells of the history: the commit it was built from, the changes of each page, the tags.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use super::brought::Brought;
use super::program::{ask, git};
use crate::model::Tag;
use crate::text::Files;

/// How many changes of one path are kept.
const CHANGES: usize = 10;
/// How many commits are looked at.
const COMMITS: usize = 20_000;
/// How many tags are kept.
const TAGS: usize = 10_000;

/// One commit, as far as it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// When it was committed, in UTC: `2026-11-22T06:02:11Z`.
    pub time: String,
    /// The abbreviated hash.
    pub commit: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

/// What git tells a site.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The commit that is checked out.
    pub head: Option<Change>,
    /// The changes of the paths that were asked for, the newest first.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// The tags, the newest first.
    pub tags: Vec<Tag>,
    /// When the changes of each release were committed, by the commit that was released.
    pub released: BTreeMap<String, Vec<String>>,
    /// What each release brought, by its tag.
    pub brought: BTreeMap<String, Brought>,
}

/// Asks for the changes of these paths, in one walk of the history.
pub fn record(root: &Path, paths: &BTreeSet<String>) -> Record {
    Record {
        head: head(root),
        changes: changes(root, paths).unwrap_or_default(),
        tags: tags(root).unwrap_or_default(),
        ..Record::default()
    }
}

const FORMAT: &str = "--format=%x01%cd%x00%h%x00%an%x00%s";
pub(super) const DATE: [&str; 1] = ["--date=format-local:%Y-%m-%dT%H:%M:%SZ"];

fn head(root: &Path) -> Option<Change> {
    commit(root, "HEAD")
}

fn commit(root: &Path, name: &str) -> Option<Change> {
    let mut command = git(root);
    command.env("TZ", "UTC").args(["log", "-1", FORMAT]).args(DATE).args([name, "--"]);
    let output = command.output().ok().filter(|output| output.status.success())?;
    change(std::str::from_utf8(&output.stdout).ok()?.trim().strip_prefix('\u{1}')?)
}

/// How many commits a release is told with.
const SUBJECTS: usize = 200;

/// What a release is made of.
#[derive(Clone, Debug, Default)]
pub struct Released {
    /// The commit of its tag or, as long as it has none, the one that is checked out.
    pub commit: Option<Change>,
    /// Its tag, if it has one.
    pub tag: Option<Tag>,
    /// The tag before it.
    pub previous: Option<String>,
    /// The commits between them, the newest first, without merges; of a history without tags the last few.
    pub changes: Vec<Change>,
    /// How many commits before these are left out.
    pub more: usize,
}

/// What a release, or a record that is of none, is made of; `tags` are those of the repository, the newest first.
pub fn release(root: &Path, name: Option<&str>, tags: &[Tag]) -> Released {
    let number = |tag: &str| tag.trim_start_matches(['v', 'V']).to_owned();
    let same = |name: &str| tags.iter().find(|tag| tag.name == name);
    let tag = name.and_then(|name| same(name).or_else(|| tags.iter().find(|tag| number(&tag.name) == number(name))));
    let end = tag.map_or_else(|| "HEAD".to_owned(), |tag| format!("refs/tags/{}", tag.name));
    let before = |tag: &Tag| {
        let parent = format!("refs/tags/{}^", tag.name);
        let found = ask(root, ["describe", "--tags", "--abbrev=0", &parent])?;
        Some(String::from_utf8_lossy(&found).trim().to_owned()).filter(|found| !found.is_empty())
    };
    let previous = tag.map_or_else(|| tags.first().map(|last| last.name.clone()), before);
    let most = if previous.is_some() { SUBJECTS } else { 20 };
    let range = previous.as_ref().map_or_else(|| end.clone(), |tag| format!("refs/tags/{tag}..{end}"));
    let log = |most: usize, range: &str| {
        let mut command = git(root);
        command.env("TZ", "UTC").args(["log", "--no-merges", &format!("--max-count={most}"), FORMAT]).args(DATE);
        let output = command.args([range, "--"]).output().ok().filter(|output| output.status.success());
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        text.lines().filter_map(|line| change(line.strip_prefix('\u{1}')?)).collect::<Vec<_>>()
    };
    let changes = log(most, &range);
    let count = ask(root, ["rev-list", "--count", "--no-merges", &range, "--"])
        .and_then(|count| String::from_utf8_lossy(&count).trim().parse::<usize>().ok());
    Released {
        commit: tag.map_or_else(|| head(root), |_| commit(root, &end)),
        more: count.unwrap_or_default().saturating_sub(changes.len()),
        tag: tag.cloned(),
        previous,
        changes,
    }
}

/// How many releases are asked about.
const RELEASES: usize = 60;

/// When the changes of releases were committed: of each pair what lies between the first, if there is one, and the second.
pub fn released(root: &Path, pairs: &[(Option<String>, String)]) -> BTreeMap<String, Vec<String>> {
    let is_commit = |word: &str| (4..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut found = BTreeMap::new();
    for (before, commit) in pairs.iter().take(RELEASES).filter(|(_, commit)| is_commit(commit)) {
        let range = match before.as_deref().filter(|before| is_commit(before)) {
            Some(before) => format!("{before}..{commit}"),
            None => format!("{commit}~1..{commit}"),
        };
        let mut command = git(root);
        command.env("TZ", "UTC").args(["log", "--no-merges", &format!("--max-count={SUBJECTS}"), "--format=%cd"]);
        let output = command.args(DATE).args([range.as_str(), "--"]).output().ok();
        let text = output.filter(|output| output.status.success()).map(|output| output.stdout).unwrap_or_default();
        let times: Vec<String> = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
        if !times.is_empty() {
            found.insert(commit.clone(), times);
        }
    }
    found
}

fn change(line: &str) -> Option<Change> {
    // What people wrote into a message is published, so credentials in it are covered as in files.
    let covered = |words: &str| Some(Files::decode(words.as_bytes().to_vec()).text()?.to_owned());
    let mut parts = line.splitn(4, '\0').filter_map(covered);
    Some(Change { time: parts.next()?, commit: parts.next()?, author: parts.next()?, subject: parts.next()? })
}

fn changes(root: &Path, paths: &BTreeSet<String>) -> Option<BTreeMap<String, Vec<Change>>> {
    if paths.is_empty() {
        return None;
    }
    let mut child = git(root)
        .env("TZ", "UTC")
        .args(["log", "--no-renames", "--name-only", "--no-merges", FORMAT, &format!("--max-count={COMMITS}")])
        .args(DATE)
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut found: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    let mut full = 0;
    let mut now = None;
    let lines = BufReader::new(child.stdout.take()?).split(b'\n');
    for line in lines.map_while(Result::ok) {
        let Ok(line) = std::str::from_utf8(&line) else { continue };
        if let Some(commit) = line.strip_prefix('\u{1}') {
            now = change(commit);
        } else if let (Some(change), true) = (&now, paths.contains(line)) {
            let changes = found.entry(line.to_owned()).or_default();
            if changes.len() < CHANGES {
                changes.push(change.clone());
                full += usize::from(changes.len() == CHANGES);
            }
            if full == paths.len() {
                break;
            }
        }
    }
    // A history that was read far enough is not read on.
    drop(child.kill());
    drop(child.wait());
    Some(found)
}

/// The newest tags.
pub(super) fn tags(root: &Path) -> Option<Vec<Tag>> {
    let out = ask(
        root,
        [
            "for-each-ref",
            "--sort=-creatordate",
            &format!("--count={TAGS}"),
            "--format=%(refname:strip=2)%00%(creatordate:unix)%00%(if)%(*objectname)%(then)%(*objectname:short)%(else)%(objectname:short)%(end)",
            "refs/tags",
        ],
    )?;
    let text = String::from_utf8_lossy(&out);
    let tag = |line: &str| {
        let mut parts = line.split('\0');
        let name = parts.next()?.to_owned();
        let seconds = parts.next()?.parse().ok()?;
        let time = jiff::Timestamp::from_second(seconds).ok()?.to_string();
        Some(Tag { name, time, commit: parts.next()?.to_owned() })
    };
    Some(text.lines().filter_map(tag).collect())
}
