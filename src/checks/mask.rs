//! Covers secrets in what commands print, in the forms that programs give them.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::snippets::{colours, without_colours};
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
        let masked = |text: &str| Files::decode(text.as_bytes().to_vec()).text().map(str::to_owned);
        // A credential that colours break shows once they are taken out; then the text goes on without them.
        let plain = without_colours(&kept);
        match masked(&plain) {
            Some(masked) if masked != plain => masked,
            _ => masked(&kept).unwrap_or(kept),
        }
    }
}

/// Looks past colours, line breaks and whatever else nobody sees: encoders break their lines, programs paint their words.
fn cover(forms: &AhoCorasick, text: &str) -> String {
    let places = seen(text);
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

/// Where the bytes of a text stand that a person sees.
fn seen(text: &str) -> Vec<usize> {
    let bytes = |range: std::ops::Range<usize>| range.filter(|at| !text.as_bytes()[*at].is_ascii_control());
    let mut places = Vec::with_capacity(text.len());
    let mut from = 0;
    for sequence in colours(text) {
        places.extend(bytes(from..sequence.start));
        from = sequence.end;
    }
    places.extend(bytes(from..text.len()));
    places
}

/// The forms in which a value may be printed, as far as a person sees them.
fn forms(value: &str) -> Vec<Vec<u8>> {
    if value.len() < SHORTEST {
        return Vec::new();
    }
    let mut all: Vec<String> = vec![value.to_owned()];
    if value.contains('\n') {
        all.extend(value.lines().map(|line| line.trim().to_owned()));
    }
    let json = serde_json::to_string(value).expect("text is always JSON");
    let json = &json[1..json.len() - 1];
    // Some writers of JSON escape what is not ASCII, some what means something in HTML, some slashes.
    for text in [json.to_owned(), escaped(json, |character| !character.is_ascii())] {
        all.push(text.replace('/', "\\/"));
        all.push(escaped(&text, |character| "<>&".contains(character)));
        all.push(escaped(&text, |character| "<>&'".contains(character)));
        all.push(text);
    }
    for quotes in [
        ["\"", "'"],
        ["&quot;", "'"],
        ["&quot;", "&#39;"],
        ["&quot;", "&#x27;"],
        ["&quot;", "&apos;"],
        ["&#34;", "&#39;"],
    ] {
        let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        all.push(html.replace('"', quotes[0]).replace('\'', quotes[1]));
    }
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
        all.push(value.bytes().map(hex).collect());
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
    all.extend(all.clone().iter().filter(|form| form.contains("\\u")).map(|form| upper_escapes(form)));
    all.into_iter().map(|form| seen(&form).into_iter().map(|at| form.as_bytes()[at]).collect()).collect()
}

/// JSON in which these characters are escapes, two of them for what lies beyond sixteen bits.
fn escaped(json: &str, is_meant: impl Fn(char) -> bool) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if is_meant(character) {
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(character);
        }
    }
    text
}

/// The same JSON with the letters of its escapes in upper case.
fn upper_escapes(json: &str) -> String {
    let (first, rest) = json.split_once("\\u").unwrap_or((json, ""));
    let mut text = first.to_owned();
    for part in rest.split("\\u") {
        let (digits, words) = part.split_at_checked(4).unwrap_or((part, ""));
        text.push_str(&format!("\\u{}{words}", digits.to_ascii_uppercase()));
    }
    text
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
    fn what_writers_of_json_html_and_addresses_make_of_a_secret_is_covered() {
        let mask = Mask::new(["pässwort/<&'\"😀"]);
        for form in [
            "p\\u00e4sswort/<&'\\\"\\ud83d\\ude00",
            "p\\u00E4sswort/<&'\\\"\\uD83D\\uDE00",
            "p\\u00e4sswort\\/<&'\\\"\\ud83d\\ude00",
            "pässwort/\\u003c\\u0026'\\\"😀",
            "p\\u00E4sswort/\\u003C\\u0026\\u0027\\\"\\uD83D\\uDE00",
            "pässwort/&lt;&amp;'\"😀",
            "pässwort/&lt;&amp;&#39;&quot;😀",
            "%70%C3%A4%73%73%77%6F%72%74%2F%3C%26%27%22%F0%9F%98%80",
            "%70%c3%a4%73%73%77%6f%72%74%2f%3c%26%27%22%f0%9f%98%80",
        ] {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form}");
        }
    }

    #[test]
    fn a_secret_is_covered_whatever_colours_it_has() {
        let mask = Mask::new(["supersecretvalue"]);
        for form in
            ["super\u{1b}[31msecret\u{1b}[0mvalue", "super\u{1b}]0;x\u{7}secret\u{8}value", "supers\re\tcretvalue"]
        {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form:?}");
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
