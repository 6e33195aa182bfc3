//! Passwords in addresses, `scheme://user:password@host`, and those that commands take beside one: `curl -u user:password`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::mask::Mask;
use super::placeholder::is_placeholder;

/// What a password in an address is called.
pub(super) const PASSWORD: &str = "password in an address";

/// The most bytes of a password. Longer ones are no words that anybody gave.
const LONGEST: usize = 128;

/// What a password that a command takes is called.
pub(super) const LOGIN: &str = "password of a command";

static CURL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\bcurl\b(?:[^\n|;]|\\\r?\n)*?\s(?:-u|--user)[ =]?["']?(?P<user>[^\s:"'$<>{}]+):(?P<password>[^\s:"'<>`]+)["']?(?:\s|$)"#)
        .expect("a valid expression")
});

static HOST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"https?://(?P<host>[A-Za-z0-9_.-]+)").expect("a valid expression"));

/// Words that stand where a password would.
const PLACEHOLDERS: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "user",
    "example",
    "changeme",
    "admin",
    "root",
    "postgres",
    "mysql",
    "test",
    "dev",
    "xxx",
    "***",
    "...",
    "guest",
    "hunter2",
    "foo",
    "bar",
    "demo",
    "local",
    "default",
    "redis",
    "mongo",
    "rabbit",
    "minio",
    "your",
    "my",
    "credential",
    "123",
    "abc",
    "qwerty",
    "placeholder",
    "docker",
];

/// The passwords of addresses that lead to hosts of the world.
pub(super) fn passwords(text: &str) -> Vec<Mask> {
    let mut found = of_addresses(text);
    found.extend(of_commands(text));
    found
}

/// The passwords that `curl` is given, when the command, up to its end, names a host of the world.
fn of_commands(text: &str) -> Vec<Mask> {
    if memchr::memmem::find(text.as_bytes(), b"curl").is_none() {
        return Vec::new();
    }
    let of_one = |found: Captures| {
        let start = found.get(0).map_or(0, |all| all.start());
        let command = text[start..].split("\n\n").next().unwrap_or_default();
        let mut lines = command.split_inclusive('\n');
        let mut open = true;
        let whole: String =
            lines.by_ref().take_while(|line| std::mem::replace(&mut open, line.trim_end().ends_with('\\'))).collect();
        let host = HOST.captures(&whole).map(|host| host["host"].to_owned()).unwrap_or_default();
        mask(&found["user"], found.name("password")?.range(), text, &host, LOGIN)
    };
    CURL.captures_iter(text).filter_map(of_one).collect()
}

fn of_addresses(text: &str) -> Vec<Mask> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let of_one = |(at, mark): (usize, &str)| {
        let scheme = text[..at].chars().rev().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
        let start = at + mark.len();
        let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '\'' | '"' | '`' | '<' | '>' | '(' | ')');
        let authority = &text[start..start + text[start..].find(ends).unwrap_or(text.len() - start)];
        let (login, host) = authority.split_once('@').filter(|_| scheme.take(2).count() == 2)?;
        let (user, password) = login.split_once(':').filter(|(_, password)| !password.contains(':'))?;
        let host = &host[..host.find(|c| !is_name(c)).unwrap_or(host.len())];
        let range = start + user.len() + 1..start + login.len();
        (!host.is_empty() && !password.is_empty()).then(|| mask(user, range, text, host, PASSWORD)).flatten()
    };
    text.match_indices("://").filter_map(of_one).collect()
}

/// Covers the password at `range`, and calls it harmless where it is one of this machine or of some network; a word that
/// stands for one stays.
fn mask(user: &str, range: Range<usize>, text: &str, host: &str, what: &'static str) -> Option<Mask> {
    let password = &text[range.clone()];
    if password.len() > LONGEST {
        return None;
    }
    let is_harmless = is_harmless(user, password, host);
    let is_sample = password.contains(['$', '{', '%', '[']) || is_placeholder(password);
    let stays = is_harmless && (is_sample || password == user);
    let what = (!is_harmless).then_some(what);
    (!stays).then_some(Mask { start: range.start, end: range.end, kept: 0, what })
}

/// Whether an address is of this machine or of nobody, or its password a word that stands for one.
fn is_harmless(user: &str, password: &str, host: &str) -> bool {
    let lower = password.to_lowercase();
    let computed = password.contains(['$', '{', '%', '[']) || password.chars().all(|c| c == 'x' || c == '*');
    let word = PLACEHOLDERS.iter().any(|word| lower.contains(word)) || lower == user.to_lowercase();
    let loopback =
        host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" || host == "host.docker.internal";
    let reserved = ["example", "test", "invalid", "local"].iter().any(|part| host.split('.').any(|step| step == *part));
    // Tokens of hosts are longer than words that only begin like one.
    let token =
        ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "npm_", "pypi-"].iter().any(|start| lower.starts_with(start));
    let word = word || (token && password.len() < 24);
    // A name without a dot is a service of some network, not a host of the world.
    computed || word || loopback || reserved || !host.contains('.') || password.len() < 6
}
