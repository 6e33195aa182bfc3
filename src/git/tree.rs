//! The tracked tree, what changed in it, and which repository it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::program::{ask, compare, converse, git};
use crate::model::Repository;
use crate::text::EntryKind;

/// The nearest folder at or above `start` that holds a `.git`.
pub fn root_of(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// The files of a repository, in any order.
#[derive(Debug, Default)]
pub struct Listed {
    /// Their paths, relative to the root, with `/`.
    pub files: Vec<(String, EntryKind)>,
    /// Paths that are not UTF-8, with a stand-in for each byte that is none.
    pub unnamed: Vec<String>,
}

/// The tracked files; with `on_disk` as the working tree has them: those that are new and not ignored too, and none that
/// were deleted.
pub fn list(root: &Path, on_disk: bool) -> Option<Listed> {
    // All of these look at every file, so they run beside each other.
    let begin = |words: &[&str]| git(root).args(words).stdout(std::process::Stdio::piped()).spawn().ok();
    let others = on_disk.then(|| begin(&["ls-files", "-z", "--others", "--exclude-standard"])).flatten();
    let deleted = on_disk.then(|| begin(&["ls-files", "-z", "--deleted"])).flatten();
    let tracked = ask(root, ["ls-files", "-z", "--stage"])?;
    let output = |child: Option<std::process::Child>| child.and_then(|child| child.wait_with_output().ok());
    let others = output(others).map(|output| output.stdout).unwrap_or_default();
    let deleted = output(deleted).map(|output| output.stdout).unwrap_or_default();
    // What lies in a folder that may not be read is not gone for that.
    let is_closed = |path: &&str| {
        let there = root.join(path).symlink_metadata();
        there.is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
    };
    let gone: BTreeSet<&str> = records(&deleted).filter(|path| !is_closed(path)).collect();
    let files = records(&tracked).filter_map(staged_entry).filter(|(path, _)| !gone.contains(path.as_str()));
    let new =
        records(&others).filter(|path| !path.ends_with('/')).map(|path| (path.to_owned(), new_kind(&root.join(path))));
    let gone: BTreeSet<String> = unnamed(&deleted).collect();
    let unnamed = unnamed(&tracked)
        .filter_map(|record| staged_entry(&record).map(|(path, _)| path))
        .filter(|path| !gone.contains(path))
        .chain(unnamed(&others));
    Some(Listed { files: files.chain(new).collect(), unnamed: unnamed.collect() })
}

/// What [`records`] leaves out, with stand-ins.
fn unnamed(bytes: &[u8]) -> impl Iterator<Item = String> {
    let records = bytes.split(|byte| *byte == 0).filter(|record| std::str::from_utf8(record).is_err());
    records.map(|record| String::from_utf8_lossy(record).into_owned())
}

/// What a file is that git does not track yet.
fn new_kind(path: &Path) -> EntryKind {
    match path.symlink_metadata() {
        Ok(there) if there.is_symlink() => EntryKind::Symlink,
        Ok(there) if may_run(&there) => EntryKind::Executable,
        _ => EntryKind::File,
    }
}

/// Whether a file has the run bit.
#[cfg(unix)]
pub fn may_run(there: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    there.permissions().mode() & 0o111 != 0
}

/// Whether a file has the run bit; this system has none.
#[cfg(not(unix))]
pub fn may_run(_: &std::fs::Metadata) -> bool {
    false
}

/// Reads one record of `ls-files --stage`: mode, object, stage, then a tab and the path.
fn staged_entry(record: &str) -> Option<(String, EntryKind)> {
    let (head, path) = record.split_once('\t')?;
    let kind = match head.split(' ').next()? {
        "100755" => EntryKind::Executable,
        "120000" => EntryKind::Symlink,
        "160000" => EntryKind::Submodule,
        _ => EntryKind::File,
    };
    Some((path.to_owned(), kind))
}

/// Splits what git separates by NUL; a path that is not UTF-8 is left out.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = &str> {
    bytes.split(|byte| *byte == 0).filter_map(|record| std::str::from_utf8(record).ok()).filter(|r| !r.is_empty())
}

