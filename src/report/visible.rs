//! Text of a repository as it may be shown: what would move a cursor or deceive the eye is written out.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::is_invisible;

/// The text with a visible stand-in for every control, direction and zero-width character.
pub fn visible(text: &str) -> Cow<'_, str> {
    let plain = ORDER.replace_all(text, NO_ORDER);
    if !plain.chars().any(is_hidden) {
        return plain;
    }
    let mut out = String::with_capacity(text.len());
    for character in plain.chars() {
        push_visible(&mut out, character);
    }
    Cow::Owned(out)
}

/// What begins a command to the runner of a job, wherever it stands in a line: `##[group]`, `##vso[task.setvariable …]`,
/// `##teamcity[buildStop …]`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"##(?P<runner>[A-Za-z]*)\[").expect("a valid expression"));

/// The same where it is none.
const NO_ORDER: &str = "##${runner}‹U+005B›";

/// Lines in which the runner of a job finds no command: neither this, nor one that a line begins with.
pub fn without_orders(text: &str) -> String {
    let one = |line: &str| {
        let rest = line.trim_start();
        match rest.strip_prefix("::") {
            Some(rest) => format!("{}‹U+003A›:{rest}", &line[..line.len() - rest.len() - 2]),
            None => line.to_owned(),
        }
    };
    ORDER.replace_all(text, NO_ORDER).split_inclusive('\n').map(one).collect()
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

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        let check = |text: &str, shown: &str| assert_eq!(without_orders(text), shown);
        check("##vso[task.x]\n ##teamcity[y]", "##vso‹U+005B›task.x]\n ##teamcity‹U+005B›y]");
        check("a::b\n  ::add-mask::x\n##[group]y", "a::b\n  ‹U+003A›:add-mask::x\n##‹U+005B›group]y");
    }
}
