//! Requests and names as sets of terms: words brought to their stem, and different words for one thing made one, as
//! `words.txt` has them.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// Each line of the table: its concepts, none for words that say nothing, and the words or groups of words for them.
static TABLE: LazyLock<Vec<(Vec<&'static str>, Vec<&'static str>)>> = LazyLock::new(|| {
    let mut table: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for line in include_str!("words.txt").lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(": ") {
            Some((names, words)) => {
                table.push((names.split(" + ").filter(|name| *name != "-").collect(), Vec::new()));
                words
            }
            // A long line goes on.
            None => line,
        };
        let groups = words.split(',').map(str::trim).filter(|group| !group.is_empty());
        if let Some((_, known)) = table.last_mut() {
            known.extend(groups);
        }
    }
    table
});

/// The concepts of each word or group of words; of a single word by its stem too. None for words that say nothing.
static CONCEPTS: LazyLock<HashMap<String, &'static [&'static str]>> = LazyLock::new(|| {
    let mut known: HashMap<String, &[&str]> = HashMap::new();
    for (concepts, groups) in TABLE.iter() {
        for group in groups {
            known.entry((*group).to_owned()).or_insert(concepts);
            if !group.contains(' ') && !concepts.is_empty() {
                known.entry(stem(group)).or_insert(concepts);
            }
        }
    }
    known
});

/// The most words of a group.
const LONGEST: usize = 4;

/// What some words are about, as far as the table has a word for it.
pub fn concepts_of(words: &str) -> impl Iterator<Item = String> + use<> {
    terms(words).into_iter().filter_map(|term| term.strip_prefix('@').map(str::to_owned))
}

/// The table, for those who look words up elsewhere: concepts, and the words or groups of words for them.
pub fn vocabulary() -> impl Iterator<Item = (&'static [&'static str], &'static [&'static str])> {
    TABLE.iter().map(|(concepts, groups)| (concepts.as_slice(), groups.as_slice()))
}

/// The terms of some words: stems of words, and concepts, which begin with `@`.
pub(super) fn terms(words: &str) -> BTreeSet<String> {
    let words = split(words);
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let most = LONGEST.min(words.len() - at);
        let group = (1..=most).rev().find_map(|count| Some((count, concepts(&words[at..at + count])?)));
        if let Some((count, concepts)) = group {
            found.extend(concepts.iter().map(|concept| format!("@{concept}")));
            at += count;
        } else {
            found.insert(stem(&words[at]));
            at += 1;
        }
    }
    found
}

/// The stems of some words, whatever they are words for.
pub(super) fn stems(words: &str) -> BTreeSet<String> {
    split(words).iter().filter(|word| word.len() > 3).map(|word| stem(word)).collect()
}

/// The concepts of a group of words, if it is one.
fn concepts(group: &[String]) -> Option<&'static [&'static str]> {
    let known = match group {
        [word] => CONCEPTS.get(word.as_str()).or_else(|| CONCEPTS.get(&stem(word))),
        group => CONCEPTS.get(&group.join(" ")),
    };
    known.copied()
}

/// Words in lower case, split at all that is no letter or digit and where a capital begins a part of a name.
fn split(words: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    // A version is one of many, and says nothing of what is to be done with it.
    let is_version = |word: &&str| {
        let number = word.trim_start_matches('v');
        number.contains('.')
            && number.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    };
    let words = words.split_whitespace().filter(|word| !is_version(word)).collect::<Vec<_>>().join(" ");
    for letter in words.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_small) {
            parts.push(String::new());
        }
        if letter.is_alphanumeric() {
            parts.last_mut().expect("there is a first").extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A word without its ending.
fn stem(word: &str) -> String {
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    for ending in ["ments", "ment", "ings", "ing", "ies", "ied", "es", "ed", "s", "e", "y"] {
        if let Some(rest) = word.strip_suffix(ending).filter(long_enough) {
            // `access` and `status` end in no plural.
            if ending == "s" && rest.ends_with(['s', 'u', 'i']) {
                break;
            }
            let mut letters = rest.chars().rev();
            let is_doubled = ending.len() > 1 && letters.next() == letters.next() && !rest.ends_with(['l', 's']);
            return if is_doubled {
                rest[..rest.len() - rest.chars().next_back().map_or(0, char::len_utf8)].to_owned()
            } else {
                rest.to_owned()
            };
        }
    }
    word.to_owned()
}

/// What a term is worth: what is to be done more than where and with what.
pub(super) fn weight(term: &str) -> f64 {
    match term {
        "@deploy" | "@fix" | "@setup" | "@rollback" | "@rotate" | "@restart" | "@stop" | "@scale" | "@backup"
        | "@restore" | "@migrate" | "@rerun" => 3.0,
        "@environment" | "@document" | "@run" => 1.0,
        _ => 2.0,
    }
}

/// A term as it is shown.
pub(super) fn shown(term: &str) -> &str {
    term.trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::terms;

    fn check(words: &str, expected: &[&str]) {
        let found = terms(words);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{words}");
    }

    #[test]
    fn different_words_for_one_thing_are_one_term() {
        for words in ["deploy", "Deployments", "shipping", "released", "roll out", "deploying"] {
            check(words, &["@deploy"]);
        }
        check("set up my environment", &["@environment", "@setup"]);
        check("fix CI failure", &["@ci", "@fix"]);
        check("why is the build red?", &["@build", "@fix"]);
        check("the build is red", &["@ci", "@fix"]);
        check("rotate REGISTRY_TOKEN", &["@rotate", "@secret", "registr"]);
        check("budgetBurn", &["budget", "burn"]);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        check("how do I please get it?", &[]);
        check("access", &["@access"]);
    }
}
