//! Versions of tools: what a page asks for, what a source pins or allows, and when the two contradict each other.

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::statement::{Absence, Answer, Evidence, Scope, Term};
use super::tool::Tool;

/// A version as precise as it was written: `18`, `3.12`, `1.75.0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    steps: Vec<u32>,
}

impl Version {
    /// Reads `18`, `v18.2`, `3.13.x`, `3.12.*`, `1.75.0-beta.1` (without what follows `-` or `+`).
    pub fn parse(words: &str) -> Option<Self> {
        let words = words.trim().trim_start_matches(['v', 'V', '=']).trim();
        let words = words.split(['-', '+', ' ']).next()?;
        let mut steps = Vec::new();
        for step in words.split('.') {
            if matches!(step, "x" | "X" | "*") && !steps.is_empty() {
                break;
            }
            if step.is_empty() || step.len() > 8 || steps.len() == 4 || !step.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            steps.push(step.parse().ok()?);
        }
        (!steps.is_empty()).then_some(Self { steps })
    }

    /// The same with three steps at least, the missing ones zero.
    #[must_use]
    pub fn padded(mut self) -> Self {
        self.steps.resize(self.steps.len().max(3), 0);
        self
    }

    /// What a tool calls it today: Java 8 and those before it were called 1.8.
    #[must_use]
    pub fn of(mut self, tool: Tool) -> Self {
        if tool.id == "java" && self.steps.len() > 1 && self.steps[0] == 1 {
            self.steps.remove(0);
        }
        self
    }

    /// The number of steps that were written.
    pub fn precision(&self) -> usize {
        self.steps.len()
    }

    /// Whether one is the other, written more precisely.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.steps.iter().zip(&other.steps).all(|(a, b)| a == b)
    }

    /// Whether the two differ in nothing but patches: 3.12.1 and 3.12.4.
    pub fn is_of_the_line_of(&self, other: &Self) -> bool {
        self.steps.iter().zip(&other.steps).take(2).all(|(a, b)| a == b)
    }

    /// The order of the steps that both have; missing ones are equal.
    fn compare(&self, other: &Self) -> Ordering {
        self.steps.iter().zip(&other.steps).map(|(a, b)| a.cmp(b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Whether it, or some version that it stands for, is below `limit`: 3 stands for 3.14, which is below 3.15.
    fn is_below(&self, limit: &Self) -> bool {
        let vague =
            self.precision() < limit.precision() && limit.steps[self.precision()..].iter().any(|step| *step > 0);
        self.compare(limit).is_lt() || (vague && self.agrees_with(limit))
    }

    /// This version, with no more steps than `other` has.
    #[must_use]
    pub fn as_precise_as(&self, other: &Self) -> Self {
        Self { steps: self.steps.iter().copied().take(other.precision()).collect() }
    }

    fn next(&self, step: usize) -> Self {
        let mut steps: Vec<u32> = self.steps.iter().copied().take(step + 1).collect();
        if let Some(last) = steps.last_mut() {
            *last = last.saturating_add(1);
        }
        Self { steps }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self.steps.iter().map(u32::to_string).collect();
        f.write_str(&steps.join("."))
    }
}

/// From one version, inclusive, to another, exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    from: Option<Version>,
    below: Option<Version>,
    /// What is left out of it.
    except: Vec<Version>,
}

impl Interval {
    /// Its lowest version, if it has one.
    pub fn from(&self) -> Option<&Version> {
        self.from.as_ref()
    }

    /// The version that all of it is below, if there is one.
    pub fn below(&self) -> Option<&Version> {
        self.below.as_ref()
    }
}

/// Which versions are asked for or allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// This one, as precisely as it is written.
    Exactly(Version),
    /// This one or a newer.
    AtLeast(Version),
    /// Any in one of these.
    Range(Vec<Interval>),
}

impl Spec {
    /// Reads what manifests write: `^18 || >=20`, `>=3.9,<4`, `~> 1.5`, `18.x`, `==3.12.*`, `1.2 - 2`.
    pub fn parse(words: &str) -> Option<Self> {
        let words = words.trim();
        if let Some(version) = Version::parse(words)
            && !words.contains([' ', ',', '|', '>', '<', '~', '^'])
        {
            return Some(Self::Exactly(version));
        }
        let intervals: Option<Vec<Interval>> = words.split("||").map(interval).collect();
        match intervals?.as_slice() {
            [Interval { from: Some(from), below: None, except }] if except.is_empty() => {
                Some(Self::AtLeast(from.clone()))
            }
            [] => None,
            intervals => Some(Self::Range(intervals.to_vec())),
        }
    }

