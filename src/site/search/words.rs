//! Text to words: an identifier as a whole and its parts, in lower case.
//!
//! `assets/search.js` has the same rules, and `words.json` examples of them.

use std::sync::LazyLock;

use regex::Regex;

/// What the term of a concept begins with, which no word does.
pub(super) const CONCEPT: char = '=';

/// A longer word is a hash or a blob that nobody types.
const LONGEST: usize = 64;

/// Letters, marks and digits; single joints bind them into one identifier.
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{Alphabetic}\p{M}\p{N}]+(?:[_.-][\p{Alphabetic}\p{M}\p{N}]+)*").expect("an expression")
});

/// Scripts that put no blanks between words.
static UNSPACED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{Han}\p{Hiragana}\p{Katakana}\x{30FC}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+").expect("an expression")
});

/// An identifier of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, with its joints.
    pub whole: String,
    /// What it is made of; the whole alone if it has no parts.
    pub parts: Vec<String>,
}

impl Word {
    /// The whole, then the parts unless they are the same.
    pub(super) fn terms(&self) -> impl Iterator<Item = &str> {
        let parts = if self.is_plain() { &[][..] } else { &self.parts[..] };
        [self.whole.as_str()].into_iter().chain(parts.iter().map(String::as_str)).filter(|term| is_term(term))
    }

    /// Neighbouring parts as one word, as people type them: `registrytoken`, `errorbudget`. Parts that are short are
    /// endings of files and numbers.
    fn pairs(&self) -> impl Iterator<Item = String> + '_ {
        let is_long =
            |part: &String| part.len() >= 3 && part.is_ascii() && !part.bytes().any(|byte| byte.is_ascii_digit());
        let pairs = self.parts.windows(2).filter(move |pair| pair.iter().all(is_long));
        pairs.map(<[String]>::concat).filter(|pair| is_term(pair))
    }

    fn is_plain(&self) -> bool {
        self.parts.len() == 1 && self.parts[0] == self.whole
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for run in RUN.find_iter(text).map(|run| run.as_str()) {
        // Nearly all text is ASCII, which has no letters of these scripts.
        if run.is_ascii() {
            words.push(word(run));
            continue;
        }
        let mut done = 0;
        for unspaced in UNSPACED.find_iter(run) {
            words.extend(spaced(&run[done..unspaced.start()]));
            words.push(pairs(unspaced.as_str()));
            done = unspaced.end();
        }
        words.extend(spaced(&run[done..]));
    }
    words
}

/// Hands over every term of a text. Most words are plain ones of ASCII, and they cost no expression and no copy.
pub(super) fn each_term(text: &str, take: &mut impl FnMut(&str)) {
    let mut lower = String::new();
    // No identifier has a blank in it.
    for token in text.split_ascii_whitespace() {
        if !token.is_ascii() {
            words(token).iter().flat_map(Word::terms).for_each(&mut *take);
            continue;
        }
        let mut rest = token;
        while let Some(run) = ascii_run(&mut rest) {
            if is_plain_ascii(run) {
                lower.clear();
                lower.push_str(run);
                lower.make_ascii_lowercase();
                if is_term(&lower) {
                    take(&lower);
                }
            } else {
                let word = word(run);
                word.terms().for_each(&mut *take);
                word.pairs().for_each(|pair| take(&pair));
            }
        }
    }
}

/// Takes the next run of letters and digits with single joints from ASCII text.
fn ascii_run<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let bytes = rest.as_bytes();
    let start = bytes.iter().position(u8::is_ascii_alphanumeric)?;
    let is_inside = |at: usize| {
        let byte = bytes[at];
        byte.is_ascii_alphanumeric()
            || (is_joint(char::from(byte)) && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric))
    };
    let end = (start..bytes.len()).find(|at| !is_inside(*at)).unwrap_or(bytes.len());
    let run = &rest[start..end];
    *rest = &rest[end..];
    Some(run)
}

/// Whether a run has no parts: `release`, `Release`, `API`.
fn is_plain_ascii(run: &str) -> bool {
    let bytes = run.as_bytes();
    let all = |is: fn(&u8) -> bool, from: usize| bytes[from..].iter().all(is);
    all(u8::is_ascii_alphabetic, 0) && (all(u8::is_ascii_lowercase, 1) || all(u8::is_ascii_uppercase, 0))
}

