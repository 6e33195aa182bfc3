#![doc = include_str!("deprecated_command.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::told::{Told, commands};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "deprecated-command",
    summary: "a page tells people to run what its makers have given up",
    page: include_str!("deprecated_command.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Words that a command begins with, what to run instead, and why.
const DEPRECATED: &[(&[&str], &str, &str)] = &[
    (&["docker-compose"], "docker compose", "Compose V1 has had no updates since July 2023"),
    (&["docker-machine"], "docker context", "Docker Machine was given up in 2021"),
    (&["helm", "init"], "nothing: Helm 3 needs no server", "Helm 2 ended in November 2020"),
    (&["apt-key"], "a keyring file and `signed-by`", "apt-key is gone from Debian 13"),
    (&["python", "setup.py", "install"], "pip install .", "setuptools no longer supports it"),
    (&["kubectl", "rolling-update"], "kubectl rollout", "kubectl 1.18 removed it"),
    (&["npm", "bin"], "npx", "npm 9 removed it"),
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    commands(ws, true).filter_map(|told| finding(&told)).collect()
}

fn finding(told: &Told) -> Option<Diagnostic> {
    let (words, instead, why) = DEPRECATED.iter().find(|(words, ..)| told.runs(words))?;
    let name = words.join(" ");
    Some(RULE.at(told.span, format!("{name} is given up: {why}")).about(name).help(format!("run {instead}")))
}
