//! From what the repository has to Markdown: what rules propose and generators write. Knows no rule and writes no file.

mod rows;

pub use rows::{column_named, insert_row};
