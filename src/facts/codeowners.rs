//! CODEOWNERS: who looks after which paths.

use super::source::{Source, State};
use crate::model::{Key, Kind, Name, Property, Reading};

pub(super) fn reads(source: &Source) -> bool {
    source.name == "CODEOWNERS" && matches!(source.folder, "" | ".github" | "docs" | ".gitlab")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let mut at = 0;
    for line in source.text.text.split_inclusive('\n') {
        let words = line.split(" #").next().unwrap_or(line);
        let mut parts = words.split_whitespace();
        // A pattern without owners takes what an earlier one gave.
        if let Some(pattern) = parts.next().filter(|pattern| !pattern.starts_with(['#', '['])) {
            let start = at + line.find(pattern).unwrap_or_default();
            let span = source.text.span(start..at + words.trim_end().len());
            let owners = parts.filter(|owner| owner.contains('@')).map(str::to_owned);
            reading.property("", Property::new(Name::new(Kind::OwnedPath, pattern), Key::Owner, owners), span);
        }
        at += line.len();
    }
}
