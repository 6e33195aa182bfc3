//! Names of secrets.

/// Words with which such names end, in small letters and without marks between them; and whether what they name is hardly
/// ever anything but a secret.
const NAMES: &[(&str, bool)] = &[
    ("password", true),
    ("passwd", true),
    ("passphrase", true),
    ("mysqlpwd", true),
    ("dbpwd", true),
    ("dbpass", true),
    ("userpass", true),
    ("rootpass", true),
    ("adminpass", true),
    ("secret", false),
    ("token", false),
    ("apikey", false),
    ("accesskey", false),
    ("secretkey", false),
    ("privatekey", false),
    ("signingkey", false),
    ("encryptionkey", false),
    ("masterkey", false),
    ("authkey", false),
    ("accountkey", false),
    ("keybase", false),
];

/// Names that end like one and are places in a list, or names of things.
const OTHERS: &[&str] = &[
    "nexttoken",
    "pagetoken",
    "continuetoken",
    "continuationtoken",
    "cancellationtoken",
    "csrftoken",
    "idtoken",
    "existingsecret",
    "pullsecret",
    "tlssecret",
    "publicaccesskey",
];

/// Where the name begins that a word is part of, with the dashes of an option.
pub(super) fn start(text: &str, at: usize) -> usize {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    at - text.as_bytes()[..at].iter().rev().take(64).take_while(|byte| is_name(**byte)).count()
}

/// Whether a name is that of a secret, and if so, whether hardly ever of anything else.
pub(super) fn kind(name: &str) -> Option<bool> {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let bare = bare.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if OTHERS.iter().any(|other| bare.ends_with(other)) {
        return None;
    }
    if matches!(bare, "pwd" | "pass") {
        // `PWD` is the folder in a shell, `PASS` the word of a test.
        return (!matches!(name, "PWD" | "PASS" | "Pass")).then_some(true);
    }
    NAMES.iter().find(|(word, _)| bare.ends_with(word)).map(|(_, sure)| *sure)
}

/// Whether a name is written as variables of the environment are: `API_KEY`.
pub(super) fn is_variable(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
