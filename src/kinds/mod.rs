//! What kind of page a Markdown file is, what such pages hold, and which files are pages at all.

mod agent;
mod front_matter;
mod page;
mod sections;
mod select;

pub use agent::{AGENT_ROOTS, AgentFile, AgentKind};
pub use front_matter::{Field, Value, agent_fields, page_fields, schema, shared_fields};
pub use page::{Page, PageKind};
pub use sections::{Section, VALIDATION, sections};
pub use select::{Standing, is_vendored, standing};
