//! What was allowed: by this user before, by an approver in a file, by whoever merged into the branch that a pull request
//! is for. All of it is kept by fingerprint, so that whatever changes must be allowed again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::claims;
use crate::model::{Check, join, parent};
use crate::snippets::infer;
use crate::text::Files;
use crate::workspace::Workspace;

/// Why trust could not be looked up or kept.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// There is nowhere to keep it.
    #[error("there is no folder for this user's data")]
    NoPlace,
}

/// The most local files that are followed from one check.
const MOST_FILES: usize = 200;

/// The fingerprint of a check: of itself, and of the local files that it runs, and of those that these run.
pub fn fingerprint(check: &Check, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    hash.update(check.hash.as_bytes());
    let mut open: Vec<String> = check.calls.clone();
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if seen.len() >= MOST_FILES || !seen.insert(path.clone()) {
            continue;
        }
        let bytes = read(&path);
        let text = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
        if let Some(text) = text.filter(|text| is_shell_script(&path, text)) {
            let inner = infer(text, "sh", false).calls;
            // A script is found from where one stands, or from where it lies itself.
            let from = [check.folder.as_deref().unwrap_or_default(), parent(&path)];
            open.extend(inner.iter().flat_map(|call| from.iter().filter_map(|folder| join(folder, call))));
        }
    }
    for path in seen {
        let bytes = read(&path);
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path.as_bytes());
        hash.update(bytes.as_ref().map_or(u64::MAX, |bytes| bytes.len() as u64).to_le_bytes());
        hash.update(bytes.unwrap_or_default());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_shell_script(path: &str, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    path.ends_with(".sh") || path.ends_with(".bash") || first.starts_with("#!") && first.contains("sh")
}

/// The bytes of a file of the repository as it is on disk.
pub fn on_disk(root: &Path) -> impl Fn(&str) -> Option<Vec<u8>> + use<'_> {
    |path| fs::read(root.join(path)).ok()
}

/// What this user trusts, by fingerprint.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Trusted {
    version: u32,
    entries: BTreeMap<String, TrustedEntry>,
}

/// One check that is trusted, for people who look into the file.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct TrustedEntry {
    page: String,
    name: String,
    since: String,
}

impl Trusted {
    /// What is kept; nothing if nothing was ever kept.
    pub fn load() -> Result<Self, TrustError> {
        let Some(path) = place() else { return Ok(Self::default()) };
        let told = |why: String| TrustError::File { path: path.clone(), why };
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| told(error.to_string())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(told(error.to_string())),
        }
    }

    /// Whether a fingerprint is trusted.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.entries.contains_key(fingerprint)
    }

    /// Trusts one more, from today on.
    pub fn add(&mut self, fingerprint: &str, page: &str, name: &str, today: &str) {
        let entry = TrustedEntry { page: page.to_owned(), name: name.to_owned(), since: today.to_owned() };
        self.entries.insert(fingerprint.to_owned(), entry);
    }

    /// Keeps it in the folder of this user's data, which no repository can write to.
    pub fn save(&mut self) -> Result<(), TrustError> {
        let path = place().ok_or(TrustError::NoPlace)?;
        self.version = 1;
        let told = |error: std::io::Error| TrustError::File { path: path.clone(), why: error.to_string() };
        let folder = path.parent().ok_or(TrustError::NoPlace)?;
        fs::create_dir_all(folder).map_err(told)?;
        let text = serde_json::to_string_pretty(self).expect("text is always JSON");
        let mut new = tempfile::NamedTempFile::new_in(folder).map_err(told)?;
        std::io::Write::write_all(&mut new, text.as_bytes()).map_err(told)?;
        new.persist(&path).map(drop).map_err(|error| told(error.error))
    }
}

/// Where trust is kept.
fn place() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = from("XDG_DATA_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".local").join("share")))?;
    Some(folder.join("devops-docs").join("trust.json"))
}

/// A file by which somebody approves checks that nobody is there to approve.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "devops-docs approvals")]
pub struct Approvals {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// What is approved.
    pub approvals: Vec<Approval>,
}

/// The approval of one check as it is.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The `approval` of the check in `check --plan --format json`.
    pub approval: String,
    /// Who approves it.
    pub approver: String,
    /// The last day on which it holds, as `2026-11-30`.
    pub expires: String,
    /// The environment that it holds for. What destroys something needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl Approvals {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, TrustError> {
        let told = |why: String| TrustError::File { path: path.to_path_buf(), why };
        let text = fs::read_to_string(path).map_err(|error| told(error.to_string()))?;
        let read: Self = serde_json::from_str(&text).map_err(|error| told(error.to_string()))?;
        if read.version != 1 {
            return Err(told(format!("version {} is not known", read.version)));
        }
        let nameless = read.approvals.iter().find(|approval| approval.approver.trim().is_empty());
        if let Some(approval) = nameless {
            return Err(told(format!("the approval of {} names no approver", approval.approval)));
        }
        if let Some(approval) = read.approvals.iter().find(|approval| approval.expires.parse::<Date>().is_err()) {
            return Err(told(format!("{} is no day like 2026-11-30", approval.expires)));
        }
        Ok(read)
    }

    /// Who approved a check for an environment, if the approval still holds.
    pub fn approver(&self, fingerprint: &str, environment: &str, must_name_it: bool, today: &str) -> Option<&str> {
        let holds = |approval: &&Approval| {
            let for_this = match &approval.environment {
                Some(named) => named == environment,
                None => !must_name_it,
            };
            // Days in this form are ordered as text.
            approval.approval == fingerprint && for_this && approval.expires.as_str() >= today
        };
        self.approvals.iter().find(holds).map(|approval| approval.approver.as_str())
    }
}

/// The revision that a pull request is compared with, when this runs for one.
pub fn pull_request_base() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    // In full, as a tag may be called `origin/main`.
    let branch = |name| set(name).map(|branch| format!("refs/remotes/origin/{branch}"));
    branch("GITHUB_BASE_REF")
        .or_else(|| set("CI_MERGE_REQUEST_DIFF_BASE_SHA"))
        .or_else(|| branch("CHANGE_TARGET"))
        .or_else(|| branch("BITBUCKET_PR_DESTINATION_BRANCH"))
}

/// The fingerprints of the checks that the pages had at a revision; none if git does not know it.
pub fn at_revision(root: &Path, revision: &str, ws: &Workspace) -> BTreeSet<String> {
    let show = |path: &str| git(root, &["show", &format!("{revision}:{path}")]);
    let context = claims::Context { files: &ws.files, repository: &ws.repository, config: &ws.config };
    let mut found = BTreeSet::new();
    if revision.starts_with('-') {
        return found;
    }
    for page in ws.pages.iter().filter(|page| ws.checks.iter().any(|check| check.fence.file == page.file)) {
        let Some(bytes) = show(&page.path) else { continue };
        let mut files = Files::new(vec![(page.path.clone(), crate::text::EntryKind::File)]);
        let Some(file) = files.find(&page.path) else { continue };
        files.set_text(file, bytes);
        let Some(text) = files.whole(file) else { continue };
        let (_, reading) = claims::read(text, &page.path, &context);
        found.extend(reading.checks.iter().map(|check| fingerprint(check, &show)));
    }
    found
}

/// The bytes that a file had at a revision; none if git knows neither.
pub fn file_at(root: &Path, revision: &str, path: &str) -> Option<Vec<u8>> {
    (!revision.starts_with('-')).then(|| git(root, &["show", &format!("{revision}:{path}")]))?
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

fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let out = command.output().ok()?;
    out.status.success().then_some(out.stdout)
}
