//! Collects what a script does, from whichever reader finds it.

use super::{Assignment, Command, Script, Substitution, Word, mask::Masked, quote};
use crate::text::{Excerpt, Span};
use std::cmp::Reverse;
use std::ops::Range;

/// How deep the list of subshells around a command is kept: beyond that nobody counts, and it would cost memory.
const DEEPEST_GROUP: usize = 64;

/// Where a command stands in relation to others.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The subshells around it.
    pub group: Vec<u32>,
    /// Whether it reads from a pipe.
    pub piped: bool,
    /// Whether it is in a function's body.
    pub in_function: bool,
    /// Whether a test of a file decides if it runs.
    pub guarded: bool,
}

/// A script being read; all ranges it is given are of the masked text.
pub struct Builder<'a> {
    source: Excerpt<'a>,
    masked: &'a Masked,
    script: Script,
    groups: u32,
}

impl<'a> Builder<'a> {
    /// Nothing found so far.
    pub fn new(source: Excerpt<'a>, masked: &'a Masked) -> Self {
        Self { source, masked, script: Script::empty(), groups: 0 }
    }

    /// The text to parse.
    pub fn text(&self) -> &'a str {
        self.masked.text()
    }

    /// Notes that something was not understood.
    pub fn spoil(&mut self) {
        self.script.clean = false;
    }

    /// The context inside a new subshell.
    pub fn enter(&mut self, around: &Context) -> Context {
        let mut inside = around.clone();
        if inside.group.len() < DEEPEST_GROUP {
            inside.group.push(self.groups);
            self.groups += 1;
        }
        inside
    }

    /// The word at `range`; `None` if the range is no part of the text.
    pub fn word(&self, range: Range<usize>) -> Option<Word> {
        self.text().get(range.clone()).filter(|text| !text.is_empty())?;
        let original = self.masked.original(range);
        let raw = self.source.text.get(original.clone())?;
        let text = if self.masked.hides(&original) { None } else { quote::literal(raw) };
        Some(Word { span: self.source.span(original), text, raw: raw.to_owned() })
    }

    /// The assignment to the name at `name`; its value, if it may be literal, is at `value`.
    pub fn assignment(&self, name: Range<usize>, value: Option<Range<usize>>) -> Option<Assignment> {
        let (name, span) = self.name(name)?;
        let value = value.and_then(|value| {
            if value.is_empty() { Some(String::new()) } else { self.word(value).and_then(|word| word.text) }
        });
        Some(Assignment { name, span, value })
    }

    /// The identifier at `range`, unless it is none or part of a placeholder.
    fn name(&self, range: Range<usize>) -> Option<(String, Span)> {
        let name = self.text().get(range.clone()).filter(|name| is_name(name))?;
        let original = self.masked.original(range);
        (!self.masked.hides(&original)).then(|| (name.to_owned(), self.source.span(original)))
    }

    /// Adds a command, unless it is empty.
    pub fn command(&mut self, assignments: Vec<Assignment>, words: Vec<Word>, context: &Context) {
        let spans = assignments.iter().map(|set| set.span).chain(words.iter().map(|word| word.span));
        let Some(span) = spans.reduce(Span::to) else { return };
        self.script.commands.push(Command {
            span,
            assignments,
            words,
            group: context.group.clone(),
            piped: context.piped,
            in_function: context.in_function,
            guarded: context.guarded,
        });
    }

    /// Adds a function.
    pub fn function(&mut self, range: Range<usize>) {
        let original = self.masked.original(range);
        if let Some(name) = self.source.text.get(original.clone()).filter(|_| !self.masked.hides(&original)) {
            self.script.functions.push(name.to_owned());
        }
    }

    /// Adds a file that output goes to.
    pub fn writes(&mut self, target: Word) {
        self.script.writes.push(target);
    }

    /// Adds a word of a condition.
    pub fn tests(&mut self, word: Word) {
        self.script.tests.push(word);
    }

    /// Notes that a command decides how often others run.
    pub fn repeats(&mut self) {
        self.script.repeats = true;
    }

    /// Notes what a loop goes through.
    pub fn loops(&mut self, word: Word) {
        self.script.loops.push(word);
    }

    /// Adds what input comes from.
    pub fn reads(&mut self, source: Word) {
        self.script.reads.push(source);
    }

    /// Adds what the shell evaluates once more.
    pub fn evaluates(&mut self, text: &str) {
        self.script.evaluates.push(text.to_owned());
    }

    /// Adds what stands in place of something else; what it runs is looked at once more where it must be understood, since
    /// the parser says nothing of what it does not understand within one.
    pub fn substitution(&mut self, range: Range<usize>, runs_commands: bool) {
        let original = self.masked.original(range);
        let Some(raw) = self.source.text.get(original.clone()) else { return self.spoil() };
        let inner = raw.strip_prefix(['$', '<', '>']).unwrap_or(raw);
        let inner = inner.strip_prefix(['(', '`']).and_then(|inner| inner.strip_suffix([')', '`']));
        if runs_commands && inner.is_none() {
            self.spoil();
        }
        let runs = inner.filter(|_| runs_commands).map(str::to_owned);
        self.script.substitutions.push(Substitution { span: self.source.span(original), runs });
    }

    /// Adds the use of the variable whose name is at `range`.
    pub fn used(&mut self, range: Range<usize>, required: bool) {
        if let Some(found) = self.name(range) {
            if required {
                self.script.required.push(found.clone());
            }
            self.script.uses.push(found);
        }
    }

    /// The script, in source order.
    pub fn finish(mut self) -> Script {
        // A reader may come by the same place twice, as text and as a tree.
        for list in [&mut self.script.uses, &mut self.script.required] {
            list.sort_by_key(|(_, span)| *span);
            list.dedup();
        }
        self.script.commands.sort_by_key(|command| (command.span.start, Reverse(command.span.end)));
        self.script
    }
}

/// Whether `text` can be the name of a variable.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
