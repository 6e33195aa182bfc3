//! The metadata above a page's first line: YAML between `---` lines, TOML between `+++` lines.

use std::ops::Range;

/// Where the metadata stands and where the page begins.
pub(super) struct FrontMatter {
    /// The metadata, without its fences.
    pub inner: Range<usize>,
    /// Whether it is TOML.
    pub toml: bool,
    /// The first byte after the closing fence's line.
    pub end: usize,
}

/// Finds the metadata at the very start of `text`.
pub(super) fn find(text: &str) -> Option<FrontMatter> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let toml = match first.trim_end() {
        "---" => false,
        "+++" => true,
        _ => return None,
    };
    let start = first.len();
    let mut at = start;
    for line in lines {
        let words = line.trim_end();
        let closes = if toml { words == "+++" } else { words == "---" || words == "..." };
        if closes {
            let inner = start..at;
            return is_metadata(&text[inner.clone()]).then_some(FrontMatter { inner, toml, end: at + line.len() });
        }
        at += line.len();
    }
    None
}

/// Tells metadata from a paragraph between two thematic breaks, which stands behind a blank line and has no key.
fn is_metadata(inner: &str) -> bool {
    let mut lines = inner.lines();
    if lines.next().is_none_or(|line| !line.trim().is_empty()) {
        return true;
    }
    lines.map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).is_none_or(|line| {
        let key = line.split([':', '=']).next().unwrap_or_default();
        key.len() < line.len() && !key.trim().is_empty() && !key.trim().contains(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str) -> Option<&str> {
        find(text).map(|found| &text[found.inner])
    }

    #[test]
    fn metadata_stands_between_fences_at_the_very_start() {
        assert_eq!(inner("---\ntitle: x\n---\nText"), Some("title: x\n"));
        assert_eq!(inner("---\r\ntitle: x\r\n...\r\n"), Some("title: x\r\n"));
        assert_eq!(inner("---\n\ntitle: x\n---"), Some("\ntitle: x\n"));
        assert_eq!(inner("+++\na = 1\n+++\n"), Some("a = 1\n"));
        assert_eq!(inner("---\n---\n"), Some(""));
    }

    #[test]
    fn thematic_breaks_are_not_metadata() {
        assert_eq!(inner("---\ntitle: x\n"), None);
        assert_eq!(inner("Text\n\n---\na: b\n---\n"), None);
        assert_eq!(inner("---\n\nSome words, and: more.\n\n---\n"), None);
        assert_eq!(inner("----\na: b\n----\n"), None);
        assert_eq!(inner(""), None);
    }
}
