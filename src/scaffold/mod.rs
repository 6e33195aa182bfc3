//! From what the repository has to Markdown: what rules propose and generators write. Knows no rule and writes no file.

pub mod agents;
pub mod blocks;
mod catalogue;
mod grid;
mod new;
pub mod pages;
mod pointers;
mod rows;
pub mod scripts;
mod sections;
pub mod wiring;
mod words;

pub use new::{Moment, NewKind, deployed_environments, new, template_path};
pub use pointers::point_to;
pub use rows::insert_row;
pub use sections::{append_below, append_section, front_line, rollback, skeleton};
pub use words::{code, codes, name, names, quoted, text};
