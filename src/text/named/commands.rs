//! Passwords that commands, requests and files of logins hold, without a name for them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::super::placeholder::is_placeholder;

/// What a request says of who sends it.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\bauthorization["'`]?\s*[:=]\s*["'`]?(?:bearer|basic|token)[ \t]+(?P<value>[A-Za-z0-9._~+/=-]{6,})"#,
    )
    .expect("a valid expression")
});

/// What is given a password without a name for it: words that each has, in any case of letters, and an expression of
/// which one group matches, the password.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["mysql", "mariadb"],
        r#"\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mariadb-admin)\b[^\n|;&]*?[ \t]-p["']?([^\s"'`|;&<>()]+)"#,
    ),
    (&["sshpass"], r#"\bsshpass[ \t]+-p[ \t]*["']?([^\s"'`|;&<>()]+)"#),
    (&["redis-cli"], r#"\bredis-cli\b[^\n|;&]*?[ \t]-a[ \t]+["']?([^\s"'`|;&<>()]+)"#),
    (
        &["login"],
        r#"\b(?:docker|podman|nerdctl|helm registry|oras|az acr|cf|oc)[ \t]+login\b[^\n|;&]*?[ \t]-p[ \t]+["']?([^\s"'`|;&<>()]+)"#,
    ),
    (&["gh secret"], r#"\bgh[ \t]+secret[ \t]+set\b[^\n|;&]*?[ \t](?:-b|--body)[ =]["']?([^\s"'`|;&<>()]+)"#),
    (&["pass:"], r#"\bopenssl\b[^\n|;&]*?[ \t]pass:([^\s"'`|;&<>()]+)"#),
    (&["password '", "by '"], r"(?i:\bwith[ \t]+(?:\w+[ \t]+)*password|\bidentified[ \t]+by)[ \t]+'([^'\n]+)'"),
    // What is piped into a command that reads a secret, and what it is handed as its input.
    (
        &["echo", "printf"],
        r#"\b(?:echo|printf)[ \t]+(?:-[neE]+[ \t]+)?(?:["']?%s(?:\\n)?["']?[ \t]+)?(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'`|;&<>()]+))[ \t]*\|(?:[^\n|;&]|\\\n)*(?:--password-stdin|--with-token|\bsudo[ \t]+(?:-\w+[ \t]+)*-S\b|\bsecrets?[ \t]+(?:set|put|create|add|versions[ \t]+add)\b)"#,
    ),
    (&["<<<"], r#"(?:--password-stdin|--with-token)\b[^\n|;&<]*<<<[ \t]*["']?([^\s"'`|;&<>()]+)"#),
    (
        &["htpasswd"],
        r#"\bhtpasswd[ \t]+(?:-[A-Za-z]+[ \t]+(?:[0-9]+[ \t]+)?)*-[A-Za-z]*b[A-Za-z]*[ \t]+[^\n|;&<>`]*[ \t]["']?([^\s"'`|;&<>()]+)"#,
    ),
    // A password that was hashed can be tried out; Compose doubles the dollars.
    (
        &["$apr1$", "$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$argon2"],
        r"(\$\$?(?:apr1|1|5|6)\$\$?(?:rounds=[0-9]+\$\$?)?[./0-9A-Za-z]{1,16}\$\$?[./0-9A-Za-z]{22,86}|\$\$?2[aby]\$\$?[0-9]{2}\$\$?[./0-9A-Za-z]{53}|\$\$?argon2id?\$\$?v=[0-9]+\$\$?[mtp=,0-9]+\$\$?[+/0-9A-Za-z]{8,}\$\$?[+/0-9A-Za-z]{16,})",
    ),
    (&["{sha}"], r"(?m)^[^\s:]+:\{SHA\}([+/0-9A-Za-z]{27}=)"),
];

/// The words of all commands.
static COMMAND_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = COMMANDS.iter().flat_map(|(words, _)| *words);
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a set of words")
});

/// All commands in one expression, of which one group matches.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<String> = COMMANDS.iter().map(|(_, expression)| format!("(?:{expression})")).collect();
    Regex::new(&all.join("|")).expect("a valid expression")
});

/// What the headers of requests in `text` say of who sends them.
pub(super) fn headers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let values = HEADER.captures_iter(text).filter_map(|header| header.name("value"));
    values.filter(|value| !value.as_str().contains("..") && !is_placeholder(value.as_str())).map(|value| value.range())
}

/// The passwords that commands in `text` are given.
pub(super) fn passwords(text: &str) -> Vec<Range<usize>> {
    if !COMMAND_WORDS.is_match(text) {
        return Vec::new();
    }
    let password = |command: regex::Captures<'_>| {
        let value = command.iter().skip(1).flatten().next()?;
        let words = value.as_str();
        let is_port = words.contains(':') && words.starts_with(|c: char| c.is_ascii_digit());
        let is_hash = words.starts_with('$') && words.rsplit('$').next().is_some_and(|last| last.len() >= 16);
        let is_given = is_hash || !is_placeholder(words) && !words.contains("${") && !words.contains("$(");
        (!is_port && is_given).then(|| value.range())
    };
    COMMAND.captures_iter(text).filter_map(password).collect()
}
