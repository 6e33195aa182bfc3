//! What kind of page a Markdown file is, and which files are pages at all.

mod page;
mod select;

pub use page::{Page, PageKind};
pub use select::{Standing, is_vendored, standing};
