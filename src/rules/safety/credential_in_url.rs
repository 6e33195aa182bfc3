#![doc = include_str!("credential_in_url.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "credential-in-url",
    summary: "an address in a page contains a password",
    page: include_str!("credential_in_url.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s:/@'"`<>()]{1,64}):(?P<password>[^\s:/@'"`<>()]{1,128})@(?P<host>[A-Za-z0-9_.-]+)"#)
        .expect("a valid expression")
});

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

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let services: Vec<&str> = ws
        .ledger
        .names
        .facts
        .iter()
        .filter(|fact| fact.said.value.kind == Kind::ComposeService)
        .map(|fact| fact.said.value.name.as_str())
        .collect();
    let mut found = Vec::new();
    for page in &ws.pages {
        let text = ws.files.text(page.file).unwrap_or_default();
        if !text.contains("://") {
            continue;
        }
        for address in ADDRESS.captures_iter(text) {
            let (user, password, host) = (&address["user"], &address["password"], &address["host"]);
            if is_harmless(user, password, host) || services.contains(&host) {
                continue;
            }
            let at = address.name("password").expect("the expression names it");
            let span = Span::new(page.file, at.start(), at.end());
            found.push(
                RULE.at(span, format!("this address of {host} contains a password"))
                    .about(host)
                    .help("write a placeholder such as ${PASSWORD}, and change the password if it was real"),
            );
        }
    }
    found
}

/// Whether an address is of this machine or of nobody, or its password a word that stands for one.
fn is_harmless(user: &str, password: &str, host: &str) -> bool {
    let lower = password.to_lowercase();
    let computed = password.contains(['$', '{', '%', '['])
        || password.starts_with('<')
        || password.chars().all(|c| c == 'x' || c == '*');
    let word = PLACEHOLDERS.iter().any(|word| lower.contains(word)) || lower == user.to_lowercase();
    let loopback =
        host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" || host == "host.docker.internal";
    let reserved = ["example", "test", "invalid", "local", "internal"]
        .iter()
        .any(|part| host.split('.').any(|step| step == *part));
    // A name without a dot is a service of some network, not a host of the world.
    computed || word || loopback || reserved || !host.contains('.') || password.len() < 6
}
