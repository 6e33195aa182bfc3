//! Just enough HTML to see tags, attributes, comments and the words between them, with their places.

use std::ops::Range;

/// What a piece of HTML consists of, with ranges into it.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// Words.
    Text(Range<usize>),
    /// An opening or closing tag.
    Tag(Tag<'a>),
    /// A comment; `inner` is without its marks.
    Comment { range: Range<usize>, inner: Range<usize>, closed: bool },
}

/// A tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// All of it, with its angle brackets.
    pub range: Range<usize>,
    /// Its name, as written.
    pub name: &'a str,
    /// Whether it is `</name>`.
    pub closing: bool,
    /// Whether it is `<name/>`.
    pub self_closing: bool,
    attributes: Vec<(&'a str, Range<usize>)>,
}

impl Tag<'_> {
    /// Whether this is its name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Where the value of an attribute stands, without quotes.
    pub fn attribute(&self, name: &str) -> Option<Range<usize>> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }
}

/// Reads HTML.
pub(super) fn read(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]).map(|hit| at + hit) {
        let rest = &bytes[open..];
        let piece = if rest.starts_with(b"<!--") {
            Some(read_comment(bytes, open))
        } else if matches!(rest.get(1), Some(b'!' | b'?')) {
            let end = memchr::memchr(b'>', rest).map_or(bytes.len(), |hit| open + hit + 1);
            push_words(&mut pieces, words..open);
            (words, at) = (end, end);
            continue;
        } else if rest.get(1 + usize::from(rest.get(1) == Some(&b'/'))).is_some_and(u8::is_ascii_alphabetic) {
            read_tag(text, open).map(Piece::Tag)
        } else {
            at = open + 1;
            continue;
        };
        push_words(&mut pieces, words..open);
        let Some(piece) = piece else {
            // A tag that never ends swallows the rest, as it does in a browser.
            return pieces;
        };
        at = match &piece {
            Piece::Tag(tag) if !tag.closing && ["script", "style"].iter().any(|name| tag.is(name)) => {
                skip_raw_text(bytes, tag.range.end, tag.name)
            }
            Piece::Tag(Tag { range, .. }) | Piece::Comment { range, .. } | Piece::Text(range) => range.end,
        };
        words = at;
        pieces.push(piece);
    }
    push_words(&mut pieces, words..text.len());
    pieces
}

fn push_words(pieces: &mut Vec<Piece<'_>>, range: Range<usize>) {
    if !range.is_empty() {
        pieces.push(Piece::Text(range));
    }
}

fn read_comment<'a>(bytes: &[u8], open: usize) -> Piece<'a> {
    let inner = open + 4;
    // `<!-->` and `<!--->` are whole comments.
    if let Some(short) = [&b">"[..], b"->"].iter().find(|short| bytes[inner..].starts_with(short)) {
        return Piece::Comment { range: open..inner + short.len(), inner: inner..inner, closed: true };
    }
    match memchr::memmem::find(&bytes[inner..], b"-->").map(|hit| inner + hit) {
        Some(close) => Piece::Comment { range: open..close + 3, inner: inner..close, closed: true },
        None => Piece::Comment { range: open..bytes.len(), inner: inner..bytes.len(), closed: false },
    }
}

fn read_tag(text: &str, open: usize) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    let span = |from: usize, stops: &[u8]| {
        bytes[from..].iter().take_while(|byte| !byte.is_ascii_whitespace() && !stops.contains(byte)).count() + from
    };
    let closing = bytes[open + 1] == b'/';
    let start = open + 1 + usize::from(closing);
    let mut at = span(start, b"/>");
    let name = &text[start..at];
    let mut attributes = Vec::new();
    loop {
        match *bytes.get(at)? {
            b'>' => {
                let self_closing = bytes[at - 1] == b'/';
                return Some(Tag { range: open..at + 1, name, closing, self_closing, attributes });
            }
            byte if byte == b'/' || byte.is_ascii_whitespace() => at += 1,
            _ => {
                // The first byte is of the name even if it is `=`, so that every turn takes a byte.
                let key = at;
                at = span(at + 1, b"/>=");
                let key = text.get(key..at)?;
                let equals = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if bytes.get(equals) != Some(&b'=') {
                    continue;
                }
                at = equals + 1;
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let value = if let quote @ (b'"' | b'\'') = *bytes.get(at)? {
                    let start = at + 1;
                    let end = start + memchr::memchr(quote, &bytes[start..])?;
                    at = end + 1;
                    start..end
                } else {
                    let start = at;
                    at = span(start, b">");
                    start..at
                };
                attributes.push((key, value));
            }
        }
    }
}

/// The place of the closing tag of an element whose content is no text, or the end.
fn skip_raw_text(bytes: &[u8], from: usize, name: &str) -> usize {
    let closes = |at: &usize| {
        let rest = &bytes[at + 1..];
        rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memchr_iter(b'<', &bytes[from..]).map(|hit| from + hit).find(closes).unwrap_or(bytes.len())
}

/// Undoes the character references that occur in addresses.
pub(super) fn decode(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.bytes().take(10).position(|byte| byte == b';').and_then(|end| {
            let character = match &rest[1..end] {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => '\u{a0}',
                name => {
                    let number = name.strip_prefix('#')?;
                    let code = match number.strip_prefix(['x', 'X']) {
                        Some(digits) => u32::from_str_radix(digits, 16),
                        None => number.parse(),
                    };
                    char::from_u32(code.ok()?)?
                }
            };
            Some((character, end + 1))
        });
        let (character, length) = reference.unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        read(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(range) => text[range].to_owned(),
                Piece::Tag(tag) => format!(
                    "{}{} {:?}",
                    if tag.closing { "/" } else { "" },
                    tag.name,
                    tag.attribute("href").map(|at| &text[at])
                ),
                Piece::Comment { inner, closed, .. } => format!("!{} {closed}", &text[inner]),
            })
            .collect()
    }

    #[test]
    fn tags_words_and_comments_are_told_apart() {
        assert_eq!(
            shown("<a  HREF='x>y'>go</a> 1 < 2 <!-- c --><br/><a href = z>"),
            ["a Some(\"x>y\")", "go", "/a None", " 1 < 2 ", "! c  true", "br None", "a Some(\"z\")"]
        );
        assert_eq!(shown("<script>if (a<b) {}</script>x"), ["script None", "/script None", "x"]);
        assert_eq!(shown("<!DOCTYPE html>é<!-->a<!-- b"), ["é", "! true", "a", "! b false"]);
    }

    #[test]
    fn broken_html_ends_quietly() {
        for text in
            ["<", "</", "<a", "<a href", "<a href=", "<a href='", "<a ==\"", "<a é=ü", "<!--", "<!-", "<a/", "<a =>"]
        {
            assert!(read(text).len() < 2, "{text}");
        }
    }

    #[test]
    fn character_references_are_undone() {
        assert_eq!(decode("a&amp;b&#38;c&#x26;d&e;&"), "a&b&c&d&e;&");
        assert_eq!(decode("&é;&#xd800;"), "&é;&#xd800;");
    }
}
