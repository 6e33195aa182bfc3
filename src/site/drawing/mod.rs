//! Drawings at build time, as accessible SVG: job graphs, topology, Mermaid.
//!
//! A drawing never says more than a list or table beside it, so where one cannot be made there is just none.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "boxes and letters are counted here, and never so many that a float could not hold the number"
)]

mod colours;
mod figure;
mod jobs;
mod label;
mod layers;
mod layout;
mod limits;
mod markup;
mod mermaid;
mod picture;
mod rail;
mod route;
mod sizes;
mod topology;

use crate::text::xml;

pub use jobs::jobs;
pub use mermaid::mermaid;
pub use topology::{Links, MOST_PARTS, outer, topology};

/// Words as they may stand in an element or in an attribute between double quotes.
fn escape(words: &str) -> String {
    // Neither XML nor readers can do with control characters.
    xml::escape(&words.replace(char::is_control, " "))
}

/// Words that may be an expression, without its braces, and on one line.
fn short(words: &str) -> String {
    let words = words.replace("${{", "").replace("}}", "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `a, b and c`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
