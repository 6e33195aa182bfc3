//! From what the repository has to Markdown: what rules propose and generators write. Knows no rule and writes no file.

mod rows;
mod sections;

pub use rows::{column_named, insert_row};
pub use sections::{append_below, append_section, rollback, skeleton};
