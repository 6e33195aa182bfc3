//! Texts that stand in others as base64, base32 or hexadecimal digits, whatever those hold: one encoding may lie over another.

use std::ops::Range;

use super::SHORTEST;
use super::digits::{Digits, in_order};
use super::encodings::{BASE32, BASE64};
use super::view::View;

/// How many encodings may lie over each other, beside those that a secret is looked for in as it is.
pub(super) const DEEPEST: usize = 3;

/// A text as people see it and as digits, with what its letters may hold.
pub(super) struct Layers {
    view: View,
    digits: Digits,
    /// What they may hold.
    pub all: Vec<Layer>,
}

/// What some letters of a text say.
pub(super) struct Layer {
    /// The text that they hold; a byte that is no text is a question mark in it.
    pub text: String,
    /// The first of the letters, among those of the view or, of four bits, among the digits.
    first: usize,
    /// The bits of a letter.
    width: usize,
}

impl Layers {
    /// What the letters of a text may hold. A text may begin behind any letter, as others stand before it.
    pub fn of(text: &str) -> Self {
        let (view, digits) = (View::seen(text), in_order(text));
        let mut all = Vec::new();
        for (width, steps, number) in [(6, 4, base64 as fn(u8) -> Option<u8>), (5, 8, base32)] {
            for run in runs(&view.bytes, width, number) {
                for first in run.clone().take(steps) {
                    all.extend(layer(
                        view.bytes[first..run.end].iter().filter_map(|letter| number(*letter)),
                        first,
                        width,
                    ));
                }
            }
        }
        for first in 0..2 {
            all.extend(layer(digits.all.iter().skip(first).map(|digit| hexadecimal(*digit)), first, 4));
        }
        Self { view, digits, all }
    }

    /// Where the letters that hold a part of an inner text stand in the outer one, which is `text`.
    pub fn locate(&self, layer: &Layer, text: &str, inner: &Range<usize>) -> Range<usize> {
        let from = layer.first + inner.start * 8 / layer.width;
        let end = layer.first + (inner.end * 8).div_ceil(layer.width);
        if layer.width == 4 {
            return self.digits.locate(text, from..end.min(self.digits.all.len()));
        }
        self.view.locate(from..end.min(self.view.bytes.len()))
    }
}

/// What numbers of so many bits each hold, if that may be a secret.
fn layer(numbers: impl Iterator<Item = u8>, first: usize, width: usize) -> Option<Layer> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::new();
    for number in numbers {
        bits = bits << width | u32::from(number);
        count += width;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    let mut text = String::with_capacity(bytes.len());
    for part in bytes.utf8_chunks() {
        text.push_str(part.valid());
        text.extend(part.invalid().iter().map(|_| '?'));
    }
    (text.len() >= SHORTEST).then_some(Layer { text, first, width })
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
