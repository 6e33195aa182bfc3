//! Snippets of shell that pages ask to run: what their commands do, judged before anything runs, and whether what they
//! printed is what the page expects.
//!
//! Knows the grammar of the shell and five tables of ours; runs nothing, and knows neither pages nor trust.

mod catalogue;
mod condition;
mod credentials;
mod curl;
mod difference;
mod effect;
mod expect;
mod named;
mod semver;
mod sql;

pub use catalogue::{Reach, is_known, is_plain};
pub use credentials::{credential_places, holds_credentials, lent_credentials, logins_of, may_hold_credentials};
pub use difference::{Difference, Side};
pub use effect::{Inferred, cannot_fail, infer, infer_check, paths_in};
pub use expect::{Expectation, Pattern, colours, visible_lines, without_colours};
pub use named::{is_about_data, is_drastic, name_words};
pub use semver::{is_early, version_in};
