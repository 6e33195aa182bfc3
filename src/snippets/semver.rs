//! The versions that a line with `(semver)` asks for: one or more comparisons, all of which must hold, or one of several
//! such lists between `||`. What stands for a range (`^1.2`, `1.x`) is read as manifests write it.
//!
//! An early version of a release (`1.2.0-rc.1`, `3.13.0b2`) comes before it. Other words behind a number tell of a
//! build, `5.15.0-91-generic`, and change no order.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Spec, Version};

/// What a line asks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    any: Vec<Vec<Comparison>>,
}

#[derive(Clone, Debug)]
struct Comparison {
    sign: String,
    version: Version,
    early: Early,
    spec: Spec,
}

/// How early a version is: words and numbers as they are ordered; empty for a release, which comes last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Early {
    word: String,
    numbers: Vec<u32>,
}

impl Early {
    /// Reads what follows the numbers of a version.
    fn read(rest: &str) -> Self {
        static WORDS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)^[-._]?(alpha|beta|rc|preview|pre|dev|nightly|snapshot|canary|next|a|b)[-._]?((?:\d{1,8}\.)*\d{1,8})?(?:[^0-9a-z]|$)")
                .expect("a valid expression")
        });
        let Some(found) = WORDS.captures(rest) else { return Self::default() };
        let numbers = found.get(2).map_or("", |numbers| numbers.as_str());
        // OpenSSL 1.1.1b came after 1.1.1.
        if found[1].len() == 1 && numbers.is_empty() {
            return Self::default();
        }
        let numbers = numbers.split('.').filter_map(|number| number.parse().ok()).collect();
        Self { word: found[1].to_lowercase(), numbers }
    }

    fn is_release(&self) -> bool {
        self.word.is_empty()
    }

    fn compare(&self, other: &Self) -> Ordering {
        let order = (&self.word, &self.numbers).cmp(&(&other.word, &other.numbers));
        self.is_release().cmp(&other.is_release()).then(order)
    }
}

impl Wanted {
    /// Reads what stands before the mark; none if a word of it is neither a version nor a comparison with one.
    pub fn read(words: &str) -> Option<Self> {
        let any: Option<Vec<_>> = words.split("||").map(all).collect();
        Some(Self { any: any? })
    }

    /// Whether the first version of a line is one of those.
    pub fn admits(&self, line: &str) -> bool {
        let Some(place) = version_at(line) else { return false };
        let Some(found) = Version::parse(&line[place.clone()]).map(Version::padded) else { return false };
        let early = Early::read(&line[place.end..]);
        self.any.iter().any(|all| all.iter().all(|comparison| comparison.holds(&found, &early)))
    }
}

/// The comparisons of one list: `>=20 <23`, `>= 1.2, != 1.4.0`, `1.2 - 2`.
fn all(words: &str) -> Option<Vec<Comparison>> {
    let spaced = words.replace(',', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if let [from, "-", to] = words.as_slice() {
        return Some(vec![Comparison::read(&format!(">={from}"))?, Comparison::read(&format!("<={to}"))?]);
    }
    let mut found = Vec::new();
    let mut sign = "";
    for word in words {
        if sign.is_empty() && word.bytes().all(|byte| b"<>=!~^".contains(&byte)) {
            sign = word;
            continue;
        }
        found.push(Comparison::read(&format!("{sign}{word}"))?);
        sign = "";
    }
    (sign.is_empty() && !found.is_empty()).then_some(found)
}

impl Comparison {
    fn read(word: &str) -> Option<Self> {
        let at = word.find(|c| !"<>=!~^".contains(c))?;
        let (sign, written) = word.split_at(at);
        let end = written.find(|c: char| !(c.is_ascii_digit() || "vVxX.*".contains(c))).unwrap_or(written.len());
        let (numbers, rest) = written.split_at(end);
        let version = Version::parse(numbers)?;
        let early = Early::read(rest);
        let is_whole = rest.is_empty() || rest.starts_with(['-', '+']) || !early.is_release();
        if !is_whole {
            return None;
        }
        let spec = match sign {
            "!=" => Spec::Exactly(version.clone()),
            _ => Spec::parse(&format!("{sign}{numbers}"))?,
        };
        Some(Self { sign: sign.to_owned(), version, early, spec })
    }

    fn holds(&self, found: &Version, early: &Early) -> bool {
        // Which early version it is decides where all numbers are the same.
        let is_close = self.version.precision() >= 3 && self.version.agrees_with(found);
        let order = early.compare(&self.early);
        match self.sign.as_str() {
            "!=" if is_close => order.is_ne(),
            "!=" => !self.spec.admits(found),
            "<" if is_close => order.is_lt(),
            "<=" if is_close => order.is_le(),
            ">" if is_close => order.is_gt(),
            "" | "=" | "==" | "===" if is_close => order.is_eq(),
            _ if is_close => order.is_ge(),
            _ => self.spec.admits(found),
        }
    }
}

/// Where the first version of a line stands: the first number with dots, or else the first that stands alone.
fn version_at(line: &str) -> Option<std::ops::Range<usize>> {
    static DOTTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{1,8}(?:\.\d{1,8}){1,3}").expect("a valid expression"));
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:^|[\s"'(/=:,-])(?:v|go|r)?(\d{1,8})(?:[\s"'),;:+-]|$)"#).expect("a valid expression")
    });
    let alone = || ALONE.captures(line)?.get(1);
    Some(DOTTED.find(line).or_else(alone)?.range())
}

/// Whether the first version in a line is an early one of a release, and not that.
pub fn is_early(line: &str) -> bool {
    version_at(line).is_some_and(|place| !Early::read(&line[place.end..]).is_release())
}

/// The first version in a line, as precise as it is written.
pub fn version_in(line: &str) -> Option<Version> {
    Version::parse(&line[version_at(line)?])
}
