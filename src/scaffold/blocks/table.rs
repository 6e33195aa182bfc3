//! The table that a block has already, whose added cells are to be kept; and what is wrong with one that would lose some.

use super::{Block, Damage};
use crate::kinds::Page;
use crate::syntax::markdown::{Row, Table};
use crate::text::Span;
use crate::workspace::Workspace;

/// The table of a block; the error says which line nobody can tell the cells of, so that nothing is written over it.
pub(super) fn table<'a>(ws: &Workspace, page: &'a Page, block: &Block) -> Result<Option<&'a Table>, Damage> {
    let table = page.markdown.tables.iter().find(|table| block.body.contains(table.span));
    let mut start = block.body.start as usize;
    for line in ws.words(block.body).split_inclusive('\n') {
        let words = line.trim();
        let at = start + line.len() - line.trim_start().len();
        let span = Span::new(block.body.file, at, at + words.len());
        start += line.len();
        if words.contains('|') && !table.is_some_and(|table| table.span.contains(span)) {
            return Err(damage(span, "this line is in no table, so nothing is written over it"));
        }
    }
    let Some(table) = table else { return Ok(None) };
    let columns = table.header.len();
    for row in &table.rows {
        if columns > 1 && pipes(ws, row) == 0 {
            return Err(damage(
                row.span,
                "this line stands below the rows of the table, so nothing is written over it",
            ));
        }
        if cells(ws, row) > columns {
            let why = format!(
                "this row has more cells than the {columns} columns of its table, so nothing is written over it; a pipe inside a cell is `\\|`"
            );
            return Err(damage(row.span, &why));
        }
    }
    Ok(Some(table))
}

fn damage(span: Span, why: &str) -> Damage {
    Damage { span, why: why.to_owned() }
}

/// How many pipes of a row part cells.
fn pipes(ws: &Workspace, row: &Row) -> usize {
    ws.words(row.span).replace("\\|", "").matches('|').count()
}

/// How many cells a row has as it is written; readers drop those that the header has no column for.
fn cells(ws: &Workspace, row: &Row) -> usize {
    let words = ws.words(row.span).trim().replace("\\|", "");
    let outer = usize::from(words.starts_with('|')) + usize::from(words.len() > 1 && words.ends_with('|'));
    (pipes(ws, row) + 1).saturating_sub(outer)
}
