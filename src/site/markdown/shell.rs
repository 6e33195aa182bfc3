//! Lines of a shell: what is typed, what is printed, what the reader must fill in.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::shell::begins_behind_bracket;

/// One line of a listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it stands in the code, without its prompt.
    pub range: Range<usize>,
    /// The prompt before it.
    pub prompt: Option<Range<usize>>,
    /// Whether it is printed, and so is not to be copied.
    pub printed: bool,
}

/// The lines of `code`. As soon as one has a prompt, lines without are output.
pub(super) fn lines(code: &str, may_have_prompts: bool) -> Vec<Line> {
    let mut at = 0;
    let ranges: Vec<Range<usize>> = code
        .split('\n')
        .map(|line| {
            let range = at..at + line.strip_suffix('\r').unwrap_or(line).len();
            at += line.len() + 1;
            range
        })
        .collect();
    let behind_brackets = begins_behind_bracket(code);
    let bracket = |line: &str| continuation(line).filter(|_| behind_brackets);
    let prompts = |line: &str| prompt(line).or_else(|| bracket(line)).filter(|_| may_have_prompts);
    let has_prompts = ranges.iter().any(|range| prompts(&code[range.clone()]).is_some());
    let mut continues = false;
    ranges
        .into_iter()
        .map(|range| {
            let text = &code[range.clone()];
            let length = if continues { continuation(text) } else { prompts(text) };
            let typed = !has_prompts || continues || length.is_some();
            continues = typed && has_prompts && text.ends_with('\\');
            let start = range.start + length.unwrap_or(0);
            Line { prompt: length.map(|_| range.start..start), range: start..range.end, printed: !typed }
        })
        .collect()
}

/// The length of the prompt of a line, with its blank.
fn prompt(line: &str) -> Option<usize> {
    static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:[\w.-]+@[\w.-]+[:\s]?[^\s$#]*)?(?:[$%❯]|PS [A-Z]:[^>]*>|>>>)(?: |$)")
            .expect("the pattern of a prompt is valid")
    });
    PROMPT.find(line).map(|found| found.end())
}

/// The length of the prompt of a continued line.
fn continuation(line: &str) -> Option<usize> {
    line.starts_with("> ").then_some(2)
}

/// What the reader must fill in: `<REVISION>`, not a redirection.
pub(super) fn placeholders(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<[A-Za-z][A-Za-z0-9_.:|/-]*(?: [A-Za-z0-9_.-]+){0,5}>")
            .expect("the pattern of a placeholder is valid")
    });
    PLACEHOLDER.find_iter(line).map(|found| found.range())
}

/// Words that a browser would break at a hyphen or a slash, so that a line shows half a flag.
pub(super) fn fragile(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    line.split(' ').filter_map(move |word| {
        let range = at..at + word.len();
        at += word.len() + 1;
        (word.contains(['-', '/', '?']) && word.len() <= 48).then_some(range)
    })
}
