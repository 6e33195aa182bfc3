//! Shell scripts: the variables that they cannot do without, and the options that they take.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::shell;
use regex::Regex;
use std::sync::LazyLock;

/// The scripts that set a clone up, as projects have agreed to call them.
pub const SETUP_SCRIPTS: &[&str] = &[
    "bin/setup",
    "script/setup",
    "script/bootstrap",
    "scripts/setup.sh",
    "scripts/bootstrap.sh",
    "scripts/setup",
    "scripts/install",
    "script/install",
    "setup.sh",
    "bootstrap.sh",
    "install.sh",
];

/// The first words of names of tasks and scripts that set up, check, or bring to others.
pub const ORDERS: &[&str] = &[
    "setup",
    "bootstrap",
    "install",
    "init",
    "deps",
    "update",
    "build",
    "test",
    "tests",
    "check",
    "checks",
    "verify",
    "validate",
    "lint",
    "ci",
    "cibuild",
    "e2e",
    "migrate",
    "seed",
    "deploy",
    "release",
    "publish",
    "promote",
    "rollback",
    "undeploy",
    "provision",
];

/// Scripts of shells by their ending; those that set up are read whatever they are written in, and those of the usual
/// folders that are called after what people do.
pub(super) fn reads(source: &Source) -> bool {
    let sets_up = |name: &&str| source.path.strip_suffix(*name).is_some_and(|at| at.is_empty() || at.ends_with('/'));
    let is_order = || {
        let first = source.name.split(['-', '_']).next().unwrap_or_default();
        matches!(source.folder, "bin" | "script" | "scripts") && ORDERS.contains(&first)
    };
    is_shell(source) || SETUP_SCRIPTS.iter().any(sets_up) || is_order()
}

fn is_shell(source: &Source) -> bool {
    source.ends_with(&[".sh", ".bash"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    if !is_shell(source) {
        return;
    }
    if let Some(options) = shell::options(source.text) {
        for (name, span) in options {
            reading.name("", Name::within(Kind::ScriptOption, source.path, name), span);
        }
        reading.whole_list("", Kind::ScriptOption, source.path, source.place());
    }
    required(source, reading);
}

fn required(source: &Source, reading: &mut Reading) {
    // What asks for no variable need not be parsed.
    static REQUIRES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\$\{[A-Za-z_]\w*:?\?").expect("a valid expression"));
    if !REQUIRES.is_match(source.text.text) {
        return;
    }
    let script = shell::parse(source.text);
    let sets = |name: &str| script.commands.iter().flat_map(|command| &command.assignments).any(|set| set.name == name);
    for (name, span) in script.required.iter().filter(|(name, _)| !sets(name)) {
        reading.required(source.folder, Name::new(Kind::EnvVar, &**name), *span);
    }
}
