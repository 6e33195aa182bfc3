//! When one name may be meant by another: its words are the same, or the same but for a slip.

/// Whether each word of a name is one of the other's, give or take a letter: `news-icon` is no slip for `main-icon`, and
/// `results-1` may well be `results`.
pub(super) fn keeps_words(wanted: &str, other: &str) -> bool {
    let others: Vec<&str> = words(other).collect();
    let is_kept = |word: &str| others.iter().any(|other| is_slip(word, other));
    words(wanted).all(|word| word.bytes().all(|b| b.is_ascii_digit()) || is_kept(word))
        || joined(wanted) == joined(other)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn joined(name: &str) -> String {
    words(name).flat_map(str::chars).flat_map(char::to_lowercase).collect()
}

fn is_slip(word: &str, other: &str) -> bool {
    let (word, other) = (word.to_lowercase(), other.to_lowercase());
    let is_longer = word.len() > 3 && other.starts_with(&word) || other.len() > 3 && word.starts_with(&other);
    is_longer || strsim::damerau_levenshtein(&word, &other) <= (word.len() / 4).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (wanted, other, is_kept) in [
            ("client-instances", "request-instances", false),
            ("extension-news.png", "extension-icon.png", false),
            ("merging-configuration", "merging-of-configuration", true),
            ("results-1", "results", true),
            ("set-up", "setup", true),
            ("http-proxy", "http-proxies", true),
            ("instalation", "installation", true),
        ] {
            assert_eq!(keeps_words(wanted, other), is_kept, "{wanted}, {other}");
        }
    }
}
