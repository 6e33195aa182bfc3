//! Where the content of removed files went, where the commit that removed them moved and changed it at once.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::program::converse;
use super::tree::records;
use crate::model::Receipt;

/// How many commits are looked into; each costs a comparison of what it removed with what it added.
const COMMITS: usize = 64;
/// In percent, how much of a file must be found again if it kept its name.
const ALIKE: u8 = 60;
/// In percent, how much of a file must be found again if its name changed too.
const ALIKE_BY_ANOTHER_NAME: u8 = 80;

/// Notes for removed files where most of them is now.
pub(super) fn find<'a>(root: &Path, receipts: impl Iterator<Item = &'a mut Receipt>, exists: &dyn Fn(&str) -> bool) {
    let mut unknown: Vec<&mut Receipt> = receipts.filter(|receipt| receipt.renamed_to.is_none()).collect();
    // Changes that are not committed have words instead of an id.
    let ids = unknown.iter().map(|receipt| receipt.commit.as_str());
    let commits: BTreeSet<&str> = ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit())).collect();
    if commits.is_empty() || commits.len() > COMMITS {
        return;
    }
    let input = commits.iter().flat_map(|commit| [commit, "\n"]).collect::<String>().into_bytes();
    let alike = format!("-M{ALIKE}%");
    let words = ["log", "--no-walk", "--stdin", "-z", "-l400", "--name-status", "--diff-filter=R", "--format=", &alike];
    let out = converse(root, &words, input).unwrap_or_default();
    let found = read(&out);
    for receipt in &mut unknown {
        let moved = found.get(receipt.path.as_str()).filter(|to| exists(to));
        receipt.moved_to = moved.map(|to| (*to).to_owned());
    }
}

/// The moves that git prints: of each how much is alike, from where, and to where.
fn read(out: &[u8]) -> HashMap<&str, &str> {
    let mut moves = HashMap::new();
    let mut words = records(out);
    while let Some(word) = words.next() {
        let Some(alike) = word.strip_prefix('R').and_then(|percent| percent.parse::<u8>().ok()) else { continue };
        let (Some(from), Some(to)) = (words.next(), words.next()) else { break };
        let same_name = from.rsplit('/').next() == to.rsplit('/').next();
        if alike >= ALIKE_BY_ANOTHER_NAME || same_name {
            moves.insert(from, to);
        }
    }
    moves
}
