//! The names that GitHub gives to headings, so that `#fragment` links can be checked.

use std::collections::{HashMap, HashSet};

/// The fragment that GitHub makes of a heading's text, before duplicates are numbered.
///
/// Letters, marks, digits, `_` and `-` stay, blanks become `-`, everything else goes. The name of an emoji shortcode
/// stays (`:rocket: Go` is `rocket-go`), and so does the invisible variation selector that some emoji end with.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(character),
            _ if character.is_ascii() => {
                slug.extend(character.is_ascii_alphanumeric().then(|| character.to_ascii_lowercase()));
            }
            _ if is_word(character) => slug.extend(character.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// The slug that other generators make of the same heading: without emoji shortcodes and variation selectors.
pub(super) fn plain_slug(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(colon) = rest.find(':') {
        let after = &rest[colon + 1..];
        let length = after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(byte)).count();
        let is_shortcode = length > 0 && after.as_bytes().get(length) == Some(&b':');
        kept.push_str(&rest[..colon]);
        // What does not close is skipped whole: its letters cannot begin another shortcode.
        kept.push_str(if is_shortcode { "" } else { &after[..length] });
        rest = &after[length + usize::from(is_shortcode)..];
    }
    kept.push_str(rest);
    // A heading that begins with an emoji keeps the blank behind it, and so its leading `-`.
    let lead = if kept.starts_with(' ') && !text.starts_with(' ') { "-" } else { "" };
    format!("{lead}{}", slug(&kept.replace('\u{fe0f}', "")))
}

/// What Ruby's `\p{Word}` accepts beyond ASCII.
fn is_word(character: char) -> bool {
    static WORD: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$").expect("the pattern of a word character is valid")
    });
    WORD.is_match(character.encode_utf8(&mut [0; 4]))
}

/// The slugs given so far on one page.
#[derive(Default)]
pub(super) struct Slugs {
    /// How often each was asked for again.
    repeats: HashMap<String, usize>,
}

impl Slugs {
    /// Gives `slug` its number if it is taken: `a`, `a-1`, `a-2`.
    pub fn unique(&mut self, slug: String) -> String {
        let Some(mut count) = self.repeats.get(&slug).copied() else {
            self.repeats.insert(slug.clone(), 0);
            return slug;
        };
        let free = loop {
            count += 1;
            let candidate = format!("{slug}-{count}");
            if !self.repeats.contains_key(&candidate) {
                break candidate;
            }
        };
        self.repeats.insert(slug, count);
        self.repeats.insert(free.clone(), 0);
        free
    }

    /// Names a heading and enters every fragment that reaches it.
    pub fn name(&mut self, text: &str, anchors: &mut HashSet<String>) -> String {
        let unique = self.unique(slug(text));
        anchors.insert(unique.clone());
        anchors.insert(plain_slug(text));
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_get_the_fragments_that_github_gives_them() {
        for (heading, expected) in [
            ("Node.js & npm", "nodejs--npm"),
            ("make test", "make-test"),
            ("🚀 Deploying to Production", "-deploying-to-production"),
            (":rocket: Deploying", "rocket-deploying"),
            ("⚙️ Setup", "\u{fe0f}-setup"),
            ("What's new?", "whats-new"),
            ("foo_bar", "foo_bar"),
            ("C++", "c"),
            ("C#", "c"),
            ("Ünïcode Größe", "ünïcode-größe"),
            ("中文 标题", "中文-标题"),
            ("1. First step", "1-first-step"),
            ("v1.2.3 (2024-01-01)", "v123-2024-01-01"),
            ("a / b", "a--b"),
            ("Step — two", "step--two"),
            ("  padded  ", "padded"),
            ("x²", "x"),
            ("-- flag", "---flag"),
            ("", ""),
        ] {
            assert_eq!(slug(heading), expected, "{heading}");
        }
    }

    #[test]
    fn other_generators_drop_the_emoji_whole() {
        assert_eq!(plain_slug(":rocket: Deploying"), "-deploying");
        assert_eq!(plain_slug("⚙️ Setup"), "-setup");
        assert_eq!(plain_slug("Note: this: that"), "note-this-that");
        assert_eq!(plain_slug("::a b: c"), "a-b-c");
    }

    #[test]
    fn a_repeated_heading_gets_a_number_that_nobody_has() {
        let mut slugs = Slugs::default();
        let given: Vec<_> = ["a", "a", "a-1", "a", "b"].map(|slug| slugs.unique(slug.to_owned())).into();
        assert_eq!(given, ["a", "a-1", "a-1-1", "a-2", "b"]);
    }
}
