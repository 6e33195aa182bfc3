//! Tables of secrets and variables together, in which a column says what each one is.
//!
//! Of each kind that some row is of, such a table is the list.

use std::sync::Arc;

use super::cells::{codes, says_nothing};
use super::lists::is_built_in;
use super::names::{bare, is_name};
use super::shape::{is_whole, key_of};
use super::{claim, claim_pattern, headings, list, say, shown};
use crate::claims::speech::Speech;
use crate::kinds::{Column, PageKind};
use crate::model::{How, Kind, Name};
use crate::syntax::markdown::{Row, Table};

/// What a cell says that its row is.
fn kind_of(words: &str) -> Option<Kind> {
    match words.trim().trim_matches(['`', '*', '_']).to_lowercase().as_str() {
        "secret" | "repository secret" | "environment secret" | "actions secret" | "github secret" => {
            Some(Kind::Secret)
        }
        "variable" | "var" | "repository variable" | "actions variable" | "github variable" => Some(Kind::Variable),
        "env" | "env var" | "environment variable" => Some(Kind::EnvVar),
        _ => None,
    }
}

/// Whether a header is for names of both sorts: `secret / variable`.
fn names_both(cell: &str) -> bool {
    let words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !matches!(*word, "" | "or" | "and" | "name"));
    let words: Vec<&str> = words.map(|word| word.trim_end_matches('s')).collect();
    words.len() > 1 && words.iter().all(|word| matches!(*word, "secret" | "variable" | "var" | "env"))
}

/// Reads such a table; whether it is one.
pub(super) fn read(speech: &mut Speech, page: PageKind, table: &Table, header: &[String]) -> bool {
    let subject = Column::Name.find(header).or_else(|| header.iter().position(|cell| names_both(cell)));
    let (Some(subject), Some(kind)) = (subject, Column::Kind.find(header)) else { return false };
    let said = |row: &Row| row.cells.get(kind).and_then(|cell| kind_of(&cell.text));
    let kinds: Vec<Option<Kind>> = table.rows.iter().map(said).collect();
    // A table in which some row is something else is of something else.
    if kinds.is_empty() || kinds.iter().any(Option::is_none) {
        return false;
    }
    let shown = Arc::new(shown(table, header.to_vec(), subject));
    let mut listed: Vec<Kind> = Vec::new();
    for (row, kind) in table.rows.iter().zip(kinds.into_iter().flatten()) {
        let Some(cell) = row.cells.get(subject) else { continue };
        let code = codes(speech.page, cell).next();
        let (name, span) = code.map_or((cell.text.trim().to_owned(), cell.span), |code| (code.text, code.span));
        let name = bare(kind, &name);
        if speech.text.at(cell.span).text.contains("~~") || claim_pattern(speech, kind, name, span) {
            continue;
        }
        if !is_name(kind, name) || is_built_in(kind, name) {
            continue;
        }
        let of = Name::new(kind, name);
        claim(speech, of.clone(), span, How::Table);
        for (cell, words) in row.cells.iter().zip(header) {
            if let Some(key) = key_of(kind, words).filter(|_| !says_nothing(&cell.text)) {
                say(speech, &of, key, cell);
            }
        }
        if !listed.contains(&kind) && is_whole(page, kind) && headings::is_meant_whole(speech.page, kind) {
            listed.push(kind);
            list(speech, (kind, String::new()), &shown);
        }
    }
    true
}
