//! Values that are bound to the name of a secret, on its line or the next.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::name::{is_variable, kind};
use super::value::{has_both, is_odd, is_secret};

/// A name, what binds a value to it, and the value, quoted or not.
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?P<dashes>--?)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)";
    let mark = r#"(?:\\?["'`]|\*\*|__|\*)?"#;
    let says = r"[ \t]+(?:is|was)(?:[ \t]+set[ \t]+to)?[ \t]+|[ \t]+set[ \t]+to[ \t]+";
    let bind = format!(
        r"(?P<bind>[ \t]*(?:[!=]==?|:=|=>|=|:)[ \t]*|{says}|,[ \t]*|\r?\n[ \t]*value:[ \t]*|>|[ \t]+\|[ \t]*|[ \t]+)"
    );
    let value = r#"(?:\\?"(?P<double>(?:[^"\\\n]|\\[^"\n])+)|'(?P<single>[^'\n]+)'|`(?P<code>[^`\n]+)`|(?P<bare>[^\s"'`,;|&<>(){}\[\]]+))"#;
    Regex::new(&format!(r"^{name}{mark}{bind}(?:\*\*?[ \t]*)?{value}")).expect("a valid expression")
});

/// Where the value stands that is bound to the name at `start`, if it is a secret.
pub(super) fn value(text: &str, start: usize) -> Option<Range<usize>> {
    let all = BOUND.captures(text.get(start..)?)?;
    let (name, bind) = (&all["name"], all.name("bind")?.as_str());
    let is_sure = kind(name)?;
    let is_option = all.name("dashes").is_some_and(|dashes| dashes.as_str() == "--");
    let (quoted, value) = match ["double", "single", "code"].iter().find_map(|quote| all.name(quote)) {
        Some(value) => (true, value),
        None => (false, all.name("bare")?),
    };
    let words = value.as_str().trim_end_matches('\\');
    let end = start + value.start() + words.len();
    let rest = text[end..].lines().next().unwrap_or_default();
    let before = text[..start].rsplit('\n').next().unwrap_or_default();
    // `${PASSWORD:+…}` computes one.
    if before.ends_with("${") {
        return None;
    }
    let is_value = match bind.trim() {
        "" if bind.contains('|') => false,
        "" if is_option => quoted || is_odd(words),
        "" => is_set(before) && (is_odd(words) || is_variable(name) && is_alone(rest)),
        "|" => {
            (is_sure || is_variable(name))
                && has_both(words)
                && rest.trim_start_matches('`').trim_start().starts_with('|')
        }
        ">" => before.ends_with('<') && rest.starts_with("</"),
        "," => quoted && is_odd(words) && before.trim_end_matches(['"', '\'']).ends_with('('),
        "==" | "===" | "!=" | "!==" => quoted && !words.contains(' '),
        bind if bind.starts_with("value") => before.trim_end_matches(['"', '\'']).ends_with("name: "),
        bind if bind.starts_with(char::is_alphabetic) => quoted && !words.contains(' '),
        _ => is_assigned(name, bind, words, quoted, before, rest),
    };
    (is_value && is_secret(words, name, is_sure, rest)).then(|| start + value.start()..end)
}

/// Whether what stands before a name sets what follows it: `ENV`, `setenv`, `set -gx`, `config set`.
fn is_set(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().skip_while(|word| word.starts_with('-'));
    words.next().is_some_and(|word| matches!(word.trim_start_matches(['`', '(']), "set" | "setenv" | "setx" | "ENV"))
}

/// Whether nothing follows a value on its line but its quotes and a comment.
fn is_alone(rest: &str) -> bool {
    let ends = rest.trim_start_matches(['`', '*', '"', '\'', '\\']).trim_start();
    ends.is_empty() || ends.starts_with('#')
}

/// Whether what stands behind `=` or `:` is a value rather than a word of a sentence or of a program.
fn is_assigned(name: &str, bind: &str, words: &str, quoted: bool, before: &str, rest: &str) -> bool {
    if quoted {
        // A sentence about a password is longer than one.
        return !words.contains(' ') || is_odd(words) && words.split(' ').count() <= 4;
    }
    let alone = is_alone(rest);
    let tight = bind == "=";
    // The badge of a private repository shows nothing else.
    if before.ends_with(".svg?") {
        return false;
    }
    // `pass: 5 of 6`, in a sentence.
    if matches!(name, "pass" | "pwd") && !tight && !(alone && before.trim().is_empty()) {
        return false;
    }
    if is_variable(name) && (tight || alone) {
        return true;
    }
    // `spring.datasource.password=swordfish`, a line of its own.
    (tight && alone && before.trim().is_empty()) || is_odd(words)
}