    /// Reads what people write into a table: `1.95 or newer`, `at least 22`, `≥ 22`, `1.5-1.7`, `18 or 20`.
    pub fn of_words(words: &str) -> Option<Self> {
        static LEAST: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(?:(?:at least|minimum(?: of)?|min\.?|from|newer than|later than|higher than|above|≥|>=)\s*(?:version\s+)?v?(\d[\w.]*)|v?(\d[\w.]*)\s*(?:\+|(?:,?\s*(?:or|and)\s+)?(?:any\s+)?(?:newer|later|higher|greater|above|up|upwards?|onwards?)|\(?(?:min(?:imum)?\.?|msrv)\)?))$")
                .expect("a valid expression")
        });
        static MOST: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(at most|up to|≤|below|older than|earlier than|less than)\s*(?:version\s+)?v?(\d[\w.]*)$")
                .expect("a valid expression")
        });
        static FROM_TO: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^v?(\d+(?:\.\d+)*)\s*(?:-|–|—|to|through)\s*v?(\d+(?:\.\d+)*)$").expect("a valid expression")
        });
        static SEVERAL: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\s*(?:,|/|\bor\b|\band\b)\s*").expect("a valid expression"));
        let lower = words.trim().to_lowercase();
        let plain =
            lower.strip_prefix("version ").unwrap_or(&lower).trim_end_matches("(lts)").trim_end_matches(" lts").trim();
        if let Some(found) = LEAST.captures(plain) {
            let version = found.get(1).or_else(|| found.get(2)).map(|version| version.as_str())?;
            return Self::parse(&format!(">={version}"));
        }
        if let Some(found) = MOST.captures(plain) {
            let sign = if matches!(&found[1], "at most" | "up to" | "≤") { "<=" } else { "<" };
            return Self::parse(&format!("{sign}{}", &found[2]));
        }
        if let Some(found) = FROM_TO.captures(plain) {
            return Self::parse(&format!("{} - {}", &found[1], &found[2]));
        }
        let several: Vec<&str> = SEVERAL.split(plain).collect();
        if several.len() > 1 && several.iter().all(|one| one.starts_with(|c: char| c.is_ascii_digit())) {
            return Self::parse(&several.join(" || "));
        }
        // A word that is neither a sign nor a version may say anything.
        let is_read = |word: &str| word.contains(|c: char| c.is_ascii_digit() || "<>=!~^|-".contains(c));
        plain.split_whitespace().all(is_read).then(|| Self::parse(plain))?
    }

    /// The same, as a tool calls its versions today.
    #[must_use]
    pub fn of(self, tool: Tool) -> Self {
        match self {
            Self::Exactly(version) => Self::Exactly(version.of(tool)),
            Self::AtLeast(version) => Self::AtLeast(version.of(tool)),
            Self::Range(intervals) => {
                let of = |version: Option<Version>| version.map(|version| version.of(tool));
                let of = |interval: Interval| Interval {
                    from: of(interval.from),
                    below: of(interval.below),
                    except: interval.except.into_iter().map(|version| version.of(tool)).collect(),
                };
                Self::Range(intervals.into_iter().map(of).collect())
            }
        }
    }

    /// The lowest version that it names.
    pub fn lowest(&self) -> Option<&Version> {
        match self {
            Self::Exactly(version) | Self::AtLeast(version) => Some(version),
            Self::Range(intervals) => {
                let lows: Option<Vec<_>> = intervals.iter().map(|interval| interval.from.as_ref()).collect();
                lows?.into_iter().min()
            }
        }
    }

    /// Whether a version is one of those.
    pub fn admits(&self, version: &Version) -> bool {
        let above = |from: &Version| version.compare(from).is_ge();
        match self {
            Self::Exactly(exact) => exact.agrees_with(version),
            Self::AtLeast(from) => above(from),
            Self::Range(intervals) => intervals.iter().any(|interval| {
                interval.from.as_ref().is_none_or(above)
                    && interval.below.as_ref().is_none_or(|below| version.is_below(below))
                    && !interval.except.iter().any(|except| except.agrees_with(version))
            }),
        }
    }

    fn begins_at(&self, version: &Version) -> bool {
        match self {
            Self::Exactly(from) | Self::AtLeast(from) => from.agrees_with(version),
            Self::Range(intervals) => {
                intervals.iter().filter_map(|interval| interval.from.as_ref()).any(|from| from.agrees_with(version))
            }
        }
    }
}

