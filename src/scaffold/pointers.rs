//! Where infrastructure is defined, and where its state is kept: the pointers that stand on the first page.

use super::words::{code, link};
use crate::diagnostic::Edit;
use crate::kinds::Page;
use crate::survey::{Infrastructure, TerraformState};
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

/// Where Terraform keeps its state, by the files that say so; nothing where none does.
pub(super) fn states(page: &str, found: &[TerraformState]) -> Option<String> {
    let one = |state: &TerraformState| {
        let named = state.place.iter().map(|(name, value)| format!("{name} {}", code(value)));
        let rest = state.is_partial.then(|| "what is not named is told to `terraform init`".to_owned());
        let place = named.chain(rest).collect::<Vec<_>>().join(", ");
        let place = if place.is_empty() { place } else { format!(": {place}") };
        format!("- {} by {}{place}\n", code(&state.backend), link(&code(&state.file), page, &state.file))
    };
    let lines: String = found.iter().map(one).collect();
    (!lines.is_empty()).then(|| format!("Where Terraform keeps its state:\n\n{lines}"))
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
