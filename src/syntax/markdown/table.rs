//! Tables.

use crate::text::Span;
use std::ops::Range;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// All of it, without the final newline.
    pub span: Span,
    /// The cells of the first line.
    pub header: Vec<Cell>,
    /// The lines below the delimiter line.
    pub rows: Vec<Row>,
    /// The index of the last heading above it.
    pub section: Option<usize>,
    /// The indexes of the blocks of its cells.
    pub blocks: Range<usize>,
}

/// A line of a table.
#[derive(Debug)]
pub struct Row {
    /// The whole line without its newline.
    pub span: Span,
    /// As many cells as the header has.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug)]
pub struct Cell {
    /// The content without blanks around it, or its place if there is none.
    pub span: Span,
    /// The content as rendered.
    pub text: String,
    /// The index of its block.
    pub block: usize,
}
