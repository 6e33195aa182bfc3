//! Tools that people install.

use super::Rule;
use crate::kinds::Column;
use crate::model::Kind;
use crate::text::Span;
use crate::workspace::Workspace;

mod tool_without_install;
mod tool_without_probe;
mod undocumented_tool;
mod unknown_tool;
mod wrong_package_manager;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &undocumented_tool::RULE,
    &unknown_tool::RULE,
    &tool_without_probe::RULE,
    &tool_without_install::RULE,
    &wrong_package_manager::RULE,
];

/// The words of a text, in lower case, as names of tools are written.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '/' | '+')));
    let words = parts.map(|word| word.trim_matches(['.', '/', '-']).to_lowercase()).filter(|word| !word.is_empty());
    words.collect()
}

/// The rows of lists of tools in which every column of some sort is empty, and whose tool no command of the page
/// names together with `word`.
pub(super) fn rows_without(ws: &Workspace, column: Column, word: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    for listing in ws.ledger.names.claim_listings.iter().filter(|listing| listing.domain.0 == Kind::Tool) {
        let Some(table) = &listing.table else { continue };
        let columns: Vec<usize> = (0..table.header.len()).filter(|at| column.is(&table.header[*at])).collect();
        let Some(page) = ws.page(table.span.file).filter(|_| !columns.is_empty()) else { continue };
        for row in &table.rows {
            let says = |at: &usize| {
                let words = row.cells.get(*at).map_or("", |cell| ws.words(*cell)).trim();
                !matches!(words, "" | "-" | "—" | "–" | "?") && !words.to_lowercase().starts_with("todo")
            };
            let Some(cell) = row.cells.get(table.subject) else { continue };
            let name = ws.words(*cell).trim_matches(['`', '*', ' ']).to_owned();
            let lower = name.to_lowercase();
            let mut commands = page.markdown.fences.iter().flat_map(|fence| fence.text.lines());
            let told = commands.any(|line| line.contains(word) && words_of(line).contains(&lower));
            if !name.is_empty() && !columns.iter().any(says) && !told {
                found.push((*cell, name));
            }
        }
    }
    found
}
