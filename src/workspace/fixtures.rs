//! Which credentials of pages and sources stand in files of tests too, where they are made to be shared.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use crate::kinds::is_of_tests;
use crate::text::{FileId, Files, Leak};

/// The credentials, passwords left out, that a file of tests has as well, by [`Files::digest`], with its path.
pub fn fixtures(files: &Files, read: &(dyn Fn(FileId) -> Vec<u8> + Sync)) -> BTreeMap<[u8; 32], String> {
    let is_elsewhere =
        |leak: &Leak| leak.what.is_some() && !leak.is_password() && !is_of_tests(files.path(leak.span.file));
    let leaks: Vec<Leak> = files.leaks().into_iter().filter(is_elsewhere).collect();
    let cores: Vec<(&[u8], [u8; 32])> =
        leaks.iter().filter_map(|leak| Some((files.core(leak)?, files.digest(leak)?))).collect();
    if cores.is_empty() {
        return BTreeMap::new();
    }
    let Ok(automaton) = AhoCorasick::new(cores.iter().map(|(core, _)| core)) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for (id, entry) in files.iter().filter(|(_, entry)| entry.is_text_file() && is_of_tests(&entry.path)) {
        let text = files.raw(id).map_or_else(|| Cow::Owned(read(id)), Cow::Borrowed);
        for hit in automaton.find_overlapping_iter(&text) {
            let (_, digest) = cores[hit.pattern().as_usize()];
            found.entry(digest).or_insert_with(|| entry.path.to_string());
        }
    }
    found
}
