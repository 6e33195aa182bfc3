//! What a page expects of an output, line by line, and whether an output is so.
//!
//! Lines are exact unless they end in a mark: `(re)`, `(glob)`, `(semver)`, or `(json)`, `(contains)` and `(absent)`, which
//! are about the whole output and stand for no line of it. `...` is any number of lines, `[..]` any text within one. A line
//! that equals the output matches it, whatever its mark.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::difference::{Difference, align};
use super::semver::Wanted;

/// One expected line.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub raw: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Exact,
    /// Any number of lines.
    AnyLines,
    /// A whole line by an expression: `(re)`, `(glob)`, `[..]`.
    Line(Regex),
    /// A line with such a version.
    Version(Wanted),
    /// The whole output contains this, or must not.
    Contains(String),
    Absent(String),
    /// The whole output is JSON in which this holds.
    Json(Box<JsonClaim>),
}

#[derive(Clone, Debug)]
struct JsonClaim {
    path: JsonPath,
    compare: Option<(Compare, Value)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a page expects of one output.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    patterns: Vec<Pattern>,
}

/// Sequences by which programs colour and move: nobody sees them in a page.
static ANSI: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])")
        .expect("a valid expression")
});

/// How often a path may descend to whatever depth.
const MOST_DESCENTS: usize = 2;

/// The largest automaton that an expression of a page may become.
const LARGEST: usize = 1 << 20;

/// Where the sequences stand by which programs colour and move.
pub fn colours(output: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    ANSI.find_iter(output).map(|found| found.range())
}

/// An output without the sequences by which programs colour and move.
pub fn without_colours(output: &str) -> std::borrow::Cow<'_, str> {
    ANSI.replace_all(output, "")
}

/// The lines of an output as a person sees them: without carriage returns at their ends, and without colours.
pub fn visible_lines(output: &str) -> Vec<String> {
    let plain = without_colours(output).replace("\r\n", "\n");
    plain.split_terminator('\n').map(str::to_owned).collect()
}

