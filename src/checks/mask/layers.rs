//! Texts that stand in others as base64, base32 or hexadecimal digits, whatever those hold: one encoding may lie over another.

use std::ops::Range;

use super::SHORTEST;
use super::digits::in_order;
use super::view::View;

/// How many encodings may lie over each other, beside those that a secret is looked for in as it is.
pub(super) const DEEPEST: usize = 3;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What some letters of a text say.
pub(super) struct Layer {
    /// The text that they hold; a byte that is no text is a question mark in it.
    pub text: String,
    /// The letters: where each stands in the outer text.
    places: Vec<Range<usize>>,
    /// The bits of a letter.
    width: usize,
}

impl Layer {
    /// Where the letters that hold a part of the inner text stand in the outer one.
    pub fn locate(&self, inner: &Range<usize>) -> Range<usize> {
        let first = inner.start * 8 / self.width;
        let last = (inner.end * 8).div_ceil(self.width).min(self.places.len());
        self.places[first].start..self.places[last - 1].end
    }
}

/// What the letters of a text may hold. A text may begin behind any letter, as others stand before it.
pub(super) fn layers(text: &str) -> Vec<Layer> {
    let view = View::seen(text);
    let mut found = Vec::new();
    for (width, steps, number) in [(6, 4, base64 as fn(u8) -> Option<u8>), (5, 8, base32)] {
        for run in runs(&view.bytes, width, number) {
            for from in run.clone().take(steps) {
                let numbers: Vec<u8> = view.bytes[from..run.end].iter().filter_map(|letter| number(*letter)).collect();
                let places = || (from..run.end).map(|at| view.locate(at..at + 1)).collect();
                found.extend(layer(&numbers, width, places));
            }
        }
    }
    let digits = in_order(text);
    for from in 0..2 {
        let numbers: Vec<u8> = digits.all.iter().skip(from).map(|digit| hexadecimal(*digit)).collect();
        let places = || (from..digits.all.len()).map(|at| digits.locate(text, at..at + 1)).collect();
        found.extend(layer(&numbers, 4, places));
    }
    found
}

/// What numbers of so many bits each hold, if that may be a secret.
fn layer(numbers: &[u8], width: usize, places: impl FnOnce() -> Vec<Range<usize>>) -> Option<Layer> {
    let byte = |at: usize| {
        (at * 8..at * 8 + 8).fold(0, |byte, bit| byte << 1 | (numbers[bit / width] >> (width - 1 - bit % width) & 1))
    };
    let bytes: Vec<u8> = (0..numbers.len() * width / 8).map(byte).collect();
    let mut text = String::with_capacity(bytes.len());
    for part in bytes.utf8_chunks() {
        text.push_str(part.valid());
        text.extend(part.invalid().iter().map(|_| '?'));
    }
    (text.len() >= SHORTEST).then(|| Layer { text, places: places(), width })
}

/// The parts of a text that are letters of an encoding, if they are enough for a secret.
fn runs(bytes: &[u8], width: usize, number: fn(u8) -> Option<u8>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..=bytes.len() {
        if bytes.get(at).is_some_and(|letter| number(*letter).is_some()) {
            continue;
        }
        if (at - start) * width >= SHORTEST * 8 {
            found.push(start..at);
        }
        start = at + 1;
    }
    found
}

fn base64(letter: u8) -> Option<u8> {
    let letter = match letter {
        b'-' => b'+',
        b'_' => b'/',
        letter => letter,
    };
    place(letter, BASE64)
}

fn base32(letter: u8) -> Option<u8> {
    place(letter.to_ascii_uppercase(), BASE32)
}

fn place(letter: u8, alphabet: &[u8]) -> Option<u8> {
    alphabet.iter().position(|other| *other == letter).and_then(|at| u8::try_from(at).ok())
}

fn hexadecimal(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|number| u8::try_from(number).ok()).unwrap_or_default()
}
