//! What a step says of its end in the words of its own programs, to be quoted.

use std::sync::LazyLock;

use regex::Regex;

use super::log::{Line, Mark};
use super::words::{REMARK, SAYS_NOTHING, SOON, TRAILER, announced, said};

/// How programs begin the line that says why they stop; the first thing captured is what is quoted.
static STATED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [
        // What the word for an error introduces.
        r"^\W{0,4}(?:[\w.-]+: )?(?:[Ff]atal(?: error)?|FATAL|[Ee]rror|ERROR|FAIL(?:ED|URE)?|panic)(?:\[[\w-]+\])?\]?(?:[:!] |\s+)(\S.{5,})$",
        r"\berror=(.{5,})$",
        r"^\W{0,4}((?:[Ff]atal |[Uu]nexpected )?(?:[Ee]rror|ERROR)[:=])$",
        r"^E: (.+)$",
        // What is thrown.
        r#"^\W{0,4}(?:Unhandled exception[.:] |Exception in thread "[^"]*" |Uncaught )?((?:[\w$]+[.:]+)*\w*(?:Error|Exception|Failure)(?: \[\w+\])?: \S.*)$"#,
        r"^\S+:\d+:in [`'].+?': (.+)$",
        r"^thread '.*' (panicked at .+)$",
        r"^E {2,}(\w*(?:Error|Exception)\b.*)$",
        // What is written to a log.
        r#"(?i)\blevel=(?:error|fatal|panic)\b.*?\bmsg="((?:[^"\\]|\\.)+)""#,
        r#"(?i)"level":\s?"(?:error|fatal)".*?"(?:msg|message)":\s?"((?:[^"\\]|\\.)+)""#,
        // What is marked with a cross.
        r"^\s*(?:✗|✘|✖|×|❌|⨯|💥|🛑|🚨)\x{fe0f}?\s*(\S.{3,})$",
    ];
    shapes.map(|shape| Regex::new(shape).expect("a valid expression")).into()
});

/// How a sentence begins that says the same without the word for it.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W{0,4}(?:[\w./-]+: )?(?:failed to|(?:could|can|did|does|do|must|is|was|are|were) ?(?:not|n.t)|unable to|invalid|missing|no such|no (?:[\w-]+ ){1,3}found|unexpected|unsupported|unknown|aborting)\b.{3,}",
    )
    .expect("a valid expression")
});

/// A place in a file, and what is to be said of it.
static PLACED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\[?(?:\w:)?[\w@./\\-]*[\w-]\.[a-zA-Z]\w{0,5}[:(]\d+(?:[:,]\d+)?[)\]]?:? ?\W{0,3}\w.{5,}")
        .expect("a valid expression")
});

/// What programs put before each line of an error.
static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:npm (?:ERR!|error) (?:gyp ERR! )?|\[(?:ERROR|error|!)\]\s+|[│┃╷>|·-]\s+|##\[error\])+")
        .expect("a valid expression")
});

/// How many lines before the end an error that is stated may stand.
const NEAR: usize = 25;
/// How many where only a sentence tells.
const NEARER: usize = 8;
/// The most characters that are quoted.
const LONGEST: usize = 240;

/// The error that the lines end with, in their own words: of several that stand together the first.
pub(super) fn stated(lines: &[&Line], header: &[bool]) -> Option<String> {
    let told: Vec<&Line> = meaningful(lines, header).collect();
    let start = told.len().saturating_sub(NEAR);
    let last = (start..told.len()).rev().find(|at| words(told[*at]).is_some());
    if let Some(last) = last {
        let first = (start..last).rev().take_while(|at| words(told[*at]).is_some()).last().unwrap_or(last);
        let words = words(told[first])?;
        let texts: Vec<&str> = told[first..].iter().take(SOON + 1).map(|line| said(&line.text)).collect();
        let rest = announced(&texts).filter(|_| words.ends_with([':', '='])).map(quoted).unwrap_or_default();
        return Some(quoted(&format!("{words} {rest}")));
    }
    let sentences = told.iter().rev().take(NEARER).map(|line| said(&line.text));
    let mut sentences = sentences.filter(|text| (REFUSED.is_match(text) || PLACED.is_match(text)) && !is_noise(text));
    sentences.next().map(quoted)
}

/// What the runner or an action marks as an error and says in words.
pub(super) fn marked(lines: &[&Line]) -> Option<String> {
    let errors = lines.iter().rev().filter(|line| line.mark == Mark::Error).map(|line| line.text.as_str());
    errors.map(str::trim).find(|text| !text.is_empty() && !SAYS_NOTHING.is_match(text)).map(quoted)
}

/// The last line that is neither a remark nor the frame of what stands before it.
pub(super) fn last_words(lines: &[&Line], header: &[bool]) -> Option<String> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\pL{2}").expect("a valid expression"));
    let plain = || meaningful(lines, header).filter(|line| line.mark == Mark::Plain && WORDS.is_match(&line.text));
    let told = plain().rfind(|line| !is_noise(said(&line.text)));
    told.or_else(|| plain().next_back()).map(|line| quoted(said(&line.text)))
}

/// A line as it is quoted in a sentence: without its frame, and not too long.
pub(super) fn quoted(text: &str) -> String {
    let text = text.trim();
    let framed = FRAME.find(text).map_or(0, |frame| frame.end());
    let words = text[framed..].split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// A line as it is quoted, with what stands before the byte `end` in it.
pub(super) fn quoted_until(text: &str, end: usize) -> String {
    if text.chars().count() <= LONGEST || end <= LONGEST {
        return quoted(text);
    }
    let start = text.floor_char_boundary(end.saturating_sub(LONGEST * 3 / 4));
    let start = text[start..].find(' ').map_or(start, |space| start + space);
    format!("… {}", quoted(&text[start..]))
}

fn meaningful<'a>(lines: &'a [&'a Line], header: &'a [bool]) -> impl DoubleEndedIterator<Item = &'a Line> {
    let told = lines.iter().zip(header).filter(|(_, header)| !**header).map(|(line, _)| *line);
    told.filter(|line| matches!(line.mark, Mark::Plain | Mark::Error) && !line.text.trim().is_empty())
}

/// What a line states as an error.
fn words(line: &Line) -> Option<&str> {
    let text = said(&line.text);
    let found = STATED.iter().find_map(|shape| Some(shape.captures(text)?.get(1)?.as_str()));
    let words = found.or((line.mark == Mark::Error).then_some(text))?.trim();
    (!is_noise(text) && !SAYS_NOTHING.is_match(words)).then_some(words)
}

fn is_noise(text: &str) -> bool {
    REMARK.is_match(text) || TRAILER.is_match(text) || SAYS_NOTHING.is_match(text)
}
