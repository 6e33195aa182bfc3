//! Text to trees of spans. Knows formats and nothing of what they mean.

pub mod dockerfile;
pub mod dotenv;
pub mod expression;
pub mod hcl;
pub mod json;
pub mod justfile;
mod keys;
pub mod makefile;
pub mod markdown;
pub mod shell;
pub mod toml;
pub mod tree;
pub mod xml;
pub mod yaml;

#[cfg(test)]
mod hostile;
