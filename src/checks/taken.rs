//! What a check takes in from the repository without running it: files that its words name, and what a substitution, a
//! variable or a pattern finds. When that changes, the check does something else.

use std::path::{Path, PathBuf};

use super::run::real;
use crate::model::{Check, join};
use crate::snippets::{is_plain, paths_in};
use crate::syntax::shell::{self, Command, Word};
use crate::text::{Excerpt, FileId, Files, Presence};

/// The first thing of the repository that decides what a check does, in words. Where it writes to is what it makes.
pub(super) fn taken(check: &Check, root: &Path, files: &Files) -> Option<String> {
    // In a comment a backslash joins nothing.
    if check.script().lines().any(|line| line.contains('#') && line.ends_with('\\')) {
        return Some("a comment in it ends with a backslash".to_owned());
    }
    // A line end behind a backslash is none.
    let script = check.script().replace("\\\n", "");
    let parsed = shell::parse_exact(Excerpt::whole(FileId(0), &script));
    if !parsed.clean {
        return Some("some of it could not be understood".to_owned());
    }
    if let Some(mark) = ["$(", "`", "<("].iter().find(|mark| script.contains(**mark)) {
        return Some(format!("what `{mark}` gives, nobody can tell beforehand"));
    }
    let place = Place { folder: check.folder.as_deref(), root, files };
    // A program that is called by its name alone is none of the repository.
    let is_program = |word: &Word| word.text.as_deref().is_some_and(|text| !text.contains('/'));
    let of_command = |words: &'_ [Word]| {
        let named = usize::from(words.first().is_some_and(is_program));
        words[named..].iter().find_map(|word| place.takes(word))
    };
    let commands = parsed.commands.iter().find_map(|command| of_command(&command.words));
    commands
        .or_else(|| parsed.reads.iter().chain(&parsed.tests).find_map(|word| place.takes(word)))
        .or_else(|| parsed.writes.iter().find_map(|word| place.is_led_elsewhere(word)))
}

/// The files on disk that the words of a check name, wherever they lie and whether git knows them or not. What programs
/// such as `cp` name they change, so that is what the check makes.
pub(super) fn named(check: &Check, root: &Path) -> Vec<PathBuf> {
    let parsed = shell::parse_exact(Excerpt::whole(FileId(0), &check.script()));
    let folder = check.folder.as_deref().map(|folder| root.join(folder));
    let makes = |command: &&Command| command.words.first().and_then(|word| word.text.as_deref()).is_some_and(is_plain);
    let commands = parsed.commands.iter().filter(|command| !makes(command));
    let words = commands.flat_map(|command| &command.words).chain(&parsed.reads);
    let texts = words.filter_map(|word| word.text.as_deref());
    let paths = texts
        .flat_map(paths_in)
        .filter(|path| !path.is_empty() && !path.starts_with("/dev/") && !path.starts_with("/proc/"));
    let mut found: Vec<PathBuf> = paths
        .filter_map(|path| {
            Path::new(path).is_absolute().then(|| path.into()).or_else(|| Some(folder.as_ref()?.join(path)))
        })
        .filter(|path: &PathBuf| path.is_file())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Where a check stands.
struct Place<'a> {
    /// None for an empty folder elsewhere.
    folder: Option<&'a str>,
    root: &'a Path,
    files: &'a Files,
}

impl Place<'_> {
    fn takes(&self, word: &Word) -> Option<String> {
        let Some(text) = word.text.as_deref() else {
            return Some(format!("what `{}` is, nobody can tell beforehand", word.raw));
        };
        paths_in(text).find_map(|path| self.names(path))
    }

    /// Where a word leads that a check writes to: where a link is on the way, the repository says what is written over.
    fn is_led_elsewhere(&self, word: &Word) -> Option<String> {
        let Some(text) = word.text.as_deref() else {
            return Some(format!("what `{}` is, nobody can tell beforehand", word.raw));
        };
        let folder = self.folder?;
        let from_root = Path::new(text).strip_prefix(self.root).ok().and_then(Path::to_str);
        let inside = from_root.map(str::to_owned).or_else(|| join(folder, text).filter(|_| !text.starts_with('/')));
        let is_led = |path: &str| Path::new(path).ancestors().any(|part| self.root.join(part).is_symlink());
        let leaves = inside.is_none() && !text.starts_with('/');
        (leaves || inside.as_deref().is_some_and(is_led)).then(|| format!("`{text}` leads where the repository says"))
    }

    /// What of the repository a path stands for.
    fn names(&self, path: &str) -> Option<String> {
        if path.is_empty() {
            return None;
        }
        let found = || format!("it takes `{path}` of the repository");
        if path.starts_with('/') {
            let is_own = |path: &Path| path.starts_with(self.root) || self.root.starts_with(path);
            return (is_own(Path::new(path)) || is_own(&real(Path::new(path)))).then(found);
        }
        if self.folder.is_none() && path.split('/').any(|step| step == "..") {
            return Some(found());
        }
        let folder = self.folder?;
        if path.contains(['*', '?', '[']) || matches!(path, "." | "./" | "..") {
            return Some(format!("`{path}` is whatever files are there"));
        }
        // What leaves the repository may come back to it.
        let Some(inside) = join(folder, path) else { return Some(found()) };
        let is_there = !matches!(self.files.presence(&inside), Presence::Absent(_));
        // A link in the place of a folder leads all that is named below it elsewhere. `dir/..` is the whole repository.
        let is_led = || Path::new(&inside).ancestors().any(|part| self.root.join(part).is_symlink());
        (is_there || is_led()).then(found)
    }
}
