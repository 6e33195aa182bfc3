//! The bytes of a text as hexadecimal digits, whatever stands between them: blanks, colons, `0x`, the places and the
//! letters beside the rows of `xxd`, `od` and `hexdump`; also where a row has words of several bytes, numbers to another
//! base, or letters.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::snippets::colours;

/// A row of a dump: its place, then its bytes, then perhaps what they look like.
static ROW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[0-9A-Fa-f]{6,8}:?\s+((?:[0-9A-Fa-f]{2,16} {1,2}){0,15}[0-9A-Fa-f]{2,16})(?:\s.*)?$")
        .expect("a valid expression")
});

static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+").expect("a valid expression"));

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\S+").expect("a valid expression"));

/// The most digits of a row that has letters beside it.
const ROW_DIGITS: usize = 32;

/// How wide the place of a row and one of its letters are, as `od -c` and `hexdump -c` write them.
const PLACE_WIDTH: usize = 7;
const LETTER_WIDTH: usize = 4;

/// What is no digit.
const PART: u8 = b'.';

/// The bytes that a word may stand for.
type Unit = fn(&str) -> Option<Vec<u8>>;

const UNITS: &[Unit] = &[
    swapped,
    ordered,
    octal,
    bits,
    |word| decimal(word, 1),
    |word| decimal(word, 2),
    |word| decimal(word, 4),
    |word| decimal(word, 8),
];

/// A text in all the ways in which its digits may be read.
pub(super) fn readings(text: &str) -> impl Iterator<Item = Digits> {
    let words = UNITS.iter().flat_map(move |unit| [true, false].map(|has_places| in_words(text, *unit, has_places)));
    [in_order(text), in_letters(text), in_numbers(text), in_bits(text, false), in_bits(text, true)]
        .into_iter()
        .chain(words)
}

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
pub(super) fn in_order(text: &str) -> Digits {
    let mut digits = Digits::default();
    let painted: Vec<Range<usize>> = colours(text).collect();
    for line in lines(text) {
        match ROW.captures(&text[line.clone()]).and_then(|row| row.get(1)) {
            Some(bytes) => {
                let before = digits.all.len();
                digits.take(text, line.start + bytes.start()..line.start + bytes.end());
                digits.end_row(before, line, ROW_DIGITS);
            }
            None => digits.take_unpainted(text, line, &painted),
        }
    }
    digits
}

/// As the letters in the columns of each line, in which a blank shows nothing.
fn in_letters(text: &str) -> Digits {
    let mut digits = Digits::default();
    for line in lines(text) {
        let row = &text.as_bytes()[line.clone()];
        // A row like the one before.
        if row == b"*" {
            continue;
        }
        let has_place = row.get(..PLACE_WIDTH).is_some_and(|place| place.iter().all(u8::is_ascii_hexdigit));
        let from = if has_place { PLACE_WIDTH } else { 0 };
        let before = digits.all.len();
        for (at, cell) in row[from..].chunks(LETTER_WIDTH).enumerate() {
            let Some((name, byte)) =
                std::str::from_utf8(cell).ok().filter(|cell| cell.is_ascii()).and_then(|cell| letter(cell.trim()))
            else {
                break;
            };
            let end = line.start + from + at * LETTER_WIDTH + cell.len();
            digits.push(byte, &(end - name..end));
        }
        if digits.all.len() > before {
            digits.end_row(before, line, usize::MAX);
        }
    }
    digits
}

/// As a list of numbers, whatever stands between them: `[104, 117]`. A number that is no byte ends it.
fn in_numbers(text: &str) -> Digits {
    let mut digits = Digits::default();
    for number in NUMBER.find_iter(text) {
        match number.as_str().parse::<u8>() {
            Ok(byte) => digits.push(byte, &number.range()),
            Err(_) => digits.part(number.start()),
        }
    }
    digits
}