/// The staged bytes of the files of which the working tree has others, or none.
pub fn staged_bytes(root: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let out = compare(root, ["--name-only", "--no-renames", "--no-ext-diff", "-z"])?;
    let paths: Vec<&str> = records(&out).filter(|path| !path.contains('\n')).collect();
    let input: String = paths.iter().map(|path| format!(":{path}\n")).collect();
    let told =
        if paths.is_empty() { Vec::new() } else { converse(root, &["cat-file", "--batch"], input.into_bytes())? };
    let mut rest = told.as_slice();
    let mut found = BTreeMap::new();
    for path in paths {
        let (head, body) = rest.split_at_checked(memchr::memchr(b'\n', rest)? + 1)?;
        let head = std::str::from_utf8(head).ok()?.trim_end();
        // A path that has a conflict, or is only meant to be added, has no staged bytes.
        if head.ends_with(" missing") {
            rest = body;
            continue;
        }
        let size: usize = head.rsplit(' ').next()?.parse().ok()?;
        let (bytes, after) = body.split_at_checked(size)?;
        found.insert(path.to_owned(), bytes.to_vec());
        rest = after.strip_prefix(b"\n")?;
    }
    Some(found)
}

/// Which repository the remotes say this is.
pub fn repository(root: &Path) -> Repository {
    let urls = ask(root, ["config", "--get-regexp", r"^remote\.(origin|upstream)\.url$"]).unwrap_or_default();
    let urls = String::from_utf8_lossy(&urls).into_owned();
    let addresses = || urls.lines().filter_map(|line| line.split_whitespace().nth(1));
    let name = addresses().find_map(slug);
    let slugs = addresses().filter_map(slug).map(|slug| slug.to_lowercase()).collect();
    // Git lists them as they were added: `origin` nearly always comes first.
    let home = addresses().find_map(home);
    let head = ask(root, ["symbolic-ref", "--short", "refs/remotes/origin/HEAD"]).unwrap_or_default();
    let head = String::from_utf8_lossy(&head).trim().strip_prefix("origin/").map(str::to_owned);
    Repository { slugs, name, home, default_branch: head }
}

/// Where git looks for a hook of this working tree.
pub fn hook_path(root: &Path, name: &str) -> Option<PathBuf> {
    let path = ask(root, ["rev-parse", "--git-path", &format!("hooks/{name}")])?;
    Some(root.join(String::from_utf8_lossy(&path).trim()))
}

/// `owner/name` of an address.
fn slug(url: &str) -> Option<String> {
    let url = url.trim_end_matches('/').trim_end_matches(".git");
    let mut steps = url.rsplit(['/', ':']);
    let (name, owner) = (steps.next()?, steps.next()?);
    steps.next()?;
    (!name.is_empty() && !owner.is_empty()).then(|| format!("{owner}/{name}"))
}

/// The address in a browser of what a remote names, without the name and password of a person.
fn home(url: &str) -> Option<String> {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest),
        Some(("ssh" | "git" | "git+ssh", rest)) => ("https", rest),
        Some(_) => return None,
        // `git@host:owner/name`, and not `C:\\shop` or a folder.
        None => ("https", url),
    };
    let is_web = url.starts_with("http");
    let (place, path) = if url.contains("://") { rest.split_once('/')? } else { rest.split_once(':')? };
    let host = place.rsplit('@').next()?;
    // The port of SSH is not that of the browser.
    let host = if is_web { host } else { host.split(':').next()? };
    // People give one host several names, such as `github.com-work`, to log in with several keys.
    let host = if host.starts_with("github.com-") { "github.com" } else { host };
    let path = path.trim_matches('/').trim_end_matches(".git");
    let is_host = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    let is_path = path.contains('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || "._-~/".contains(c));
    (is_host && is_path).then(|| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_names_its_repository_in_every_form() {
        for url in ["https://github.com/Acme/Shop.git", "git@github.com:Acme/Shop", "ssh://git@host/Acme/Shop/"] {
            assert_eq!(slug(url).as_deref(), Some("Acme/Shop"), "{url}");
        }
        assert_eq!(slug("shop"), None);
    }

    #[test]
    fn a_remote_leads_to_a_browser_without_what_is_nobodys_business() {
        for (url, address) in [
            ("https://github.com/Acme/Shop.git", Some("https://github.com/Acme/Shop")),
            ("https://kim:secret@gitlab.example.org/g/sub/shop.git", Some("https://gitlab.example.org/g/sub/shop")),
            ("git@codeberg.org:acme/shop", Some("https://codeberg.org/acme/shop")),
            ("git@github.com-work:acme/shop.git", Some("https://github.com/acme/shop")),
            ("ssh://git@git.example.org:2222/acme/shop.git/", Some("https://git.example.org/acme/shop")),
            ("http://git.example.org:3000/acme/shop", Some("http://git.example.org:3000/acme/shop")),
            ("/srv/git/shop.git", None),
            ("../shop", None),
            ("file:///srv/git.d/shop", None),
            ("C:\\code\\shop", None),
            ("work:acme/shop", None),
        ] {
            assert_eq!(home(url).as_deref(), address, "{url}");
        }
    }
}
