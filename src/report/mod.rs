//! Findings to text and to the formats that other programs read.

mod concise;
mod each;
mod github;
mod gitlab;
mod group;
mod json;
mod junit;
mod markdown;
mod place;
mod rdjsonl;
mod sarif;
mod sheet;
mod source;
mod summary;
mod text;
mod visible;

pub use concise::concise;
pub use github::github;
pub use gitlab::gitlab;
pub use json::{Finding, findings, json, jsonl};
pub use junit::junit;
pub use markdown::markdown;
pub use place::fingerprints;
pub use rdjsonl::rdjsonl;
pub use sarif::sarif;
pub use summary::{Summary, footer};
pub use text::{Style, text};
pub use visible::visible;

/// Where formats send who wants to know what this program is.
const SITE: &str = "https://devops-docs.github.io/devops-docs/";