/// As one row of bits, over blanks and ends of lines; the last of each byte comes first if it is turned round.
fn in_bits(text: &str, is_turned: bool) -> Digits {
    let mut digits = Digits::default();
    let mut bits: Vec<(u8, usize)> = Vec::new();
    for word in WORD.find_iter(text) {
        let is_of_bits = word.as_str().bytes().all(|letter| matches!(letter, b'0' | b'1'));
        let is_number = word.len() < 8 && bits.is_empty();
        if !is_of_bits || is_number {
            bits.clear();
            digits.part(word.start());
            continue;
        }
        for (at, letter) in word.as_str().bytes().enumerate() {
            bits.push((letter - b'0', word.start() + at));
            if let [first, .., last] = bits.as_slice()
                && bits.len() == 8
            {
                let place = first.1..last.1 + 1;
                let byte = bits.iter().fold(0, |byte, (bit, _)| byte << 1 | bit);
                digits.push(if is_turned { byte.reverse_bits() } else { byte }, &place);
                bits.clear();
            }
        }
    }
    digits
}

/// What `od -c`, `od -a` and `hexdump -c` call a letter: how many of its column that takes, and its byte.
fn letter(name: &str) -> Option<(usize, u8)> {
    let byte = match name {
        "" | "sp" => b' ',
        "\\n" | "nl" => b'\n',
        "\\t" | "ht" => b'\t',
        "\\r" | "cr" => b'\r',
        _ if name.len() == 1 => name.bytes().next()?,
        _ if name.len() == 3 => u8::from_str_radix(name, 8).ok()?,
        _ => return None,
    };
    Some((name.len(), byte))
}

/// As the bytes of the words at the beginning of each line, behind its place if it has one.
fn in_words(text: &str, bytes: Unit, has_places: bool) -> Digits {
    let mut digits = Digits::default();
    for line in lines(text) {
        let before = digits.all.len();
        let mut words = WORD.find_iter(&text[line.clone()]).peekable();
        // The place of a row is not as wide as its words, and with a colon behind it letters follow them.
        let first =
            words.next().filter(|place| words.peek().is_none_or(|word| !has_places || word.len() == place.len()));
        let most = if text[line.clone()].contains(": ") { ROW_DIGITS } else { usize::MAX };
        for word in first.into_iter().chain(words) {
            let Some(bytes) = bytes(word.as_str()) else { break };
            let place = line.start + word.start()..line.start + word.end();
            for byte in bytes {
                digits.push(byte, &place);
            }
        }
        if digits.all.len() > before {
            digits.end_row(before, line, most);
        }
    }
    digits
}

/// The bytes of a word in hexadecimal digits, the first first.
fn ordered(word: &str) -> Option<Vec<u8>> {
    swapped(word).map(|mut bytes| {
        bytes.reverse();
        bytes
    })
}

/// The byte of a word in binary digits.
fn bits(word: &str) -> Option<Vec<u8>> {
    number(word, 2, 1).filter(|_| word.len() == 8)
}

/// As many bytes of a word in decimal digits, the last first.
fn decimal(word: &str, bytes: usize) -> Option<Vec<u8>> {
    let number = word.parse::<u64>().or_else(|_| word.parse::<i64>().map(i64::cast_unsigned)).ok()?.to_le_bytes();
    let (kept, rest) = number.split_at_checked(bytes)?;
    let filled = if word.starts_with('-') { u8::MAX } else { 0 };
    rest.iter().all(|byte| *byte == filled).then(|| kept.to_vec())
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

    /// Adds the digits of a byte that stands there.
    fn push(&mut self, byte: u8, place: &Range<usize>) {
        for digit in [byte >> 4, byte & 15] {
            self.all.push(b"0123456789abcdef"[usize::from(digit)]);
            self.places.push(place.clone());
        }
    }

    /// Keeps what stands before from what stands behind.
    fn part(&mut self, at: usize) {
        if self.all.last().is_some_and(|last| *last != PART) {
            self.all.push(PART);
            self.places.push(at..at);
        }
    }

    /// Ends a row whose digits begin at `first`: what it has more than fit are letters beside it.
    fn end_row(&mut self, first: usize, row: Range<usize>, most: usize) {
        self.all.truncate(first.saturating_add(most));
        self.places.truncate(first.saturating_add(most));
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
