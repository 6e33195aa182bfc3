//! Names of secrets and variables, as columns of names write them.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Kind;

/// Whether a name is one of those that people write in a column of such things: a variable may be `app.baseURL`.
pub(super) fn is_name(kind: Kind, word: &str) -> bool {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_.-]*$").expect("a valid expression"));
    NAME.is_match(word) && (kind == Kind::EnvVar || !word.contains('.'))
}

/// The name itself, of `${{ secrets.NAME }}` and `vars.NAME` too.
pub(super) fn bare(kind: Kind, words: &str) -> &str {
    let inner = words.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    match (kind, inner.unwrap_or(words).split_once('.')) {
        (Kind::Secret | Kind::Variable, Some(("secrets" | "vars", name))) => name,
        (Kind::EnvVar, Some(("env", name))) if inner.is_some() => name,
        _ => inner.unwrap_or(words),
    }
}

/// The names that words stand for together, with `%` for what differs: `AWS_*`, `APP_<STAGE>_KEY`.
pub(super) fn pattern(kind: Kind, words: &str) -> Option<String> {
    static PLACE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\*+|<[^<>]*>|\{[^{}]*\}").expect("a valid expression"));
    let fixed = PLACE.replace_all(words, "");
    let is_pattern = PLACE.is_match(words) && fixed.len() > 2 && is_name(kind, &fixed);
    is_pattern.then(|| PLACE.replace_all(words, "%").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_written() {
        for (kind, words, expected) in [
            (Kind::Secret, "NPM_TOKEN", Some("NPM_TOKEN")),
            (Kind::Secret, "${{ secrets.NPM_TOKEN }}", Some("NPM_TOKEN")),
            (Kind::Secret, "secrets.api-key", Some("api-key")),
            (Kind::Secret, "server.key", None),
            (Kind::Variable, "vars.R-X", Some("R-X")),
            (Kind::EnvVar, "app.baseURL", Some("app.baseURL")),
            (Kind::EnvVar, "${{ env.MODE }}", Some("MODE")),
            (Kind::EnvVar, "env.production", Some("env.production")),
            (Kind::EnvVar, "3.12", None),
            (Kind::EnvVar, "the mode", None),
        ] {
            let name = bare(kind, words);
            assert_eq!(is_name(kind, name).then_some(name), expected, "{words}");
        }
    }

    #[test]
    fn a_pattern_has_a_fixed_part() {
        assert_eq!(pattern(Kind::Secret, "AWS_*").as_deref(), Some("AWS_%"));
        assert_eq!(pattern(Kind::Secret, "APP_<STAGE>_KEY").as_deref(), Some("APP_%_KEY"));
        assert_eq!(pattern(Kind::Secret, "*"), None);
        assert_eq!(pattern(Kind::Secret, "AWS_KEY"), None);
    }
}
