//! The search for contexts by name, in what cannot be read as an expression.

use super::Reference;
use crate::text::Excerpt;

/// The names that GitHub gives to contexts; any other word is just a word here.
const CONTEXTS: [&str; 12] =
    ["secrets", "vars", "env", "inputs", "needs", "matrix", "github", "steps", "jobs", "strategy", "runner", "job"];

/// Finds what looks like a context and stands in no string.
pub(super) fn references(source: Excerpt<'_>) -> Vec<Reference> {
    let bytes = source.text.as_bytes();
    let mut found = Vec::new();
    // After a string without end no other one ends: the quotes that remain are doubled, and just marks.
    let mut strings = true;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\'' && strings {
            let end = string_end(bytes, at);
            strings = end.is_some();
            at = end.unwrap_or(at + 1);
        } else if is_word(bytes[at]) {
            let end = word_end(bytes, at);
            let member = bytes[..at].trim_ascii_end().ends_with(b".");
            let context = source.text[at..end].to_ascii_lowercase();
            at = if !member && CONTEXTS.contains(&context.as_str()) {
                let (reference, end) = follow(source, context, at, end);
                found.push(reference);
                end
            } else {
                end
            };
        } else {
            at += 1;
        }
    }
    found
}

/// What follows a step of a path.
enum Step {
    /// A name at this place, and the byte after it and its marks.
    Name(usize, usize, usize),
    /// `.*` or `[*]`.
    Star,
    /// `[` and something else.
    Index,
    /// Nothing that belongs to the path.
    End,
}

/// Reads the names after a context; also says where to search on.
fn follow(source: Excerpt<'_>, context: String, start: usize, end: usize) -> (Reference, usize) {
    let mut last = start..end;
    let mut at = end;
    let mut path = Vec::new();
    let stop = loop {
        match step(source.text, at) {
            Step::Name(start, end, after) => {
                path.push(source.text[start..end].to_owned());
                last = start..end;
                at = after;
            }
            stop => break stop,
        }
    };
    let whole = path.is_empty() && matches!(stop, Step::Star | Step::End);
    let computed = matches!(stop, Step::Index);
    (Reference { context, path, computed, span: source.span(last), whole }, at)
}

fn step(text: &str, at: usize) -> Step {
    let bytes = text.as_bytes();
    let at = skip_space(bytes, at);
    let next = skip_space(bytes, at + 1);
    match (bytes.get(at), bytes.get(next)) {
        (Some(b'.' | b'['), Some(b'*')) => Step::Star,
        (Some(b'.'), Some(&byte)) if is_word(byte) => {
            let end = word_end(bytes, next);
            Step::Name(next, end, end)
        }
        (Some(b'['), _) => quoted(text, next).unwrap_or(Step::Index),
        _ => Step::End,
    }
}

/// The name in quotes at `at`, if a bracket closes after it; the quotes may be doubled or escaped by YAML.
fn quoted(text: &str, at: usize) -> Option<Step> {
    let rest = text.get(at..)?;
    let quote = ["''", "'", "\\\"", "\""].into_iter().find(|quote| rest.starts_with(quote))?;
    let start = at + quote.len();
    let end = start + text.get(start..)?.find(quote)?;
    let close = skip_space(text.as_bytes(), end + quote.len());
    (text.as_bytes().get(close) == Some(&b']')).then_some(Step::Name(start, end, close + 1))
}

/// The byte after the string that opens at `at`, if it is ever closed.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    while let Some(length) = memchr::memchr(b'\'', bytes.get(end..).unwrap_or_default()) {
        end += length + 1;
        if bytes.get(end) != Some(&b'\'') {
            return Some(end);
        }
        end += 1;
    }
    None
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_ascii_start().len())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| !is_word(*byte)).map_or(bytes.len(), |length| at + length)
}
