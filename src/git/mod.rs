//! What git knows: the files it tracks, what they once were called, which repository this is.
//!
//! Asks the `git` program, in few bounded calls, and answers with values. Without git, or in a folder that is no
//! repository, every answer is empty.

mod births;
mod brought;
mod changes;
mod history;
mod moves;
mod past;
mod program;
mod record;
mod tree;

pub use brought::{Brought, brought};
pub use changes::{Edits, Touched, changed_since, merge_base_changes, staged};
pub use history::{Bounds, answer, ignored};
pub use past::look_back;
pub use program::{compare, complaint, git, program, settings_file};
pub use record::{Change, Record, Released, record, release, released};
pub use tree::{Listed, hook_path, list, may_run, repository, root_of, staged_bytes};
