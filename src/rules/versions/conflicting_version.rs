#![doc = include_str!("conflicting_version.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Answer, Role, Statement, Term, Tool, ToolVersion, parent};
use crate::rules::inventory::file_name;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    name: "conflicting-version",
    summary: "two files that pin the tools of one folder give different versions",
    page: include_str!("conflicting_version.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Files that are there for nothing but to pin tools, so that two of them mean the same machines.
const PINS: &[&str] = &[
    ".nvmrc",
    ".node-version",
    ".python-version",
    ".ruby-version",
    ".java-version",
    ".go-version",
    ".terraform-version",
    ".tool-versions",
    "mise.toml",
    ".mise.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let facts = ws.ledger.versions.facts.iter().map(|fact| &fact.said);
    let pins = facts.filter(|fact| fact.value.role == Role::Pin && PINS.contains(&file_name(ws, fact.span)));
    let mut by_folder: BTreeMap<(&str, Tool), Vec<Pins>> = BTreeMap::new();
    for pin in pins {
        let folder = parent(ws.files.path(pin.span.file));
        let files = by_folder.entry((folder, pin.value.tool)).or_default();
        match files.iter_mut().find(|file| file.iter().any(|other| other.span.file == pin.span.file)) {
            Some(file) => file.push(pin),
            None => files.push(vec![pin]),
        }
    }
    by_folder.values().filter_map(|files| conflict(ws, files)).collect()
}

/// What one file pins of a tool.
type Pins<'a> = Vec<&'a Statement<ToolVersion>>;

/// The first file that agrees in nothing with the one before it; a file may pin several versions.
fn conflict(ws: &Workspace, files: &[Pins]) -> Option<Diagnostic> {
    let differ = |one: &&Statement<ToolVersion>, two: &&Statement<ToolVersion>| {
        one.value.held_against(&two.value) == Answer::Differs && two.value.held_against(&one.value) == Answer::Differs
    };
    let apart = files.windows(2).find(|pair| pair[0].iter().all(|one| pair[1].iter().all(|two| differ(one, two))))?;
    let (one, two) = (apart[0].first()?, apart[1].first()?);
    let tool = one.value.tool.shown;
    let message = format!(
        "{} pins {tool} {}, and {} beside it {}",
        file_name(ws, two.span),
        two.value.words,
        file_name(ws, one.span),
        one.value.words
    );
    Some(RULE.at(two.span, message).about(tool).related(one.span, "pinned here too"))
}
