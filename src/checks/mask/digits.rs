//! The bytes of a text as hexadecimal digits, whatever stands between them: blanks, colons, `0x`, the places and the
//! letters beside the rows of `xxd`, `od` and `hexdump`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::snippets::colours;

/// A row of a dump: its place, then its bytes, then perhaps what they look like.
static ROW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[0-9A-Fa-f]{6,8}:?\s+((?:[0-9A-Fa-f]{2,8} {1,2}){0,15}[0-9A-Fa-f]{2,8})(?:\s.*)?$")
        .expect("a valid expression")
});

/// The most digits of a row.
const ROW_DIGITS: usize = 32;

/// The digits of a text.
#[derive(Debug, Default)]
pub(super) struct Digits {
    /// One after the other.
    pub all: Vec<u8>,
    /// Where each stands.
    places: Vec<usize>,
    rows: Vec<Range<usize>>,
}

impl Digits {
    pub fn read(text: &str) -> Self {
        let mut digits = Self::default();
        let painted: Vec<Range<usize>> = colours(text).collect();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim_end_matches(['\n', '\r']);
            match ROW.captures(words).and_then(|row| row.get(1)) {
                Some(bytes) => {
                    let before = digits.all.len();
                    digits.take(text, start + bytes.start()..start + bytes.end());
                    let most = before + ROW_DIGITS;
                    digits.all.truncate(most);
                    digits.places.truncate(most);
                    digits.rows.push(start..start + words.len());
                }
                None => digits.take_unpainted(text, start..start + words.len(), &painted),
            }
            start += line.len();
        }
        digits
    }

    fn take_unpainted(&mut self, text: &str, range: Range<usize>, painted: &[Range<usize>]) {
        let mut from = range.start;
        let first = painted.partition_point(|sequence| sequence.end <= range.start);
        for sequence in painted[first..].iter().take_while(|sequence| sequence.start < range.end) {
            self.take(text, from..sequence.start.max(from));
            from = sequence.end;
        }
        self.take(text, from..range.end.max(from));
    }

    fn take(&mut self, text: &str, range: Range<usize>) {
        let bytes = text.as_bytes();
        let is_prefix = |at: usize| bytes[at] == b'0' && matches!(bytes.get(at + 1), Some(b'x' | b'X'));
        for at in range.filter(|at| bytes[*at].is_ascii_hexdigit() && !is_prefix(*at)) {
            self.all.push(bytes[at]);
            self.places.push(at);
        }
    }

    /// Where the digits of a range stand in the text, with what the last row shows of them beside.
    pub fn locate(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let (first, last) = (self.places[range.start], self.places[range.end - 1]);
        let mark = ["0x", "0X", "\\x", "%"].into_iter().find(|mark| text[..first].ends_with(mark));
        let start = first - mark.map_or(0, str::len);
        let row = self.rows.get(self.rows.partition_point(|row| row.end <= last));
        start..row.filter(|row| row.contains(&last)).map_or(last + 1, |row| row.end)
    }
}
