//! What pages and sources were lately: tags, when paths changed last, what reviewed pages said since their review.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use super::program::{ask, converse, git};
use super::record::{DATE, tags};
use crate::model::{Answers, Newer, Questions, Revision};
use crate::text::Files;

/// How many commits that touch what is asked for are looked at.
const COMMITS: usize = 5_000;
/// How many states of one page are compared.
const REVISIONS: usize = 20;
/// Of more folders than this, the walk looks at all paths.
const FOLDERS: usize = 40;

/// One commit with what it changed.
struct Step {
    commit: String,
    date: String,
    paths: Vec<String>,
}

/// Answers what pages ask about their own past. A shallow clone takes its first commit for the origin of everything, so
/// there nothing is answered but the tags.
pub fn look_back(root: &Path, questions: &Questions, walk: bool, answers: &mut Answers) {
    if questions.tags {
        answers.tags = tags(root).unwrap_or_default();
    }
    let asks = !(questions.reviewed.is_empty() && questions.covered.is_empty());
    if !asks || !walk || is_shallow(root) {
        return;
    }
    let steps = steps(root, questions).unwrap_or_default();
    for (page, sources) in &questions.covered {
        let before = steps.iter().take_while(|step| !step.paths.contains(page));
        let newer = before.filter_map(|step| Some((step, step.paths.iter().find(|path| sources.contains(*path))?)));
        // A page that no commit has is new, and behind nothing.
        let is_known = steps.iter().any(|step| step.paths.contains(page));
        if let Some((step, path)) = newer.take(usize::from(is_known)).next() {
            let newer = Newer { path: path.clone(), commit: step.commit.clone(), date: step.date.clone() };
            answers.newer.insert(page.clone(), newer);
        }
    }
    answers.revisions = revisions(root, &questions.reviewed, &steps);
}

pub(super) fn is_shallow(root: &Path) -> bool {
    ask(root, ["rev-parse", "--is-shallow-repository"]).is_none_or(|out| out.trim_ascii() == b"true")
}

/// The newest commits, down to the one that answers the last question.
fn steps(root: &Path, questions: &Questions) -> Option<Vec<Step>> {
    let folder = |path: &str| path.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned();
    let pages = questions.reviewed.keys().chain(questions.covered.keys());
    let folders: BTreeSet<String> =
        pages.chain(questions.covered.values().flatten()).map(|path| folder(path)).take(FOLDERS * 100).collect();
    let mut command = git(root);
    command
        .env("TZ", "UTC")
        .args(["log", "--no-renames", "--name-only", "-m", "--first-parent", "--format=%x01%cd%x00%h"])
        .arg(format!("--max-count={COMMITS}"))
        .args(DATE)
        .arg("--");
    if folders.len() <= FOLDERS && !folders.contains(".") {
        command.args(folders.iter().map(|folder| format!(":(top,literal){folder}")));
    }
    let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
    let mut unseen: BTreeSet<&String> = questions.covered.keys().collect();
    let oldest = questions.reviewed.values().min();
    let mut steps: Vec<Step> = Vec::new();
    for line in BufReader::new(child.stdout.take()?).split(b'\n').map_while(Result::ok) {
        let Ok(line) = String::from_utf8(line) else { continue };
        if let Some((time, commit)) = line.strip_prefix('\u{1}').and_then(|line| line.split_once('\0')) {
            let date = time.get(..10).unwrap_or_default().to_owned();
            if unseen.is_empty() && oldest.is_none_or(|oldest| date <= *oldest) {
                break;
            }
            steps.push(Step { commit: commit.to_owned(), date, paths: Vec::new() });
        } else if let Some(step) = steps.last_mut().filter(|_| !line.is_empty()) {
            unseen.remove(&line);
            step.paths.push(line);
        }
    }
    // A history that was read far enough is not read on.
    drop(child.kill());
    drop(child.wait());
    Some(steps)
}

/// The states of each page after the day of its review, and the one before them.
fn revisions(root: &Path, reviewed: &BTreeMap<String, String>, steps: &[Step]) -> BTreeMap<String, Vec<Revision>> {
    let mut wanted: Vec<(&String, String, Revision)> = Vec::new();
    for (path, day) in reviewed {
        let later = steps.iter().filter(|step| step.paths.contains(path)).take_while(|step| step.date > *day);
        let later: Vec<&Step> = later.take(REVISIONS).collect();
        for step in &later {
            let revision = Revision { commit: step.commit.clone(), date: step.date.clone(), text: String::new() };
            wanted.push((path, format!("{}:{path}", step.commit), revision));
        }
        if let Some(first) = later.last() {
            let before = Revision { commit: String::new(), date: day.clone(), text: String::new() };
            wanted.push((path, format!("{}^:{path}", first.commit), before));
        }
    }
    let mut found: BTreeMap<String, Vec<Revision>> = BTreeMap::new();
    let texts = texts(root, wanted.iter().map(|(_, object, _)| object.as_str()));
    for ((path, _, revision), text) in wanted.into_iter().zip(texts) {
        if let Some(text) = text {
            found.entry(path.clone()).or_default().push(Revision { text, ..revision });
        }
    }
    found
}

/// The texts of objects, in their order; none for what is not there or is no text.
fn texts<'a>(root: &Path, objects: impl Iterator<Item = &'a str>) -> Vec<Option<String>> {
    // A path with a line break cannot be asked for, and would shift all answers behind it.
    let objects: Vec<&str> = objects.map(|object| if object.contains('\n') { "" } else { object }).collect();
    if objects.is_empty() {
        return Vec::new();
    }
    let input = objects.iter().map(|object| format!("{object}\n")).collect::<String>().into_bytes();
    let out = converse(root, &["cat-file", "--batch"], input).unwrap_or_default();
    let mut rest = out.as_slice();
    objects
        .iter()
        .map(|_| {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let head = std::str::from_utf8(&rest[..end]).ok()?;
            let is_blob = head.contains(" blob ");
            let size: Option<usize> = head.rsplit(' ').next().and_then(|size| size.parse().ok());
            rest = &rest[end + 1..];
            let size = size.filter(|_| !head.ends_with(" missing"))?;
            let bytes = rest.get(..size)?;
            rest = rest.get(size + 1..).unwrap_or_default();
            is_blob.then(|| Files::decode(bytes.to_vec()).text().map(str::to_owned)).flatten()
        })
        .collect()
}
