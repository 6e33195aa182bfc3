//! What kind of page a Markdown file is, which files are pages at all, and what records say.

mod page;
mod record;
mod sections;
mod select;

pub use page::{Covers, Page, PageKind};
pub use record::{Action, actions, cell, dated, is_under_way, plain_version, quality, released, releases, tag_version};
pub use sections::{CAUSE, ESCALATION, ORDER, Section, VALIDATION, sections};
pub use select::{Standing, is_vendored, standing};
