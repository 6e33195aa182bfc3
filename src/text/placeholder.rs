//! Words that stand where a secret would, and passwords that everybody's own machine has.

/// What such values are made of, in small letters.
const WORDS: &[&str] = &[
    "a",
    "access",
    "account",
    "actual",
    "admin",
    "administrator",
    "an",
    "any",
    "api",
    "app",
    "auth",
    "aws",
    "bar",
    "base",
    "baz",
    "bearer",
    "bot",
    "bucket",
    "change",
    "changeit",
    "changeme",
    "client",
    "complex",
    "credential",
    "credentials",
    "database",
    "db",
    "default",
    "demo",
    "dev",
    "development",
    "do",
    "docker",
    "dummy",
    "enter",
    "env",
    "example",
    "expired",
    "fake",
    "false",
    "fixme",
    "foo",
    "foobar",
    "from",
    "generated",
    "github",
    "gitlab",
    "goes",
    "good",
    "grafana",
    "guest",
    "here",
    "hidden",
    "id",
    "in",
    "inherit",
    "invalid",
    "insert",
    "is",
    "it",
    "jwt",
    "key",
    "kibana",
    "like",
    "local",
    "localdev",
    "long",
    "mariadb",
    "masked",
    "me",
    "minioadmin",
    "minio",
    "mock",
    "mongo",
    "mongodb",
    "my",
    "mypassword",
    "mysecret",
    "mysql",
    "name",
    "new",
    "nil",
    "no",
    "none",
    "not",
    "npm",
    "null",
    "of",
    "old",
    "optional",
    "or",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "placeholder",
    "postgres",
    "postgresql",
    "private",
    "protected",
    "prod",
    "production",
    "public",
    "put",
    "pw",
    "pwd",
    "rabbit",
    "rabbitmq",
    "random",
    "read",
    "real",
    "redacted",
    "redis",
    "refresh",
    "replace",
    "required",
    "root",
    "sa",
    "safe",
    "sample",
    "secret",
    "secrets",
    "secure",
    "securely",
    "service",
    "session",
    "set",
    "sha",
    "slack",
    "some",
    "someone",
    "something",
    "staging",
    "string",
    "strong",
    "super",
    "supersecret",
    "tbd",
    "test",
    "tester",
    "testing",
    "testpass",
    "text",
    "that",
    "the",
    "this",
    "to",
    "todo",
    "token",
    "topsecret",
    "true",
    "undefined",
    "unset",
    "unused",
    "user",
    "username",
    "uuid",
    "valid",
    "value",
    "very",
    "webhook",
    "with",
    "write",
    "x",
    "xx",
    "yes",
    "you",
    "your",
    "yourpassword",
];

/// Whether a value stands for another, or is what everybody takes on a machine of their own. A capital among small letters
/// counts as a word's own, so that `YOUR_TOKEN` and `yourToken` do and `Secret` does not.
pub(super) fn is_placeholder(whole: &str) -> bool {
    let value = whole.trim_matches(|c: char| matches!(c, '*' | '.' | '_' | '-' | '[' | ']' | '\\' | ' '));
    // One letter, or one over and over, covers something already.
    let mut letters = value.chars();
    if letters.next().is_none_or(|first| letters.all(|other| other == first)) {
        return true;
    }
    let lower = value.to_ascii_lowercase();
    let starts = ["<", "$", "{", "%", "your", "please", "replace", "insert", "enter-", "set-", "change"];
    if starts.iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    if ["example", "changeme", "change-me", "change_me", "placeholder", "redacted", "xxx", "***"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return true;
    }
    if lower == "password" || (whole.starts_with("__") && whole.ends_with("__")) {
        return true;
    }
    let is_capitalized =
        value.starts_with(|c: char| c.is_ascii_uppercase()) && value[1..].chars().all(|c| c.is_ascii_lowercase());
    !is_capitalized && words(value).all(|word| WORDS.contains(&word.as_str()))
}

/// The words that a value is made of, without the digits behind them.
fn words(value: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_lower = false;
    for letter in value.chars() {
        let begins = letter.is_ascii_uppercase() && was_lower;
        if !letter.is_alphabetic() || begins {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words.last_mut().expect("there is always one").extend(letter.to_lowercase());
        } else if !letter.is_ascii_digit() && !matches!(letter, '-' | '_' | ' ' | '.' | '/') {
            // Any other mark is part of a value that was made up to be hard to guess.
            words.push(letter.to_string());
        }
        was_lower = letter.is_ascii_lowercase();
    }
    words.into_iter().filter(|word| !word.is_empty())
}
