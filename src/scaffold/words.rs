//! Words of the repository as Markdown, in tables too: code, links and plain text that are read back as they were.

use crate::text::percent::encode;

/// Words as inline code. In a table no code has a backslash before a pipe, so such words are text.
pub fn code(words: &str) -> String {
    let words = one_line(words);
    if words.contains("\\|") || words.trim().is_empty() {
        return unmarked(&words);
    }
    let fence = "`".repeat(words.split(|c| c != '`').map(str::len).max().unwrap_or_default() + 1);
    // One blank on either side belongs to the marks.
    let pad = if words.starts_with(['`', ' ']) || words.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", words.replace('|', "\\|"))
}

/// A name in a cell: plain if it has no mark of Markdown, and is no word for nothing.
pub fn name(words: &str) -> String {
    let is_letter = |c: char| c.is_alphanumeric();
    let is_plain = words.starts_with(is_letter)
        && words.ends_with(is_letter)
        && words.split('_').all(|part| part.is_empty() || part.starts_with(is_letter) && part.ends_with(is_letter))
        && words.chars().all(|c| c.is_alphanumeric() || "-_./:".contains(c))
        && !matches!(words.to_lowercase().as_str(), "none" | "na" | "n/a" | "tbd")
        && !words.to_lowercase().starts_with("todo");
    if is_plain { words.to_owned() } else { code(words) }
}

/// Several names in a cell.
pub fn names<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Words without line breaks.
fn one_line(words: &str) -> String {
    if words.contains(char::is_control) {
        return words.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "");
    }
    words.to_owned()
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
    unmarked(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Words in which no mark is one of Markdown.
fn unmarked(words: &str) -> String {
    let letters: Vec<char> = words.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut out = String::with_capacity(words.len());
    for (at, letter) in letters.iter().enumerate() {
        let inside = is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
        match letter {
            '<' => out.push_str("&lt;"),
            '&' if is_entity(&letters[at + 1..]) => out.push_str("&amp;"),
            // A pipe behind a backslash is none of a table only if it is written without one.
            '|' if at > 0 && letters[at - 1] == '\\' => out.push_str("&#124;"),
            '`' | '*' | '[' | ']' | '|' | '~' | '\\' => out.extend(['\\', *letter]),
            '_' if !inside => out.push_str("\\_"),
            _ => out.push(*letter),
        }
    }
    out
}

/// Whether an ampersand and these letters would be one letter: `&lt;`.
fn is_entity(letters: &[char]) -> bool {
    let end = letters.iter().position(|c| !c.is_ascii_alphanumeric() && *c != '#');
    end.is_some_and(|end| end > 0 && letters[end] == ';')
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
    encode(&path)
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=+@,".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown::{Flavor, parse};
    use crate::text::{Excerpt, FileId};
    use proptest::prelude::*;

    /// What a reader of tables takes the first cell of a row for: its code, else its words.
    fn read_back(cell: &str) -> String {
        let text = format!("| Name | Note |\n|---|---|\n| {cell} | x |\n");
        let page = parse(Excerpt::whole(FileId(0), &text), Flavor::Markdown);
        let cells = &page.tables[0].rows[0].cells;
        assert_eq!(cells[1].text, "x", "{text}");
        let codes: Vec<&str> =
            page.codes.iter().filter(|code| code.block == cells[0].block).map(|code| code.text.as_str()).collect();
        assert!(codes.len() < 2, "{text}");
        codes.first().map_or_else(|| cells[0].text.clone(), |code| (*code).to_owned())
    }

    proptest! {
        #[test]
        fn every_name_is_read_back_as_it_was(word in r"[a-z|`\\*_~<>\[\]()&;#!:{}$%/., \-]{0,8}[a-z0-9|`\\*_~&;]") {
            let word = word.trim();
            prop_assert_eq!(read_back(&name(word)), word);
            prop_assert_eq!(read_back(&code(word)), word);
        }

        #[test]
        fn every_link_leads_to_its_path(path in r"[a-z|`\\*_~<>\[\]()&;#?!:%]{1,8}\.yml") {
            let text = format!("| Name | Note |\n|---|---|\n| {} | x |\n", link(&code(&path), "a/b.md", &path));
            let page = parse(Excerpt::whole(FileId(0), &text), Flavor::Markdown);
            prop_assert_eq!(page.links.len(), 1);
            prop_assert_eq!(crate::text::percent::decode(&page.links[0].dest), format!("../{path}"));
            prop_assert_eq!(&page.tables[0].rows[0].cells[1].text, "x");
        }
    }

    #[test]
    fn words_of_others_stay_words() {
        assert_eq!(text("a|b <c> *d* e_f _g_"), "a\\|b &lt;c> \\*d\\* e_f \\_g\\_");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(read_back(&code(">  \\|")), ">  \\|");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(name("ci.yml"), "ci.yml");
        assert_eq!(name("x*y*"), "`x*y*`");
        assert_eq!(name("none"), "`none`");
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
