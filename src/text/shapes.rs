//! Credentials by the shapes that their providers give them.
//!
//! Two questions are kept apart. What has the shape is *covered*: nobody can tell a sample from a credential that ended
//! yesterday, and a covered sample costs nothing. What also proves to be real, by its checksum, its length and its look, is
//! *reported*.

mod providers;

use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::mask::Mask;
use providers::SHAPES;

struct Shape {
    what: &'static str,
    /// The words that every such credential begins with, one of them.
    prefixes: &'static [&'static str],
    /// What follows them.
    body: &'static str,
    proof: Proof,
}

/// What shows that a credential is real.
enum Proof {
    /// There are 36 characters, and the last six are a checksum of the others, as GitHub makes it.
    Checksum,
    /// The body is of just this form, and looks random: it has at least this many bits a character.
    Random(&'static str, f64),
    /// What the whole says, when it is read.
    Words(fn(&str) -> bool),
}

/// Every prefix with its shape, in the order of the automaton.
static BEGINNINGS: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
    let of_one = |(at, shape): (usize, &Shape)| shape.prefixes.iter().map(move |prefix| (*prefix, at));
    SHAPES.iter().enumerate().flat_map(of_one).collect()
});

static PREFIXES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    // Some begin as others do.
    let longest = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).clone();
    longest.build(BEGINNINGS.iter().map(|(prefix, _)| prefix)).expect("the prefixes are a valid set of words")
});

/// The form of each shape's body, and that of just the real ones, which are compiled when a prefix is first met: few are.
static BODIES: LazyLock<Vec<[OnceLock<Regex>; 2]>> =
    LazyLock::new(|| SHAPES.iter().map(|_| Default::default()).collect());

fn body(at: usize) -> &'static Regex {
    let form = || Regex::new(&format!("^{}", SHAPES[at].body)).expect("each shape is a valid expression");
    BODIES[at][0].get_or_init(form)
}

fn exact_body(at: usize, form: &str) -> &'static Regex {
    let whole = || Regex::new(&format!("^(?:{form})(?:[^A-Za-z0-9_-]|$)")).expect("each shape is a valid expression");
    BODIES[at][1].get_or_init(whole)
}

/// What has the shape of a credential in `text`, in its order; with whose it is where it proves to be one.
pub(super) fn find(text: &str) -> Vec<Mask> {
    let mut found: Vec<Mask> = Vec::new();
    for hit in PREFIXES.find_iter(text) {
        let (prefix, at) = BEGINNINGS[hit.pattern().as_usize()];
        // What begins with a mark stands behind words of its own: `….atlasv1.…`, `?sig=…`.
        let begins_a_word = prefix.starts_with(|c: char| c.is_ascii_alphanumeric());
        let inside_a_word = begins_a_word
            && text[..hit.start()].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if inside_a_word || found.last().is_some_and(|mask| hit.start() < mask.end) {
            continue;
        }
        let Some(body) = body(at).find(&text[hit.end()..]) else { continue };
        if is_phrase(body.as_str()) || body.as_str().to_ascii_uppercase().contains("EXAMPLE") {
            continue;
        }
        let end = hit.end() + body.end();
        let is_real = is_real(text, hit.start(), hit.end()..end, at) && !is_near_example(&text[hit.start()..end]);
        let what = is_real.then_some(SHAPES[at].what);
        found.push(Mask { start: hit.start(), end, kept: prefix.len(), what });
    }
    found
}

/// `your-token-here`: words of a name, with a number behind them at most.
fn is_phrase(body: &str) -> bool {
    let is_word = |part: &str| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let is = |test: fn(&u8) -> bool| word.bytes().all(|byte| test(&byte));
        !word.is_empty() && (is(u8::is_ascii_lowercase) || is(u8::is_ascii_uppercase))
    };
    body.contains(['-', '_', '.']) && body.split(['-', '_', '.']).all(is_word)
}

/// Whether it is the number of a key that Amazon's pages show, but for a few letters: tests change these.
fn is_near_example(credential: &str) -> bool {
    const SHOWN: &str = "AKIAIOSFODNN7EXAMPLE";
    let others = credential.bytes().zip(SHOWN.bytes()).filter(|(own, shown)| own != shown).count();
    credential.len() == SHOWN.len() && others <= 3
}

/// Words in what people make up.
const MADE_UP: &[&str] = &["XXXX", "YOUR", "SAMPLE", "DUMMY", "0000000", "1234567", "ABCDEFGH"];

fn is_real(text: &str, start: usize, body: std::ops::Range<usize>, at: usize) -> bool {
    let words = &text[body.clone()];
    let upper = words.to_ascii_uppercase();
    if MADE_UP.iter().any(|word| upper.contains(word)) {
        return false;
    }
    match SHAPES[at].proof {
        Proof::Checksum => words.len() == 36 && checksum_holds(words),
        Proof::Random(form, least) => exact_body(at, form).is_match(&text[body.start..]) && entropy(words) >= least,
        Proof::Words(is_real) => is_real(&text[start..body.end]),
    }
}

/// Bits a character, by Shannon.
fn entropy(words: &str) -> f64 {
    let mut counts = [0u32; 256];
    words.bytes().for_each(|byte| counts[byte as usize] += 1);
    #[expect(clippy::cast_precision_loss, reason = "a credential has a few hundred characters")]
    let total = words.len() as f64;
    counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / total).map(|share| -share * share.log2()).sum()
}

/// Whether the last six characters are the base-62 CRC-32 of those before, as in tokens of GitHub and npm.
fn checksum_holds(body: &str) -> bool {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let (random, sum) = body.split_at(body.len() - 6);
    let mut crc = u32::MAX;
    for byte in random.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut rest = !crc;
    let mut digits = [0u8; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits == sum.as_bytes()
}
