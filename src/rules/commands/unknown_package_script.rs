#![doc = include_str!("unknown_package_script.md")]

use super::names::unknown;
use crate::diagnostic::Level;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unknown-package-script",
    summary: "a page tells the reader to run a package script that does not exist",
    page: include_str!("unknown_package_script.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(|ws| unknown(&RULE, &[Kind::PackageScript, Kind::ComposerScript], ws)),
};
