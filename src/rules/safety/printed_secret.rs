#![doc = include_str!("printed_secret.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::told::{Told, commands};
use crate::rules::{Detect, Pages, Rule};
use crate::snippets::holds_credentials;
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "printed-secret",
    summary: "a command shows a secret on the screen",
    page: include_str!("printed_secret.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|CREDENTIALS?)$")
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let shown = commands(ws, true).filter(|told| !told.is_redirected).filter_map(|told| Some((shows(&told)?, told)));
    shown
        .map(|(what, told)| {
            let help =
                "ask only whether it is set, as in `test -n \"$NAME\"`, or hand it to what needs it through a pipe";
            RULE.at(told.span, format!("this shows {what} on the screen")).about(told.words.join(" ")).help(help)
        })
        .collect()
}

/// The secret that a command shows.
fn shows(told: &Told) -> Option<String> {
    let operands = || told.words[1..].iter().filter(|word| !word.starts_with('-'));
    let secret = |name: &str| SECRET.is_match(name).then(|| name.to_owned());
    match told.program() {
        "echo" | "printf" => operands().find_map(|word| {
            let name = word.strip_prefix('$')?.trim_start_matches('{').trim_end_matches('}');
            secret(name)
        }),
        "printenv" => operands().find_map(|name| secret(name)),
        "cat" => operands().find(|path| holds_credentials(path)).cloned(),
        "kubectl" if told.runs(&["kubectl", "get", "secret"]) || told.runs(&["kubectl", "get", "secrets"]) => {
            let is_whole = |word: &String| ["yaml", "json"].iter().any(|way| word.ends_with(way));
            told.words.iter().any(is_whole).then(|| "a secret of the cluster".to_owned())
        }
        _ => None,
    }
}
