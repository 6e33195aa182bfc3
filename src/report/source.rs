//! The text of the workspace's files as it is drawn: with stand-ins for what must not reach a terminal, and without the values
//! of what is called a password or a token.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::visible::{is_hidden, push_visible};
use crate::text::{BRACKET, FileId, Span, brackets_of_orders};
use crate::workspace::Workspace;

/// The files of a run that can be drawn, made once for all findings.
pub(super) struct Drawable<'a> {
    ws: &'a Workspace,
    cleaned: BTreeMap<FileId, Option<Cleaned>>,
}

/// A text with stand-ins, and where each of them moved the bytes behind it.
struct Cleaned {
    text: String,
    /// Ends of replaced characters: in the file, and here.
    ends: Vec<(usize, usize)>,
}

impl Cleaned {
    /// The text with stand-ins; none if it needs none.
    fn of(text: &str) -> Option<Self> {
        let stays = |character: char| matches!(character, '\n' | '\t') || !is_hidden(character);
        let covered = covered(text);
        let text = covered.as_ref();
        let mut brackets = brackets_of_orders(text).peekable();
        if matches!(covered, Cow::Borrowed(_))
            && brackets.peek().is_none()
            && text.chars().all(|character| stays(character) || character == '\r')
            && !has_lone_return(text)
        {
            return None;
        }
        let mut cleaned = Self { text: String::with_capacity(text.len() + 64), ends: Vec::new() };
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            let ends_line = character == '\r' && text[end..].starts_with('\n');
            if brackets.next_if_eq(&at).is_some() {
                cleaned.text.push_str(BRACKET);
                cleaned.ends.push((end, cleaned.text.len()));
                continue;
            }
            if stays(character) || ends_line {
                cleaned.text.push(character);
                continue;
            }
            // The mark of a file's byte order is no part of its first line.
            if !(at == 0 && character == '\u{feff}') {
                push_visible(&mut cleaned.text, character);
            }
            cleaned.ends.push((end, cleaned.text.len()));
        }
        Some(cleaned)
    }

    fn here(&self, byte: usize) -> usize {
        let at = self.ends.partition_point(|(there, _)| *there <= byte);
        at.checked_sub(1).map_or(byte, |at| self.ends[at].1 + (byte - self.ends[at].0))
    }

    fn there(&self, byte: usize) -> usize {
        let at = self.ends.partition_point(|(_, here)| *here <= byte);
        at.checked_sub(1).map_or(byte, |at| self.ends[at].0 + (byte - self.ends[at].1))
    }
}

/// The text with as many letters in place of values that are called a password, a token or a key. No shape shows that they
/// are real, so nobody is told of them; but nobody needs to see them either.
fn covered(text: &str) -> Cow<'_, str> {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?ix)(?: (?:password|passwd|pwd|\bpw|token|secret|api[-_]?key|private[-_]?key|access[-_]?key)[a-z0-9_]*["']?\s*[=:]\s*["']?
            | \bbearer\s+ | \blogin\b[^\n|;&]*?\s-p\s* | \bmysql\b[^\n|;&]*?\s-p )(?P<value>[\w!\#%&*+./^~-]{6,}) | ://[^\s:/@]+:(?P<password>[^\s:/@]{6,})@"#,
        )
        .expect("a valid expression")
    });
    let is_value = |value: &str| value.contains(|c: char| c.is_ascii_digit()) && value.contains(char::is_alphabetic);
    let mut found = VALUE
        .captures_iter(text)
        .filter_map(|found| found.name("value").or_else(|| found.name("password")))
        .filter(|m| is_value(m.as_str()))
        .peekable();
    if found.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut covered = text.to_owned();
    for value in found {
        covered.replace_range(value.range(), &"x".repeat(value.len()));
    }
    Cow::Owned(covered)
}

fn has_lone_return(text: &str) -> bool {
    memchr::memchr_iter(b'\r', text.as_bytes()).any(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))
}

