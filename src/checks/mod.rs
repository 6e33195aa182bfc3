//! Running the commands of pages: who allows what, how it is confined, what came of it.
//!
//! In reading order: [`trust`] knows what was allowed before, [`plan`] decides for each check whether it may run,
//! `borrowed` knows the programs that a repository would put in place of others and `taken` the files that decide what a
//! check does, [`run`] runs it inside a [`sandbox`], [`mask`] covers secrets in what it printed, [`judge`] holds that
//! against the page,
//! [`carry`] does all of this for many checks, [`probe`] asks programs for their versions, [`record`], [`bless`] and [`told`] keep and tell it.
//!
//! Only `run`, `sandbox` and `trust` touch the outside world. Nothing here asks or prints: that is the command line's.

pub mod bless;
mod borrowed;
pub mod carry;
pub mod judge;
mod kept;
pub mod mask;
pub mod plan;
pub mod probe;
pub mod record;
pub mod run;
pub mod sandbox;
mod script;
mod standing;
mod surroundings;
mod taken;
pub mod told;
pub mod trust;
