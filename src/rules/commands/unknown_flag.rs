#![doc = include_str!("unknown_flag.md")]

use super::names::unknown;
use crate::diagnostic::Level;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unknown-flag",
    summary: "a command gives a script of the repository an option that it does not take",
    page: include_str!("unknown_flag.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(|ws| unknown(&RULE, &[Kind::ScriptOption], ws)),
};