impl<'a> Drawable<'a> {
    /// The files in which these places lie.
    pub fn new(ws: &'a Workspace, spans: impl Iterator<Item = Span>) -> Self {
        let mut cleaned = BTreeMap::new();
        for span in spans {
            cleaned.entry(span.file).or_insert_with(|| Cleaned::of(ws.files.text(span.file).unwrap_or_default()));
        }
        Self { ws, cleaned }
    }

    fn cleaned(&self, file: FileId) -> Option<&Cleaned> {
        self.cleaned.get(&file)?.as_ref()
    }

    /// The bytes of a span in the text that is drawn.
    pub fn drawn(&self, span: Span) -> Range<usize> {
        let here = |byte: u32| self.cleaned(span.file).map_or(byte as usize, |cleaned| cleaned.here(byte as usize));
        here(span.start)..here(span.end)
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &str {
        self.ws.files.path(file)
    }

    /// The text that is drawn; none where there is none.
    pub fn text(&self, file: FileId) -> Option<&str> {
        self.cleaned(file).map(|cleaned| cleaned.text.as_str()).or_else(|| self.ws.files.text(file))
    }

    /// The index of the line that holds a byte of that text.
    pub fn line(&self, file: FileId, byte: usize) -> usize {
        self.ws.files.lines(file).map_or(0, |lines| lines.index(self.there(file, byte)))
    }

    /// The bytes of a line of that text, with the end of the line.
    pub fn line_range(&self, file: FileId, line: usize) -> Option<Range<usize>> {
        let lines = self.ws.files.lines(file).filter(|lines| line < lines.count())?;
        let original = self.ws.files.text(file)?;
        let here = |byte| self.cleaned(file).map_or(byte, |cleaned| cleaned.here(byte));
        Some(here(lines.start(line, original))..here(lines.start(line + 1, original)))
    }

    /// The column in the file of a byte of that text, as people count.
    pub fn column(&self, file: FileId, byte: usize) -> usize {
        self.ws.files.position_of(file, self.there(file, byte)).column
    }

    fn there(&self, file: FileId, byte: usize) -> usize {
        self.cleaned(file).map_or(byte, |cleaned| cleaned.there(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_a_secret_is_not_drawn() {
        for (line, shown) in [
            ("docker login -u shop -p Rk29fj3LqTz && make", "docker login -u shop -p xxxxxxxxxxx && make"),
            ("PGPASSWORD: Rk29fj3LqTz", "PGPASSWORD: xxxxxxxxxxx"),
            ("-H \"Authorization: Bearer ab12cd34\"", "-H \"Authorization: Bearer xxxxxxxx\""),
            ("[l](nope.md?token=ab12cd34)", "[l](nope.md?token=xxxxxxxx)"),
            ("curl http://localhost:9000/up2x", "curl http://localhost:9000/up2x"),
            ("psql postgres://shop:ab12cd34@db/shop", "psql postgres://shop:xxxxxxxx@db/shop"),
            ("token: ${{ secrets.NPM_TOKEN2 }}", "token: ${{ secrets.NPM_TOKEN2 }}"),
            ("secrets: inherit", "secrets: inherit"),
        ] {
            assert_eq!(covered(line), shown);
        }
    }

    #[test]
    fn bytes_are_found_again_behind_stand_ins() {
        assert!(Cleaned::of("a\tb\r\ngrün\n").is_none());
        let text = "\u{feff}a\u{1b}b\u{202e}c\rd\r\n";
        let cleaned = Cleaned::of(text).expect("it has something to hide");
        assert_eq!(cleaned.text, "a␛b‹U+202E›c␍d\r\n");
        for (at, character) in text.char_indices().filter(|(_, character)| character.is_ascii_lowercase()) {
            let here = cleaned.here(at);
            assert!(cleaned.text[here..].starts_with(character));
            assert_eq!(cleaned.there(here), at);
        }
    }
}
