//! What the script of a step needs: files of the repository, and variables that somebody must set.

use crate::model::Words;
use crate::syntax::shell::{self, Command, Word};
use crate::syntax::tree::{Scalar, Style};
use crate::text::Excerpt;

/// What a script cannot do without.
#[derive(Default)]
pub(super) struct Needs {
    /// The files that it runs, from the folder in which it starts; not those that a test of a file decides about.
    pub calls: Vec<Words>,
    /// The variables without which it stops.
    pub variables: Vec<Words>,
}

/// Programs that are given a script to run.
const INTERPRETERS: &[&str] = &["bash", "sh", "zsh", "source", ".", "python", "python3", "node", "ruby", "perl"];

/// Reads the script at a scalar. One in quotes is written with escapes, so it is not read.
pub(super) fn needs(source: Excerpt, script: &Scalar) -> Needs {
    if script.style == Style::Quoted {
        return Needs::default();
    }
    let script = shell::parse(source.at(script.inner));
    let sets = |name: &str| script.commands.iter().flat_map(|command| &command.assignments).any(|set| set.name == name);
    let variables = script.required.iter().filter(|(name, _)| !sets(name));
    // Once it has gone to another folder, what it runs is not known to be here.
    let stays = |command: &&Command| !matches!(name(command), Some("cd" | "pushd"));
    let calls = script.commands.iter().take_while(stays).filter(|command| !command.guarded).filter_map(called);
    Needs {
        calls: calls.collect(),
        variables: variables.map(|(name, span)| Words { text: name.clone(), span: *span }).collect(),
    }
}

fn name(command: &Command) -> Option<&str> {
    command.words.first()?.text.as_deref()
}

/// The file that a command runs, if it is one of the folder's.
fn called(command: &Command) -> Option<Words> {
    let first = command.words.first()?;
    let word: &Word = if INTERPRETERS.contains(&name(command)?) { command.words.get(1)? } else { first };
    let path = word.text.as_deref()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-');
    let is_here = !path.starts_with(['/', '-']) && path.contains('/') && path.chars().all(is_plain);
    is_here.then(|| Words { text: path.to_owned(), span: word.span })
}
