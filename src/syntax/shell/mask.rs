//! Hides from the shell's grammar what documentation adds to it: prompts, placeholders, workflow expressions.

use std::ops::Range;

/// The longest placeholder worth believing in.
const LONGEST_PLACEHOLDER: usize = 80;
/// The longest workflow expression; the bound keeps unclosed ones cheap.
const LONGEST_EXPRESSION: usize = 512;

/// Text to parse, and the way back to the text it was made from.
pub struct Masked {
    text: String,
    /// Original ranges that hold a prompt, a placeholder or an expression, in order.
    holes: Vec<Range<usize>>,
    /// Where in `text` a carriage return is missing: its absence lets here-documents end.
    removed: Vec<usize>,
}

impl Masked {
    /// Masks `source`, and the bytes at `prompts`, which are in order, with blanks.
    pub fn new(source: &str, prompts: &[Range<usize>]) -> Self {
        let bytes = source.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let (mut holes, mut removed) = (Vec::new(), Vec::new());
        let mut prompts = prompts.iter().peekable();
        let mut at = 0;
        while at < bytes.len() {
            if let Some(prompt) = prompts.next_if(|prompt| prompt.start <= at) {
                if prompt.end > at {
                    out.resize(out.len() + prompt.end - at, b' ');
                    holes.push(at..prompt.end);
                    at = prompt.end;
                }
                continue;
            }
            let hole = match bytes[at] {
                b'$' => expression(source, at),
                b'<' => placeholder(source, at),
                _ => None,
            };
            if let Some(end) = hole {
                // Letters can be part of every word, and other characters keep their length by staying.
                out.extend(bytes[at..end].iter().map(|byte| if byte.is_ascii() { b'x' } else { *byte }));
                holes.push(at..end);
                at = end;
                continue;
            }
            match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => removed.push(out.len()),
                b'\r' => out.push(b' '),
                other => out.push(other),
            }
            at += 1;
        }
        let mut text = String::from_utf8(out).expect("whole characters stay and only ASCII is replaced");
        // The parser would expand aliases, which moves words to where they do not stand.
        if text.contains("expand_aliases") {
            text = text.replace("expand_aliases", "expand_aliasex");
        }
        Self { text: plain(&text), holes, removed }
    }

    /// Hides nothing of `source`.
    pub fn nothing(source: &str) -> Self {
        Self { text: plain(source), holes: Vec::new(), removed: Vec::new() }
    }

    /// What to parse.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range of the original text for a range of the masked one.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let back = |at: usize| at + self.removed.partition_point(|removed| *removed < at);
        back(range.start)..back(range.end)
    }

    /// Whether an original range holds something that was hidden.
    pub fn hides(&self, original: &Range<usize>) -> bool {
        let first = self.holes.partition_point(|hole| hole.end <= original.start);
        self.holes.get(first).is_some_and(|hole| hole.start < original.end)
    }
}

/// The text with as many dots for each character beyond ASCII: the grammar knows none of them, and the parser counts bytes
/// where they continue a line. Two dots at least are never the command that a single one is, and never part of a name.
fn plain(text: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii() { char::from(byte) } else { '.' };
    text.bytes().map(byte).collect()
}

/// The `$ ` prompts at the starts of lines.
pub fn prompts(text: &str) -> Vec<Range<usize>> {
    let mut prompts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line[blank..].starts_with("$ ") {
            prompts.push(start + blank..start + blank + 1);
        }
        start += line.len();
    }
    prompts
}

/// The end of a `${{ … }}` at `at`, in which `}}` may be quoted.
fn expression(text: &str, at: usize) -> Option<usize> {
    let inside = text[at..].strip_prefix("${{")?;
    let mut quoted = false;
    let bytes = inside.as_bytes();
    for (index, byte) in bytes.iter().enumerate().take(LONGEST_EXPRESSION) {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.get(index + 1) == Some(&b'}') => return Some(at + 3 + index + 2),
            _ => {}
        }
    }
    None
}

/// The end of a `<placeholder>` at `at`, which must not be mistaken for redirections.
fn placeholder(text: &str, at: usize) -> Option<usize> {
    if text[..at].ends_with(['<', '&']) {
        return None;
    }
    let inside = &text[at + 1..];
    let mut last = '<';
    for (index, next) in inside.char_indices().take(LONGEST_PLACEHOLDER) {
        match next {
            '>' => {
                let name = &inside[..index];
                let redirects = inside[index + 1..].starts_with(['>', '&', '('])
                    || last.is_whitespace()
                    // `<in 2>out`
                    || name.rsplit_once(' ').is_some_and(|(_, word)| word.len() == 1 && last.is_ascii_digit());
                return (!name.is_empty() && !redirects).then_some(at + 1 + index + 1);
            }
            _ if index == 0 && !(next.is_alphabetic() || next == '_') => return None,
            _ if next.is_alphanumeric() || " _-./:,|@+'…".contains(next) => last = next,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_lengths() {
        let text = "$ run <größe> ${{ a }} x";
        let masked = Masked::new(text, &prompts(text));
        assert_eq!(masked.text(), "  run xxx....xx xxxxxxxx x");
        assert_eq!(masked.text().len(), text.len());
        assert!(masked.hides(&(6..8)) && !masked.hides(&(1..6)));
    }

    #[test]
    fn redirections_are_no_placeholders() {
        for text in ["a <in >out", "a <in 2>out", "a <<EOF>out", "a <in>>out", "a <(b) >c", "a <b; c>d", "a <1>"] {
            assert_eq!(Masked::new(text, &[]).text(), text);
        }
    }

    #[test]
    fn without_its_carriage_returns_a_text_is_still_found_again() {
        let masked = Masked::new("a\r\nb\r\n", &[]);
        assert_eq!(masked.text(), "a\nb\n");
        assert_eq!(masked.original(0..1), 0..1);
        assert_eq!(masked.original(2..3), 3..4);
    }

    #[test]
    fn an_unclosed_expression_hides_nothing() {
        assert_eq!(Masked::new("${{ a", &[]).text(), "${{ a");
    }
}
