//! Snippets of shell that pages ask to run: what their commands do, judged before anything runs.
//!
//! Knows the grammar of the shell and two tables of ours; runs nothing, and knows neither pages nor trust.

mod catalogue;
mod effect;

pub use effect::{Inferred, infer};
