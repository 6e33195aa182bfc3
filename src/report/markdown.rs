//! A Markdown summary: what a step of GitHub Actions appends to its job's page.

use std::fmt::Write;

use super::group::{Group, groups};
use super::place::{shown_place, shown_related};
use super::summary::{Summary, footer};
use super::visible::visible;
use crate::diagnostic::{Applicability, Diagnostic, Level};
use crate::rules::rule_url;
use crate::text::counted;
use crate::workspace::Workspace;

/// How many rows a table has at most.
const ROWS: usize = 50;
/// How many bytes the table has at most.
const BYTES: usize = 60 * 1024;
/// How many characters of a message a row shows.
const CHARACTERS: usize = 400;

/// A headline, a table with a row a defect, and what `--fix` would repair.
pub fn markdown(ws: &Workspace, diagnostics: &[Diagnostic], summary: &Summary) -> String {
    let mut out = format!("## devops-docs: {}\n\n", headline(summary));
    let groups = groups(diagnostics);
    if !groups.is_empty() {
        push_table(ws, &groups, &mut out);
    }
    let is_safe = |d: &&Diagnostic| d.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    let fixes = diagnostics.iter().filter(is_safe).count();
    if fixes > 0 {
        writeln!(out, "`devops-docs lint --fix` repairs {fixes} of {}.\n", diagnostics.len())
            .expect("a string takes all that is written");
    }
    writeln!(out, "{}.", footer(ws, summary)).expect("a string takes all that is written");
    out
}

fn headline(summary: &Summary) -> String {
    let found = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "note")];
    let found: Vec<String> = found.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(n, word)).collect();
    if found.is_empty() { "nothing is broken".to_owned() } else { found.join(", ") }
}

fn push_table(ws: &Workspace, groups: &[Group], out: &mut String) {
    let mut sorted: Vec<&Group> = groups.iter().collect();
    sorted.sort_by_key(|group| std::cmp::Reverse(group.first.level));
    out.push_str("| Level | Where | What | Rule |\n|---|---|---|---|\n");
    let start = out.len();
    let mut told = 0;
    for group in sorted.iter().take(ROWS) {
        let row = row(ws, group);
        if out.len() - start + row.len() > BYTES {
            break;
        }
        out.push_str(&row);
        told += 1;
    }
    let left: usize = sorted[told..].iter().map(|group| group.others.len() + 1).sum();
    if left > 0 {
        writeln!(out, "\n… and {}.", counted(left, "more finding")).expect("a string takes all that is written");
    }
    out.push('\n');
}

fn row(ws: &Workspace, group: &Group) -> String {
    let diagnostic = group.first;
    let level = match diagnostic.level {
        Level::Error => "❌ error",
        Level::Warning => "⚠️ warning",
        Level::Info => "ℹ️ info",
    };
    let mut place = escape(&shown_place(ws, &diagnostic.place));
    if !group.others.is_empty() {
        write!(place, "<br>and {}", counted(group.others.len(), "more place"))
            .expect("a string takes all that is written");
    }
    let mut what = vec![cut(&visible(&diagnostic.message))];
    what.extend(diagnostic.related.iter().take(1).map(|related| cut(&shown_related(ws, related))));
    what.extend(diagnostic.fix.iter().map(|fix| cut(&format!("fix: {}", visible(&fix.title)))));
    let (what, rule, url) = (what.join("<br>"), diagnostic.rule, rule_url(diagnostic.rule));
    format!("| {level} | {place} | {what} | [{rule}]({url}) |\n")
}

/// The first characters of a text, escaped.
fn cut(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => escape(&text[..end]) + "…",
        None => escape(text),
    }
}

/// Text that Markdown shows as it is, within a cell.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
    out
}
