#![doc = include_str!("unknown_target.md")]

use super::names::unknown;
use crate::diagnostic::Level;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unknown-target",
    summary: "a page tells the reader to run a target, recipe or task that does not exist",
    page: include_str!("unknown_target.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(|ws| {
        unknown(&RULE, &[Kind::MakeTarget, Kind::JustRecipe, Kind::TaskfileTask, Kind::MiseTask], ws)
    }),
};
