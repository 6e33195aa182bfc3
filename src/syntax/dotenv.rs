//! `.env.example` and its like: which variables a program is told to expect.

use crate::text::{Excerpt, Span};
use std::ops::Range;

/// Endings of files in other languages.
const OTHERS: &[&str] = &[
    "md", "mdx", "rst", "rs", "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "json", "yml", "yaml", "toml", "sh", "rb",
    "go", "java", "kt", "php", "cs", "html", "tf", "tpl", "erb", "j2",
];

/// Whether a file is a sample of variables by its name, in lower case: one of its parts says that it has some, another is
/// one of these words, and it is in no other language.
pub fn is_sample(name: &str, words: &[&str]) -> bool {
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    parts.contains(&"env") && parts.iter().any(|part| words.contains(part)) && !OTHERS.contains(&ending)
}

/// One line that sets, or would set, a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Where the value stands, without its quotes; `None` if it is empty.
    pub value: Option<Span>,
    /// Whether it is commented out: an option rather than a need.
    pub commented: bool,
}

/// Reads the variables of a file; lines that set none are passed over.
pub fn parse(source: Excerpt) -> Vec<Variable> {
    let text = source.text;
    let mut variables = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1);
        let mut next = end;
        if let Some(line) = Line::new(text, at..end) {
            let value = value(text, line.value, end, line.commented);
            next = next.max(value.next);
            variables.push(Variable {
                name: text[line.name.clone()].to_owned(),
                span: source.span(line.name),
                value: (!value.place.is_empty()).then(|| source.span(value.place)),
                commented: line.commented,
            });
        }
        at = next;
    }
    variables
}

/// A line that sets a variable.
struct Line {
    name: Range<usize>,
    /// Where the value begins.
    value: usize,
    commented: bool,
}

impl Line {
    fn new(text: &str, line: Range<usize>) -> Option<Self> {
        let blank = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\t', '\u{feff}']).len();
        let mut at = line.start + blank(&text[line.clone()]);
        let commented = text[at..line.end].starts_with('#');
        if commented {
            at += text[at..line.end].bytes().take_while(|byte| *byte == b'#').count();
            at += blank(&text[at..line.end]);
        }
        if let Some(rest) = text[at..line.end].strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])) {
            at += "export".len() + blank(rest);
        }
        let rest = &text[at..line.end];
        let length = rest.find(|next: char| !(next.is_ascii_alphanumeric() || "_.-".contains(next)))?;
        let (name, after) = rest.split_at(length);
        // Prose has small letters before its equals signs, and blanks.
        let believable = if commented {
            !name.is_empty() && !name.contains(|next: char| next.is_ascii_lowercase() || ".-".contains(next))
        } else {
            !name.is_empty()
        };
        let equals = if commented { 0 } else { blank(after) };
        let set = after[equals..].starts_with('=') && !name.starts_with(|first: char| first.is_ascii_digit());
        (believable && set).then(|| Self { name: at..at + length, value: at + length + equals + 1, commented })
    }
}

/// Where a value stands, and where the line after it begins.
struct Value {
    place: Range<usize>,
    next: usize,
}

/// The value that begins at `start` on a line that ends at `end`.
fn value(text: &str, start: usize, end: usize, commented: bool) -> Value {
    let line = &text[start..end];
    let from = start + (line.len() - line.trim_start_matches([' ', '\t']).len());
    let rest = &text[from..end];
    let inside = from + 1;
    match rest.bytes().next() {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            // Only a double-quoted value that was not commented out goes on over lines.
            let reach = if quote == b'"' && !commented { paragraph_end(text, inside) } else { end };
            if let Some(length) = closing(&text[inside..reach], quote) {
                let close = inside + length;
                let next = text[close..].find('\n').map_or(text.len(), |length| close + length + 1);
                return Value { place: inside..close, next };
            }
        }
        // `A= # note` is empty.
        Some(b'#') if from > start => return Value { place: from..from, next: end },
        _ => {}
    }
    let cut = [" #", "\t#"].iter().filter_map(|comment| rest.find(comment)).min().unwrap_or(rest.len());
    Value { place: from..from + rest[..cut].trim_end().len(), next: end }
}

/// How far a multi-line value may go; the bound keeps a file of open quotes cheap.
fn paragraph_end(text: &str, start: usize) -> usize {
    const LONGEST: usize = 16 * 1024;
    let mut end = text.len().min(start + LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The length before the closing quote, which a backslash hides from double quotes.
fn closing(text: &str, quote: u8) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == quote && !escaped;
        escaped = quote == b'"' && byte == b'\\' && !escaped;
        closes
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hostile;
    use proptest::prelude::*;

    /// The variables as people would list them.
    fn list(text: &str) -> Vec<String> {
        let source = hostile::excerpt(text);
        parse(source)
            .iter()
            .map(|variable| {
                assert_eq!(hostile::words(source, variable.span), variable.name);
                let value = variable.value.map_or("", |span| hostile::words(source, span));
                format!("{}{}={value}", if variable.commented { "# " } else { "" }, variable.name)
            })
            .collect()
    }

    #[test]
    fn variables_are_listed_with_their_values() {
        assert_eq!(
            list("\u{feff}A=1\r\nexport B = two words \r\nC=\n\nD='x # y' # note\nE=a#b # c\nF= # empty\nnot a line\n"),
            ["A=1", "B=two words", "C=", "D=x # y", "E=a#b", "F="]
        );
    }

    #[test]
    fn commented_variables_are_told_from_prose() {
        assert_eq!(
            list("# OPT=1\n#OPT_2=\n# Set DEBUG=1 to see more\n# where x=1\n## A = b\n"),
            ["# OPT=1", "# OPT_2="]
        );
    }

    #[test]
    fn a_quoted_value_may_have_lines() {
        assert_eq!(list("K=\"a\nB=2\\\"\n\" # x\nC=3\n"), ["K=a\nB=2\\\"\n", "C=3"]);
        assert_eq!(list("K=\"open\nC=3\n"), ["K=\"open", "C=3"]);
    }

    const PIECES: &[&str] = &["A=", "# B=", "export ", "\"", "'", "`", " # note", "\n", "=", "C = d", "\\"];

    proptest! {
        #[test]
        fn no_file_is_too_strange(text in hostile::snippets(PIECES)) {
            list(&text);
        }
    }
}
