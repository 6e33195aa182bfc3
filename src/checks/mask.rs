//! Covers secrets in what commands print, in the forms that programs give them.

mod digits;
mod encodings;
mod layers;
mod view;

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use data_encoding::HEXLOWER;
use digits::readings;
use encodings::ENCODINGS;
use layers::{DEEPEST, Layers};
use view::View;

use crate::snippets::without_colours;
use crate::text::percent::decode;
use crate::text::{Files, is_invisible};

/// Values shorter than this stand in too many words to be covered.
const SHORTEST: usize = 6;

/// What stands in a secret's place.
pub const COVER: &str = "***";

/// Covers the secrets that were granted to a command, and whatever else looks like a provider's credential.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    /// In all encodings.
    forms: Option<AhoCorasick>,
    /// As the digits of their bytes.
    digits: Option<AhoCorasick>,
    /// How many bytes a secret takes at most.
    longest: usize,
}

impl Mask {
    /// A mask of these values.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let texts: BTreeSet<String> = values.into_iter().flat_map(texts).collect();
        let encoded = texts.iter().flat_map(|text| ENCODINGS.iter().flat_map(|encoding| encoding(text)));
        let forms = encoded.map(|form| View::seen(&form).bytes);
        let hex = |bytes: &[u8]| HEXLOWER.encode(bytes).into_bytes();
        let digits: Vec<Vec<u8>> =
            texts.iter().flat_map(|text| [hex(text.as_bytes()), hex(&once_each(text))]).collect();
        let forms: Vec<Vec<u8>> = forms.collect();
        // Bits of bytes and what stands beside them take as much, and an escape as many for a letter.
        let spread = digits.iter().map(|form| form.len() * 8);
        let longest = forms.iter().map(Vec::len).chain(spread).max();
        Self { forms: automaton(forms), digits: automaton(digits), longest: longest.unwrap_or_default() }
    }

    /// The text without secrets. Of a text that was cut, the end that may hold the beginning of one goes too.
    pub fn cover(&self, text: &str, cut: bool) -> String {
        let covered = self.forms.as_ref().map_or_else(|| text.to_owned(), |forms| cover(forms, text));
        let covered = match &self.digits {
            Some(digits) => cover_digits(digits, &covered),
            None => covered,
        };
        let covered = if self.forms.is_some() { without(&covered, self.beneath(&covered, DEEPEST)) } else { covered };
        let end = if cut { covered.len().saturating_sub(self.longest) } else { covered.len() };
        let kept = &covered[..covered.floor_char_boundary(end)];
        // Text with NUL bytes is no text to the masker of files; nobody reads them in an output.
        let kept = kept.replace('\0', "\u{fffd}");
        let masked = |text: &str| Files::decode(text.as_bytes().to_vec()).text().map(str::to_owned);
        // A credential that colours and letters without width break shows once they are taken out; then the text goes on
        // without them.
        let is_seen = |letter: &char| matches!(letter, '\t' | '\r') || !is_invisible(*letter);
        let plain: String = without_colours(&kept).chars().filter(is_seen).collect();
        match masked(&plain) {
            Some(masked) if masked != plain => masked,
            _ => masked(&kept).unwrap_or(kept),
        }
    }

    /// The parts of a text that hold a secret beneath as many encodings at most.
    fn beneath(&self, text: &str, most: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let layers = Layers::of(text);
        for layer in &layers.all {
            let forms = self.forms.iter().flat_map(|forms| places_of(forms, &layer.text));
            let deeper = if most > 1 { self.beneath(&layer.text, most - 1) } else { Vec::new() };
            found.extend(forms.chain(deeper).map(|inner| layers.locate(layer, text, &inner)));
        }
        found
    }
}