/// A name as the words that it is made of, with blanks between.
pub(super) fn spelled(name: &str) -> String {
    let parts: Vec<String> = words(name).into_iter().flat_map(|word| word.parts).collect();
    parts.join(" ")
}

/// Neighbouring parts of a name as one word: `rollback` finds "Roll back", and `crashlooping` finds `PodCrashLooping`.
pub(super) fn joined(name: &str) -> Vec<String> {
    let parts: Vec<String> = words(name).into_iter().flat_map(|word| word.parts).collect();
    let pairs = parts.windows(2).filter(|pair| !pair.iter().any(|part| UNSPACED.is_match(part)));
    pairs.map(<[String]>::concat).filter(|pair| is_term(pair)).collect()
}

/// What is left beside letters of an unspaced script, if anything.
fn spaced(run: &str) -> Option<Word> {
    let run = run.trim_matches(is_joint);
    (!run.is_empty()).then(|| word(run))
}

/// Every two neighbours, as such scripts have no words that can be found without a dictionary.
fn pairs(run: &str) -> Word {
    let letters: Vec<char> = run.chars().collect();
    let parts = letters.windows(2.min(letters.len())).map(|pair| pair.iter().collect()).collect();
    Word { whole: run.to_lowercase(), parts }
}

fn word(run: &str) -> Word {
    let mut parts = Vec::new();
    for piece in run.split(is_joint) {
        let letters: Vec<(usize, char)> = piece.char_indices().collect();
        let mut start = 0;
        for (at, &(offset, letter)) in letters.iter().enumerate().skip(1) {
            let before = letters[at - 1].1;
            let after = letters.get(at + 1).map(|&(_, after)| after);
            let hump = letter.is_uppercase()
                && (before.is_lowercase() || (before.is_uppercase() && after.is_some_and(char::is_lowercase)));
            if hump || (letter.is_ascii_digit() && is_name(&piece[start..offset])) {
                parts.push(piece[start..offset].to_lowercase());
                start = offset;
            }
        }
        parts.push(piece[start..].to_lowercase());
    }
    Word { whole: run.to_lowercase(), parts }
}

/// `postgres16` has two parts; `k8s`, `s3` and `v2` are words.
fn is_name(piece: &str) -> bool {
    !piece.ends_with(|last: char| last.is_ascii_digit()) && piece.chars().count() >= 3
}

fn is_term(word: &str) -> bool {
    word.chars().count() <= LONGEST
}

fn is_joint(letter: char) -> bool {
    matches!(letter, '_' | '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_gives_the_same_terms() {
        let text = "Roll back KubeAPIErrorBudgetBurn: REGISTRY_TOKEN, API v2 k8s postgres16 a--b _x_ 1.2.3 naïve—café データ \
                    deploy.yml/--to-revision=3 x. .y. HTTPServer iOS A B2 ab9";
        let mut quick = Vec::new();
        each_term(text, &mut |term| quick.push(term.to_owned()));
        let slow = words(text);
        let all = |word: &Word| word.terms().map(str::to_owned).chain(word.pairs()).collect::<Vec<_>>();
        let slow: Vec<String> = slow.iter().flat_map(all).collect();
        assert_eq!(quick, slow);
    }

    #[test]
    fn text_is_taken_apart_as_the_table_says() {
        let table: Vec<(String, Vec<Vec<String>>)> =
            serde_json::from_str(include_str!("words.json")).expect("the table is JSON");
        for (text, expected) in table {
            let found: Vec<Vec<String>> = words(&text)
                .into_iter()
                .map(|word| if word.is_plain() { vec![word.whole] } else { [vec![word.whole], word.parts].concat() })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn blobs_are_no_terms() {
        let blob = "a".repeat(65);
        assert_eq!(words(&blob)[0].terms().count(), 0);
        assert_eq!(words(&format!("{blob}_token"))[0].terms().collect::<Vec<_>>(), ["token"]);
    }
}
