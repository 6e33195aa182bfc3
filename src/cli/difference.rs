//! What becomes of a file, as git would show it.

use crate::text::Files;

/// A unified difference in the bytes of the file, which need not be UTF-8; credentials are masked.
pub(super) fn difference(from: &str, to: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let masked = |bytes: &[u8]| Files::decode(bytes.to_vec()).masked_bytes().unwrap_or_default();
    let (before, after) = (masked(before), masked(after));
    let difference = similar::TextDiff::from_lines(before.as_slice(), after.as_slice());
    let mut out = Vec::new();
    for (at, hunk) in difference.unified_diff().iter_hunks().enumerate() {
        if at == 0 {
            out.extend(format!("--- {from}\n+++ {to}\n").into_bytes());
        }
        hunk.to_writer(&mut out).expect("a list takes all that is written");
    }
    out
}
