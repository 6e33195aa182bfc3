//! Where exactly a link's destination is written: pulldown-cmark tells only the whole link.

use std::ops::Range;

/// The destination in `[text](destination "title")`, of which the text ends at `after` and the link at `end`.
pub(super) fn inline(text: &str, after: usize, end: usize) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[..end];
    let open = after + memchr::memmem::find(bytes.get(after..)?, b"](")? + 2;
    read(bytes, skip_blanks(bytes, open), true)
}

/// The destination in `[label]: destination "title"`, which stands at `range`.
pub(super) fn definition(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b']' => break,
            _ => at += 1,
        }
    }
    (bytes.get(at + 1) == Some(&b':')).then(|| read(bytes, skip_blanks(bytes, at + 2), false))?
}

/// Whether `raw` may be how `destination` was written; escapes and entities are not undone to prove it.
pub(super) fn agrees(raw: &str, destination: &str) -> bool {
    raw == destination || raw.contains(['\\', '&', '\0'])
}

/// Skips blanks and, where a line begins, the marks of block quotes.
fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    let mut line_begins = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => line_begins = true,
            b' ' | b'\t' => {}
            b'>' if line_begins => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// Reads one destination from `start`.
fn read(bytes: &[u8], start: usize, in_parentheses: bool) -> Option<Range<usize>> {
    let pointed = bytes.get(start) == Some(&b'<');
    let start = start + usize::from(pointed);
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'>' if pointed => return Some(start..at),
            b'\n' | b'\r' if pointed => return None,
            _ if pointed => {}
            b' ' | b'\t' | b'\n' | b'\r' => break,
            b'(' if in_parentheses => depth += 1,
            b')' if in_parentheses && depth == 0 => break,
            b')' if in_parentheses => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    (!pointed && at <= bytes.len()).then_some(start..at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline_of(text: &str) -> Option<&str> {
        inline(text, 2, text.len()).map(|range| &text[range])
    }

    #[test]
    fn the_destination_is_found_as_written() {
        assert_eq!(inline_of("[a](b.md)"), Some("b.md"));
        assert_eq!(inline_of("[a]( b(1).md 't' )"), Some("b(1).md"));
        assert_eq!(inline_of("[a](<b c> 't')"), Some("b c"));
        assert_eq!(inline_of(r"[a](b\)c)"), Some(r"b\)c"));
        assert_eq!(inline_of("[a](\n> > b)"), Some("b"));
        assert_eq!(inline_of("[a]()"), Some(""));
        assert_eq!(inline_of("[a](<b"), None);
        assert_eq!(inline_of("[a"), None);
    }

    #[test]
    fn a_definition_may_have_an_escaped_bracket_in_its_label() {
        let text = r"[a\]b]: <x y> 't'";
        assert_eq!(definition(text, 0..text.len()).map(|range| &text[range]), Some("x y"));
        assert_eq!(definition("[a", 0..2), None);
    }
}
