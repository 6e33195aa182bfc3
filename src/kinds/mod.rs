//! What kind of page a Markdown file is, and which files are pages at all.

mod page;
mod sections;
mod select;

pub use page::{Page, PageKind};
pub use sections::{Section, VALIDATION, sections};
pub use select::{Standing, is_vendored, orders_pages, standing};
