//! `go.mod` and `go.work`: the oldest Go that builds it, and the one in use.

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["go.mod", "go.work"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tool = Tool::named("go").expect("Go is known");
    let mut at = 0;
    for line in source.text.text.split_inclusive('\n') {
        for (directive, role) in [("go ", Role::Floor), ("toolchain go", Role::Pin)] {
            if let Some(version) = line.strip_prefix(directive) {
                let version = version.split("//").next().unwrap_or(version).trim();
                let start = at + directive.len();
                reading.version(source.folder, tool, version, role, source.text.span(start..start + version.len()));
            }
        }
        at += line.len();
    }
}
