#![doc = include_str!("release_without_record.md")]

use std::collections::BTreeSet;

use super::tags::is_of;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::{Page, releases, tag_version};
use crate::model::Tag;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "release-without-record",
    summary: "a release was tagged, and the folder of releases has no record of it",
    page: include_str!("release_without_record.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let records: Vec<&Page> = releases(&ws.pages).collect();
    let Some(last) = records.last() else { return Vec::new() };
    let is_told = |tag: &&Tag| records.iter().any(|page| is_of(tag, page));
    let told: Vec<&Tag> = ws.answers.tags.iter().filter(is_told).collect();
    let Some(first) = told.iter().map(|tag| tag.time.as_str()).min() else { return Vec::new() };
    let marks: BTreeSet<&str> = told.iter().filter_map(|tag| Some(tag_version(&tag.name)?.0)).collect();
    // Records are kept of releases, and of candidates only where some candidate has one.
    let is_candidate = |tag: &Tag| tag_version(&tag.name).is_some_and(|(_, number)| number.contains('-'));
    let with_candidates = told.iter().any(|tag| is_candidate(tag));
    let counts = |tag: &&Tag| {
        let is_alike = tag_version(&tag.name).is_some_and(|(mark, _)| marks.contains(mark));
        is_alike && tag.time.as_str() > first && (with_candidates || !is_candidate(tag))
    };
    let untold: Vec<&Tag> = ws.answers.tags.iter().filter(|tag| !is_told(tag)).filter(counts).collect();
    // Where most releases have no record, having one is not the custom.
    if untold.len() > told.len() {
        return Vec::new();
    }
    let finding = |tag: &&Tag| {
        let message = format!("{} was tagged on {}, and there is no record of it", tag.name, tag.day());
        let help = format!("`devops-docs new release {}` begins one", tag.name);
        let diagnostic = RULE.at(last.file, message).about(tag.name.as_str()).help(help);
        diagnostic.related(Place::Commit(tag.commit.clone()), format!("{} is", tag.name))
    };
    untold.iter().map(finding).collect()
}
