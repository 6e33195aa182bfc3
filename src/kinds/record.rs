//! What the records of releases and incidents say: their qualities, and what is to be done after an incident.

use std::sync::LazyLock;

use regex::Regex;

use super::{Page, PageKind};
use crate::model::{Tag, calendar};
use crate::syntax::markdown::{BlockKind, Cell, Row, Table};
use crate::text::Span;

/// The cell of a row under the first header that is called so; none if it says nothing.
pub fn cell<'a>(table: &Table, row: &'a Row, names: &[&str]) -> Option<&'a Cell> {
    let column = table.header.iter().position(|header| names.contains(&header.text.trim().to_lowercase().as_str()))?;
    row.cells.get(column).filter(|cell| is_answer(&cell.text))
}

/// Whether words are an answer, and not the place for one.
pub fn is_answer(words: &str) -> bool {
    let words = words.trim();
    !matches!(words, "" | "-" | "—" | "?") && !words.starts_with("TODO")
}

/// What is to be done after an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: Option<String>,
    /// Until which day, and where that is written.
    pub due: Option<(String, Span)>,
    /// The words for the day, if nobody can read them.
    pub unreadable: Option<String>,
    /// Whether it is still to be done.
    pub is_open: bool,
    /// Whether it links to where somebody looks after it.
    pub is_tracked: bool,
    /// Where it stands.
    pub span: Span,
}

/// Headers of the columns of actions.
const WHAT: &[&str] = &["action", "action item", "actions", "follow-up", "follow up", "what", "task"];
const WHO: &[&str] = &["owner", "who", "assignee", "responsible"];
const UNTIL: &[&str] = &["due", "due date", "until", "by", "deadline"];

/// The actions in the tables of an incident.
pub fn actions(page: &Page) -> Vec<Action> {
    let mut found = Vec::new();
    let has = |table: &Table, names: &[&str]| {
        table.header.iter().any(|header| names.contains(&header.text.trim().to_lowercase().as_str()))
    };
    let is_list = |table: &&Table| has(table, WHAT) && (has(table, WHO) || has(table, UNTIL));
    for table in page.markdown.tables.iter().filter(is_list) {
        for row in &table.rows {
            let Some(what) = cell(table, row, WHAT) else { continue };
            let words = |names: &[&str]| cell(table, row, names).map(|cell| cell.text.trim().to_owned());
            let status = words(&["status", "state", "done"]).unwrap_or_default().to_lowercase();
            let said = cell(table, row, UNTIL);
            let due = said.filter(|cell| calendar::day(&cell.text).is_some());
            let is_unreadable = |cell: &&Cell| due.is_none() && is_answer(&cell.text) && !calendar::is_open(&cell.text);
            found.push(Action {
                what: what.text.trim().to_owned(),
                owner: words(WHO),
                due: due.map(|cell| (cell.text.trim().to_owned(), cell.span)),
                unreadable: said.filter(is_unreadable).map(|cell| cell.text.trim().to_owned()),
                is_open: !OVER.contains(&status.as_str()),
                is_tracked: page.markdown.links.iter().any(|link| row.span.contains(link.span)),
                span: row.span,
            });
        }
    }
    found
}

/// Words that say that something needs nothing more.
const OVER: &[&str] = &["done", "closed", "fixed", "yes", "dropped", "completed", "resolved", "x", "✓", "✔", "✅"];

/// Words that say that an incident goes on, or is not understood yet.
pub const UNDER_WAY: &[&str] =
    &["open", "ongoing", "investigating", "identified", "mitigating", "mitigated", "monitoring", "draft", "active"];

/// Whether an incident goes on, so that its record cannot be whole.
pub fn is_under_way(page: &Page) -> bool {
    quality(page, &["status"]).is_some_and(|status| UNDER_WAY.contains(&status.to_lowercase().as_str()))
}

static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([A-Za-z][A-Za-z ]{1,28}?)\s*:\s*(\S.*)").expect("a valid expression"));