fn interval(words: &str) -> Option<Interval> {
    let spaced = words.replace(',', " ");
    if let Some((from, to)) = spaced.split_once(" - ") {
        let to = Version::parse(to)?;
        let below = to.next(to.precision() - 1);
        return Some(Interval { from: Some(Version::parse(from)?), below: Some(below), except: Vec::new() });
    }
    let (mut from, mut below, mut except) = (None, None, Vec::new());
    let mut operator = String::new();
    for word in spaced.split_whitespace() {
        let digits = word.find(|c: char| c.is_ascii_digit() || c == 'v').unwrap_or(word.len());
        operator.push_str(&word[..digits]);
        if digits == word.len() {
            continue;
        }
        let version = Version::parse(&word[digits..])?;
        match operator.as_str() {
            ">=" => from = Some(version),
            ">" => from = Some(version.next(version.precision() - 1)),
            "<" => below = Some(version),
            "<=" => below = Some(version.next(version.precision() - 1)),
            "^" => {
                // Below 1.0 the first step that is not zero is the one that breaks.
                let breaking = version.steps.iter().position(|step| *step > 0);
                below = Some(version.next(breaking.unwrap_or(version.precision() - 1)));
                from = Some(version);
            }
            "~" => {
                below = Some(version.next(usize::from(version.precision() > 1)));
                from = Some(version);
            }
            "~>" | "~=" => {
                below = Some(version.next(version.precision().saturating_sub(2)));
                from = Some(version);
            }
            "" | "=" | "==" | "===" => {
                below = Some(version.next(version.precision() - 1));
                from = Some(version);
            }
            "!=" => except.push(version),
            _ => return None,
        }
        operator.clear();
    }
    (from.is_some() || below.is_some()).then_some(Interval { from, below, except })
}

/// What a version is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one in use.
    Pin,
    /// The lowest that is supported.
    Floor,
    /// What a page says.
    Claimed,
}

/// A version of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolVersion {
    /// The tool.
    pub tool: Tool,
    /// Which versions.
    pub spec: Spec,
    /// In which role.
    pub role: Role,
    /// As written.
    pub words: String,
}

impl ToolVersion {
    /// A version of `tool`; `None` when the words are no version.
    pub fn read(tool: Tool, words: &str, role: Role) -> Option<Self> {
        Some(Self { tool, spec: Spec::parse(words)?.of(tool), role, words: words.trim().to_owned() })
    }
}

impl Term for ToolVersion {
    type Subject = Tool;
    type Domain = ();

    fn subject(&self) -> Tool {
        self.tool
    }

    fn domain(&self) {}

    fn held_against(&self, fact: &Self) -> Answer {
        match (&self.spec, &fact.spec) {
            (Spec::Exactly(claim), Spec::Exactly(pin)) => {
                if claim.agrees_with(pin) {
                    if pin.precision() < claim.precision() { Answer::Compatible } else { Answer::Agrees }
                } else if fact.role == Role::Floor && claim.compare(pin).is_gt() {
                    Answer::Silent
                } else {
                    Answer::Differs
                }
            }
            (Spec::Exactly(claim), range) => match (range.admits(claim), range.begins_at(claim)) {
                (true, true) => Answer::Agrees,
                (true, false) => Answer::Silent,
                (false, _) => Answer::Differs,
            },
            (Spec::AtLeast(claim), fact_spec) => {
                let floor = match fact_spec {
                    // One version, or `~1.26`, is what a machine uses, not the lowest that works.
                    Spec::Exactly(_) | Spec::Range(_) if fact.role != Role::Floor => None,
                    spec => spec.lowest(),
                };
                // Go fetches the patch that a module asks for by itself.
                let fetches = |floor: &Version| self.tool.id == "go" && claim.is_of_the_line_of(floor);
                match floor {
                    None => Answer::Silent,
                    Some(floor) if claim.compare(floor).is_lt() && !fetches(floor) => Answer::Differs,
                    Some(_) => Answer::Agrees,
                }
            }
            (Spec::Range(_), _) => Answer::Silent,
        }
    }

    fn absence(&self, _: Evidence) -> Absence {
        Absence::Nothing
    }

    fn contradicts_for_sure(&self, other: &Self) -> bool {
        other.role == Role::Floor
    }

    fn may_be_of_a_part(&self) -> bool {
        matches!(self.spec, Spec::AtLeast(_))
    }

