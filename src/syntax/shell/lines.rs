//! A reader that cannot fail: splits lines into words without minding the grammar.
//!
//! It reads what the grammar cannot: the rest of a script after an open quote, and texts too long or too deep.

use super::Word;
use super::builder::{Builder, Context, is_name};
use std::ops::Range;

/// Reads the part of the masked text at `range`.
pub fn read(builder: &mut Builder, range: Range<usize>) {
    let mut reader = Reader {
        bytes: builder.text().as_bytes(),
        text: builder.text(),
        at: range.start,
        end: range.end,
        words: Vec::new(),
        contexts: vec![Context::default()],
        heredocs: Vec::new(),
        heredocs_end: true,
        builder,
    };
    reader.run();
}

struct Reader<'b, 'a> {
    builder: &'b mut Builder<'a>,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    end: usize,
    /// The words of the command at hand.
    words: Vec<Range<usize>>,
    /// The subshells that are open; never empty.
    contexts: Vec<Context>,
    /// The delimiters of the here-documents that begin after this line.
    heredocs: Vec<String>,
    /// Whether so far every here-document ended; one that does not would be searched for again and again.
    heredocs_end: bool,
}

impl Reader<'_, '_> {
    fn run(&mut self) {
        while self.at < self.end {
            let start = self.at;
            match self.bytes[start] {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.next_is(b'\n') => self.at += 2,
                b'\n' => {
                    self.at += 1;
                    self.finish(false);
                    self.skip_heredocs();
                }
                b'#' => self.at = self.line_end(),
                b'|' => {
                    let pipe = !self.next_is(b'|');
                    self.at += 1 + usize::from(self.next_is(b'|') || self.next_is(b'&'));
                    self.finish(pipe);
                }
                b'&' if self.next_is(b'>') => self.at += 1,
                b'&' | b';' => {
                    self.at += 1;
                    self.finish(false);
                }
                b'(' => self.open(),
                b')' => self.close(),
                b'<' | b'>' => self.redirect(),
                _ => {
                    let word = self.word();
                    self.words.push(word);
                }
            }
        }
        self.finish(false);
    }

    fn next_is(&self, byte: u8) -> bool {
        self.at + 1 < self.end && self.bytes[self.at + 1] == byte
    }

    fn line_end(&self) -> usize {
        memchr::memchr(b'\n', &self.bytes[self.at..self.end]).map_or(self.end, |length| self.at + length)
    }

    fn open(&mut self) {
        if self.next_is(b')') && self.words.len() == 1 {
            // `name()` defines a function.
            self.builder.function(self.words[0].clone());
            self.words.clear();
            self.at += 2;
            return;
        }
        self.at += 1;
        self.finish(false);
        let around = self.context().clone();
        let inside = self.builder.enter(&around);
        // Deeper subshells are not told apart, and so need not be remembered.
        if self.contexts.len() < 64 {
            self.contexts.push(inside);
        }
    }

    fn close(&mut self) {
        self.at += 1;
        if self.contexts.len() > 1 {
            self.finish(false);
            self.contexts.pop();
        } else {
            // The pattern of a `case`.
            self.words.clear();
        }
    }

    fn context(&self) -> &Context {
        self.contexts.last().expect("the outermost context is never closed")
    }

    /// Passes a redirection and its target; `<(` stays for the subshell to be read.
    fn redirect(&mut self) {
        let descriptor =
            |word: &Range<usize>| word.end == self.at && self.bytes[word.clone()].iter().all(u8::is_ascii_digit);
        if self.words.last().is_some_and(descriptor) {
            self.words.pop();
        }
        let heredoc =
            self.text[self.at..self.end].starts_with("<<") && !self.text[self.at..self.end].starts_with("<<<");
        while self.at < self.end && b"<>&|-".contains(&self.bytes[self.at]) {
            self.at += 1;
        }
        while self.at < self.end && b" \t".contains(&self.bytes[self.at]) {
            self.at += 1;
        }
        if self.at < self.end && !b"()\n;|&<>#".contains(&self.bytes[self.at]) {
            let target = self.word();
            if heredoc {
                let delimiter = self.text.get(target).unwrap_or_default();
                self.heredocs.push(delimiter.chars().filter(|next| !"'\"\\".contains(*next)).collect());
            }
        }
    }

    fn skip_heredocs(&mut self) {
        for delimiter in std::mem::take(&mut self.heredocs) {
            if !self.heredocs_end || delimiter.is_empty() {
                continue;
            }
            let mut line_start = self.at;
            let body = &self.text[self.at..self.end];
            let ends = body.split_inclusive('\n').any(|line| {
                line_start += line.len();
                line.trim() == delimiter
            });
            if ends {
                self.at = line_start;
            } else {
                self.heredocs_end = false;
            }
        }
    }

