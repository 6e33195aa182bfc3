//! The text of the repository and places in it.
//!
//! Everything else counts in bytes; lines and columns exist only here, for reports.

mod position;
mod span;

pub use position::{Lines, Position};
pub use span::{Excerpt, FileId, Span};
