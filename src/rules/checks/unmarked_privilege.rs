#![doc = include_str!("unmarked_privilege.md")]

use super::{called, declare};
use crate::diagnostic::{Diagnostic, Level};
use crate::model::Effect;
use crate::rules::{Detect, Pages, Rule};
use crate::snippets::infer_check;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unmarked-privilege",
    summary: "a check snippet says that it only reads, and acts as somebody else",
    page: include_str!("unmarked_privilege.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let reads = ws.checks.iter().filter(|check| check.declared == Effect::Read);
    reads
        .filter_map(|check| {
            let privilege = infer_check(check, check.folder.is_none()).privilege?;
            let message = format!("{} says that it only reads, and runs {privilege}", called(check));
            let effect = check.effect.max(Effect::Write).word();
            let found = RULE.at(check.attributes, message).about(check.label());
            Some(found.fix(declare(ws, check, effect)))
        })
        .collect()
}
