//! What variables stand for, as far as the file itself says so.

use std::collections::HashMap;

/// Stands in a word for what only running make would tell.
pub const UNKNOWN: char = '\0';

/// How many values an expansion may have, over all branches of conditionals.
const MOST_VALUES: usize = 64;
/// How long a value may grow.
const LONGEST: usize = 16 * 1024;
/// How many words an expansion may have.
const MOST_WORDS: usize = 1000;
/// How many references may be followed in one expansion.
const MOST_REFERENCES: usize = 1000;
/// How deep references may lead.
const DEEPEST: usize = 16;

/// How much text all expansions of a file may give.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// The values that each variable may have, one for each branch that sets it.
#[derive(Default)]
pub struct Values {
    known: HashMap<String, Vec<String>>,
    /// How much text was expanded so far.
    spent: usize,
}

impl Values {
    /// Adds a possible value.
    pub fn set(&mut self, name: &str, value: &str, appends: bool) {
        let values = self.known.entry(name.to_owned()).or_default();
        if let Some(last) = values.last_mut().filter(|_| appends) {
            if last.len() + value.len() < LONGEST {
                last.push(' ');
                last.push_str(value);
            } else {
                *last = UNKNOWN.to_string();
            }
        } else if values.len() < MOST_VALUES && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }

    /// Admits that a variable has a value that only running it would tell.
    pub fn forget(&mut self, name: &str) {
        self.known.remove(name);
    }

    /// The words that `text` stands for, with [`UNKNOWN`] for what cannot be known; `None` if they are too many.
    pub fn expand(&mut self, text: &str) -> Option<Vec<String>> {
        if !text.contains('$') {
            return Some(vec![text.to_owned()]);
        }
        if self.spent > MOST_TEXT {
            return None;
        }
        let mut budget = MOST_REFERENCES;
        let values = self.values(text, DEEPEST, &mut budget)?;
        self.spent += values.iter().map(String::len).sum::<usize>();
        let mut words: Vec<String> = Vec::new();
        for word in values.iter().flat_map(|value| value.split_whitespace()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
            if words.len() > MOST_WORDS {
                return None;
            }
        }
        Some(words)
    }

    /// Every text that `text` may stand for.
    fn values(&self, text: &str, depth: usize, budget: &mut usize) -> Option<Vec<String>> {
        let mut values = vec![String::new()];
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            let (parts, after) = if let Some(after) = after.strip_prefix('$') {
                (vec!["$".to_owned()], after)
            } else {
                let (inside, after) = reference(after);
                *budget = budget.checked_sub(1)?;
                (self.parts(inside, depth, budget)?, after)
            };
            let count = values.len() * parts.len();
            let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or(0);
            if count > MOST_VALUES || longest(&values) + before.len() + longest(&parts) > LONGEST {
                return None;
            }
            values = values
                .iter()
                .flat_map(|value| parts.iter().map(move |part| format!("{value}{before}{part}")))
                .collect();
            rest = after;
        }
        for value in &mut values {
            value.push_str(rest);
        }
        Some(values)
    }

    /// Every text that a reference to `inside` may stand for.
    fn parts(&self, inside: &str, depth: usize, budget: &mut usize) -> Option<Vec<String>> {
        // Functions and automatic variables are not known by their names.
        let (Some(known), Some(depth)) = (self.known.get(inside), depth.checked_sub(1)) else {
            return Some(vec![UNKNOWN.to_string()]);
        };
        let mut parts = Vec::new();
        for value in known {
            parts.extend(self.values(value, depth, budget)?);
        }
        Some(parts)
    }
}

/// What a reference after its `$` holds, and what follows; one that is not closed holds the rest.
fn reference(after: &str) -> (&str, &str) {
    let (open, close) = match after.bytes().next() {
        Some(b'(') => (b'(', b')'),
        Some(b'{') => (b'{', b'}'),
        _ => return after.split_at(after.chars().next().map_or(0, char::len_utf8)),
    };
    let mut depth = 0_usize;
    for (at, byte) in after.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return (&after[1..at], &after[at + 1..]);
            }
        }
    }
    (&after[1..], "")
}