    /// Takes one word, of which no quote or bracket goes beyond the line.
    fn word(&mut self) -> Range<usize> {
        let start = self.at;
        while self.at < self.end {
            match self.bytes[self.at] {
                b' ' | b'\t' | b'\r' | b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>' => break,
                b'\\' => {
                    self.at += self.text[self.at + 1..self.end].chars().next().map_or(1, |next| 1 + next.len_utf8());
                }
                quote @ (b'\'' | b'"' | b'`') => self.quoted(quote),
                b'$' if self.next_is(b'(') => self.bracketed(b'(', b')'),
                b'$' if self.next_is(b'{') => self.bracketed(b'{', b'}'),
                _ => self.at += 1,
            }
        }
        self.scan_uses(start);
        start..self.at
    }

    /// Passes a quoted part, or only the quote if it does not close on this line.
    fn quoted(&mut self, quote: u8) {
        let end = self.line_end();
        let mut at = self.at + 1;
        while at < end {
            if self.bytes[at] == quote {
                self.at = at + 1;
                return;
            }
            at += if self.bytes[at] == b'\\' && quote != b'\'' { 2 } else { 1 };
        }
        self.at += 1;
    }

    /// Passes a bracketed part, or the line if it does not close on it: looking for each end anew would take long.
    fn bracketed(&mut self, open: u8, close: u8) {
        let end = self.line_end();
        let mut depth = 0_usize;
        while self.at < end {
            let byte = self.bytes[self.at];
            self.at += 1;
            if byte == open {
                depth += 1;
            } else if byte == close {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
        }
    }

    /// Notes the variables in the word that began at `start`, except in single quotes.
    fn scan_uses(&mut self, start: usize) {
        let end = self.at;
        let (mut at, mut single, mut double) = (start, false, false);
        while at < end {
            match self.bytes[at] {
                b'\\' if !single => at += 1,
                b'\'' if !double => single = !single,
                b'"' if !single => double = !double,
                b'$' if !single => {
                    let brace = self.bytes[at + 1..end].first() == Some(&b'{');
                    let from = at + 1 + usize::from(brace);
                    let rest = self.bytes.get(from..end).unwrap_or_default();
                    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                    let after = &rest[length..];
                    let required = brace && (after.starts_with(b":?") || after.starts_with(b"?"));
                    self.builder.used(from..from + length, required);
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Ends the command at hand; `pipe` says whether the next one reads from it.
    fn finish(&mut self, pipe: bool) {
        let ranges = std::mem::take(&mut self.words);
        let context = self.context().clone();
        self.emit(&ranges, &context);
        if let Some(context) = self.contexts.last_mut() {
            context.piped = pipe;
        }
    }

    fn emit(&mut self, ranges: &[Range<usize>], context: &Context) {
        let at = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        let begins = ranges.iter().position(|range| !KEYWORDS.contains(&at(range))).unwrap_or(ranges.len());
        let ranges = &ranges[begins..];
        let Some(first) = ranges.first().map(at) else { return };
        if let "for" | "select" | "case" | "function" = first {
            if let ("function", Some(name)) = (first, ranges.get(1)) {
                self.builder.function(name.clone());
            }
            return;
        }
        let declares = matches!(first, "export" | "declare" | "local" | "readonly" | "typeset");
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        for range in ranges {
            if words.is_empty() || declares {
                let text = at(range);
                if let Some(name) = text.find('=').filter(|equals| is_name(&text[..*equals])) {
                    let value = range.start + name + 1..range.end;
                    assignments.extend(self.builder.assignment(range.start..range.start + name, Some(value)));
                    continue;
                }
            }
            words.extend(self.builder.word(range.clone()));
        }
        self.builder.command(assignments, words, context);
    }
}

const KEYWORDS: &[&str] =
    &["if", "then", "else", "elif", "fi", "do", "done", "while", "until", "esac", "!", "{", "}", "[[", "((", "))"];

#[cfg(test)]
mod tests {
    use crate::syntax::{hostile, shell::*};

    fn read(text: &str) -> Script {
        let masked = Masked::new(text, &[]);
        let mut builder = Builder::new(hostile::excerpt(text), &masked);
        lines::read(&mut builder, 0..text.len());
        builder.finish()
    }

    #[test]
    fn commands_are_split_without_a_grammar() {
        let script = read("A=b make x | tee 'a b' >log 2>&1\nif test $X; then (cd y); fi\nf() {\n cat <<E\nno\nE\n}\n");
        let raw: Vec<String> = script
            .commands
            .iter()
            .map(|command| command.words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(raw, ["make x", "tee 'a b'", "test $X", "cd y", "cat"]);
        assert!(script.commands[1].piped);
        assert_eq!(script.commands[3].group.len(), 1);
        assert_eq!(script.commands[0].assignments[0].value.as_deref(), Some("b"));
        assert_eq!(script.uses[0].0, "X");
        assert_eq!(script.functions, ["f"]);
    }
}
