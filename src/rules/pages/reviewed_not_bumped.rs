#![doc = include_str!("reviewed_not_bumped.md")]

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::Page;
use crate::model::{Extent, Revision};
use crate::rules::parts::{front_value, present};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "reviewed-not-bumped",
    summary: "a page was changed after the day of its review",
    page: include_str!("reviewed_not_bumped.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    // Whoever changes a page need not be the one who reviews it.
    if ws.answers.extent != Extent::All {
        return Vec::new();
    }
    present(ws).filter_map(|page| of_page(ws, page)).collect()
}

fn of_page(ws: &Workspace, page: &Page) -> Option<Diagnostic> {
    let reviewed = page.front_word("reviewed")?;
    let revisions = ws.answers.revisions.get(&page.path)?;
    // A review may be committed some days later: what it saw is the oldest state that has its day.
    let has_day = |revision: &&Revision| front(&revision.text).any(|line| is_day(line, reviewed));
    let since: Vec<&Revision> = revisions.iter().take_while(has_day).collect();
    let (seen, later) = since.split_last()?;
    let seen = words(&seen.text);
    // What was taken back is no change.
    if later.first().is_none_or(|now| words(&now.text) == seen) {
        return None;
    }
    let change = later.iter().rfind(|revision| words(&revision.text) != seen)?;
    let span = front_value(page, "reviewed")?;
    let message = format!("this page was changed on {}, after its review", change.date);
    let help = "read it against the repository again, and set the day";
    let diagnostic = RULE.at(span, message).about(page.path.as_str()).help(help);
    Some(diagnostic.related(Place::Commit(change.commit.clone()), "changed by"))
}

/// The lines of the front matter.
fn front(text: &str) -> impl Iterator<Item = &str> {
    text.lines().skip(1).take_while(|line| line.trim_end() != "---")
}

fn is_day(line: &str, day: &str) -> bool {
    let value = line.strip_prefix("reviewed").and_then(|rest| rest.trim_start().strip_prefix(':'));
    value.is_some_and(|value| value.trim().trim_matches(['"', '\'']).starts_with(day))
}

/// The words below the front matter that people wrote; how they are broken into lines says nothing.
fn words(text: &str) -> Vec<&str> {
    let mut lines = text.lines();
    let mut words = Vec::new();
    if text.starts_with("---") {
        lines.by_ref().skip(1).find(|line| line.trim_end() == "---");
    }
    let mut is_written_by_us = false;
    for line in lines {
        is_written_by_us |= line.contains("devops-docs:begin");
        if !is_written_by_us {
            words.extend(line.split_whitespace());
        }
        is_written_by_us &= !line.contains("devops-docs:end");
    }
    words
}
