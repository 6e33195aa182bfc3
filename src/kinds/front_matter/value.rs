//! What may stand behind a key of front matter.

use std::sync::LazyLock;

use regex::Regex;

use crate::kinds::PageKind;
use crate::model::calendar::{day, period};
use crate::syntax::tree::{Kind, Node};

/// Lower case letters and digits, with single dashes between.
pub(super) const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

static IS_SLUG: LazyLock<Regex> = LazyLock::new(|| Regex::new(SLUG).expect("a valid expression"));

/// What may stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words, or a number.
    Words,
    /// Words of at most so many characters.
    Text(usize),
    /// A name of at most so many characters, in lower case with dashes.
    Slug(usize),
    /// A day: `2024-03-09`.
    Day,
    /// A day, with or without a time of that day.
    Moment,
    /// A period: `90d`.
    Period,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// The name of a kind of pages.
    Kind,
    /// A list of words, or one of them.
    List,
    /// Names with values.
    Map,
}

impl Value {
    /// Whether a value is what is wanted. What is left empty is nobody's mistake, nor is what is asked of a person.
    pub fn admits(self, node: &Node) -> bool {
        let text = node.text();
        if matches!(node.kind, Kind::Null) || text.is_some_and(|text| text.starts_with("TODO(")) {
            return true;
        }
        match self {
            Self::Words => text.is_some(),
            Self::Text(most) => text.is_some_and(|text| (1..=most).contains(&text.trim().chars().count())),
            Self::Slug(_) => text.is_some_and(|text| self.admits_text(text)),
            Self::Day => text.is_some_and(|text| day(text).is_some()),
            Self::Moment => text.and_then(|text| text.trim().get(..10)).is_some_and(|text| day(text).is_some()),
            Self::Period => text.is_some_and(|text| period(text).is_some()),
            Self::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
            Self::Flag => text.is_some_and(|text| matches!(text, "true" | "false")),
            // A kind that does not exist has a rule of its own, which knows the nearest.
            Self::Kind => true,
            Self::List => !matches!(node.kind, Kind::Map(_)),
            Self::Map => matches!(node.kind, Kind::Map(_)),
        }
    }

    /// Whether a name fits that has to be one of ours.
    pub fn admits_text(self, text: &str) -> bool {
        matches!(self, Self::Slug(most) if text.len() <= most && IS_SLUG.is_match(text))
    }

    /// What is wanted, in words: "is to be …".
    pub fn wanted(self) -> String {
        match self {
            Self::Words => "words".to_owned(),
            Self::Text(most) => format!("words of 1 to {most} characters"),
            Self::Slug(most) => format!("1 to {most} lower case letters and digits, with single dashes between"),
            Self::Day => "a day such as 2024-03-09".to_owned(),
            Self::Moment => "a day such as 2024-03-09, or a time such as 2024-03-09 14:05".to_owned(),
            Self::Period => "a period such as 90d".to_owned(),
            Self::OneOf(words) => listed(words),
            Self::Flag => "true or false".to_owned(),
            Self::Kind => listed(&PageKind::ALL.map(PageKind::word)),
            Self::List => "a list".to_owned(),
            Self::Map => "names with values".to_owned(),
        }
    }
}

/// Words with commas, and "or" before the last.
fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::syntax::yaml;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn values_are_told_from_what_cannot_be_read() {
        for (value, right, wrong) in [
            (Value::Words, vec!["ann", "2", "\"\"", "", "TODO(owner)"], vec!["[a]", "{a: b}"]),
            (Value::Text(3), vec!["abc", "äöü"], vec!["abcd", "\"\""]),
            (Value::Slug(8), vec!["a", "ci-2"], vec!["A", "-a", "a--b", "a_b", "abcdefghi"]),
            (Value::Day, vec!["2024-03-09"], vec!["09.03.2024", "2024-13-01"]),
            (Value::Moment, vec!["2024-03-09", "2024-03-09 14:05", "2024-03-09T14:05:00Z"], vec!["yesterday", "14:05"]),
            (Value::Period, vec!["90d", "quarterly"], vec!["soon"]),
            (Value::OneOf(&["low", "high"]), vec!["low"], vec!["Low", "none"]),
            (Value::Flag, vec!["true", "\"false\""], vec!["maybe", "1"]),
            (Value::List, vec!["[a, b]", "a"], vec!["{a: b}"]),
            (Value::Map, vec!["{a: b}"], vec!["a", "[a]"]),
        ] {
            let admits = |text: &str| {
                let text = format!("key: {text}");
                let tree = yaml::parse(Excerpt::whole(FileId(0), &text));
                value.admits(tree.root().and_then(|root| root.get("key")).expect("it is a map"))
            };
            for text in right {
                assert!(admits(text), "{value:?} {text}");
            }
            for text in wrong {
                assert!(!admits(text), "{value:?} {text}");
            }
        }
    }
}
