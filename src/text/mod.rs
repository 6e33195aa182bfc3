//! The text of the repository and places in it.
//!
//! Everything else counts in bytes; lines and columns exist only here, for reports.
//! Credentials are masked as text enters, so nothing downstream can show one.

mod address;
mod counted;
mod encoded;
mod files;
mod invisible;
mod letters;
mod mail_address;
mod mask;
mod named;
mod orders;
pub mod percent;
mod placeholder;
mod position;
mod presence;
mod shapes;
mod span;
pub mod xml;

pub use counted::counted;
pub use files::{Decoded, Entry, EntryKind, Files, Leak, MAX_BYTES, Unreadable};
pub use invisible::is_invisible;
pub use letters::letters;
pub use mail_address::is_mail_address;
pub use orders::{BRACKET, brackets_of_orders, json_document, json_line, respelled, unordered, without_orders};
pub use position::{Lines, Position};
pub use presence::Presence;
pub use span::{Excerpt, FileId, Span};
