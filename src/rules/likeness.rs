//! When one name may be meant by another: its words are the same, or the same but for a slip.

use crate::text::letters;

/// Whether the words of a name are nearly all in the other, give or take a slip: of four one may be new, of two none. Where
/// both have numbers, these are the same.
pub(super) fn keeps_words(wanted: &str, other: &str) -> bool {
    let others: Vec<&str> = words(other).collect();
    let is_number = |word: &&str| -> bool { word.bytes().all(|b| b.is_ascii_digit()) };
    let numbers = |name| words(name).filter(is_number).collect::<Vec<&str>>();
    let (wanted_numbers, other_numbers) = (numbers(wanted), numbers(other));
    if !wanted_numbers.is_empty() && !other_numbers.is_empty() && wanted_numbers != other_numbers {
        return false;
    }
    let said = words(wanted).filter(|word| !is_number(word));
    let (kept, lost): (Vec<&str>, Vec<&str>) = said.partition(|word| others.iter().any(|other| is_slip(word, other)));
    lost.len() * 3 <= kept.len() || letters(wanted) == letters(other)
}

/// Of some names the one that is most like a mistyped one, if no more than so many letters differ.
pub(super) fn closest<'a>(name: &str, among: impl Iterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let distance = |other: &&str| strsim::damerau_levenshtein(other, name);
    among
        .map(|other| (distance(&other), other))
        .min_by_key(|(far, _)| *far)
        .filter(|(far, _)| *far <= most)
        .map(|(_, near)| near)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether two words differ by a letter or two, or in how they end: `run` and `running`, `releases` and `releasing`.
fn is_slip(word: &str, other: &str) -> bool {
    let (word, other) = (word.to_lowercase(), other.to_lowercase());
    let begun = word.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (least, most) =
        (word.chars().count().min(other.chars().count()), word.chars().count().max(other.chars().count()));
    let ends_otherwise = least > 2 && (begun == least || begun > 3 && begun * 2 >= most);
    ends_otherwise || strsim::damerau_levenshtein(&word, &other) <= (least / 4).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (wanted, other, is_kept) in [
            ("client-instances", "request-instances", false),
            ("extension-news.png", "extension-icon.png", false),
            ("merging-configuration", "merging-of-configuration", true),
            ("results-1", "results", true),
            ("advanced-level-400", "advanced-level-300", false),
            ("set-up", "setup", true),
            ("http-proxy", "http-proxies", true),
            ("instalation", "installation", true),
            ("releasing", "releases", true),
            ("http-proxying", "http-proxies", true),
            ("run-tests", "running-tests", true),
            ("optional-enable-accounts-authentication", "recommended-enable-accounts-authentication", true),
        ] {
            assert_eq!(keeps_words(wanted, other), is_kept, "{wanted}, {other}");
        }
    }
}
