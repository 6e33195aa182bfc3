//! Shell scripts: the variables that they cannot do without, and the options that they take.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::shell;
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn reads(source: &Source) -> bool {
    source.ends_with(&[".sh", ".bash"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    if let Some(options) = shell::options(source.text) {
        for (name, span) in options {
            reading.name("", Name::within(Kind::ScriptOption, source.path, name), span);
        }
        reading.whole_list("", Kind::ScriptOption, source.path, source.place());
    }
    required(source, reading);
}

fn required(source: &Source, reading: &mut Reading) {
    // What asks for no variable need not be parsed.
    static REQUIRES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\$\{[A-Za-z_]\w*:?\?").expect("a valid expression"));
    if !REQUIRES.is_match(source.text.text) {
        return;
    }
    let script = shell::parse(source.text);
    let sets = |name: &str| script.commands.iter().flat_map(|command| &command.assignments).any(|set| set.name == name);
    for (name, span) in script.required.iter().filter(|(name, _)| !sets(name)) {
        reading.required(source.folder, Name::new(Kind::EnvVar, &**name), *span);
    }
}
