//! Shell scripts, the bodies of `sh` fences and console transcripts: which commands they run, with which words.
//!
//! Wrappers such as `sudo` stay words: what they run is for others to say.

mod arithmetic;
mod builder;
mod console;
mod guard;
mod language;
mod lines;
mod mask;
mod options;
mod outcome;
mod quote;
mod tree;

use crate::text::{Excerpt, Span};
use builder::Builder;
use mask::Masked;
use std::ops::Range;

pub use console::{Entry, begins_behind_bracket, looks_like_console, parse_console, transcript};
pub use language::{is_session, is_shell};
pub use options::options;
pub use outcome::{Silent, cannot_fail};

/// What a script does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The commands in source order, those inside loops, functions and substitutions included.
    pub commands: Vec<Command>,
    /// The names of the functions it defines.
    pub functions: Vec<String>,
    /// The variables it cannot do without, `${X:?…}` and `${X?…}`; the span is of the name.
    pub required: Vec<(String, Span)>,
    /// Every `$X` and `${X…}`; the span is of the name.
    pub uses: Vec<(String, Span)>,
    /// The files that it redirects output to, `2>&1` not counted.
    pub writes: Vec<Word>,
    /// What it redirects input from: files, and here-documents and here-strings by their text.
    pub reads: Vec<Word>,
    /// What `[[ … ]]` compares and looks for, patterns excluded.
    pub tests: Vec<Word>,
    /// What its loops go through, one after the other.
    pub loops: Vec<Word>,
    /// Whether a command decides how often others run: `while` and `until`.
    pub repeats: bool,
    /// What it evaluates once more, arithmetic without variables not counted: there the value of a variable may be a
    /// command, `a[$(command)]`.
    pub evaluates: Vec<String>,
    /// What it puts the output of commands or the result of arithmetic in place of: `$(…)`, backticks, `<(…)`, `$((…))`.
    pub substitutions: Vec<Substitution>,
    /// Whether all of it was understood; if not, some words are guesses.
    pub clean: bool,
}

impl Script {
    /// Nothing found so far.
    fn empty() -> Self {
        Self {
            commands: Vec::new(),
            functions: Vec::new(),
            required: Vec::new(),
            uses: Vec::new(),
            writes: Vec::new(),
            reads: Vec::new(),
            tests: Vec::new(),
            loops: Vec::new(),
            repeats: false,
            evaluates: Vec::new(),
            substitutions: Vec::new(),
            clean: true,
        }
    }
}

/// One command: a name with its arguments, or a bare assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// From its first assignment or word to its last, without redirections.
    pub span: Span,
    /// What it sets: `A=b cmd`, `export A=b`, `A=b`, and the variable of a `for` loop, which has no value.
    pub assignments: Vec<Assignment>,
    /// Its words, the name first; empty for a bare assignment.
    pub words: Vec<Word>,
    /// The subshells, `( … )` and `$( … )`, that it is inside, outermost first: a `cd` in there ends there.
    pub group: Vec<u32>,
    /// Whether it reads from a pipe.
    pub piped: bool,
    /// Whether it runs only when a function of the script is called.
    pub in_function: bool,
    /// Whether it runs only if some file is there, or is not: `[ -f x ] && y`, and each branch of such an `if`.
    pub guarded: bool,
}

/// A variable and what it is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The literal value; `None` if it is computed, appended or an array.
    pub value: Option<String>,
}

/// A part of a word that the shell puts something else in place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// Where it stands, brackets included.
    pub span: Span,
    /// The commands that it runs, as they are written; none for arithmetic.
    pub runs: Option<String>,
}

/// One word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, quotes included.
    pub span: Span,
    /// What the command receives; `None` if that depends on an expansion, a pattern or a placeholder.
    pub text: Option<String>,
    /// As it is written.
    pub raw: String,
}

/// Reads a script or the body of a `sh` fence.
pub fn parse(source: Excerpt) -> Script {
    parse_with_prompts(source, &mask::prompts(source.text))
}

/// Reads a script as the shell will that runs it: a `<placeholder>` is a redirection, and nothing is hidden.
pub fn parse_exact(source: Excerpt) -> Script {
    parse_masked(source, &Masked::nothing(source.text))
}

/// Reads a script of which the bytes at `prompts` are no part.
fn parse_with_prompts(source: Excerpt, prompts: &[Range<usize>]) -> Script {
    parse_masked(source, &Masked::new(source.text, prompts))
}

fn parse_masked(source: Excerpt, masked: &Masked) -> Script {
    let mut builder = Builder::new(source, masked);
    if guard::is_hostile(masked.text()) {
        builder.spoil();
        lines::read(&mut builder, 0..masked.text().len());
    } else {
        tree::read(&mut builder);
    }
    builder.finish()
}

#[cfg(test)]
mod tests;
