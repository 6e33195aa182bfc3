//! What a command may tell another machine that its words do not show: by what it is given, or by whether it runs at all.

use crate::snippets::catalogue::{CATALOGUE, Reach};
use crate::syntax::shell::{Command, Script, Word};

/// Whether a command that reaches another machine may tell it more than its words.
pub(super) fn may_tell(command: &Command, script: &Script) -> bool {
    is_fed(command, script) || is_decided(command, script)
}

/// Whether more can go into a command than its words show: a value, an input, or a file that holds either.
fn is_fed(command: &Command, script: &Script) -> bool {
    let is_shown = |word: &Word| word.text.as_deref().is_some_and(|text| !text.contains("/proc/"));
    let keeps = script.writes.iter().any(|target| target.text.as_deref() != Some("/dev/null"));
    command.piped || keeps || !script.reads.is_empty() || !command.words.iter().all(is_shown)
}

/// Whether something that others of a script find out may decide whether or how often a command runs, so that its running
/// tells that: only words as they are written, and what other machines answer to such, tell nothing.
fn is_decided(command: &Command, script: &Script) -> bool {
    let is_before = |other: &&Command| other.span.start < command.span.start;
    let says_nothing = |other: &Command| {
        let mut words = other.words.iter().map(|word| word.text.as_deref());
        // What is only set decides something where the script cannot do without it.
        let Some(program) = words.next() else { return script.required.is_empty() };
        let program = program.unwrap_or_default();
        let arguments: Vec<Option<&str>> = words.collect();
        let asks_others = || CATALOGUE.only_looks(program, &arguments).is_some_and(|looks| looks.reach > Reach::Here);
        CATALOGUE.always.iter().any(|known| known == program)
            || matches!(program, "sleep" | "cd" | "break" | "continue" | "exit" | "set")
            || asks_others()
    };
    let in_a_loop = !script.loops.is_empty() || script.repeats;
    let is_literal = |other: &Command| other.words.iter().all(|word| word.text.is_some());
    let others = script.commands.iter().filter(|other| other.span != command.span);
    // Who reads what it prints may end it, too.
    !script.loops.iter().all(|word| word.text.is_some())
        || others.clone().any(|other| other.piped && !is_literal(other))
        || others.filter(|other| in_a_loop || is_before(other)).any(|other| !is_literal(other) || !says_nothing(other))
}
