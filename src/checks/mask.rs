//! Covers secrets in what commands print, in the forms that programs give them.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::Files;

/// Values shorter than this stand in too many words to be covered.
const SHORTEST: usize = 6;

/// What stands in a secret's place.
pub const COVER: &str = "***";

/// Covers the secrets that were granted to a command, and whatever else looks like a provider's credential.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    forms: Option<AhoCorasick>,
    longest: usize,
}

impl Mask {
    /// A mask of these values.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: Vec<Vec<u8>> = values.into_iter().flat_map(forms).filter(|form| form.len() >= SHORTEST).collect();
        all.sort();
        all.dedup();
        let longest = all.iter().map(Vec::len).max().unwrap_or_default();
        if all.is_empty() {
            return Self::default();
        }
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(all);
        Self { forms: Some(built.expect("secrets are a set of words of some thousand bytes")), longest }
    }

    /// The text without secrets. Of a text that was cut, the end that may hold the beginning of one goes too.
    pub fn cover(&self, text: &str, cut: bool) -> String {
        let covered = match &self.forms {
            Some(forms) => cover(forms, text),
            None => text.to_owned(),
        };
        let end = if cut { covered.len().saturating_sub(self.longest) } else { covered.len() };
        let kept = &covered[..covered.floor_char_boundary(end)];
        // Text with NUL bytes is no text to the masker of files; nobody reads them in an output.
        let kept = kept.replace('\0', "\u{fffd}");
        Files::decode(kept.clone().into_bytes()).text().map_or(kept, str::to_owned)
    }
}

/// Looks past line breaks, as encoders break their lines.
fn cover(forms: &AhoCorasick, text: &str) -> String {
    let places: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| !b"\r\n".contains(byte)).map(|(at, _)| at).collect();
    let joined: Vec<u8> = places.iter().map(|at| text.as_bytes()[*at]).collect();
    let mut covered = String::with_capacity(text.len());
    let mut from = 0;
    for hit in forms.find_iter(&joined) {
        let (start, end) = (places[hit.start()], places[hit.end() - 1] + 1);
        covered.push_str(&text[from..text.floor_char_boundary(start).max(from)]);
        covered.push_str(COVER);
        from = text.ceil_char_boundary(end);
    }
    covered.push_str(&text[from..]);
    covered
}

/// The forms in which a value may be printed, without line breaks.
fn forms(value: &str) -> Vec<Vec<u8>> {
    if value.len() < SHORTEST {
        return Vec::new();
    }
    let mut all: Vec<String> = vec![value.to_owned()];
    if value.contains('\n') {
        all.extend(value.lines().map(|line| line.trim().to_owned()));
    }
    let json = serde_json::to_string(value).expect("text is always JSON");
    all.push(json[1..json.len() - 1].to_owned());
    all.push(json[1..json.len() - 1].replace('/', "\\/"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    for upper in [true, false] {
        let hex = |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        all.push(
            value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { hex(byte) }).collect(),
        );
        all.push(
            value
                .bytes()
                .map(|byte| {
                    if byte == b' ' {
                        "+".to_owned()
                    } else if plain(byte) {
                        char::from(byte).to_string()
                    } else {
                        hex(byte)
                    }
                })
                .collect(),
        );
        all.push(value.bytes().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect());
    }
    // Within a longer text a value begins at any of three places of a group of base64.
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(value.as_bytes());
        let whole = base64(&bytes);
        // Characters that the neighbours decide are left out.
        let (start, spare) = ([0, 2, 3][before], (before + value.len()) % 3);
        let end = whole.len() - usize::from(spare != 0);
        if let Some(core) = whole.get(start..end).filter(|core| core.len() >= SHORTEST) {
            all.push(core.to_owned());
            all.push(core.replace('+', "-").replace('/', "_"));
        }
    }
    all.into_iter().map(|form| form.bytes().filter(|byte| !b"\r\n".contains(byte)).collect()).collect()
}

/// Base64 without padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().enumerate().fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        text.extend((0..=group.len()).map(|at| char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize])));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_of_a_secret_is_covered() {
        let mask = Mask::new(["hunter2/pass word+\"x\""]);
        for form in [
            "hunter2/pass word+\"x\"",
            "hunter2\\/pass word+\\\"x\\\"",
            "hunter2%2Fpass%20word%2B%22x%22",
            "hunter2%2fpass%20word%2b%22x%22",
            "hunter2%2Fpass+word%2B%22x%22",
            "aHVudGVyMi9wYXNzIHdvcmQrIngi",
            "hunter2/pass wo\nrd+\"x\"",
            "68756e746572322f7061737320776f72642b227822",
        ] {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form}");
        }
    }

    #[test]
    fn short_values_and_other_words_stay() {
        let mask = Mask::new(["short", "longenough"]);
        assert_eq!(mask.cover("short words", false), "short words");
        assert_eq!(mask.cover("longenough\n", false), "***\n");
        assert_eq!(mask.cover("é longenough é", false), "é *** é");
        assert_eq!(Mask::default().cover("a\0b", false), "a\u{fffd}b");
    }

    #[test]
    fn the_beginning_of_a_secret_at_a_cut_goes_too() {
        let mask = Mask::new(["supersecretvalue"]);
        assert!(!mask.cover("words supersecr", true).contains("supersecr"));
    }

    #[test]
    fn lines_of_a_key_are_covered_each() {
        let mask = Mask::new(["line-one-of-it\nline-two-of-it"]);
        assert_eq!(mask.cover("x line-two-of-it y", false), "x *** y");
    }

    proptest! {
        #[test]
        fn a_secret_in_base64_is_covered_wherever_it_stands(before in "[ -~]{0,9}", secret in "[!-~]{8,40}", after in "[ -~]{0,9}") {
            let mask = Mask::new([secret.as_str()]);
            let whole = base64(format!("{before}{secret}{after}").as_bytes());
            let covered = mask.cover(&whole, false);
            prop_assert!(covered.contains(COVER), "{whole} {covered}");
        }
    }
}
