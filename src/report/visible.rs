//! Text of a repository as it may be shown: what would move a cursor or deceive the eye is written out.

use std::borrow::Cow;
use std::fmt::Write;

use crate::text::{is_invisible, unordered};

/// The text with a visible stand-in for every control, direction and zero-width character.
pub fn visible(text: &str) -> Cow<'_, str> {
    let plain = unordered(text);
    if !plain.chars().any(is_hidden) {
        return plain;
    }
    let mut out = String::with_capacity(text.len());
    for character in plain.chars() {
        push_visible(&mut out, character);
    }
    Cow::Owned(out)
}

/// Writes a character, or its stand-in: a control picture where Unicode has one, else its number.
pub(super) fn push_visible(out: &mut String, character: char) {
    match character {
        _ if !is_hidden(character) => out.push(character),
        '\u{7f}' => out.push('␡'),
        '\0'..='\u{1f}' => {
            let picture = 0x2400 + u32::from(character);
            out.push(char::from_u32(picture).expect("every control character below a space has a picture"));
        }
        _ => write!(out, "‹U+{:04X}›", u32::from(character)).expect("a string takes all that is written"),
    }
}

/// Whether a character acts on what is around it, or has no form of its own. What shapes honest words and emoji may stay:
/// joiners, fillers and selectors.
pub(super) fn is_hidden(character: char) -> bool {
    let shapes = matches!(character,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{200c}'
        | '\u{200d}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0080}'..='\u{e0fff}');
    matches!(character, '\t' | '\n') || is_invisible(character) && !shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_a_terminal_raw() {
        let check = |text: &str, shown: &str| assert_eq!(visible(text), shown);
        check("plain, grün, 日本", "plain, grün, 日本");
        check("a\nb\tc\u{1b}[31m\u{7f}\u{9b}", "a␊b␉c␛[31m␡‹U+009B›");
        check("\u{202e}txt\u{2066}\u{200b}", "‹U+202E›txt‹U+2066›‹U+200B›");
        check("a ##[add-mask]b", "a ##‹U+005B›add-mask]b");
        check("👩\u{200d}💻", "👩\u{200d}💻");
    }
}
