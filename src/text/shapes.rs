//! Credentials by the shapes that their providers give them.
//!
//! Two questions are kept apart. What has the shape is *covered*: nobody can tell a sample from a credential that ended
//! yesterday, and a covered sample costs nothing. What also proves to be real, by its checksum, its length and its look, is
//! *reported*.

use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::encoded;
use super::mask::Mask;

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

const SHAPES: &[Shape] = &[
    Shape {
        what: "GitHub token",
        prefixes: &["ghp_", "gho_", "ghs_", "ghu_", "ghr_"],
        body: "[A-Za-z0-9]{30,}",
        proof: Proof::Checksum,
    },
    Shape {
        what: "GitHub token",
        prefixes: &["github_pat_"],
        body: "[A-Za-z0-9_]{30,}",
        proof: Proof::Random("[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", 4.0),
    },
    Shape {
        what: "GitLab token",
        prefixes: &["glpat-"],
        body: "[A-Za-z0-9_.-]{20,}",
        proof: Proof::Random("[A-Za-z0-9_-]{20}", 3.5),
    },
    Shape {
        what: "AWS access key",
        prefixes: &["AKIA", "ASIA"],
        body: r"[A-Z2-7]{16}\b",
        // Nothing else has this shape, so only the samples of people who hold a key down are left out.
        proof: Proof::Random("[A-Z2-7]{16}", 2.0),
    },
    Shape {
        what: "AWS secret key",
        prefixes: &["AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"],
        body: r#"["']?\s?[=:]\s?["']?[A-Za-z0-9/+]{40}"#,
        proof: Proof::Random(r#"["']?\s?[=:]\s?["']?[A-Za-z0-9/+]{40}"#, 4.2),
    },
    Shape {
        what: "Slack token",
        prefixes: &["xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xoxe-"],
        body: "[A-Za-z0-9-]{16,}",
        proof: Proof::Random("[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9-]{20,}", 3.5),
    },
    Shape {
        what: "Slack webhook",
        prefixes: &["https://hooks.slack.com/services/T"],
        body: "[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}",
        proof: Proof::Random("[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}", 4.0),
    },
    Shape {
        what: "Stripe live key",
        prefixes: &["sk_live_", "rk_live_"],
        body: "[A-Za-z0-9]{16,}",
        proof: Proof::Random("[A-Za-z0-9]{24,}", 3.8),
    },
    Shape { what: "npm token", prefixes: &["npm_"], body: "[A-Za-z0-9]{30,}", proof: Proof::Checksum },
    Shape {
        what: "PyPI token",
        prefixes: &["pypi-AgE"],
        body: "[A-Za-z0-9_-]{40,}",
        proof: Proof::Random("[A-Za-z0-9_-]{80,}", 4.0),
    },
    Shape {
        what: "RubyGems key",
        prefixes: &["rubygems_"],
        body: "[a-f0-9]{40,}",
        proof: Proof::Random("[a-f0-9]{48}", 3.3),
    },
    Shape {
        what: "Google API key",
        prefixes: &["AIza"],
        body: "[A-Za-z0-9_-]{30,}",
        proof: Proof::Random("[A-Za-z0-9_-]{35}", 4.0),
    },
    Shape {
        what: "SendGrid key",
        prefixes: &["SG."],
        body: r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        proof: Proof::Random(r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", 4.2),
    },
    Shape {
        what: "DigitalOcean token",
        prefixes: &["dop_v1_", "doo_v1_", "dor_v1_"],
        body: "[a-f0-9]{40,}",
        proof: Proof::Random("[a-f0-9]{64}", 3.4),
    },
    Shape {
        what: "Hugging Face token",
        prefixes: &["hf_"],
        body: "[A-Za-z0-9]{30,}",
        proof: Proof::Random("[A-Za-z]{34}", 4.0),
    },
    Shape {
        what: "crates.io token",
        prefixes: &["cio"],
        body: r"[A-Za-z0-9]{32}\b",
        proof: Proof::Random("[A-Za-z0-9]{32}", 4.2),
    },
    Shape {
        what: "OpenAI key",
        prefixes: &["sk-proj-"],
        body: "[A-Za-z0-9_-]{20,}",
        proof: Proof::Random("[A-Za-z0-9_-]{40,}", 4.2),
    },
    Shape {
        what: "Anthropic key",
        prefixes: &["sk-ant-"],
        body: "[A-Za-z0-9_-]{20,}",
        proof: Proof::Random("[a-z0-9]{4,8}-[A-Za-z0-9_-]{80,}", 4.2),
    },
    Shape {
        what: "Docker Hub token",
        prefixes: &["dckr_pat_", "dckr_oat_"],
        body: "[A-Za-z0-9_-]{20,}",
        proof: Proof::Random("[A-Za-z0-9_-]{27}", 4.0),
    },
    Shape {
        what: "Shopify token",
        prefixes: &["shpat_", "shpca_", "shppa_", "shpss_"],
        body: "[A-Fa-f0-9]{30,}",
        proof: Proof::Random("[A-Fa-f0-9]{32}", 3.2),
    },
    Shape {
        what: "Vault token",
        prefixes: &["hvs.", "hvb.", "hvr."],
        body: "[A-Za-z0-9_-]{20,}",
        proof: Proof::Random("[A-Za-z0-9_-]{90,}", 4.2),
    },
    Shape {
        what: "age key",
        prefixes: &["AGE-SECRET-KEY-1"],
        body: "[A-Z0-9]{50,}",
        proof: Proof::Random("[A-Z0-9]{58}", 4.0),
    },
    Shape {
        what: "private key",
        prefixes: &["-----BEGIN "],
        // Lines may be quoted, commented, or written in one with escapes; headers and a short last line belong to it.
        body: r#"(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\[nr]|[>#*|"',])+[A-Za-z-]+: [^\n\\]*)*(?:(?:\s|\\[nr]|[>#*|"',])+[A-Za-z0-9+/=]{16,})+(?:(?:(?:\s|\\[nr]|[>#*|"',])+[A-Za-z0-9+/=]+){0,2}(?:\s|\\[nr]|[>#*|"',])*-----END)?"#,
        proof: Proof::Words(encoded::is_whole_key),
    },
    Shape {
        what: "JSON web token",
        prefixes: &["eyJ"],
        body: r"[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*",
        proof: Proof::Words(encoded::is_real_token),
    },
];

/// Every prefix with its shape, in the order of the automaton.
static BEGINNINGS: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
    let of_one = |(at, shape): (usize, &Shape)| shape.prefixes.iter().map(move |prefix| (*prefix, at));
    SHAPES.iter().enumerate().flat_map(of_one).collect()
});

static PREFIXES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(BEGINNINGS.iter().map(|(prefix, _)| prefix)).expect("the prefixes are a valid set of words")
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
        let inside_a_word =
            text[..hit.start()].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if inside_a_word || found.last().is_some_and(|mask| hit.start() < mask.end) {
            continue;
        }
        let Some(body) = body(at).find(&text[hit.end()..]) else { continue };
        if is_phrase(body.as_str()) || body.as_str().to_ascii_uppercase().contains("EXAMPLE") {
            continue;
        }
        let end = hit.end() + body.end();
        let what = is_real(text, hit.start(), hit.end()..end, at).then_some(SHAPES[at].what);
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
