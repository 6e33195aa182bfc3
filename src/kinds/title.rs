//! What a page is called.

use super::Page;
use crate::syntax::markdown::{BlockKind, Heading};

impl Page {
    /// The name of a page: its front matter's, its first heading of the first level, or what its file is called.
    pub fn title(&self) -> String {
        let front = self.front_word("title").map(str::to_owned);
        let headings = || self.markdown.headings.iter().filter(|heading| !heading.text.trim().is_empty());
        // What a README says before its only title is about more than that: `# License` at its end.
        let is_late = |heading: &&Heading| {
            let before = self.markdown.blocks.iter().take_while(|block| block.span.start < heading.span.start);
            let is_readme = self.stem().eq_ignore_ascii_case("readme");
            is_readme && before.filter(|block| block.kind == BlockKind::Paragraph).count() > 3
        };
        let first = headings().find(|heading| heading.level == 1).filter(|heading| !is_late(heading));
        // A page that begins with a smaller heading is called so; one that comes later names only a part.
        let begins = || {
            let first = headings().next()?;
            let begins = self.markdown.blocks.first().is_some_and(|block| block.span.touches(first.span));
            begins.then_some(first)
        };
        let heading = first.or_else(begins).map(|heading| heading.text.trim().to_owned());
        front.or(heading).unwrap_or_else(|| named(self))
    }
}

/// The name of a page without a heading: its file's, or its folder's when it is what one sees there first.
fn named(page: &Page) -> String {
    let stem = page.stem();
    let folder = page.own_folder().rsplit('/').next().unwrap_or_default();
    let is_first = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    if is_first && !folder.is_empty() {
        return unnumbered(folder).to_owned();
    }
    unnumbered(stem).replace(['-', '_'], " ")
}

/// A name without the number that only puts it in order: `01-intro`. A year is a part of a name, and so is the number of
/// a decision (`0001-use-queues`).
pub fn unnumbered(name: &str) -> &str {
    let number = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name[number..].strip_prefix(['-', '_', '.', ' ']).map(str::trim_start);
    let rest = rest.filter(|rest| (1..=2).contains(&number) && rest.starts_with(char::is_alphabetic));
    rest.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_only_puts_a_page_in_order_is_not_its_name() {
        for (name, shown) in [
            ("01-intro", "intro"),
            ("2_set-up", "set-up"),
            ("10. Limits", "Limits"),
            ("0001-use-queues", "0001-use-queues"),
            ("2024-plans", "2024-plans"),
            ("12-12-notes", "12-12-notes"),
            ("3d-printing", "3d-printing"),
            ("01-", "01-"),
        ] {
            assert_eq!(unnumbered(name), shown, "{name}");
        }
    }
}
