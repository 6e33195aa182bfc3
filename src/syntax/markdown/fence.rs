//! Code blocks, and the way from their text back to the file.

use crate::text::{Excerpt, Span};
use std::ops::Range;

/// A code block.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, not the states of one thing")]
pub struct Fence {
    /// All of it, with the fences' lines and without the final newline.
    pub span: Span,
    /// What stands behind the opening fence, with escapes and entities undone.
    pub info: String,
    /// The same as written.
    pub info_span: Option<Span>,
    /// The language that the info string names, in lower case; empty if none.
    pub language: String,
    /// The lines of the content, without newlines and without the indentation of lists and quotes.
    pub lines: Vec<Span>,
    /// The lines, joined by newlines.
    pub text: String,
    /// Whether it has a closing fence; an indented block needs none.
    pub closed: bool,
    /// Whether it is code by its indentation alone.
    pub indented: bool,
    /// The index of the last heading above it.
    pub section: Option<usize>,
    /// Whether it stands in a block quote that is not a GitHub alert.
    pub quoted: bool,
    /// Whether it stands in a list item.
    pub list_item: bool,
    /// Where each line begins in `text`.
    pub(super) starts: Vec<u32>,
}

impl Fence {
    /// The place in the file of a range of `text`.
    ///
    /// A range over several lines gives the place from its first byte to its last, with the indentation between.
    #[must_use]
    pub fn locate(&self, start: usize, end: usize) -> Span {
        let place = |at: usize| {
            let index = self.starts.partition_point(|first| *first as usize <= at).checked_sub(1)?;
            let line = *self.lines.get(index)?;
            let within = at - self.starts[index] as usize;
            Some(line.start + within.min(line.len()) as u32)
        };
        match (place(start), place(end.max(start))) {
            (Some(start), Some(end)) => Span { file: self.span.file, start, end: end.max(start) },
            _ => self.span,
        }
    }
}

/// A code block while its pieces come in.
pub(super) struct OpenFence {
    /// The whole block.
    pub range: Range<usize>,
    /// The info string, if it is fenced.
    pub info: Option<String>,
    lines: Vec<Range<usize>>,
    line_is_open: bool,
}

impl OpenFence {
    /// Begins a block.
    pub fn new(range: Range<usize>, info: Option<String>) -> Self {
        Self { range, info, lines: Vec::new(), line_is_open: false }
    }

    /// Takes a piece of the content: `text` as it was parsed, which stands at `range`.
    pub fn push(&mut self, range: Range<usize>, text: &str) {
        let mut at = range.start;
        for piece in text[range].split_inclusive('\n') {
            let end = at + piece.trim_end_matches('\n').len();
            match self.lines.last_mut() {
                Some(line) if self.line_is_open => line.end = line.end.max(end),
                _ => self.lines.push(at..end),
            }
            self.line_is_open = !piece.ends_with('\n');
            at += piece.len();
        }
    }

    /// Ends the block.
    pub fn close(mut self, source: Excerpt<'_>) -> Fence {
        let bytes = source.text.as_bytes();
        for line in &mut self.lines {
            *line = source.text.floor_char_boundary(line.start)..source.text.ceil_char_boundary(line.end);
            // In MDX the parsed line may run on into the newline and the indentation behind it.
            line.end = memchr::memchr(b'\n', &bytes[line.clone()]).map_or(line.end, |newline| line.start + newline);
            if bytes[..line.end].ends_with(b"\r") {
                line.end -= 1;
                line.start = line.start.min(line.end);
            }
        }
        let whole = self.range.start..self.range.start + source.text[self.range.clone()].trim_end().len();
        let first_line =
            whole.start..memchr::memchr(b'\n', &bytes[whole.clone()]).map_or(whole.end, |at| whole.start + at);
        let info_range =
            self.info.as_ref().map(|_| info_range(source.text, first_line.clone())).filter(|at| !at.is_empty());
        let info = self.info.as_deref().unwrap_or_default().trim().to_owned();
        let mut text = String::new();
        let mut starts = Vec::with_capacity(self.lines.len());
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            starts.push(text.len() as u32);
            text.push_str(&source.text[line.clone()]);
        }
        Fence {
            closed: self.info.is_none() || is_closed(bytes, &whole, &first_line, self.lines.last()),
            indented: self.info.is_none(),
            span: source.span(whole),
            language: language(&info),
            info,
            info_span: info_range.map(|at| source.span(at)),
            lines: self.lines.into_iter().map(|line| source.span(line)).collect(),
            text,
            starts,
            section: None,
            quoted: false,
            list_item: false,
        }
    }
}

/// Where the info string stands in the opening fence's line.
fn info_range(text: &str, line: Range<usize>) -> Range<usize> {
    let words = &text[line.clone()];
    let mark = words.chars().next().unwrap_or('`');
    let info = words.trim_start_matches(mark).trim_start();
    let start = line.end - info.len();
    start..start + info.trim_end().len()
}

/// Whether the last line of the block is a fence that closes the first and is not content.
fn is_closed(bytes: &[u8], whole: &Range<usize>, first: &Range<usize>, content: Option<&Range<usize>>) -> bool {
    let Some(last) = memchr::memrchr(b'\n', &bytes[whole.clone()]).map(|at| whole.start + at + 1) else { return false };
    let mark = bytes[whole.start];
    let run = |from: usize| bytes[from..whole.end].iter().take_while(|byte| **byte == mark).count();
    let indent = bytes[last..whole.end].iter().take_while(|byte| b" \t>".contains(byte)).count();
    let closing = run(last + indent);
    // The parser leaves blanks out of the block, but not tabs.
    let rest = &bytes[last + indent + closing..whole.end];
    content.is_none_or(|line| line.end < last)
        && first.end < last
        && closing >= run(whole.start)
        && rest.iter().all(|byte| b" \t".contains(byte))
}

/// The language that an info string names, in the dialects of the generators: `sh`, `{.sh}`, `{sh}`, `sh{1,3}`,
/// `sh,ignore`, `sh:title`, `{code-block} sh`.
pub(super) fn language(info: &str) -> String {
    let word = |text: &str| -> String {
        let text = text.trim_start().trim_start_matches(['.', '=']);
        text.split([' ', '\t', ',', ':', '{', '}', '(', '[']).next().unwrap_or_default().to_lowercase()
    };
    let Some(braced) = info.trim_start().strip_prefix('{') else { return word(info) };
    let (inner, rest) = braced.split_once('}').unwrap_or((braced, ""));
    match word(inner).as_str() {
        // MyST names the directive in braces and the language behind it.
        "code-block" | "code" | "code-cell" | "sourcecode" if !rest.trim().is_empty() => word(rest),
        name if name.starts_with('#') || name.contains('=') => {
            inner.split_whitespace().find(|word| word.starts_with('.')).map_or_else(String::new, word)
        }
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_in_every_dialect() {
        for (info, expected) in [
            ("sh", "sh"),
            ("Bash title=\"x\"", "bash"),
            ("{.sh}", "sh"),
            ("{ .yaml .annotate }", "yaml"),
            ("{sh}", "sh"),
            ("{r, echo=FALSE}", "r"),
            ("sh{1,3}", "sh"),
            ("rust,ignore", "rust"),
            ("sh:title", "sh"),
            ("{code-block} python", "python"),
            ("{#id .sh}", "sh"),
            ("c++", "c++"),
            ("{", ""),
            ("", ""),
        ] {
            assert_eq!(language(info), expected, "{info}");
        }
    }
}
