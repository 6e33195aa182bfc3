#![doc = include_str!("stale_release.md")]

use super::stages::is_ended;
use super::tags::tag;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level, Place};
use crate::kinds::{Page, plain_version, quality, released, releases, tagged_after};
use crate::model::{Tag, Version, Words};
use crate::rules::parts::front_value;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-release",
    summary: "the record of a release contradicts its tag, or was left behind by a later one",
    page: include_str!("stale_release.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Words that say that a release is still to go out.
const COMING: &[&str] = &["candidate", "planned", "draft", "pending", "in progress", "approved"];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let tagged = releases(&ws.pages).filter_map(|page| Some((page, tag(ws, page)?)));
    let by_tags = tagged.flat_map(|(page, tag)| other_commit(page, tag).into_iter().chain(left_behind(ws, page, tag)));
    by_tags.chain(ahead(ws)).collect()
}

/// The record of a release that is out, although the manifest at the root is still at the release before.
fn ahead(ws: &Workspace) -> Option<Diagnostic> {
    let version = |page: &Page| Version::parse(plain_version(released(page)));
    let mut records: Vec<(Version, &Page)> =
        releases(&ws.pages).filter_map(|page| Some((version(page)?, page))).collect();
    records.sort_by(|a, b| a.0.cmp(&b.0));
    let ((newest, page), before) = records.split_last()?;
    let own = ws.own_versions.iter().filter(|own| !ws.files.path(own.span.file).contains('/'));
    let own: Vec<(Version, &Words)> = own.filter_map(|own| Some((Version::parse(&own.text)?, own))).collect();
    let (at, words) = own.iter().max_by(|a, b| a.0.cmp(&b.0))?;
    // In a manifest that was not at the release before, nobody keeps the version.
    let is_kept = before.last().is_some_and(|(last, _)| last == at);
    if !is_kept || at >= newest || !quality(page, &["status"]).is_some_and(is_ended) {
        return None;
    }
    let place = front_value(page, "version").map_or_else(|| Place::File(page.file), Place::Span);
    let file = ws.files.path(words.span.file);
    let message = format!("{newest} is out by this record, and {file} is still at {}", words.text);
    Some(RULE.at(place, message).about(format!("{} {newest}", page.path)).related(words.span, "the version here"))
}

/// A record that names another commit than its tag.
fn other_commit(page: &Page, tag: &Tag) -> Option<Diagnostic> {
    let said = page.front_word("commit")?.trim();
    let is_commit = said.len() >= 7 && said.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_same = said.starts_with(&tag.commit) || tag.commit.starts_with(said);
    if !is_commit || is_same {
        return None;
    }
    let span = front_value(page, "commit")?;
    let message = format!("{} is commit {}, not {said}", tag.name, tag.commit);
    let fix = Fix::safe(format!("write {}", tag.commit), vec![Edit::replace(span, tag.commit.as_str())]);
    let diagnostic = RULE.at(span, message).about(format!("{} {said}", page.path)).fix(fix);
    Some(diagnostic.related(Place::Commit(tag.commit.clone()), format!("{}, tagged on {}, is", tag.name, tag.day())))
}

/// A record that still waits for its release, although a later one is out.
fn left_behind(ws: &Workspace, page: &Page, tag: &Tag) -> Option<Diagnostic> {
    let status = quality(page, &["status"])?.to_lowercase();
    if !COMING.contains(&status.as_str()) {
        return None;
    }
    let next = tagged_after(tag, &ws.answers.tags)?;
    let place = front_value(page, "status").map_or_else(|| Place::File(page.file), Place::Span);
    let message = format!("this record still says {status}, and {} was tagged on {}", next.name, next.day());
    let help = "write how it ended: released, verified, rolled back, or dropped";
    Some(RULE.at(place, message).about(format!("{} {status}", page.path)).help(help))
}
