//! What git says of the repository: what a pull request is compared with, what was there at a revision, who stands at the
//! keyboard.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::fingerprint;
use super::tree::Tree;
use crate::claims;
use crate::config::{self, Config};
use crate::git::compare;
use crate::kinds::standing;
use crate::text::{EntryKind, Excerpt, FileId, Files};
use crate::workspace::Workspace;

/// A variable that says that a build is of a pull request, with one of these values or any.
type Sign = (&'static str, &'static [&'static str]);

/// Variables that hold the branch which a pull request is for, by system, and what says that it is one where other builds
/// have the variable too.
const BRANCHES: &[(&str, Option<Sign>)] = &[
    ("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", None),
    ("CHANGE_TARGET", None),
    ("ghprbTargetBranch", None),
    ("BITBUCKET_PR_DESTINATION_BRANCH", None),
    ("SYSTEM_PULLREQUEST_TARGETBRANCH", None),
    ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", None),
    ("CI_COMMIT_TARGET_BRANCH", None),
    ("CIRRUS_BASE_BRANCH", None),
    ("CODEBUILD_WEBHOOK_BASE_REF", None),
    ("BITRISEIO_GIT_BRANCH_DEST", None),
    ("CF_PULL_REQUEST_TARGET", None),
    ("TRAVIS_BRANCH", Some(("TRAVIS_PULL_REQUEST", &[]))),
    ("APPVEYOR_REPO_BRANCH", Some(("APPVEYOR_PULL_REQUEST_NUMBER", &[]))),
    ("SEMAPHORE_GIT_BRANCH", Some(("SEMAPHORE_GIT_REF_TYPE", &["pull-request"]))),
    ("PULL_BASE_REF", Some(("JOB_TYPE", &["presubmit", "batch"]))),
];

/// Variables that say that it is one, and not of which branch, so nothing is known.
const NUMBERS: &[&str] = &[
    "CIRCLE_PULL_REQUEST",
    "DRONE_PULL_REQUEST",
    "CI_COMMIT_PULL_REQUEST",
    "CI_EXTERNAL_PULL_REQUEST_IID",
    "CIRRUS_PR",
    "PULL_NUMBER",
    "BITRISE_PULL_REQUEST",
    "CF_PULL_REQUEST_NUMBER",
    "SEMAPHORE_GIT_PR_NUMBER",
    "ghprbPullId",
];

/// The revision that a pull request is compared with, when this runs for one.
pub fn pull_request_base() -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty() && value != "false");
    let branch = |name: &str| set(name).map(|branch| of_remote(&branch));
    let is_one = |sign: &Option<Sign>| {
        sign.is_none_or(|(name, values)| {
            set(name).is_some_and(|value| values.is_empty() || values.contains(&value.as_str()))
        })
    };
    branch("GITHUB_BASE_REF")
        .or_else(|| of_event(&set("GITHUB_EVENT_NAME")?, &set("GITHUB_EVENT_PATH").unwrap_or_default()))
        .or_else(|| set("CI_MERGE_REQUEST_DIFF_BASE_SHA"))
        .or_else(|| BRANCHES.iter().filter(|(_, sign)| is_one(sign)).find_map(|(name, _)| branch(name)))
        .or_else(|| NUMBERS.iter().find_map(|name| set(name)).map(|_| of_remote("HEAD")))
}

/// A branch as a checkout knows it. In full, as a tag may be called `origin/main`.
fn of_remote(branch: &str) -> String {
    format!("refs/remotes/origin/{}", branch.strip_prefix("refs/heads/").unwrap_or(branch))
}

/// Events of GitHub by which a workflow runs only on what somebody brought who may write to the repository.
const WRITTEN: &[&str] = &["push", "schedule", "create", "release"];

/// The base of what an event of GitHub brought. A pull request also comes by a queue of merges, a comment, a deployment, or
/// whatever else a workflow may wait for, so what is not known to bring none is held against the default branch.
fn of_event(name: &str, path: &str) -> Option<String> {
    if WRITTEN.contains(&name) {
        return None;
    }
    let text = std::fs::read(path).unwrap_or_default();
    let event: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    if name == "issue_comment" && event["issue"].is_object() && event["issue"]["pull_request"].is_null() {
        return None;
    }
    let bases = [
        &event["pull_request"]["base"]["ref"],
        &event["merge_group"]["base_ref"],
        &event["repository"]["default_branch"],
    ];
    // Of an event that cannot be read the base is not known, so nothing is.
    Some(of_remote(bases.into_iter().find_map(serde_json::Value::as_str).unwrap_or("HEAD")))
}

