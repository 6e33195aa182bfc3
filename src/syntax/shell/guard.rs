//! Which texts the grammar must not see, because its parser would take minutes or the whole stack.

use std::borrow::Cow;

/// The longest text worth a full parse: nobody writes a longer script by hand.
const LONGEST: usize = 256 * 1024;
/// How many brackets may be open at once: each open brace makes every later word of its kind slower.
const DEEPEST: usize = 256;
/// How many square brackets may be open, which the escapes of a colourful script never close.
const MOST_SQUARE: usize = 1000;
/// How many here-documents there may be: each that is not closed is looked for to the end.
const MOST_HEREDOCS: usize = 500;
/// How many `case` there may be: after a bad one, recovery reads on to the end.
const MOST_CASES: usize = 300;
/// How many `time` and `coproc` there may be: each nests what follows, and the parser does not count them.
const MOST_PREFIXES: usize = 40;

/// Whether `text` should be split by lines instead of parsed.
pub fn is_hostile(text: &str) -> bool {
    let heredocs = || text.matches("<<").nth(MOST_HEREDOCS).is_some();
    text.len() > LONGEST || is_deep(text) || heredocs() || repeats_keywords(text) || hides_an_alias(text)
}

/// Whether many brackets of a kind are open at once, quotes not considered.
fn is_deep(text: &str) -> bool {
    let (mut round, mut curly, mut square, mut dense) = (0_usize, 0_usize, 0_usize, 0_usize);
    text.bytes().any(|byte| {
        match byte {
            b'(' => {
                round += 1;
                dense += 1;
            }
            b')' => round = round.saturating_sub(1),
            b'{' => curly += 1,
            b'}' => curly = curly.saturating_sub(1),
            b'[' => square += 1,
            b']' => square = square.saturating_sub(1),
            b' ' | b'\t' | b'\n' => dense = 0,
            _ => {}
        }
        // Brackets of one long word are slow even when they close.
        round.max(curly).max(dense) > DEEPEST || square > MOST_SQUARE
    })
}

/// Whether `time` or `coproc` stand in it suspiciously often, or `case`.
fn repeats_keywords(text: &str) -> bool {
    let joined = if text.contains("\\\n") { Cow::Owned(text.replace("\\\n", "")) } else { Cow::Borrowed(text) };
    let count = |word| count_words(&joined, word);
    count("time") + count("coproc") > MOST_PREFIXES || count("case") > MOST_CASES
}

/// How often `word` stands in `text` on its own.
fn count_words(text: &str, word: &str) -> usize {
    let part_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = text.as_bytes();
    let alone = |at: usize| {
        !bytes[..at].last().is_some_and(part_of_word) && !bytes.get(at + word.len()).is_some_and(part_of_word)
    };
    text.match_indices(word).filter(|(at, _)| alone(*at)).count()
}

/// Whether it turns aliases on in a way that the mask does not see; an alias could stand for `time`.
fn hides_an_alias(text: &str) -> bool {
    let bare: String = text.replace("\\\n", "").chars().filter(|next| !"'\"\\$".contains(*next)).collect();
    bare.contains("expand_aliases") || (text.contains("$'") && spells_a_letter(text))
}

/// Whether a numeric escape such as `\x61` stands for a small letter, which has no honest use.
fn spells_a_letter(text: &str) -> bool {
    text.split('\\').skip(1).any(|escape| {
        let (digits, radix, most) = match escape.as_bytes().first() {
            Some(b'x') => (&escape[1..], 16, 2),
            Some(b'u') => (&escape[1..], 16, 4),
            Some(b'U') => (&escape[1..], 16, 8),
            Some(b'0'..=b'7') => (escape, 8, 4),
            _ => return false,
        };
        (1..=most).any(|length| {
            let value = digits.get(..length).and_then(|digits| u32::from_str_radix(digits, radix).ok());
            value.and_then(char::from_u32).is_some_and(|letter| letter.is_ascii_lowercase() || letter == '_')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_scripts_are_parsed() {
        assert!(!is_hostile("red=$'\\x1b[31m'\ntime make\nalias ll='ls -l'\nif a; then (b; { c; }); fi\n"));
        assert!(!is_hostile(&"f() { (cd a && b); }\n".repeat(5000)));
    }

    #[test]
    fn depth_and_repetition_are_not() {
        assert!(is_hostile(&"(".repeat(1000)));
        assert!(is_hostile(&"a[\n".repeat(2000)));
        assert!(is_hostile(&"{a, )".repeat(1000)));
        assert!(is_hostile(&"cat <<a\n".repeat(1000)));
        assert!(is_hostile(&"()".repeat(1000)));
        assert!(is_hostile(&"case x in\n".repeat(1000)));
        assert!(is_hostile(&"time ".repeat(100)));
        assert!(is_hostile(&"case x in\n".repeat(1000)));
        assert!(is_hostile(&"ti\\\nme ".repeat(100)));
        assert!(is_hostile("shopt -s expand_al''iases"));
        assert!(is_hostile("shopt -s $'expand_\\141liases'"));
    }
}
