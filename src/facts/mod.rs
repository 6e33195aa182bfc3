//! What the repository has: one reader a source. A reader sees one file and says what it states, for which folder;
//! what needs several files is joined in `resolve`.

mod action;
mod agents;
mod alerts;
mod cargo;
mod codeowners;
mod compose;
mod composer;
mod devcontainer;
mod dockerfile;
mod dotenv;
mod dotnet;
mod drills;
mod elixir;
mod foreign;
mod go;
mod goreleaser;
mod gradle;
mod images;
mod justfile;
mod kubernetes;
mod makefile;
mod maven;
mod package_json;
mod python;
mod records;
mod resolve;
mod ruby;
mod runs;
mod script;
mod source;
mod taskfile;
mod terraform;
mod terragrunt;
mod toolchain;
mod versions;
mod workflow;
mod yaml_allows;

pub use action::composite_steps;
pub use goreleaser::GORELEASER_FILES;
pub use resolve::resolve;
pub use script::{ORDERS, SETUP_SCRIPTS};

use crate::kinds::is_vendored;
use crate::model::Reading;
use crate::text::Excerpt;
use source::Source;

/// Whether a reader reads a source, by its path.
type Reads = fn(&Source) -> bool;
type Reader = fn(&Source, &mut Reading);

/// The readers, each with the paths it reads: the folder, the name of the file, and its lower-case ending.
const READERS: &[(Reads, Reader)] = &[
    (workflow::reads, workflow::read),
    (action::reads, action::read),
    (toolchain::reads, toolchain::read),
    (package_json::reads, package_json::read),
    (composer::reads, composer::read),
    (cargo::reads, cargo::read),
    (go::reads, go::read),
    (goreleaser::reads, goreleaser::read),
    (python::reads, python::read),
    (ruby::reads, ruby::read),
    (elixir::reads, elixir::read),
    (dotnet::reads, dotnet::read),
    (maven::reads, maven::read),
    (gradle::reads, gradle::read),
    (makefile::reads, makefile::read),
    (justfile::reads, justfile::read),
    (taskfile::reads, taskfile::read),
    (compose::reads, compose::read),
    (kubernetes::reads, kubernetes::read),
    (alerts::reads, alerts::read),
    (dockerfile::reads, dockerfile::read),
    (devcontainer::reads, devcontainer::read),
    (dotenv::reads, dotenv::read),
    (terraform::reads, terraform::read),
    (terragrunt::reads, terragrunt::read),
    (script::reads, script::read),
    (codeowners::reads, codeowners::read),
    (runs::reads, runs::read),
    (drills::reads, drills::read),
    (foreign::reads, foreign::read),
];

/// Whether some reader reads this path.
pub fn reads(path: &str) -> bool {
    let source = Source::without_text(path);
    !is_vendored(path) && READERS.iter().any(|(reads, _)| reads(&source))
}

/// What a source states; nothing if no reader knows it.
pub fn read(text: Excerpt, path: &str) -> Reading {
    let mut reading = Reading::default();
    if is_vendored(path) {
        return reading;
    }
    let source = Source::new(text, path);
    for (reads, read) in READERS {
        if reads(&source) {
            read(&source, &mut reading);
        }
    }
    reading
}
