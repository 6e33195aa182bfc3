//! Text to trees of spans. Knows formats and nothing of what they mean.

pub mod expression;
pub mod json;
mod keys;
pub mod toml;
pub mod tree;
pub mod yaml;
