//! Numbers of things in words.

/// `1 page`, `2 pages`: a number with the word for one of them.
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
