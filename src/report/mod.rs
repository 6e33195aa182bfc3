//! Findings to text and to the formats that other programs read.

mod concise;
mod json;
mod place;
mod summary;
mod text;

pub use concise::concise;
pub use json::{json, jsonl};
pub use place::fingerprints;
pub use summary::{Summary, footer};
pub use text::{Style, text};
