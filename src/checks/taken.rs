//! What a check takes in from the repository without running it: files that its words name, and what a substitution or a
//! pattern finds. When that changes, the check does something else.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Check, join};
use crate::text::Files;

/// A place that output goes to.
static WRITTEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[0-9&]?>>?\|?[ \t]*[^\s;|&]+").expect("a valid expression"));

/// The first thing of the repository that decides what a check does, in words.
pub(super) fn taken(check: &Check, files: &Files) -> Option<String> {
    let folder = check.folder.as_deref()?;
    let script = check.script();
    if let Some(mark) = ["$(", "`", "<(", "$PWD", "${PWD"].iter().find(|mark| script.contains(**mark)) {
        return Some(format!("what `{mark}` gives, nobody can tell beforehand"));
    }
    // Where it writes to is what it makes.
    let script = WRITTEN.replace_all(&script, " ");
    let between = |letter: char| letter.is_whitespace() || "\"'=:;,()<>|&{}".contains(letter);
    script.split(between).filter(|word| !word.is_empty() && !word.starts_with('-')).find_map(|word| {
        if word.contains(['*', '?', '[']) || matches!(word, "." | "./" | "..") {
            return Some(format!("`{word}` is whatever files are there"));
        }
        let path = join(folder, word.trim_end_matches('/')).filter(|path| !path.is_empty())?;
        (files.find(&path).is_some() || files.is_folder(&path)).then(|| format!("it takes `{word}` of the repository"))
    })
}
