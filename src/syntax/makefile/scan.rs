//! The characters of a makefile: lines that go on, comments, words and the signs between them.

use std::ops::Range;

/// The end of the line at `at`, with those that continue it and its line end.
pub fn logical_line_end(text: &str, at: usize) -> usize {
    for newline in memchr::memchr_iter(b'\n', &text.as_bytes()[at..]) {
        let line = &text[at..at + newline];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let backslashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 0 {
            return at + newline + 1;
        }
    }
    text.len()
}

/// The line without its comment and line end.
pub fn without_comment(text: &str, line: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut depth = Depth::default();
    let mut at = line.start;
    while at < line.end {
        match bytes[at] {
            b'\\' => at += 1,
            b'#' if depth.is_outside() => break,
            byte => depth.pass(bytes, at, byte),
        }
        at += 1;
    }
    trimmed(text, line.start..at.min(line.end))
}

/// The range without the blanks around it.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |byte: &u8| b" \t\r\n".contains(byte);
    let bytes = &text.as_bytes()[range.clone()];
    let before = bytes.iter().take_while(|byte| blank(byte)).count();
    let after = bytes[before..].iter().rev().take_while(|byte| blank(byte)).count();
    range.start + before..range.end - after
}

/// A value with its continued lines joined by single blanks.
pub fn joined(value: &str) -> String {
    if !value.contains('\n') {
        return value.to_owned();
    }
    let lines = value.split('\n').map(|line| {
        let line = line.trim_end_matches('\r');
        line.strip_suffix('\\').unwrap_or(line).trim()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name without the backslashes that protect its signs.
pub fn unescaped(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(next) = chars.next() {
        if next != '\\' || !chars.peek().is_some_and(|next| ":# %".contains(*next)) {
            plain.push(next);
        }
    }
    plain
}

/// How deep in `$( … )` and `${ … }` a scan is.
#[derive(Default)]
struct Depth(usize);

impl Depth {
    fn is_outside(&self) -> bool {
        self.0 == 0
    }

    /// Passes the byte at `at`; inside, every bracket counts, since make counts them too.
    fn pass(&mut self, bytes: &[u8], at: usize, byte: u8) {
        match byte {
            b'(' | b'{' if self.0 > 0 || (at > 0 && bytes[at - 1] == b'$') => self.0 += 1,
            b')' | b'}' => self.0 = self.0.saturating_sub(1),
            _ => {}
        }
    }
}

/// What makes a line an assignment or a rule.
pub enum Separator {
    /// An assignment operator.
    Assignment {
        /// Where its `=` stands.
        operator: usize,
        /// Where the value begins.
        value: usize,
    },
    /// One or two colons.
    Rule {
        /// Where the targets end.
        colon: usize,
        /// Where the prerequisites begin.
        rest: usize,
    },
}

/// The first sign on a line that is outside of any expansion.
pub fn separator(text: &str, line: Range<usize>) -> Option<Separator> {
    let bytes = text.as_bytes();
    let mut depth = Depth::default();
    let mut at = line.start;
    while at < line.end {
        match bytes[at] {
            b'\\' => at += 1,
            b'=' if depth.is_outside() => return Some(Separator::Assignment { operator: at, value: at + 1 }),
            b':' if depth.is_outside() => {
                let colons = bytes[at..line.end].iter().take_while(|byte| **byte == b':').count();
                let after = at + colons;
                if after < line.end && bytes[after] == b'=' {
                    return Some(Separator::Assignment { operator: after, value: after + 1 });
                }
                // `a b &: c` makes both at once.
                let grouped = at > line.start && bytes[at - 1] == b'&';
                return Some(Separator::Rule { colon: at - usize::from(grouped), rest: after });
            }
            byte => depth.pass(bytes, at, byte),
        }
        at += 1;
    }
    None
}

/// The words of a range, between which line ends and their backslashes are blanks.
pub struct Words<'a> {
    bytes: &'a [u8],
    rest: Range<usize>,
}

impl<'a> Words<'a> {
    /// The words in `text` at `range`.
    pub fn new(text: &'a str, range: Range<usize>) -> Self {
        Self { bytes: text.as_bytes(), rest: range }
    }

    /// The length of a blank at `at`.
    fn blank(&self, at: usize) -> Option<usize> {
        let next = |offset| self.bytes.get(at + offset).copied().filter(|_| at + offset < self.rest.end);
        match (self.bytes[at], next(1), next(2)) {
            (b' ' | b'\t' | b'\r' | b'\n', ..) => Some(1),
            (b'\\', Some(b'\n'), _) => Some(2),
            (b'\\', Some(b'\r'), Some(b'\n')) => Some(3),
            _ => None,
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.rest.start < self.rest.end {
            match self.blank(self.rest.start) {
                Some(length) => self.rest.start += length,
                None => break,
            }
        }
        let start = self.rest.start;
        let mut depth = Depth::default();
        let mut at = start;
        while at < self.rest.end && !(depth.is_outside() && self.blank(at).is_some()) {
            match self.bytes[at] {
                b'\\' if at + 1 < self.rest.end && self.blank(at).is_none() => at += 1,
                byte => depth.pass(self.bytes, at, byte),
            }
            at += 1;
        }
        // A backslash may have passed the first byte of a longer character.
        while at < self.rest.end && self.bytes[at] & 0xC0 == 0x80 {
            at += 1;
        }
        self.rest.start = at;
        (at > start).then_some(start..at)
    }
}
