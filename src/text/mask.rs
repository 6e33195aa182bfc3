//! Finds credentials by the shapes their providers give them, and covers them with as many letters.
//!
//! Letters, because a star would be an alias in YAML. A shape alone is not enough: what providers print in their own
//! documentation, what has too little variety, and tokens whose checksum is wrong are samples, and stay as they are.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::{address, encoded, named};

/// A credential in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mask {
    pub start: usize,
    pub end: usize,
    pub what: &'static str,
}

struct Shape {
    what: &'static str,
    /// The literal that every such credential begins with.
    prefix: &'static str,
    /// The whole credential, anchored at the prefix.
    pattern: &'static str,
    check: Check,
}

enum Check {
    /// The last six characters are a checksum of the rest, as GitHub makes it.
    Crc,
    /// It must look random: at least this many bits a character.
    Entropy(f64),
    /// What it says, when it is read.
    Words(fn(&str) -> bool),
}

const SHAPES: &[Shape] = &[
    Shape { what: "GitHub token", prefix: "ghp_", pattern: r"^ghp_[A-Za-z0-9]{36}\b", check: Check::Crc },
    Shape { what: "GitHub token", prefix: "gho_", pattern: r"^gho_[A-Za-z0-9]{36}\b", check: Check::Crc },
    Shape { what: "GitHub token", prefix: "ghs_", pattern: r"^ghs_[A-Za-z0-9]{36}\b", check: Check::Crc },
    Shape { what: "GitHub token", prefix: "ghu_", pattern: r"^ghu_[A-Za-z0-9]{36}\b", check: Check::Crc },
    Shape {
        what: "GitHub token",
        prefix: "github_pat_",
        pattern: r"^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b",
        check: Check::Entropy(4.0),
    },
    Shape {
        what: "GitLab token",
        prefix: "glpat-",
        pattern: r"^glpat-[A-Za-z0-9_-]{20}\b",
        check: Check::Entropy(3.5),
    },
    Shape { what: "AWS access key", prefix: "AKIA", pattern: r"^AKIA[A-Z2-7]{16}\b", check: Check::Entropy(3.2) },
    Shape {
        what: "AWS secret key",
        prefix: "AWS_SECRET_ACCESS_KEY",
        pattern: r#"^AWS_SECRET_ACCESS_KEY["']?\s?[=:]\s?["']?[A-Za-z0-9/+]{40}\b"#,
        check: Check::Entropy(4.2),
    },
    Shape {
        what: "AWS secret key",
        prefix: "aws_secret_access_key",
        pattern: r#"^aws_secret_access_key["']?\s?[=:]\s?["']?[A-Za-z0-9/+]{40}\b"#,
        check: Check::Entropy(4.2),
    },
    Shape {
        what: "Slack token",
        prefix: "xox",
        pattern: r"^xox[abpr]-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9-]{20,}",
        check: Check::Entropy(3.5),
    },
    Shape {
        what: "Slack webhook",
        prefix: "https://hooks.slack.com/services/T",
        pattern: r"^https://hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}",
        check: Check::Entropy(4.0),
    },
    Shape {
        what: "Stripe live key",
        prefix: "sk_live_",
        pattern: r"^sk_live_[A-Za-z0-9]{24,}",
        check: Check::Entropy(3.8),
    },
    Shape { what: "npm token", prefix: "npm_", pattern: r"^npm_[A-Za-z0-9]{36}\b", check: Check::Crc },
    Shape {
        what: "PyPI token",
        prefix: "pypi-AgE",
        pattern: r"^pypi-AgE[A-Za-z0-9_-]{80,}",
        check: Check::Entropy(4.0),
    },
    Shape { what: "Google API key", prefix: "AIza", pattern: r"^AIza[A-Za-z0-9_-]{35}\b", check: Check::Entropy(4.0) },
    Shape {
        what: "SendGrid key",
        prefix: "SG.",
        pattern: r"^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b",
        check: Check::Entropy(4.2),
    },
    Shape {
        what: "DigitalOcean token",
        prefix: "dop_v1_",
        pattern: r"^dop_v1_[a-f0-9]{64}\b",
        check: Check::Entropy(3.4),
    },
    Shape { what: "Hugging Face token", prefix: "hf_", pattern: r"^hf_[A-Za-z]{34}\b", check: Check::Entropy(4.0) },
    Shape { what: "crates.io token", prefix: "cio", pattern: r"^cio[A-Za-z0-9]{32}\b", check: Check::Entropy(4.2) },
    Shape {
        what: "OpenAI key",
        prefix: "sk-proj-",
        pattern: r"^sk-proj-[A-Za-z0-9_-]{40,}",
        check: Check::Entropy(4.2),
    },
    Shape {
        what: "Anthropic key",
        prefix: "sk-ant-",
        pattern: r"^sk-ant-[a-z0-9]{4,8}-[A-Za-z0-9_-]{80,}",
        check: Check::Entropy(4.2),
    },
    Shape {
        what: "Docker Hub token",
        prefix: "dckr_pat_",
        pattern: r"^dckr_pat_[A-Za-z0-9_-]{27}\b",
        check: Check::Entropy(4.0),
    },
    Shape {
        what: "age key",
        prefix: "AGE-SECRET-KEY-1",
        pattern: r"^AGE-SECRET-KEY-1[A-Z0-9]{58}\b",
        check: Check::Entropy(4.0),
    },
    Shape {
        what: "private key",
        prefix: "-----BEGIN ",
        pattern: r"^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s+(?:[A-Za-z0-9+/=]{40,}\s+){3}[A-Za-z0-9+/=\s]*-----END",
        check: Check::Words(encoded::is_whole_key),
    },
    Shape {
        what: "JSON web token",
        prefix: "eyJ",
        pattern: r"^eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{40,}",
        check: Check::Words(encoded::is_real_token),
    },
];

