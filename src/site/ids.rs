//! Ids of the parts of pages that nobody writes, from what the parts are called.

use std::collections::HashSet;

/// An id for each name in their order, each once: of names that are one to the letters and digits, later ones are counted.
pub(super) fn ids(prefix: &str, names: impl IntoIterator<Item: AsRef<str>>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut one = |name: &str| {
        let plain = format!("{prefix}{}", slug(name));
        let counted = (2..).map(|number| format!("{plain}-{number}"));
        let mut all = std::iter::once(plain.clone()).chain(counted);
        all.find(|id| taken.insert(id.clone())).expect("numbers do not end")
    };
    names.into_iter().map(|name| one(name.as_ref())).collect()
}

/// Letters and digits, with a `-` for each run of anything else.
fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for letter in words.chars() {
        if letter.is_alphanumeric() {
            slug.extend(letter.to_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn no_two_names_share_an_id() {
        let names = ["A_B", "a-b", "A.B", "a-b-2", "c++", "c", "İ", ""];
        let found = ids("x-", names);
        assert_eq!(found[..4], ["x-a-b", "x-a-b-2", "x-a-b-3", "x-a-b-2-2"]);
        let once: std::collections::BTreeSet<&String> = found.iter().collect();
        assert_eq!(once.len(), names.len(), "{found:?}");
    }
}
