//! How sources write versions beside plain numbers.

/// A version as version managers write it: `lts-20.1` and `temurin-17.0.2` keep their number, `ref:` has none.
pub(super) fn line_version(words: &str) -> &str {
    let digit = words.find(|c: char| c.is_ascii_digit());
    match digit {
        Some(at) if at > 0 && words[..at].ends_with('-') => &words[at..],
        _ => words,
    }
}
