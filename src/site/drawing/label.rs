//! The words of a drawing, as far as there is room for them.

/// A name in one or two lines of at most so many letters, broken where a word of it ends. What is still too long loses a part before
/// its end, since names that begin alike end differently.
pub(super) fn lines(name: &str, most: usize) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= most {
        return vec![name.to_owned()];
    }
    let is_end = |letter: char| !letter.is_alphanumeric();
    // In halves if that is possible, or else as much as there is room for.
    let ends = (1..=most.min(letters.len() - 1)).filter(|at| is_end(letters[at - 1]) && letters.len() - at <= most);
    let first = ends
        .min_by_key(|at| at.abs_diff(letters.len() - at))
        .unwrap_or_else(|| (most / 2..=most).rev().find(|at| *at > 0 && is_end(letters[at - 1])).unwrap_or(most));
    let (first, rest) = letters.split_at(first);
    vec![first.iter().collect(), end(&rest.iter().collect::<String>(), most)]
}

/// The end of the words, which tells most, as far as it fits.
pub(super) fn end(words: &str, most: usize) -> String {
    let count = words.chars().count();
    if count <= most {
        return words.to_owned();
    }
    format!("…{}", words.chars().skip(count + 1 - most).collect::<String>())
}

/// Words without a part in their middle, as far as they fit: what begins alike differs at its end.
pub(super) fn ends(words: &str, most: usize) -> String {
    let count = words.chars().count();
    if count <= most {
        return words.to_owned();
    }
    let last = most / 2;
    let first = words.chars().take(most.saturating_sub(last + 1));
    first.chain(['…']).chain(words.chars().skip(count - last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_broken_between_its_words() {
        for (name, shown) in [
            ("deploy", "deploy"),
            ("push-and-sign-install-manifest", "push-and-sign- install-manifest"),
            ("generate_mutating.admission_policy", "generate_mutating. admission_policy"),
            ("namethatisonewordoftwentysixletters", "namethatisonewordoft wentysixletters"),
            ("a-name-of-many-words-that-ends-in-staging", "a-name-of-many- …hat-ends-in-staging"),
        ] {
            assert_eq!(lines(name, 20).join(" "), shown);
        }
    }

    #[test]
    fn what_has_no_room_says_that_it_is_cut() {
        assert_eq!(
            (end("deploy/compose.yaml", 8), ends("openstatus-private-location", 12), ends("ab", 2)),
            ("…se.yaml".into(), "opens…cation".into(), "ab".into())
        );
    }
}
