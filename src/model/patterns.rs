//! The patterns of branches, tags and paths that a trigger is limited to, as GitHub reads them.

use regex::Regex;

use super::Words;

/// The names that a pattern stands for, if stars are all that is special in it: `*` stays within a step, `**` does not.
pub(super) fn starred(pattern: &str) -> Option<Regex> {
    if pattern.contains(['!', '?', '+', '[', ']', '\\']) {
        return None;
    }
    let words = regex::escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*");
    Regex::new(&format!("^{words}$")).ok()
}

/// Patterns in words: those that take something in and, in brackets, those with `!` that take some of it out again.
///
/// They are read in order, so that a later one may take in again what was taken out; `list` tells of several.
pub fn in_words(patterns: &[Words], list: impl Fn(&[&str]) -> String) -> String {
    let mut runs: Vec<(bool, Vec<&str>)> = Vec::new();
    for pattern in patterns.iter().map(|pattern| pattern.text.as_str()) {
        let taken_out = pattern.strip_prefix('!');
        // What takes out before anything was taken in does nothing.
        if runs.is_empty() && taken_out.is_some() {
            continue;
        }
        let pattern = taken_out.unwrap_or(pattern);
        match runs.last_mut().filter(|(is_out, _)| *is_out == taken_out.is_some()) {
            Some((_, others)) => others.push(pattern),
            None => runs.push((taken_out.is_some(), vec![pattern])),
        }
    }
    let Some(((_, first), rest)) = runs.split_first() else { return "nothing".to_owned() };
    let words = |(is_out, patterns): &(bool, Vec<&str>)| {
        format!("{} {}", if *is_out { "but not" } else { "though" }, list(patterns))
    };
    let rest: Vec<String> = rest.iter().map(words).collect();
    if rest.is_empty() { list(first) } else { format!("{} ({})", list(first), rest.join(", ")) }
}
