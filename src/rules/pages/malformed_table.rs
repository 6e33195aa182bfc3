#![doc = include_str!("malformed_table.md")]

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::{Column, is_of_anything};
use crate::model::{Kind, Term};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::{Row, Table};
use crate::text::Span;
use crate::workspace::Workspace;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    name: "malformed-table",
    summary: "a row of a typed table has too many cells, or names a thing twice",
    page: include_str!("malformed_table.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws) {
        for table in &page.markdown.tables {
            let too_long = |row: &&Row| cells(ws.words(row.span)) > table.header.len();
            for row in table.rows.iter().filter(too_long) {
                let (has, wanted) = (cells(ws.words(row.span)), table.header.len());
                let message = format!("this row has {has} cells, and the table {wanted} columns");
                let help = "what is too much is not shown; write a pipe that is meant as \\|";
                found.push(RULE.at(row.span, message).about(ws.words(row.span).trim()).help(help));
            }
            let doubles = doubles(ws, table);
            found.extend(copies(ws, table, &doubles));
            found.extend(doubles);
        }
    }
    found
}

/// How many cells a line is drawn with.
fn cells(line: &str) -> usize {
    // A table in a quotation has its marks before the first cell.
    let line = line.trim_start_matches([' ', '>', '\t']).trim_end();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut count = 1;
    let mut before = ' ';
    for c in line.chars() {
        count += usize::from(c == '|' && before != '\\');
        before = c;
    }
    if line.ends_with('|') && !line.ends_with("\\|") { count - 1 } else { count }
}

/// The rows of a list that stand there already, word for word.
fn copies(ws: &Workspace, table: &Table, doubles: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut listings = ws.ledger.names.claim_listings.iter().filter_map(|listing| listing.table.as_ref());
    if !listings.any(|listing| listing.span == table.span) {
        return Vec::new();
    }
    let mut first = BTreeMap::new();
    let mut found = Vec::new();
    for row in &table.rows {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.trim()).collect();
        let is_told =
            || doubles.iter().any(|double| matches!(double.place, Place::Span(span) if row.span.contains(span)));
        if cells.iter().all(|cell| cell.is_empty()) || is_told() {
            continue;
        }
        if let Some(earlier) = first.insert(cells.join("|"), row.span) {
            let words = ws.words(row.span).trim();
            let diagnostic = RULE.at(row.span, "this row stands in the table already".to_owned());
            found.push(diagnostic.about(words).related(earlier, "the first"));
        }
    }
    found
}

/// What columns say of names and values, beside what they say of anything: rows about one thing may differ in it and be too
/// many all the same.
const OF_VALUES: &[Column] = &[Column::Rotation, Column::Rotated, Column::Required, Column::Default];

/// Whether two rows differ in nothing that would make them rows about two things: a workflow has several schedules.
fn tell_the_same(table: &Table, one: Span, other: Span) -> bool {
    let row = |at: Span| table.rows.iter().find(|row| row.span.contains(at));
    let (Some(one), Some(other)) = (row(one), row(other)) else { return true };
    let mut cells = table.header.iter().zip(one.cells.iter().zip(&other.cells));
    let is_attribute = |header: &str| is_of_anything(header) || OF_VALUES.iter().any(|column| column.is(header));
    cells.all(|(header, (one, other))| one.text.trim() == other.text.trim() || is_attribute(&header.text))
}

/// The rows of a list about something that an earlier row is about.
fn doubles(ws: &Workspace, table: &Table) -> Vec<Diagnostic> {
    let per_environment = table.header.iter().any(|cell| cell.text.to_lowercase().contains("environment"));
    let mut first = BTreeMap::new();
    let mut found = Vec::new();
    for claim in ws.ledger.names.claims.iter().map(|claim| &claim.said) {
        let kind = claim.value.kind;
        let is_listed = matches!(kind, Kind::Secret | Kind::Variable | Kind::EnvVar | Kind::Workflow | Kind::Job);
        if !is_listed || per_environment || !table.span.contains(claim.span) {
            continue;
        }
        let earlier = first.insert(claim.value.subject(), claim.span).filter(|span| *span != claim.span);
        if let Some(earlier) = earlier.filter(|earlier| tell_the_same(table, *earlier, claim.span)) {
            let name = &claim.value.name;
            let diagnostic = RULE.at(claim.span, format!("this table has two rows about {name}"));
            found.push(diagnostic.about(name.as_str()).related(earlier, "the first"));
        }
    }
    found
}