static PREFIXES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(SHAPES.iter().map(|shape| shape.prefix)).expect("the prefixes are a valid set of words")
});

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    SHAPES.iter().map(|shape| Regex::new(shape.pattern).expect("each shape is a valid expression")).collect()
});

/// The credentials in `text`, in their order. What shapes and addresses tell says more than a name beside it.
pub(super) fn find(text: &str) -> Vec<Mask> {
    let mut found = shapes(text);
    found.extend(address::passwords(text).into_iter().filter(|new| shapes_clear_of(text, new)));
    let overlaps = |new: &Mask, found: &[Mask]| found.iter().any(|mask| mask.start < new.end && new.start < mask.end);
    let named: Vec<Mask> = named::find(text).into_iter().filter(|new| !overlaps(new, &found)).collect();
    found.extend(named);
    found.sort_by_key(|mask| mask.start);
    found
}

/// Whether a password is not also one of the known shapes, which say more of it.
fn shapes_clear_of(text: &str, password: &Mask) -> bool {
    shapes(&text[password.start..password.end]).is_empty()
}

fn shapes(text: &str) -> Vec<Mask> {
    let mut found: Vec<Mask> = Vec::new();
    for hit in PREFIXES.find_iter(text) {
        let (start, shape) = (hit.start(), &SHAPES[hit.pattern().as_usize()]);
        let inside_a_word = text[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if inside_a_word || found.last().is_some_and(|mask| start < mask.end) {
            continue;
        }
        let Some(whole) = PATTERNS[hit.pattern().as_usize()].find(&text[start..]) else { continue };
        if is_real(whole.as_str(), shape) {
            found.push(Mask { start, end: start + whole.end(), what: shape.what });
        }
    }
    found
}

/// The text with every letter and digit of the credentials replaced; the provider's prefix stays readable.
pub(super) fn cover(text: &str, masks: &[Mask]) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut done = 0;
    for mask in masks {
        covered.push_str(&text[done..mask.start]);
        let words = &text[mask.start..mask.end];
        let kept = SHAPES.iter().find(|shape| words.starts_with(shape.prefix)).map_or(0, |shape| shape.prefix.len());
        covered.push_str(&words[..kept]);
        match mask.what {
            // Marks are part of what makes a password, and a backslash would mean something else before a letter.
            named::NAMED => {
                covered.extend(words.bytes().map(|c| if c.is_ascii_whitespace() { char::from(c) } else { 'x' }));
            }
            _ => covered.extend(words[kept..].chars().map(|c| if c.is_ascii_alphanumeric() { 'x' } else { c })),
        }
        done = mask.end;
    }
    covered.push_str(&text[done..]);
    covered
}

fn is_real(words: &str, shape: &Shape) -> bool {
    let upper = words.to_ascii_uppercase();
    if ["EXAMPLE", "XXXX", "YOUR", "SAMPLE", "DUMMY", "0000000", "1234567", "ABCDEFGH"]
        .iter()
        .any(|w| upper.contains(w))
    {
        return false;
    }
    match shape.check {
        Check::Crc => checksum_holds(&words[shape.prefix.len()..]),
        Check::Entropy(least) => entropy(&words[shape.prefix.len()..]) >= least,
        Check::Words(is_real) => is_real(words),
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

#[cfg(test)]
#[path = "../../tests/shop/token.rs"]
mod token;

#[cfg(test)]
mod tests {
    use super::token::token;
    use super::*;

    #[test]
    fn a_real_token_is_covered_with_as_many_letters() {
        let text = format!("token: {} # ü", token());
        let masks = find(&text);
        assert_eq!(masks.len(), 1, "{text}");
        let covered = cover(&text, &masks);
        assert_eq!(covered.len(), text.len());
        assert!(covered.starts_with("token: ghp_xxxx") && covered.ends_with("# ü"), "{covered}");
    }

    #[test]
    fn samples_are_left_alone() {
        let wrong_sum = format!("{}0", &token()[..39]);
        for sample in
            [&*wrong_sum, "AKIAIOSFODNN7EXAMPLE", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "AKIAAAAAAAAAAAAAAAAA"]
        {
            assert_eq!(find(sample), [], "{sample}");
        }
    }

    #[test]
    fn a_private_key_needs_a_body() {
        assert_eq!(find("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----"), []);
    }
}
