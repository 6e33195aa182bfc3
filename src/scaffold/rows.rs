//! Rows for tables that people wrote: their columns, their order, their way of drawing pipes.

use super::words;
use crate::diagnostic::Edit;
use crate::model::{Table, TableRow};
use crate::text::{Files, Span};

/// The edit that adds a row about `subject`; `cell` knows the Markdown of some columns by their header.
///
/// A table in alphabetical order stays so; in any other the row comes last. One that has the row already gets no other.
pub fn insert_row(files: &Files, table: &Table, subject: &str, cell: &dyn Fn(&str) -> Option<String>) -> Option<Edit> {
    let drawn = files.words(table.span);
    let names: Vec<String> = table.rows.iter().map(|row| name_of(files, row.cells.get(table.subject))).collect();
    // Where a blank cell means the one above, a row between others would change what those below are about.
    let has_blank = |row: &TableRow| row.cells.iter().take(table.subject).any(|cell| cell.is_empty());
    let is_sorted = names.len() > 1 && names.is_sorted() && !table.rows.iter().any(has_blank);
    let before = names.iter().position(|name| *name > subject.to_lowercase()).filter(|_| is_sorted);
    let after = match (before, table.rows.last()) {
        (None, Some(last)) => last.span,
        (None, None) | (Some(0), _) => delimiter(drawn, table.span),
        (Some(at), _) => table.rows[at - 1].span,
    };
    let is_code = |span: &Span| files.words(*span).contains('`');
    let coded = table.rows.is_empty() || table.rows.iter().filter_map(|row| row.cells.get(table.subject)).any(is_code);
    let cells = table.header.iter().enumerate().map(|(column, header)| match () {
        () if column == table.subject && coded => words::code(subject),
        () if column == table.subject => words::name(subject),
        () => cell(header).unwrap_or_default(),
    });
    let cells: Vec<String> = cells.collect();
    if table.rows.iter().any(|row| says(files, row, &cells)) {
        return None;
    }
    let line = draw(drawn, &cells);
    let end = end_of_line(files, after);
    let text = format!("{}{line}", line_break(files, after, drawn));
    Some(Edit { span: Span { start: end, end, ..after }, text })
}

/// Whether a row says all that these cells do.
fn says(files: &Files, row: &TableRow, cells: &[String]) -> bool {
    let mut written = row.cells.iter().map(|span| files.words(*span)).zip(cells);
    written.all(|(words, cell)| cell.is_empty() || words == cell)
}

fn name_of(files: &Files, cell: Option<&Span>) -> String {
    cell.map_or("", |span| files.words(*span)).trim_matches(['`', '*', ' ']).to_lowercase()
}

/// The line below the header.
fn delimiter(words: &str, table: Span) -> Span {
    let first = words.find('\n').map_or(words.len(), |at| at + 1);
    let length = words[first..].find('\n').unwrap_or(words.len() - first);
    Span::new(table.file, table.start as usize + first, table.start as usize + first + length)
}

/// The end of a line's words, before any line break.
fn end_of_line(files: &Files, line: Span) -> u32 {
    let words = files.words(line);
    line.end - (words.len() - words.trim_end_matches(['\r', '\n']).len()) as u32
}

/// The line break of the table with the indentation of its lines.
fn line_break(files: &Files, line: Span, words: &str) -> String {
    let newline = if words.contains("\r\n") { "\r\n" } else { "\n" };
    let text = files.text(line.file).unwrap_or_default();
    let start = text[..line.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[start..].len() - text[start..].trim_start_matches([' ', '\t', '>']).len();
    format!("{newline}{}", &text[start..start + indent])
}

/// A line as the header is drawn: with its outer pipes, and as wide where all lines are equally wide.
fn draw(table: &str, cells: &[String]) -> String {
    let lines: Vec<&str> = table.lines().map(str::trim).collect();
    let header = lines.first().copied().unwrap_or_default();
    let width = |line: &&str| line.chars().count();
    let is_even = lines.len() > 2 && lines.iter().all(|line| width(line) == width(&lines[0]));
    let inner = header.strip_prefix('|').unwrap_or(header);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let widths: Vec<usize> = inner.split('|').map(|cell| cell.chars().count().saturating_sub(2)).collect();
    let pad = |(column, cell): (usize, &String)| {
        let width = widths.get(column).copied().filter(|_| is_even).unwrap_or(0);
        format!("{cell:width$}")
    };
    let line = cells.iter().enumerate().map(pad).collect::<Vec<_>>().join(" | ");
    // Without its pipe an empty cell at either end would be none.
    let is_open = |cell: Option<&String>| cell.is_some_and(String::is_empty);
    let is_closed = is_open(cells.first()) || is_open(cells.last());
    let left = if header.starts_with('|') || is_closed { "| " } else { "" };
    let right = if header.ends_with('|') || is_closed { " |" } else { "" };
    format!("{left}{line}{right}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown::{Flavor, parse};
    use crate::text::{EntryKind, Excerpt, FileId};

    fn with_row(text: &str, subject: &str) -> String {
        let mut files = Files::new(vec![("a.md".to_owned(), EntryKind::File)]);
        files.set_text(FileId(0), text.as_bytes().to_vec());
        let page = parse(Excerpt::whole(FileId(0), text), Flavor::Markdown);
        let parsed = &page.tables[0];
        let row = |row: &crate::syntax::markdown::Row| TableRow {
            span: row.span,
            cells: row.cells.iter().map(|cell| cell.span).collect(),
        };
        let table = Table {
            header: parsed.header.iter().map(|cell| cell.text.to_lowercase()).collect(),
            subject: 0,
            rows: parsed.rows.iter().map(row).collect(),
            span: parsed.span,
        };
        let edit = insert_row(&files, &table, subject, &|header| (header == "used by").then(|| "ci.yml".to_owned()));
        let edit = edit.expect("no row says so");
        format!("{}{}{}", &text[..edit.span.start as usize], edit.text, &text[edit.span.end as usize..])
    }

    #[test]
    fn a_row_takes_the_place_and_shape_of_its_neighbours() {
        for (text, expected) in [
            (
                "| Secret | Used by |\n|---|---|\n| `A` | x |\n| `C` | y |\n",
                "| `A` | x |\n| `B` | ci.yml |\n| `C` | y |\n",
            ),
            ("| Secret | Used by |\n|---|---|\n| C | x |\n| A | y |", "| A | y |\n| B | ci.yml |"),
            ("| Secret | Owner |\r\n|---|---|\r\n| C | x |\r\n\r\nText\r\n", "| C | x |\r\n| B |  |\r\n\r\nText\r\n"),
            ("Secret | Used by\n---|---\nA | x\n\nText\n", "A | x\nB | ci.yml\n\nText\n"),
            ("- a list\n\n  | Secret |\n  |---|\n  | `A` |\n", "  | `A` |\n  | `B` |\n"),
            ("| Secret | Used by |\n|---|---|\n", "|---|---|\n| `B` | ci.yml |\n"),
            (
                "| Secret    | Used by |\n|-----------|---------|\n| `A_KEY_1` | ci      |\n",
                "| `A_KEY_1` | ci      |\n| `B`       | ci.yml  |\n",
            ),
        ] {
            let after = with_row(text, "B");
            assert!(after.ends_with(expected), "{after}");
        }
    }
}
