#![doc = include_str!("pipe_to_shell.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::told::{around, commands};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "pipe-to-shell",
    summary: "a page runs a download that nobody has looked at",
    page: include_str!("pipe_to_shell.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// A version, or a commit, in an address: what is downloaded then does not change.
static PINNED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"/v?\d+\.\d+|[0-9a-f]{40}").expect("a valid expression"));

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let shells = commands(ws, true).filter(|told| matches!(told.program(), "sh" | "bash" | "zsh"));
    let downloads = shells.filter(|told| {
        let loads = told.fed_by.first().is_some_and(|program| program == "curl" || program == "wget");
        let words = around(told);
        let is_checked = ["sha256", "checksum", "gpg", "cosign", "signature"].iter().any(|word| words.contains(word));
        loads && !is_checked && !told.fed_by.iter().any(|word| PINNED.is_match(word))
    });
    downloads
        .map(|told| {
            let message = "this runs whatever is at that address today";
            let help = "pin a version, download to a file, and compare its checksum before running it";
            RULE.at(told.span, message).about(told.fed_by.join(" ")).help(help)
        })
        .collect()
}
