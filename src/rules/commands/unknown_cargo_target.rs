#![doc = include_str!("unknown_cargo_target.md")]

use super::names::unknown;
use crate::diagnostic::Level;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unknown-cargo-target",
    summary: "a page names a package, target or feature that no Cargo.toml has",
    page: include_str!("unknown_cargo_target.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(|ws| {
        let targets = [Kind::CargoBin, Kind::CargoExample, Kind::CargoTest, Kind::CargoBench];
        unknown(&RULE, &[&[Kind::CargoPackage, Kind::CargoFeature], &targets[..]].concat(), ws)
    }),
};
