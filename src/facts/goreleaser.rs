//! The settings of `GoReleaser`. They state nothing here; their text shows where it brings things.

use super::source::Source;
use crate::model::Reading;

/// Where they lie if nobody says so, in the order in which `GoReleaser` looks.
pub const GORELEASER_FILES: &[&str] = &[
    ".config/goreleaser.yml",
    ".config/goreleaser.yaml",
    ".goreleaser.yml",
    ".goreleaser.yaml",
    "goreleaser.yml",
    "goreleaser.yaml",
];

pub(super) fn reads(source: &Source) -> bool {
    let names = GORELEASER_FILES.iter().map(|path| path.rsplit('/').next().unwrap_or(path));
    names.into_iter().any(|name| source.is_named(&[name]))
}

pub(super) fn read(_: &Source, _: &mut Reading) {}
