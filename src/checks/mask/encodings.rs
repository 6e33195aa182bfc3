//! The forms that programs give to a text that they print: one list.

use super::SHORTEST;

/// What a text may look like in one encoding; several forms where writers differ, or where its neighbours decide.
type Encoding = fn(&str) -> Vec<String>;

/// The letters of two encodings, in the order of what they stand for.
pub(super) const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub(super) const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Every encoding that a secret is looked for in. Digits of its bytes are looked for apart, since much stands between.
pub(super) const ENCODINGS: &[Encoding] =
    &[as_it_is, json, json_in_json, html, address, shell, base64, base32, utf16, csv];

fn as_it_is(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// Within the quotes of CSV.
fn csv(text: &str) -> Vec<String> {
    vec![text.replace('"', "\"\"")]
}

/// Within the quotes of JSON. Some writers escape what is not ASCII, some what means something in HTML, some slashes.
fn json(text: &str) -> Vec<String> {
    let json = serde_json::to_string(text).expect("text is always JSON");
    let json = &json[1..json.len() - 1];
    let mut all = Vec::new();
    for text in [json.to_owned(), escaped(json, |character| !character.is_ascii())] {
        all.push(text.replace('/', "\\/"));
        all.push(escaped(&text, |character| "<>&".contains(character)));
        all.push(escaped(&text, |character| "<>&'".contains(character)));
        all.push(text);
    }
    let upper: Vec<String> = all.iter().filter(|form| form.contains("\\u")).map(|form| upper_escapes(form)).collect();
    all.extend(upper);
    all
}

/// JSON that is a text of another.
fn json_in_json(text: &str) -> Vec<String> {
    let mut inner = json(text);
    inner.sort();
    inner.dedup();
    inner.iter().flat_map(|form| json(form)).collect()
}

fn html(text: &str) -> Vec<String> {
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quotes = [
        ["\"", "'"],
        ["&quot;", "'"],
        ["&quot;", "&#39;"],
        ["&quot;", "&#x27;"],
        ["&quot;", "&apos;"],
        ["&#34;", "&#39;"],
    ];
    quotes.map(|[double, single]| html.replace('"', double).replace('\'', single)).to_vec()
}

/// The marks that writers of addresses keep: of parts, of paths, of forms, of scripts in browsers, of whole addresses.
const KEPT: &[&str] = &["-_.~", "-_.~/", "-_.", "-_.*", "-_.~!*'()", "-_.~!*'();/?:@&=+$,#"];

/// In an address, also within another.
fn address(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for kept in KEPT {
        for (upper, plus) in [(true, false), (true, true), (false, false), (false, true)] {
            let one = |byte: u8| match byte {
                b' ' if plus => "+".to_owned(),
                _ if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) => char::from(byte).to_string(),
                _ if upper => format!("%{byte:02X}"),
                _ => format!("%{byte:02x}"),
            };
            all.push(text.bytes().map(one).collect::<String>());
        }
    }
    let within: Vec<String> = all.iter().map(|form| form.replace('%', "%25")).collect();
    all.extend(within);
    all
}

/// In the quotes of shells, and of other languages that have the same.
fn shell(text: &str) -> Vec<String> {
    let behind = |marks: &str| -> String {
        let one = |character: char| if marks.contains(character) { format!("\\{character}") } else { character.into() };
        text.chars().map(one).collect()
    };
    let control = |text: &str| text.replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    let words = [behind(" \t'\"\\|&;()<>!{}*[]?^$`"), behind(" \t'\"\\|&;()<>!{}*[]?^$`,")];
    let mut all = vec![behind("\"\\$`"), control(&behind("\\'")), control(&behind("\\"))];
    // At the beginning of a word these mean something too.
    all.extend(words.iter().filter(|_| text.starts_with(['~', '#'])).map(|word| format!("\\{word}")));
    all.extend(words);
    all.extend(["'\\''", "'\"'\"'", "''"].map(|quote| text.replace('\'', quote)));
    all
}

fn base64(text: &str) -> Vec<String> {
    base64_of(text.as_bytes())
}

fn base64_of(bytes: &[u8]) -> Vec<String> {
    let mut all = letters(bytes, BASE64, 6);
    let for_addresses: Vec<String> = all.iter().map(|form| form.replace('+', "-").replace('/', "_")).collect();
    all.extend(for_addresses);
    all
}

fn base32(text: &str) -> Vec<String> {
    let mut all = letters(text.as_bytes(), BASE32, 5);
    let small: Vec<String> = all.iter().map(|form| form.to_ascii_lowercase()).collect();
    all.extend(small);
    all
}

/// In sixteen bits a letter, in both orders, as it is when it is read as UTF-8, and in base64.
fn utf16(text: &str) -> Vec<String> {
    let orders = [u16::to_le_bytes, u16::to_be_bytes];
    let written = orders.map(|order| text.encode_utf16().flat_map(order).collect::<Vec<u8>>());
    let read = written.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    // What stands for bytes that are no text says nothing of a secret.
    let is_told = |form: &String| form.replace(['\0', '\u{fffd}'], "").len() >= SHORTEST;
    read.filter(is_told).chain(written.iter().flat_map(|bytes| base64_of(bytes))).collect()
}

/// Bytes as letters of so many bits each. Within longer bytes they may begin in the middle of a letter, at as many
/// places as a letter has bits; letters that the neighbours decide are left out.
fn letters(bytes: &[u8], alphabet: &[u8], width: usize) -> Vec<String> {
    let one = |skipped: usize| -> String {
        let letter = |at: usize| {
            let bits = (0..width).map(|bit| skipped + at * width + bit);
            let number = bits.fold(0, |number, bit| number << 1 | usize::from(bytes[bit / 8] >> (7 - bit % 8) & 1));
            char::from(alphabet[number])
        };
        (0..(bytes.len() * 8).saturating_sub(skipped) / width).map(letter).collect()
    };
    // Whole bytes stand before, so with an even width only even numbers of bits are left of a letter.
    (0..width).filter(|skipped| width % 2 == 1 || skipped % 2 == 0).map(one).collect()
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
