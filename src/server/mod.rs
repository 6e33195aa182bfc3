//! Answers over a wire, on this machine only.

mod http;
pub mod mcp;

pub use http::{Reply, Server};
