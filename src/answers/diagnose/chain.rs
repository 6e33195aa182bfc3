//! Chains of errors: what was thrown for what, and what all of it comes from.

use std::sync::LazyLock;

use regex::Regex;

use super::stated::{is_between, quoted};

/// How many lines below an error its causes may stand.
const FRAMES: usize = 80;

/// What was thrown for the cause that stands here among its frames: the exception at their head.
pub(super) fn thrown(texts: &[&str], at: usize) -> Option<String> {
    static EXCEPTION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^(?:Exception in thread "[^"]*" )?(?:[\w$]+[.:])+\w*(?:Exception|Error)\w*: \S"#)
            .expect("a valid expression")
    });
    if !texts[at].trim_start().starts_with("Caused by: ") {
        return raised_below(texts, at);
    }
    let is_inside = |text: &str| is_between(text) || text.starts_with("Caused by: ") || text.starts_with("... ");
    let mut above = texts[at.saturating_sub(FRAMES)..at].iter().rev();
    let head = above.find(|text| !is_inside(text))?;
    EXCEPTION.is_match(head).then(|| quoted(head))
}

/// What Python says between an exception and the one that was raised for it.
const RAISED_FOR: &str = "The above exception was the direct cause of the following exception:";

/// An exception of Python, which its traceback ends with.
static RAISED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z_][\w.]*(?:: \S.*)?$").expect("a valid expression"));

/// Whether a line is part of a traceback of Python, and not its end.
fn is_traceback(text: &str) -> bool {
    text.trim().is_empty() || text.starts_with(' ') || text.starts_with("Traceback")
}

/// The last exception of Python that was raised for the one here, which stands below it.
fn raised_below(texts: &[&str], at: usize) -> Option<String> {
    let next = (at + 1..texts.len()).find(|next| !texts[*next].trim().is_empty())?;
    let end = texts.len().min(next + FRAMES);
    let raised = (next + 1..end).find(|below| !is_traceback(texts[*below]))?;
    let is_raised = texts[next] == RAISED_FOR && RAISED.is_match(texts[raised]);
    is_raised.then(|| raised_below(texts, raised).unwrap_or_else(|| quoted(texts[raised])))
}

/// The first of the exceptions of Python that the one here was raised for, which stand above it.
fn raised_for(texts: &[&str], at: usize) -> Option<String> {
    let (mut found, mut at) = (None, at);
    while let Some(above) = (0..at).rev().find(|above| !is_traceback(texts[*above])) {
        let cause = (0..above).rev().find(|cause| !texts[*cause].trim().is_empty());
        let Some(cause) = cause.filter(|cause| texts[above] == RAISED_FOR && RAISED.is_match(texts[*cause])) else {
            break;
        };
        found = Some(quoted(texts[cause]));
        at = cause;
    }
    found
}

/// The last cause that stands below an error among its frames, or the first above it that it was raised for.
pub(super) fn root(texts: &[&str], at: usize) -> Option<String> {
    root_below(texts, at).or_else(|| raised_for(texts, at))
}

fn root_below(texts: &[&str], at: usize) -> Option<String> {
    static CAUSE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*[Cc]aused by:? (\S.+)$").expect("a valid expression"));
    // Programs of Rust put each cause under a heading.
    static HEADING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*[Cc]aused by:\s*$").expect("a valid expression"));
    static UNDER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s+(?:\d+: )?(\S.+)$").expect("a valid expression"));
    let end = texts.len().min(at + 1 + FRAMES);
    let is_cause = |at: &usize| CAUSE.is_match(texts[*at]) || HEADING.is_match(texts[*at]) || is_between(texts[*at]);
    let cause = |at: usize| match texts[at - 1] {
        above if HEADING.is_match(above) => UNDER.captures(texts[at]),
        _ => CAUSE.captures(texts[at]),
    };
    (at + 1..end).take_while(is_cause).filter_map(|at| Some(quoted(cause(at)?.get(1)?.as_str()))).last()
}