/// A secret and the parts of it that programs take out: lines, the words of JSON, the password of an address, what stands
/// behind a name; each also without the blanks and quotes around it. What stands in too many words is not covered.
fn texts(value: &str) -> BTreeSet<String> {
    let value = value.trim_start_matches('\u{feff}');
    let mut found = BTreeSet::from([value.to_owned()]);
    for separator in ["\n", "\\n"] {
        if value.contains(separator) {
            let lines = value.split(separator).map(str::trim);
            found.extend(lines.clone().map(str::to_owned));
            let behind = lines.filter_map(|line| Some(line.split_once(['=', ':'])?.1.trim()));
            found.extend(behind.map(str::to_owned));
        }
    }
    if let Ok(json) = serde_json::from_str(value) {
        words_of_json(&json, &mut found);
    }
    if let Some((before, _)) = value.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')) {
        let password = before.split_once(':').map(|(_, password)| password);
        found.extend(password.into_iter().flat_map(|password| [password.to_owned(), decode(password)]));
    }
    let quotes = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`');
    let bare: Vec<String> =
        found.iter().flat_map(|text| [text.trim(), text.trim_matches(quotes)]).map(str::to_owned).collect();
    found.extend(bare);
    found.retain(|text| text.len() >= SHORTEST);
    found
}

/// The words that stand in a JSON text, with the escapes of each undone.
fn words_of_json(json: &serde_json::Value, found: &mut BTreeSet<String>) {
    match json {
        serde_json::Value::String(word) => _ = found.insert(word.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| words_of_json(item, found)),
        serde_json::Value::Object(entries) => entries.values().for_each(|value| words_of_json(value, found)),
        _ => {}
    }
}

/// The bytes of a text but for those like the one before, which dumps with one in a row leave out.
fn once_each(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.dedup();
    if bytes.len() < SHORTEST { Vec::new() } else { bytes }
}

fn automaton(mut forms: Vec<Vec<u8>>) -> Option<AhoCorasick> {
    forms.retain(|form| form.len() >= SHORTEST);
    forms.sort();
    forms.dedup();
    let mut builder = AhoCorasick::builder();
    let built = builder.match_kind(MatchKind::LeftmostLongest).build(&forms);
    (!forms.is_empty()).then(|| built.expect("secrets are a set of words of some thousand bytes"))
}

/// Looks past colours, line breaks, whatever else nobody sees, and escapes.
fn cover(forms: &AhoCorasick, text: &str) -> String {
    without(text, places_of(forms, text))
}

fn places_of(forms: &AhoCorasick, text: &str) -> Vec<Range<usize>> {
    let joined = text.contains("\\\n").then(|| View::joined(text));
    let views = joined.into_iter().chain(View::seen(text).unescaped()).collect::<Vec<_>>();
    let hits = |view: &View| forms.find_iter(&view.bytes).map(|hit| view.locate(hit.range())).collect::<Vec<_>>();
    views.iter().flat_map(hits).collect()
}

fn cover_digits(digits: &AhoCorasick, text: &str) -> String {
    without(text, places_of_digits(digits, text))
}

fn places_of_digits(digits: &AhoCorasick, text: &str) -> Vec<Range<usize>> {
    let mut hits = Vec::new();
    for there in readings(text) {
        hits.extend(digits.find_iter(&there.all).map(|hit| there.locate(text, hit.range())));
    }
    hits
}

/// A text with something else in the place of these parts of it.
fn without(text: &str, mut parts: Vec<Range<usize>>) -> String {
    parts.sort_by_key(|part| (part.start, std::cmp::Reverse(part.end)));
    let mut covered = String::with_capacity(text.len());
    let mut from = 0;
    for part in parts.into_iter().filter(|part| part.end > part.start) {
        if part.start >= from {
            covered.push_str(&text[from..text.floor_char_boundary(part.start).max(from)]);
            covered.push_str(COVER);
        }
        from = text.ceil_char_boundary(part.end).max(from);
    }
    covered.push_str(&text[from..]);
    covered
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            "hunter2/pass wo\\\nrd+\"x\"",
            "68756e746572322f7061737320776f72642b227822",
        ] {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form}");
        }
    }

    #[test]
    fn the_parts_of_a_secret_that_programs_take_out_are_covered() {
        for (value, shown) in [
            (" bravo22-password\r", "bravo22-password"),
            ("\u{feff}\"delta44-password\"", "delta44-password"),
            ("{\"user\": \"shop\", \"password\": \"foxtr66-pa/ss\\\"word\"}", "foxtr66-pa/ss\"word"),
            ("postgres://shop:golf%2F77-password@db/shop", "golf/77-password"),
            ("user: shop\npassword: hotel88-password", "hotel88-password"),
            ("-----BEGIN K-----\\nTUlJRXZnSUJBREFO\\n-----END K-----", "TUlJRXZnSUJBREFO"),
        ] {
            assert_eq!(Mask::new([value]).cover(&format!("a={shown};"), false), "a=***;", "{value}");
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

    /// As Python, bash, coreutils, xxd and util-linux write them.
    const WRITTEN: &[(&str, &str)] = &[
        ("JSON in JSON", r#"hunter2/it's \\\"x\\\" $5,~"#),
        ("JSON in JSON of PHP", r#"hunter2\\\/it's \\\"x\\\" $5,~"#),
        ("urllib.parse.quote", "hunter2/it%27s%20%22x%22%20%245%2C~"),
        ("the same in lower case", "hunter2/it%27s%20%22x%22%20%245%2c~"),
        ("encodeURIComponent", "hunter2%2Fit's%20%22x%22%20%245%2C~"),
        ("encodeURI", "hunter2/it's%20%22x%22%20$5,~"),
        ("an address in an address", "hunter2%252Fit%2527s%2520%2522x%2522%2520%25245%252C~"),
        ("printf %q", r#"hunter2/it\'s\ \"x\"\ \$5\,~"#),
        ("printf %q before", r#"hunter2/it\'s\ \"x\"\ \$5,~"#),
        ("${x@Q}", r#"hunter2/it'\''s "x" $5,~"#),
        ("shlex.quote", r#"hunter2/it'"'"'s "x" $5,~"#),
        ("declare -p", r#"hunter2/it's \"x\" \$5,~"#),
        ("repr", r#"hunter2/it\'s "x" $5,~"#),
        ("YAML", r#"hunter2/it''s "x" $5,~"#),
        ("base64", "aHVudGVyMi9pdCdzICJ4IiAkNSx+"),
        ("base64 for addresses", "aHVudGVyMi9pdCdzICJ4IiAkNSx-"),
        ("base64 of base64", "YUhWdWRHVnlNaTlwZENkeklDSjRJaUFrTlN4Kw=="),
        ("base32", "NB2W45DFOIZC62LUE5ZSAITYEIQCINJMPY======"),
        ("digits", "68756e746572322f69742773202278222024 352c7e"),
        ("blanks", "68 75 6e 74 65 72 32 2f 69 74 27 73 20 22 78 22\n 20 24 35 2c 7e"),
        ("colons", "68:75:6E:74:65:72:32:2F:69:74:27:73:20:22:78:22:20:24:35:2C:7E"),
        (
            "xxd -i",
            "0x68, 0x75, 0x6e, 0x74, 0x65, 0x72, 0x32, 0x2f, 0x69, 0x74, 0x27, 0x73,\n  0x20, 0x22, 0x78, 0x22, 0x20, 0x24, 0x35, 0x2c, 0x7e",
        ),
    ];

    #[test]
    fn every_encoding_of_a_secret_is_covered() {
        let mask = Mask::new(["hunter2/it's \"x\" $5,~"]);
        for (writer, form) in WRITTEN {
            let covered = mask.cover(form, false);
            // What fills the last group, and what the next letter would have decided, may stay.
            let rest = covered.strip_prefix(COVER).unwrap_or_else(|| panic!("{writer}: {covered}"));
            assert!(rest.trim_end_matches('=').len() <= 2, "{writer}: {covered}");
        }
    }

    #[test]
    fn a_secret_is_covered_beneath_several_encodings() {
        let mask = Mask::new(["hunter2/it's \"x\" $5,~"]);
        let base64 = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
        let base32 = |text: &str| data_encoding::BASE32.encode(text.as_bytes());
        let hex = |text: &str| HEXLOWER.encode(text.as_bytes());
        let secret = "a hunter2/it's \"x\" $5,~ b";
        let json = serde_json::to_string(secret).expect("text is always JSON");
        for form in [
            base64(&json),
            base64("a hunter2%2Fit%27s%20%22x%22%20%245%2C~ b"),
            hex(&base64(secret)),
            base64(&hex(secret)),
            base32(&json),
            base64(&base32(secret)),
            base64(&base64(&base64(secret))),
            base32(&hex(&base64(secret))),
            format!("{}\n{}", &base64(&json)[..20], &base64(&json)[20..]),
        ] {
            let covered = mask.cover(&format!("token={form} and more"), false);
            assert!(covered.starts_with("token=") && covered.ends_with(" and more"), "{form}: {covered}");
            assert!(covered.contains(COVER) && covered.len() < form.len() / 2 + 20, "{form}: {covered}");
        }
        let words =
            "deadbeefcafe0123456789abcdef and aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= stay, as ORSXG5DJNZTSA5DFPB2A==== does";
        assert_eq!(mask.cover(words, false), words);
    }

    #[test]
    fn rows_of_a_dump_are_covered_with_what_they_look_like() {
        let mask = Mask::new(["tops3cret-and-longer"]);
        for (dump, covered) in [
            (
                "00000000: 7878 746f 7073 3363 7265 742d 616e 642d  xxtops3cret-and-\n00000010: 6c6f 6e67 6572 0a                        longer.\n",
                "00000000: 7878 ***\n",
            ),
            (
                "00000000  78 78 74 6f 70 73 33 63  72 65 74 2d 61 6e 64 2d  |xxtops3cret-and-|\n00000010  6c 6f 6e 67 65 72 0a                              |longer.|\n00000017\n",
                "00000000  78 78 ***\n00000017\n",
            ),
            (
                "0000000 78 78 74 6f 70 73 33 63 72 65 74 2d 61 6e 64 2d\n0000020 6c 6f 6e 67 65 72 0a\n0000027\n",
                "0000000 78 78 ***\n0000027\n",
            ),
            (
                "0000000 7878 6f74 7370 6333 6572 2d74 6e61 2d64\n0000010 6f6c 676e 7265 000a                    \n0000017\n",
                "0000000 7878 ***\n0000017\n",
            ),
            (
                "0000000 7478 706f 3373 7263 7465 612d 646e 6c2d\n0000010 6e6f 6567 0a72                         \n0000016\n",
                "0000000 ***\n0000016\n",
            ),
            (
                "00000000: 6f747878 63337370 2d746572 2d646e61  xxtops3cret-and-\n00000010: 676e6f6c   0a7265                    longer.\n",
                "00000000: ***\n",
            ),
            (
                "0000000 074170 067564 071560 061463 062562 026564 067141 026544\n0000020 067554 063556 071145 000012\n0000027\n",
                "0000000 074170 ***\n0000027\n",
            ),
            (
                " 074170 067564 071560 061463 062562 026564 067141 026544\n 067554 063556 071145 000012\n",
                " 074170 ***\n",
            ),
            (
                "0000000 170 170 164 157 160 163 063 143 162 145 164 055 141 156 144 055\n0000020 154 157 156 147 145 162 012\n0000027\n",
                "0000000 170 170 ***\n0000027\n",
            ),
        ] {
            assert_eq!(mask.cover(dump, false), covered);
        }
        for other in [
            "00000000: 7878 746f 7073 3363 7265 742d  xxtops3cret-\n3 of 12 passed, 0xdeadbeef\n",
            "0000000 6f74 7370 6333 6572 2d74\n0000012\n 067564 071560 061463 062562 026564\nadded 1234 056701\n",
        ] {
            assert_eq!(mask.cover(other, false), other);
        }
    }

    #[test]
    fn a_secret_in_sixteen_bits_a_letter_is_covered() {
        let mask = Mask::new(["pässwort-ключ"]);
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let of = |text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
            let covered = mask.cover(&String::from_utf8_lossy(&of("a pässwort-ключ b")), false);
            assert_eq!(covered.replace(['\u{fffd}', '\u{4}'], ""), "a *** b");
            // Nothing of it can be read here, and others have bytes that are no text too.
            let other = String::from_utf8_lossy(&of("a ÄÖÜÄÖÜßÄ b")).into_owned();
            let seen = Mask::new(["ÄÖÜÄÖÜßÄ"]).cover(&other, false);
            assert_eq!(seen, other.replace('\0', "\u{fffd}"));
        }
        assert_eq!(mask.cover("p\\x00\\xe4\\x00s\\x00", false), "p\\x00\\xe4\\x00s\\x00");
        let mask = Mask::new(["hunter2-pass"]);
        for form in [
            "h\\x00u\\x00n\\x00t\\x00e\\x00r\\x002\\x00-\\x00p\\x00a\\x00s\\x00s",
            "aAB1AG4AdABlAHIAMgAtAHAAYQBzAHMA",
            "h\\u0000u\\u0000n\\u0000t\\u0000e\\u0000r\\u00002\\u0000-\\u0000p\\u0000a\\u0000s\\u0000s",
        ] {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form}");
        }
    }

    #[test]
    fn a_line_of_a_key_is_covered_in_every_encoding() {
        let mask = Mask::new(["line-one-of-it\nline-two-of-it\n"]);
        for form in [
            "line-two-of-it",
            "bGluZS10d28tb2YtaXQ=",
            "bGluZS10d28tb2YtaXQK",
            "6c 69 6e 65 2d 74 77 6f 2d 6f 66 2d 69 74",
        ] {
            let covered = mask.cover(form, false);
            assert!(covered.starts_with(COVER) && covered.len() < 6, "{form}: {covered}");
        }
    }

    #[test]
    fn base64_in_lines_is_covered() {
        let secret = "k3y-".repeat(30);
        let mask = Mask::new([secret.as_str()]);
        let text = "azN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWszeS1r\n\
                    M3ktazN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWszeS1rM3ktazN5LWsz\n\
                    eS1rM3kt\n";
        assert_eq!(mask.cover(text, false), "***\n");
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
    fn a_secret_is_covered_however_its_letters_are_escaped() {
        let mask = Mask::new(["Hunter2/pä😀&x"]);
        let every = |one: &dyn Fn(u16) -> String| "Hunter2/pä😀&x".encode_utf16().map(one).collect::<String>();
        let units = every(&|unit| format!("\\u{unit:04x}"));
        for form in [
            units.replace('\\', "\\\\"),
            units,
            every(&|unit| if unit == 0x75 { "\\u0075".to_owned() } else { String::from_utf16_lossy(&[unit]) })
                .replace("\u{fffd}\u{fffd}", "😀"),
            "\\u{48}unter2/p\\u{e4}\\u{1F600}&x".to_owned(),
            "\\x48\\x75nter2/p\\xc3\\xa4\\xf0\\x9f\\x98\\x80&x".to_owned(),
            "\\110unter2/p\\303\\244\\360\\237\\230\\200\\046x".to_owned(),
            "&#72;unter2&#x2F;p&#228;&#x1f600;&amp;x".to_owned(),
            "&amp;#72;unter2/pä😀&amp;amp;x".to_owned(),
            "H%75nter2/p%C3%A4%F0%9F%98%80&x".to_owned(),
            "Hun\u{200b}ter2\u{2060}/pä\u{fe0f}😀\u{e0041}&x".to_owned(),
            "Hun\\u200bter2/pä😀&#8203;&x".to_owned(),
        ] {
            assert_eq!(mask.cover(&format!("a {form} b"), false), "a *** b", "{form}");
        }
        for other in ["C:\\users\\x41", "50%25 &amp; more", "\\u0048 \\ud83d alone", "100%"] {
            assert_eq!(mask.cover(other, false), other);
        }
    }

    #[test]
    fn joiners_of_honest_words_stay() {
        assert_eq!(Mask::default().cover("👩\u{200d}💻", false), "👩\u{200d}💻");
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
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn a_secret_is_covered_wherever_it_stands_in_an_encoded_text(before in "[ -Z]{0,9}", secret in "[!-Z]{8,20}", after in "[ -Z]{0,9}") {
            let mask = Mask::new([secret.as_str()]);
            let whole = format!("{before}{secret}{after}");
            // The letters of the beginning are those of the whole, but for the last.
            let written = ENCODINGS.iter().flat_map(|encoding| encoding(&whole));
            for form in written {
                let covered = mask.cover(&form, false);
                prop_assert!(covered.contains(COVER), "{form} {covered}");
            }
        }
    }
}
