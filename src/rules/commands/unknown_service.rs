#![doc = include_str!("unknown_service.md")]

use super::names::unknown;
use crate::diagnostic::Level;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unknown-service",
    summary: "a page names a Compose service that does not exist",
    page: include_str!("unknown_service.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(|ws| unknown(&RULE, &[Kind::ComposeService], ws)),
};
