//! Text to trees of spans. Knows formats and nothing of what they mean.

pub mod dockerfile;
pub mod dotenv;
pub mod hcl;
pub mod justfile;
pub mod makefile;
pub mod shell;

#[cfg(test)]
mod hostile;
