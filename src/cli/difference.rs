//! What becomes of a file, as git would show it.

use crate::text::Files;

/// A unified difference in the bytes of the file, which need not be UTF-8; credentials are masked.
pub(super) fn difference(from: &str, to: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let masked = |bytes: &[u8]| Files::decode(bytes.to_vec()).masked_bytes().unwrap_or_default();
    let (before, after) = (masked(before), masked(after));
    let (before, after) = (lines(&before), lines(&after));
    let difference = similar::TextDiff::configure().diff_slices(&before, &after);
    let mut out = Vec::new();
    for (at, hunk) in difference.unified_diff().iter_hunks().enumerate() {
        if at == 0 {
            out.extend(format!("--- {from}\n+++ {to}\n").into_bytes());
        }
        out.extend(format!("{}\n", hunk.header()).into_bytes());
        for change in hunk.iter_changes() {
            out.extend(format!("{}", change.tag()).into_bytes());
            out.extend(change.value());
            if !change.value().ends_with(b"\n") {
                out.extend(b"\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// The lines as git counts them: a carriage return alone ends none.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}
