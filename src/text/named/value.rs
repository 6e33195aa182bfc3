//! Values that are no secrets though they stand beside the name of one, and what a made-up one looks like.

use super::super::placeholder::is_placeholder;
use super::name::is_variable;

/// Whether a value that stands where the secret `name` has its own is one. In running text, and in what programs are
/// written in, a word without anything odd is a word, unless the name is `is_sure` to be that of a secret. `rest` stands
/// behind it on its line.
pub(super) fn is_secret(words: &str, name: &str, is_sure: bool, rest: &str) -> bool {
    (is_sure || looks_random(words, name)) && !is_placeholder(words) && !is_computed(words, rest)
}

/// Whether a value is a reference, an expression, a path or an address rather than a secret itself.
fn is_computed(words: &str, rest: &str) -> bool {
    let starts = [
        "((", "$", "@", "!", "/", "./", "../", "~/", "<", "{", "%", "op:", "vault:", "ssm:", "arn:", "file:", "env:",
        "env.", "urn:", " ", "--", "-",
    ];
    let holds = ["${", "$(", "{{", "%(", "://", "...", "…", "->", "::", "<", "\\n", "\\u"];
    starts.iter().any(|start| words.starts_with(start))
        || holds.iter().any(|part| words.contains(part))
        || rest.starts_with(['(', '[', '{'])
        || rest.starts_with('<') && !rest.starts_with("</")
        || rest.starts_with("...")
        || rest.starts_with('…')
        || is_member(words)
}

/// `settings.password2`: a part of something that a program knows.
fn is_member(words: &str) -> bool {
    let mut parts = words.split('.');
    let is_word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    words.contains('.') && parts.all(is_word)
}

/// Whether a word has in it what words of a sentence have not: digits, marks, capitals in the middle.
pub(super) fn is_odd(words: &str) -> bool {
    let words = words.trim_end_matches(['.', ':', '!', '?', '*', '\\']);
    words.len() >= 3 && (words.contains(|c: char| c.is_ascii_digit() || "!@#%^*+=~".contains(c)))
}

pub(super) fn has_both(words: &str) -> bool {
    words.len() >= 6
        && words.contains(|c: char| c.is_ascii_digit())
        && words.contains(|c: char| c.is_ascii_alphabetic())
        && !words.contains([' ', '('])
}

/// Whether a value was made by a machine: letters and digits in one, and no words with numbers behind them. Below a name
/// in which nobody writes prose, fewer letters will do.
fn looks_random(words: &str, name: &str) -> bool {
    let parts = words.split(['-', '_', '.', '/']);
    // `shop-tls-2024` and `v1` are names.
    let is_plain = |part: &str| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        word.chars().all(|c| c.is_ascii_lowercase()) || word.chars().all(|c| c.is_ascii_uppercase())
    };
    let least = if is_variable(name) { 8 } else { 10 };
    words.len() >= least && has_both(words) && !parts.into_iter().all(is_plain)
}
