//! A repository, read: what rules, outputs and the site look at.
//!
//! [`Draft::read`] and [`Workspace::new`] are pure, so that tests, the fix loop and editors build one from edited text;
//! [`load`] is the part that walks, reads and asks.

mod draft;
mod fixtures;
mod load;
mod memo;
mod mentions;
mod standing;

pub use draft::{Draft, Workspace, path_of};
pub use fixtures::fixtures;
pub use load::{LoadError, Options, load, reread, with_files};
pub use memo::Memo;
