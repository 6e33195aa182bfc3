//! Answers over a wire, on this machine only.

mod http;

pub use http::{Reply, Server};
