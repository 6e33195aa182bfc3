//! Where infrastructure is defined: the table of pointers that stands on the first page.

use super::words::{code, link};
use crate::diagnostic::Edit;
use crate::kinds::Page;
use crate::survey::Infrastructure;
use crate::syntax::markdown::Table;
use crate::text::Files;

/// The title of the section.
pub(super) const TITLE: &str = "Where infrastructure is defined";
/// The headers of the table.
pub(super) const HEADER: [&str; 2] = ["read by", "files"];

/// The cells of a row: the tool, and links to the first few of its files.
pub(super) fn cells(page: &str, found: &Infrastructure) -> Vec<String> {
    let shown = found.paths.iter().take(6).map(|path| link(&code(path), page, path));
    let more = found.paths.len().saturating_sub(6);
    let mut words = shown.collect::<Vec<_>>().join(", ");
    if more > 0 {
        words.push_str(&format!(" and {more} more"));
    }
    vec![found.sort.to_owned(), words]
}

/// The edit that points a page to what tools read: rows for the table that it has, or the section.
pub fn point_to(files: &Files, page: &Page, found: &[Infrastructure]) -> Edit {
    let rows = found.iter().map(|found| format!("| {} |", cells(&page.path, found).join(" | ")));
    let has_headers =
        |table: &&Table| table.header.iter().map(|cell| cell.text.trim().to_lowercase()).eq(HEADER.iter().copied());
    if let Some(table) = page.markdown.tables.iter().find(has_headers) {
        let newline = if files.text(page.file).unwrap_or_default().contains("\r\n") { "\r\n" } else { "\n" };
        return Edit::replace(table.span.after(), rows.map(|row| format!("{newline}{row}")).collect::<String>());
    }
    let rows = rows.collect::<Vec<_>>().join("\n");
    super::append_section(files, page, TITLE, &format!("| {} |\n|---|---|\n{rows}", HEADER.join(" | ")))
}