/// The fingerprints of the checks that the pages had at a revision; none if git does not know it. What covers all files
/// of the repository is among them only where all are as they were.
pub fn at_revision(root: &Path, revision: &str, ws: &Workspace, approvals: Option<&Path>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if revision.starts_with('-') {
        return found;
    }
    // What a page is for its own configuration says, not that of the pull request.
    let config = config_at(root, revision);
    let context = claims::Context::new(&ws.files, &ws.repository, &config);
    let tree = Tree::list(root, ws, approvals);
    let tree = tree.is_as_at(revision).then(|| tree.hash());
    let pages = ws.pages.iter().filter(|page| standing(&page.path, &config).is_page());
    for page in pages.filter(|page| ws.checks.iter().any(|check| check.fence.file == page.file)) {
        let Some((files, file)) = alone_at(root, revision, &page.path) else { continue };
        let Some(text) = files.whole(file) else { continue };
        let (_, reading) = claims::read(text, &page.path, &context);
        for check in &reading.checks {
            found.insert(fingerprint(check, None, root));
            found.extend(tree.as_deref().map(|tree| fingerprint(check, Some(tree), root)));
        }
    }
    found
}

/// The bytes that a file had at a revision; none if git knows neither.
pub fn file_at(root: &Path, revision: &str, path: &str) -> Option<Vec<u8>> {
    (!revision.starts_with('-')).then(|| git(root, &["show", &format!("{revision}:{path}")]))?
}

/// The configuration that a revision has at the usual places.
pub fn config_at(root: &Path, revision: &str) -> Config {
    let bytes = config::PLACES.iter().find_map(|path| file_at(root, revision, path));
    let text = bytes.and_then(|bytes| Files::decode(bytes).text().map(str::to_owned)).unwrap_or_default();
    Config::read(Excerpt::whole(FileId(u32::MAX), &text), config::PLACES[0]).0
}

/// The pages that a revision had by its own configuration, with their texts; none if git does not know it. What is the
/// same today is taken from the repository as it was read.
pub fn pages_at(root: &Path, revision: &str, config: &Config, ws: &Workspace) -> Files {
    let is_one = !revision.starts_with('-');
    let text = |said: Option<Vec<u8>>| said.map(|said| String::from_utf8_lossy(&said).into_owned());
    let tree = is_one.then(|| git(root, &["ls-tree", "-r", "-z", "--full-tree", revision])).flatten();
    let tree = text(tree).unwrap_or_default();
    // A mode that begins so is that of a file, not of a link or a submodule.
    let files = tree.split('\0').filter_map(|entry| entry.strip_prefix("100")?.split_once('\t'));
    let paths = files.map(|(_, path)| path).filter(|path| standing(path, config).is_page());
    let mut pages = Files::new(paths.map(|path| (path.to_owned(), EntryKind::File)).collect());
    let words = ["--no-ext-diff", "--no-textconv", "--no-renames", "--name-only", "-z", revision, "--"];
    let differ = text(is_one.then(|| compare(root, words)).flatten());
    let differ: Option<BTreeSet<&str>> = differ.as_deref().map(|differ| differ.split('\0').collect());
    // If git cannot tell what differs, nothing is taken for the same.
    let is_same = |path: &str| differ.as_ref().is_some_and(|differ| !differ.contains(path));
    let wanted: Vec<(FileId, String)> = pages.iter().map(|(id, entry)| (id, entry.path.to_string())).collect();
    for (id, path) in wanted {
        let same = ws.files.find(&path).filter(|_| is_same(&path));
        let bytes = same.and_then(|same| ws.files.raw(same)).map(<[u8]>::to_vec);
        if let Some(bytes) = bytes.or_else(|| file_at(root, revision, &path)) {
            pages.set_text(id, bytes);
        }
    }
    pages
}

/// A file as it was at a revision, as if there were no other; none if git knows neither.
pub fn alone_at(root: &Path, revision: &str, path: &str) -> Option<(Files, FileId)> {
    let mut files = Files::new(vec![(path.to_owned(), EntryKind::File)]);
    let file = files.find(path)?;
    files.set_text(file, file_at(root, revision, path)?);
    Some((files, file))
}

/// The commit that is checked out.
pub fn commit(root: &Path) -> Option<String> {
    let said = git(root, &["rev-parse", "HEAD"])?;
    String::from_utf8(said).ok().map(|said| said.trim().to_owned())
}

/// The folders outside a working tree in which git keeps what belongs to it.
pub fn git_folders(root: &Path) -> Vec<PathBuf> {
    // Only where there are several working trees, `.git` is a file.
    if !root.join(".git").is_file() {
        return Vec::new();
    }
    let said = git(root, &["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"]);
    let said = said.and_then(|said| String::from_utf8(said).ok()).unwrap_or_default();
    said.lines().map(PathBuf::from).collect()
}

/// What git calls the person who runs this, or the system does.
pub fn person(root: &Path) -> String {
    let of_git = git(root, &["config", "user.name"]).and_then(|said| String::from_utf8(said).ok());
    let of_system = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = of_git.map(|said| said.trim().to_owned()).filter(|name| !name.is_empty());
    name.or_else(of_system).unwrap_or_else(|| "somebody".to_owned())
}

/// What git says, if it succeeds.
pub(super) fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let out = crate::git::git(root).args(arguments).output().ok()?;
    out.status.success().then_some(out.stdout)
}