impl Expectation {
    /// Reads expected lines; an error is the number of the line, from 0, and what is wrong with it.
    pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, String)> {
        let read = |(at, line)| Pattern::read(line).map_err(|why| (at, why));
        Ok(Self { patterns: lines.into_iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }

    /// The lines that stand for lines of the output.
    pub fn positional(&self) -> Vec<&Pattern> {
        self.patterns.iter().filter(|pattern| !pattern.is_about_all()).collect()
    }

    /// Holds an output against it; the error shows both.
    pub fn compare(&self, output: &str) -> Result<(), Difference> {
        let lines = visible_lines(output);
        let mut notes = Vec::new();
        for pattern in self.patterns.iter().filter(|pattern| pattern.is_about_all()) {
            if let Err(why) = pattern.holds_of(&lines) {
                notes.push(format!("{}: {why}", pattern.raw));
            }
        }
        let positional = self.positional();
        let about_all_only = positional.is_empty() && !self.patterns.is_empty();
        let fits = about_all_only || matches_in_order(&positional, &lines);
        if fits && notes.is_empty() {
            return Ok(());
        }
        let sides = if fits { Vec::new() } else { align(&positional, &lines) };
        Err(Difference { sides, notes })
    }
}

/// Whether the lines are what the patterns ask for, from the first to the last.
fn matches_in_order(patterns: &[&Pattern], lines: &[String]) -> bool {
    // Every pattern but `...` takes one line, so it is enough to come back to the last `...`.
    let (mut at, mut line, mut back) = (0, 0, None);
    while line < lines.len() {
        match patterns.get(at) {
            Some(pattern) if pattern.is_any_lines() => {
                back = Some((at, line));
                at += 1;
            }
            Some(pattern) if pattern.matches(&lines[line]) => {
                at += 1;
                line += 1;
            }
            _ => match back.as_mut() {
                Some((any, from)) => {
                    *from += 1;
                    (at, line) = (*any + 1, *from);
                }
                None => return false,
            },
        }
    }
    patterns[at..].iter().all(|pattern| pattern.is_any_lines())
}

impl Pattern {
    fn read(line: &str) -> Result<Self, String> {
        let marked = |mark: &str| line.strip_suffix(mark).map(str::trim_end).filter(|rest| !rest.trim().is_empty());
        let what = if line.trim() == "..." {
            What::AnyLines
        } else if let Some(words) = marked(" (re)") {
            What::Line(expression(words)?)
        } else if let Some(words) = marked(" (glob)") {
            What::Line(expression(&glob(words))?)
        } else if let Some(words) = marked(" (semver)") {
            What::Version(Wanted::read(words).ok_or_else(|| format!("`{words}` names no versions"))?)
        } else if let Some(words) = marked(" (contains)") {
            What::Contains(words.to_owned())
        } else if let Some(words) = marked(" (absent)") {
            What::Absent(words.to_owned())
        } else if let Some(words) = marked(" (json)") {
            What::Json(Box::new(JsonClaim::read(words)?))
        } else if line.contains("[..]") {
            let parts: Vec<String> = line.split("[..]").map(regex::escape).collect();
            What::Line(expression(&parts.join(".*"))?)
        } else {
            What::Exact
        };
        Ok(Self { raw: line.to_owned(), what })
    }

    /// Whether it is `...`.
    pub fn is_any_lines(&self) -> bool {
        matches!(self.what, What::AnyLines)
    }

    /// Whether it is a line without any pattern.
    pub fn is_exact(&self) -> bool {
        matches!(self.what, What::Exact)
    }

    fn is_about_all(&self) -> bool {
        matches!(self.what, What::Contains(_) | What::Absent(_) | What::Json(_))
    }

    /// Whether one line of the output is what this asks for.
    pub(super) fn matches(&self, line: &str) -> bool {
        let equal = self.raw == line;
        equal
            || match &self.what {
                What::Line(expression) => expression.is_match(line),
                What::Version(wanted) => wanted.admits(line),
                _ => false,
            }
    }

    fn holds_of(&self, lines: &[String]) -> Result<(), String> {
        let holds_a = |words: &str| lines.iter().any(|line| line.contains(words));
        match &self.what {
            What::Contains(words) if !holds_a(words) => Err("nowhere in the output".to_owned()),
            What::Absent(words) if holds_a(words) => Err("it is in the output".to_owned()),
            What::Json(_) if lines.contains(&self.raw) => Ok(()),
            What::Json(claim) => claim.holds_of(&lines.join("\n")),
            _ => Ok(()),
        }
    }
}

/// An expression for a whole line.
fn expression(words: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(&format!("^(?:{words})$")).size_limit(LARGEST).build();
    built.map_err(|error| {
        let last = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
        format!("this is no regular expression: {}", last.trim_start_matches("error: "))
    })
}

/// A glob as an expression: `*`, `?`, and a backslash before one that is meant.
fn glob(words: &str) -> String {
    let mut expression = String::new();
    let mut letters = words.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '\\' => {
                let meant = letters.clone().next().filter(|next| matches!(next, '*' | '?' | '\\'));
                if meant.is_some() {
                    letters.next();
                }
                expression.push_str(&regex::escape(&meant.unwrap_or('\\').to_string()));
            }
            other => expression.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    expression
}

impl JsonClaim {
    fn read(words: &str) -> Result<Self, String> {
        // Each descent goes over all that the one before found.
        if words.matches("..").count() > MOST_DESCENTS {
            return Err(format!("a path that descends more than {MOST_DESCENTS} times takes too long"));
        }
        let operators = [
            (" == ", Compare::Equal),
            (" != ", Compare::NotEqual),
            (" <= ", Compare::LessOrEqual),
            (" >= ", Compare::GreaterOrEqual),
            (" < ", Compare::Less),
            (" > ", Compare::Greater),
        ];
        // A filter has operators of its own, and so may the value: both sides must be what they are to be.
        for (sign, compare) in operators {
            for (at, _) in words.match_indices(sign) {
                let (path, value) = (&words[..at], &words[at + sign.len()..]);
                if let (Ok(path), Ok(value)) = (JsonPath::parse(path.trim()), serde_json::from_str(value.trim())) {
                    return Ok(Self { path, compare: Some((compare, value)) });
                }
            }
        }
        match JsonPath::parse(words.trim()) {
            Ok(path) => Ok(Self { path, compare: None }),
            Err(error) => Err(format!("this is no JSONPath, alone or compared with a JSON value: {error}")),
        }
    }

    fn holds_of(&self, output: &str) -> Result<(), String> {
        let document: Value =
            serde_json::from_str(output).map_err(|error| format!("the output is no JSON: {error}"))?;
        let found = self.path.query(&document).all();
        if found.is_empty() {
            return Err("nothing is there".to_owned());
        }
        let is_so = |value: &Value| match &self.compare {
            Some((compare, wanted)) => compare.holds(value, wanted),
            None => !matches!(value, Value::Null | Value::Bool(false)),
        };
        match found.iter().find(|value| !is_so(value)) {
            Some(other) => Err(format!("there is {other}")),
            None => Ok(()),
        }
    }
}

impl Compare {
    fn holds(self, value: &Value, wanted: &Value) -> bool {
        let order = match (value, wanted) {
            (Value::Number(a), Value::Number(b)) => match (a.as_i128(), b.as_i128()) {
                // A float cannot tell large whole numbers apart.
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => a.as_f64().partial_cmp(&b.as_f64()),
            },
            (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
            _ => None,
        };
        let equal = order.map_or_else(|| value == wanted, std::cmp::Ordering::is_eq);
        match self {
            Self::Equal => equal,
            Self::NotEqual => !equal,
            Self::Less => order.is_some_and(std::cmp::Ordering::is_lt),
            Self::LessOrEqual => order.is_some_and(std::cmp::Ordering::is_le),
            Self::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
            Self::GreaterOrEqual => order.is_some_and(std::cmp::Ordering::is_ge),
        }
    }
}