/// What a record says of itself: in its front matter, in a row of two cells, or in a line such as `Severity: 2`.
pub fn quality<'a>(page: &'a Page, names: &[&str]) -> Option<&'a str> {
    let front = names.iter().find_map(|name| page.front_word(name));
    let is_named = |words: &str| names.contains(&words.trim().to_lowercase().as_str());
    let rows = || page.markdown.tables.iter().filter(|table| table.header.len() == 2).flat_map(|table| &table.rows);
    let row =
        || rows().find(|row| is_named(row.cells[0].text.trim_end_matches(':'))).map(|row| row.cells[1].text.trim());
    let line = || {
        let blocks = page.markdown.blocks.iter().filter(|block| block.kind != BlockKind::TableCell);
        let said = blocks.flat_map(|block| block.prose.lines()).filter_map(|line| LINE.captures(line.trim()));
        said.filter(|said| is_named(&said[1])).find_map(|said| Some(said.get(2)?.as_str().trim()))
    };
    front.or_else(row).or_else(line).filter(|words| is_answer(words))
}

/// The day at the beginning of a record's name, and the rest.
pub fn dated(stem: &str) -> (&str, &str) {
    match stem.get(..10).filter(|day| calendar::day(day).is_some()) {
        Some(day) => (day, stem[10..].trim_start_matches('-')),
        None => ("", stem),
    }
}

/// The version that a record of a release is about.
pub fn released(page: &Page) -> &str {
    page.front_word("version").unwrap_or_else(|| dated(page.stem()).1)
}

/// A version without the mark before it, by which tags and records are compared.
pub fn plain_version(version: &str) -> &str {
    version.trim_start_matches(['v', 'V'])
}

/// The records of releases.
pub fn releases(pages: &[Page]) -> impl Iterator<Item = &Page> {
    pages.iter().filter(|page| page.kind == Some(PageKind::Release))
}

/// The words before the number of a tag that names a version, and the number: `v` and `1.2.0`.
pub fn tag_version(tag: &str) -> Option<(&str, &str)> {
    let last = tag.rsplit(['/', '@']).next().unwrap_or(tag);
    let number = last.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '-' | '_'));
    let is_version = number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit());
    is_version.then(|| tag.split_at(tag.len() - number.len()))
}

/// The first version that was tagged after a tag and the same way; the tags stand with the newest first.
pub fn tagged_after<'a>(tag: &Tag, tags: &'a [Tag]) -> Option<&'a Tag> {
    let mark = tag_version(&tag.name)?.0;
    tags.iter().rfind(|other| other.time > tag.time && tag_version(&other.name).is_some_and(|(own, _)| own == mark))
}

/// Whether the number of a version is one before the final one: `1.2.0-rc.1`, `1.2.0b1`, `1.2.0.M2`.
pub fn is_before_final(number: &str) -> bool {
    const WORDS: &[&str] = &["alpha", "beta", "rc", "pre", "dev", "snapshot", "nightly", "canary", "preview", "next"];
    let mark = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start_matches(['-', '_']);
    let mark = mark.to_ascii_lowercase();
    let is_counted = |rest: &str| rest.trim_start_matches(['.', '-']).starts_with(|c: char| c.is_ascii_digit());
    WORDS.iter().any(|word| mark.starts_with(word)) || mark.strip_prefix(['a', 'b', 'c', 'm']).is_some_and(is_counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_names_of_records_are_taken_apart() {
        assert_eq!(tag_version("v1.2.0"), Some(("v", "1.2.0")));
        assert_eq!(tag_version("web@1.2.0"), Some(("web@", "1.2.0")));
        assert_eq!(tag_version("release/api-1.2.0-rc.1"), Some(("release/api-", "1.2.0-rc.1")));
        assert_eq!(tag_version("nightly"), None);
        assert_eq!(tag_version("v2"), None);
        for number in ["1.2.0-rc.1", "1.2.0b1", "1.2.0.M2", "1.2.0-SNAPSHOT", "1.2.0-beta", "1.2.0.dev3"] {
            assert!(is_before_final(number), "{number}");
        }
        for number in ["1.2.0", "1.2.0-1", "1.2.0-lts", "1.2.0.Final", "1.2.0-ce.0", "1.2.0-build4"] {
            assert!(!is_before_final(number), "{number}");
        }
        assert_eq!(dated("2024-03-09-v1.2.0"), ("2024-03-09", "v1.2.0"));
        assert_eq!(dated("v1.2.0"), ("", "v1.2.0"));
    }
}