    /// Pages at the root, and in trees of documentation, speak of all folders; others only of what is around them.
    fn may_look_everywhere(&self, from: &Scope) -> bool {
        let first = from.folder.split('/').next().unwrap_or_default();
        matches!(first, "" | ".github" | "docs" | "doc" | "documentation" | "guide" | "guides" | "website" | "site")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(claim: &str, fact: &str, role: Role) -> Answer {
        let tool = Tool::named("node").expect("a known tool");
        let read = |words, role| ToolVersion::read(tool, words, role).expect(words);
        read(claim, Role::Claimed).held_against(&read(fact, role))
    }

    #[test]
    fn go_fetches_its_patches() {
        let go = Tool::named("go").expect("a known tool");
        let read = |words, role| ToolVersion::read(go, words, role).expect(words);
        let required = read("1.25.1", Role::Floor);
        assert_eq!(read(">=1.25.0", Role::Claimed).held_against(&required), Answer::Agrees);
        assert_eq!(read(">=1.24", Role::Claimed).held_against(&required), Answer::Differs);
    }

    #[test]
    fn a_claim_is_held_against_pins_ranges_and_floors() {
        use Answer::{Agrees, Compatible, Differs, Silent};
        let cases = [
            ("18", "18.17.1", Role::Pin, Agrees),
            ("18", "20.11.1", Role::Pin, Differs),
            ("20.11.1", "20", Role::Pin, Compatible),
            ("3.13.x", "3.13.2", Role::Pin, Agrees),
            ("18", "^18 || ^20", Role::Pin, Agrees),
            ("20", ">=18", Role::Pin, Silent),
            ("18", ">=18.2", Role::Pin, Agrees),
            ("16", ">=18", Role::Pin, Differs),
            ("21", ">=18 <21", Role::Pin, Differs),
            (">=18", "20.1.0", Role::Pin, Silent),
            (">=18", ">=20", Role::Pin, Differs),
            (">=18", "~20.1", Role::Pin, Silent),
            (">=18", "1.2", Role::Floor, Agrees),
            (">=1.54", "1.56.0", Role::Floor, Differs),
            (">=1.56.0", "1.56.1", Role::Floor, Differs),
            (">=20", ">=18.17", Role::Pin, Agrees),
            ("1.80", "1.75", Role::Floor, Silent),
            ("1.60", "1.65", Role::Floor, Differs),
            ("3", ">=3.14,<3.15", Role::Floor, Agrees),
            ("18", ">=16 <18.0", Role::Pin, Differs),
        ];
        for (claim, fact, role, expected) in cases {
            assert_eq!(answer(claim, fact, role), expected, "{claim} against {fact}");
        }
    }

    #[test]
    fn the_old_names_of_java_are_those_of_today() {
        let java = Tool::named("JDK").expect("a known tool");
        let read = |words, role| ToolVersion::read(java, words, role).expect(words);
        for (claim, fact, expected) in [
            ("8", "1.8", Answer::Agrees),
            ("1.8", "8", Answer::Agrees),
            ("1.7", ">=1.8", Answer::Differs),
            ("11", "1.8", Answer::Silent),
            (">=1.8", "17", Answer::Differs),
        ] {
            assert_eq!(read(claim, Role::Claimed).held_against(&read(fact, Role::Floor)), expected, "{claim}, {fact}");
        }
    }

    #[test]
    fn the_words_of_people_are_read() {
        for (words, inside, outside) in [
            ("3.9.*", "3.9.7", "3.8.7"),
            ("≥ 22", "22.1.0", "21.9.0"),
            ("at least 22", "23.0.0", "21.0.0"),
            ("version 21", "21.0.3", "20.0.0"),
            ("newer than 1.20", "1.21.0", "1.19.0"),
            ("minimum 3", "3.12.0", "2.7.0"),
            ("1.95 or newer", "1.96.0", "1.94.0"),
            ("1.6+", "1.7.0", "1.5.0"),
            ("1.5-1.7", "1.6.0", "1.8.0"),
            ("18-20", "20.20.2", "21.0.0"),
            ("18, 20 or 22", "20.1.0", "19.0.0"),
            ("20 (LTS)", "20.1.0", "22.0.0"),
            ("below 3", "2.7.0", "3.0.0"),
            (">=3.9,<4", "3.12.0", "4.0.0"),
            (">=3.9,!=3.9.7", "3.9.8", "3.9.7"),
            (">=3.9, != 3.10.*, <4", "3.11.0", "3.10.2"),
            ("1.95 (MSRV)", "1.96.0", "1.94.0"),
        ] {
            let spec = Spec::of_words(words).expect(words);
            let admits = |version: &str| spec.admits(&Version::parse(version).expect("a version"));
            assert!(admits(inside) && !admits(outside), "{words}");
        }
        for words in ["the newest", "22 if you can", "as in package.json", ">= 1 maybe"] {
            assert_eq!(Spec::of_words(words), None, "{words}");
        }
    }

    #[test]
    fn ranges_of_all_ecosystems_are_read() {
        for words in ["^18.0.0 || >=20", ">=3.9,<4.0", "~> 1.5", "18.x", "==3.12.*", ">= 1.2", "1.2 - 2", "<21"] {
            assert!(Spec::parse(words).is_some(), "{words}");
        }
        for words in ["latest", "lts/*", "stable", "", "*", "workspace:^", "${VERSION}"] {
            assert_eq!(Spec::parse(words), None, "{words}");
        }
    }
}
