//! How much a page may consist of: every mark may become a node of its tree, many times as large as the mark.

/// The most marks of a page that is read: several times those of the largest pages that people have.
const MOST: usize = 200_000;

/// The longest page that is read, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// The place from which on a page is more than a page; none if all of it can be read.
pub fn excess(text: &str) -> Option<usize> {
    let mut marks = text.bytes().enumerate().filter(|(_, byte)| is_mark(*byte)).map(|(at, _)| at);
    let at = marks.nth(MOST).or_else(|| (text.len() > LONGEST).then_some(LONGEST))?;
    Some(text.floor_char_boundary(at.min(LONGEST)))
}

/// Whether something begins or ends at a byte: a line, a link, words that stand out, a tag, a cell.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'[' | b']' | b'*' | b'_' | b'`' | b'<' | b'!' | b'|' | b'\\' | b'&' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_marks_or_without_an_end_is_too_much() {
        assert_eq!(excess(&"a word and a [link](x.md)\n".repeat(20_000)), None);
        assert_eq!(excess(&"[".repeat(MOST)), None);
        assert_eq!(excess(&"[".repeat(MOST + 1)), Some(MOST));
        assert_eq!(excess(&"a".repeat(LONGEST + 1)), Some(LONGEST));
    }
}
