//! Tables of secrets and variables together, in which a column says what each one is.

use super::cells::codes;
use super::lists::{is_built_in, is_identifier};
use super::shape::is_whole;
use super::{claim, headings};
use crate::claims::speech::Speech;
use crate::kinds::PageKind;
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

/// Reads such a table; whether it is one.
pub(super) fn read(speech: &mut Speech, page: PageKind, table: &Table, header: &[String]) -> bool {
    let is = |words: &[&str]| header.iter().position(|cell| words.contains(&cell.as_str()));
    let (Some(subject), Some(kind)) = (is(&["name", "key"]), is(&["kind", "type"])) else { return false };
    let said = |row: &Row| row.cells.get(kind).and_then(|cell| kind_of(&cell.text));
    let kinds: Vec<Option<Kind>> = table.rows.iter().map(said).collect();
    // A table in which some row is something else is of something else.
    if kinds.is_empty() || kinds.iter().any(Option::is_none) {
        return false;
    }
    let mut listed: Vec<Kind> = Vec::new();
    for (row, kind) in table.rows.iter().zip(kinds.into_iter().flatten()) {
        let Some(cell) = row.cells.get(subject) else { continue };
        let code = codes(speech.page, cell).next();
        let (name, span) = code.map_or((cell.text.trim().to_owned(), cell.span), |code| (code.text, code.span));
        if !is_identifier(&name) || is_built_in(kind, &name) || speech.text.at(cell.span).text.contains("~~") {
            continue;
        }
        claim(speech, Name::new(kind, name), span, How::Table);
        if !listed.contains(&kind) && is_whole(page, kind) && headings::is_meant_whole(speech.page, kind) {
            listed.push(kind);
            headings::list(speech, kind, span);
        }
    }
    true
}
