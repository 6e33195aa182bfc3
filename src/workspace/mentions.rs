//! Which names stand in the text of the files, and with what the names of variables begin that libraries put together.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::draft::Draft;
use crate::kinds::{Standing, standing};
use crate::model::Questions;
use crate::text::FileId;

/// Endings of files that hold no words.
const NO_WORDS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "ico", "svg", "pdf", "zip", "gz", "xz", "tgz", "jar", "woff", "woff2", "ttf",
    "eot", "mp4", "mov", "snap", "wasm", "bin", "parquet", "lock", "map",
];

/// Words by which libraries are told what the names of all their variables begin with; the prefix follows in quotes.
const PREFIXES: &[&str] = &[
    // viper
    "SetEnvPrefix(",
    // pydantic, starlette
    "env_prefix",
    // dynaconf, click
    "envvar_prefix",
    // the crate config
    "Environment::with_prefix(",
    // Spring
    "@ConfigurationProperties(",
    // envconfig
    "envconfig.Process(",
    // .NET
    "AddEnvironmentVariables(",
];

/// What the files that are no pages say.
#[derive(Default)]
pub(super) struct Mentions {
    /// The asked names.
    pub names: BTreeSet<String>,
    /// Those that are words of their own somewhere.
    pub whole: BTreeSet<String>,
    /// What the names of variables begin with, as in `SHOP_`.
    pub prefixes: BTreeSet<String>,
}

/// Looks for the asked names, and for the prefixes of variables.
pub(super) fn mentioned(draft: &Draft, questions: &Questions, read: &(dyn Fn(FileId) -> Vec<u8> + Sync)) -> Mentions {
    if questions.mentions.is_empty() {
        return Mentions::default();
    }
    let names: Vec<&String> = questions.mentions.iter().collect();
    let words = names.iter().map(|name| name.as_str()).chain(PREFIXES.iter().copied());
    let automaton = AhoCorasick::new(words).expect("names are a valid set of words");
    let (files, config) = (draft.files(), draft.config());
    let has_words = |path: &str| !path.rsplit_once('.').is_some_and(|(_, ending)| NO_WORDS.contains(&ending));
    let searched: Vec<FileId> = files
        .iter()
        .filter(|(_, entry)| entry.is_text_file() && has_words(&entry.path))
        .filter(|(_, entry)| standing(&entry.path, config) == Standing::Other)
        .map(|(id, _)| id)
        .collect();
    let none = || names.iter().map(|_| AtomicBool::new(false)).collect::<Vec<_>>();
    let (found, whole) = (none(), none());
    let prefixes = Mutex::new(BTreeSet::new());
    let search = |bytes: &[u8]| {
        for hit in automaton.find_overlapping_iter(bytes) {
            let at = hit.pattern().as_usize();
            if let Some(found) = found.get(at) {
                found.store(true, Ordering::Relaxed);
                let is_end = |byte: Option<&u8>| !byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
                let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
                if is_end(before) && is_end(bytes.get(hit.end())) {
                    whole[at].store(true, Ordering::Relaxed);
                }
            } else {
                let mut prefixes = prefixes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                prefixes.extend(prefix(&bytes[hit.end()..]));
            }
        }
    };
    searched.par_iter().for_each(|id| {
        // Once all are found there is nothing left to look for.
        if whole.iter().all(|found| found.load(Ordering::Relaxed)) {
            return;
        }
        if let Some(bytes) = files.raw(*id) {
            return search(bytes);
        }
        let bytes = read(*id);
        if !is_ours(&bytes) {
            search(&bytes);
        }
    });
    let seen = |found: &[AtomicBool]| {
        let is_seen = |(_, found): &(&&String, &AtomicBool)| found.load(Ordering::Relaxed);
        names.iter().zip(found).filter(is_seen).map(|(name, _)| (*name).clone()).collect()
    };
    let prefixes = prefixes.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Mentions { names: seen(&found), whole: seen(&whole), prefixes }
}

/// Whether a file is a report or a baseline of this program, which has the names of what nothing else has.
fn is_ours(bytes: &[u8]) -> bool {
    const HEAD: usize = 400;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let begins = head.trim_start().starts_with(['{', '[', '<', '#', ':']);
    let is_baseline =
        || head.contains("\"version\": 1") && head.contains("\"entries\": [") && head.contains("\"rule\":");
    begins && (head.contains("devops-docs") || is_baseline())
}

/// The prefix in the quotes that come next, in capitals and with its last underscore.
fn prefix(bytes: &[u8]) -> Option<String> {
    let is_between = |byte: &u8| byte.is_ascii_alphabetic() || b" \t:=(".contains(byte);
    let quote = bytes.iter().take(32).position(|byte| !is_between(byte))?;
    let words = bytes[quote..].strip_prefix(b"\"").or_else(|| bytes[quote..].strip_prefix(b"'"))?;
    let length = words.iter().take(64).position(|byte| matches!(byte, b'"' | b'\''))?;
    let capital = |byte: &u8| if byte.is_ascii_alphanumeric() { byte.to_ascii_uppercase() as char } else { '_' };
    let name: String = words[..length].iter().map(capital).collect();
    let name = name.trim_end_matches('_');
    (!name.is_empty()).then(|| format!("{name}_"))
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn a_prefix_is_what_stands_in_the_next_quotes() {
        for (after, expected) in [
            ("\"shop\")", Some("SHOP_")),
            ("=\"shop_\", case_sensitive=False", Some("SHOP_")),
            (" = 'SHOP__'", Some("SHOP_")),
            ("prefix = \"shop.cloud\")", Some("SHOP_CLOUD_")),
            (": str = \"SHOP_\"", Some("SHOP_")),
            ("=\"\"", None),
            ("prefix)", None),
            ("", None),
        ] {
            assert_eq!(prefix(after.as_bytes()).as_deref(), expected, "{after}");
        }
    }
}
