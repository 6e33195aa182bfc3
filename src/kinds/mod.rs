//! What kind of page a Markdown file is, what such pages and the columns of their tables hold, which files are pages at all,
//! and what records say.

mod agent;
mod columns;
mod front_matter;
mod page;
mod question;
mod record;
mod sections;
mod select;
mod title;

pub use agent::{AGENT_ROOTS, AgentFile, AgentKind, is_read_from_root};
pub use columns::{Column, is_of_anything, is_of_versions, plain};
pub use front_matter::{Field, Value, agent_fields, page_fields, schema, shared_fields};
pub use page::{Covers, Page, PageKind};
pub use question::{Question, questions};
pub use record::{
    Action, UNDER_WAY, actions, cell, dated, is_answer, is_before_final, is_under_way, plain_version, quality,
    released, releases, tag_version, tagged_after,
};
pub use sections::{CAUSE, ESCALATION, ORDER, Section, VALIDATION, is_about_rollback, sections};
pub use select::{Standing, is_in_tests, is_of_a_version, is_of_tests, is_vendored, orders_pages, standing};
pub use title::unnumbered;
