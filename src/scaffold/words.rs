//! Words of the repository as Markdown: code, links and plain text that mean nothing else.

/// Words as inline code, in a table too.
pub fn code(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    if words.contains('`') { format!("`` {words} ``") } else { format!("`{words}`") }
}

/// Several words as inline code, with commas.
pub fn codes<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// The first of several words as inline code, and how many more there are.
pub fn first_codes<'a>(words: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let shown = codes(words.iter().take(most).copied());
    if words.len() > most { format!("{shown} and {} more", words.len() - most) } else { shown }
}

/// Words that people wrote elsewhere, so that no mark of theirs is one of Markdown.
pub fn text(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = words.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut out = String::with_capacity(words.len());
    for (at, letter) in letters.iter().enumerate() {
        let inside = is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
        match letter {
            '<' => out.push_str("&lt;"),
            '`' | '*' | '[' | ']' | '|' | '~' | '\\' => out.extend(['\\', *letter]),
            '_' if !inside => out.push_str("\\_"),
            _ => out.push(*letter),
        }
    }
    out
}

/// A link from a page to a path of the repository, with words that are Markdown already.
pub fn link(words: &str, from: &str, to: &str) -> String {
    format!("[{words}]({})", target(from, to))
}

/// A path of the repository as the target of a link of a page.
pub fn target(from: &str, to: &str) -> String {
    let mut here: Vec<&str> = from.split('/').collect();
    here.pop();
    let there: Vec<&str> = to.split('/').collect();
    let shared = here.iter().zip(&there[..there.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", here.len() - shared);
    let path = up.chain(there[shared..].iter().copied()).collect::<Vec<_>>().join("/");
    path.replace('%', "%25").replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=+@,".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_stay_words() {
        assert_eq!(text("a|b <c> *d* e_f _g_"), "a\\|b &lt;c> \\*d\\* e_f \\_g\\_");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(first_codes(["a", "b", "c"], 2), "`a`, `b` and 1 more");
    }

    #[test]
    fn a_word_is_never_more_than_a_word() {
        assert_eq!(quoted("test:unit"), "test:unit");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("$(x)'y"), "'$(x)'\\''y'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_link_leads_from_its_page() {
        assert_eq!(target("_ai/devops/ci-cd.md", ".github/workflows/ci.yml"), "../../.github/workflows/ci.yml");
        assert_eq!(target("_ai/devops/ci-cd.md", "_ai/devops/environments/a b.md"), "environments/a%20b.md");
        assert_eq!(target("README.md", "docs/a.md"), "docs/a.md");
    }
}
