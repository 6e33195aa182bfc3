//! A text as it is meant: without what nobody sees, and with what was escaped as the letters that it stands for.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::snippets::colours;
use crate::text::is_invisible;

/// Escapes as JSON, shells, languages, HTML and addresses write them; of a backslash there may be several, as one text may
/// stand in another.
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\\+u\{(?<point>[0-9A-Fa-f]{1,6})\}|\\+u(?<unit>[0-9A-Fa-f]{4})|\\+U(?<long>[0-9A-Fa-f]{8})|\\+x\{?(?<byte>[0-9A-Fa-f]{2})\}?|\\+0?(?<octal>[0-3]?[0-7]{2})|&#[xX]0*(?<hex>[0-9A-Fa-f]{1,6});?|&#0*(?<decimal>[0-9]{1,7});?|&(?<name>amp|lt|gt|quot|apos|sol|num|nbsp);|%(?<percent>[0-9A-Fa-f]{2})",
    )
    .expect("a valid expression")
});

/// How often a text is taken to have been escaped.
const DEEPEST: usize = 3;

/// The bytes that are meant, each with its place in the text.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub bytes: Vec<u8>,
    places: Vec<(u32, u32)>,
}

impl View {
    /// What a person sees of a text: encoders break their lines, programs paint their words, others put letters without
    /// width between.
    pub fn seen(text: &str) -> Self {
        let mut view = Self { bytes: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        let mut take = |range: Range<usize>| {
            for (at, letter) in text[range.clone()].char_indices().filter(|(_, letter)| !is_unseen(*letter)) {
                let at = range.start + at;
                view.bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                view.places.extend((at..at + letter.len_utf8()).map(|at| (at as u32, at as u32 + 1)));
            }
        };
        let mut from = 0;
        for sequence in colours(text) {
            take(from..sequence.start);
            from = sequence.end;
        }
        take(from..text.len());
        view
    }

    /// The same where a backslash at the end of a line says that it goes on.
    pub fn joined(text: &str) -> Self {
        let Self { bytes, places } = Self::seen(text);
        let source = text.as_bytes();
        let goes_on =
            |place: &(u32, u32)| source[place.0 as usize] == b'\\' && source.get(place.1 as usize) == Some(&b'\n');
        let kept = bytes.into_iter().zip(places).filter(|(_, place)| !goes_on(place));
        let (bytes, places) = kept.unzip();
        Self { bytes, places }
    }

    /// The view and what it is when its escapes are taken for what they stand for, over and over.
    pub fn unescaped(self) -> Vec<Self> {
        let mut views = vec![self];
        while let Some(next) = views.last().filter(|_| views.len() <= DEEPEST).and_then(Self::once) {
            views.push(next);
        }
        views
    }

    /// With each escape as what it stands for; none if it has none.
    fn once(&self) -> Option<Self> {
        let mut view = Self { bytes: Vec::with_capacity(self.bytes.len()), places: Vec::new() };
        let mut from = 0;
        // Two escapes make one letter that lies beyond sixteen bits.
        let mut first_half: Option<(u32, usize)> = None;
        for escape in ESCAPE.captures_iter(&self.bytes) {
            let whole = escape.get(0)?;
            let number = |name: &str, radix| {
                let digits = std::str::from_utf8(escape.name(name)?.as_bytes()).ok()?;
                u32::from_str_radix(digits, radix).ok()
            };
            let before = first_half.take().filter(|(_, end)| *end == whole.start());
            let unit = number("unit", 16);
            let point = match (unit, before) {
                (Some(high @ 0xd800..=0xdbff), _) => {
                    first_half = Some((high, whole.end()));
                    None
                }
                (Some(low @ 0xdc00..=0xdfff), Some((high, _))) => {
                    Some(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                }
                (unit, _) => unit,
            };
            let point = point
                .or_else(|| number("point", 16))
                .or_else(|| number("long", 16))
                .or_else(|| number("hex", 16))
                .or_else(|| number("decimal", 10))
                .or_else(|| escape.name("name").and_then(|name| named(name.as_bytes())));
            let byte = number("byte", 16).or_else(|| number("octal", 8)).or_else(|| number("percent", 16));
            view.take(self, from..whole.start());
            from = whole.end();
            let (start, end) = (self.places[whole.start()].0, self.places[whole.end() - 1].1);
            let meant: Vec<u8> = match (point.and_then(char::from_u32), byte.and_then(|byte| u8::try_from(byte).ok())) {
                (Some(letter), _) if is_unseen(letter) => Vec::new(),
                (Some(letter), _) => letter.encode_utf8(&mut [0; 4]).as_bytes().to_vec(),
                (_, Some(byte)) if byte.is_ascii() && is_unseen(char::from(byte)) => Vec::new(),
                (_, Some(byte)) => vec![byte],
                _ => Vec::new(),
            };
            view.places.extend(meant.iter().map(|_| (start, end)));
            view.bytes.extend(meant);
        }
        (from > 0).then(|| {
            view.take(self, from..self.bytes.len());
            view
        })
    }

    fn take(&mut self, other: &Self, range: Range<usize>) {
        self.bytes.extend_from_slice(&other.bytes[range.clone()]);
        self.places.extend_from_slice(&other.places[range]);
    }

    /// Where some of its bytes stand in the text.
    pub fn locate(&self, range: Range<usize>) -> Range<usize> {
        self.places[range.start].0 as usize..self.places[range.end - 1].1 as usize
    }
}

/// The letter of an entity of HTML.
fn named(entity: &[u8]) -> Option<u32> {
    let letter = match entity {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"sol" => '/',
        b"num" => '#',
        b"nbsp" => ' ',
        _ => return None,
    };
    Some(u32::from(letter))
}

/// Whether a letter shows nothing, or only changes how others are shown.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\t' | '\n') || is_invisible(letter)
}
