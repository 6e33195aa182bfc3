//! The bytes of a text as hexadecimal digits, whatever stands between them: blanks, colons, `0x`, the places and the
//! letters beside the rows of `xxd`, `od` and `hexdump`; also where a row has words of several bytes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::snippets::colours;

/// A row of a dump: its place, then its bytes, then perhaps what they look like.
static ROW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[0-9A-Fa-f]{6,8}:?\s+((?:[0-9A-Fa-f]{2,8} {1,2}){0,15}[0-9A-Fa-f]{2,8})(?:\s.*)?$")
        .expect("a valid expression")
});

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\S+").expect("a valid expression"));

/// The most digits of a row.
const ROW_DIGITS: usize = 32;

/// How digits may be read.
pub(super) const READINGS: &[fn(&str) -> Digits] =
    &[in_order, |text| in_words(text, swapped), |text| in_words(text, octal)];

/// The digits of a text, in lower case.
#[derive(Debug, Default)]
pub(super) struct Digits {
    /// One after the other.
    pub all: Vec<u8>,
    /// Where each stands, or the word that it is part of.
    places: Vec<Range<usize>>,
    rows: Vec<Range<usize>>,
}

/// As they stand there.
fn in_order(text: &str) -> Digits {
    let mut digits = Digits::default();
    let painted: Vec<Range<usize>> = colours(text).collect();
    for line in lines(text) {
        match ROW.captures(&text[line.clone()]).and_then(|row| row.get(1)) {
            Some(bytes) => {
                let before = digits.all.len();
                digits.take(text, line.start + bytes.start()..line.start + bytes.end());
                digits.end_row(before, line);
            }
            None => digits.take_unpainted(text, line, &painted),
        }
    }
    digits
}

/// As the bytes of the words at the beginning of each line.
fn in_words(text: &str, bytes: fn(&str) -> Option<Vec<u8>>) -> Digits {
    let mut digits = Digits::default();
    for line in lines(text) {
        let before = digits.all.len();
        let mut words = WORD.find_iter(&text[line.clone()]).peekable();
        // The place of a row is not as wide as its words.
        let first = words.next().filter(|place| words.peek().is_none_or(|word| word.len() == place.len()));
        for word in first.into_iter().chain(words) {
            let Some(bytes) = bytes(word.as_str()) else { break };
            let place = line.start + word.start()..line.start + word.end();
            for byte in bytes {
                digits.all.extend(format!("{byte:02x}").bytes());
                digits.places.extend([place.clone(), place.clone()]);
            }
        }
        if digits.all.len() > before {
            digits.end_row(before, line);
        }
    }
    digits
}

/// The bytes of a word in hexadecimal digits, the last first: as most machines keep numbers.
fn swapped(word: &str) -> Option<Vec<u8>> {
    number(word, 16, word.len() / 2).filter(|_| word.len().is_multiple_of(2))
}

/// The bytes of a word in octal digits, the last first.
fn octal(word: &str) -> Option<Vec<u8>> {
    let bytes = match word.len() {
        3 => 1,
        6 => 2,
        11 => 4,
        22 => 8,
        _ => return None,
    };
    number(word, 8, bytes)
}

fn number(word: &str, radix: u32, bytes: usize) -> Option<Vec<u8>> {
    let number = u64::from_str_radix(word, radix).ok()?.to_le_bytes();
    Some(number.get(..bytes)?.to_vec())
}

/// Where the lines of a text are.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let range = *start..*start + line.trim_end_matches(['\n', '\r']).len();
        *start += line.len();
        Some(range)
    })
}

impl Digits {
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
            self.all.push(bytes[at].to_ascii_lowercase());
            self.places.push(at..at + 1);
        }
    }

    /// Ends a row whose digits begin at `first`: what it has more than fit are letters beside it.
    fn end_row(&mut self, first: usize, row: Range<usize>) {
        self.all.truncate(first + ROW_DIGITS);
        self.places.truncate(first + ROW_DIGITS);
        self.rows.push(row);
    }

    /// Where the digits of a range stand in the text, with what the last row shows of them beside.
    pub fn locate(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let (first, last) = (self.places[range.start].start, self.places[range.end - 1].end);
        let mark = ["0x", "0X", "\\x", "%"].into_iter().find(|mark| text[..first].ends_with(mark));
        let start = first - mark.map_or(0, str::len);
        let row = self.rows.get(self.rows.partition_point(|row| row.end < last));
        start..row.filter(|row| row.start < last).map_or(last, |row| row.end)
    }
}
