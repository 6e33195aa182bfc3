//! Managed blocks: parts of a page that are written by this program and kept true by `lint --fix`.
//!
//! `<!-- devops-docs:begin jobs workflow=ci.yml -->` … `<!-- devops-docs:end -->`. What stands between the markers is
//! computed from the repository; columns that people add to a table stay with their rows. Text outside is nobody's here.

mod agents;
mod content;
mod find;
mod include;
mod table;

use content::content;

pub use content::KINDS;
pub use find::{Block, Damage, find};

use crate::kinds::Page;
use crate::workspace::Workspace;

/// What a block is to hold instead of what it has.
pub struct Renewed {
    /// What is to stand between the markers.
    pub text: String,
    /// The cells that people added to rows that are no more, in words.
    pub leaving: Vec<String>,
}

/// What is to stand between the markers of a block, if that is something else than what the page has.
pub fn renewed(ws: &Workspace, page: &Page, block: &Block) -> Result<Option<Renewed>, Damage> {
    let old = ws.words(block.body);
    let (new, leaving) = content(ws, page, block)?;
    if plain(old) == plain(&new) {
        return Ok(None);
    }
    let text = ws.files.text(page.file).unwrap_or_default();
    let whole = format!("\n\n{}\n\n", new.trim());
    let text = if text.contains("\r\n") { whole.replace('\n', "\r\n") } else { whole };
    Ok(Some(Renewed { text, leaving }))
}

/// Lines as they are compared: how wide a table is drawn says nothing.
fn plain(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let is_rule = line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
            if is_rule {
                return "-".repeat(line.split('|').filter(|cell| cell.contains('-')).count());
            }
            line.split('|')
                .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect()
}

/// A block as it is first written into a page.
pub fn fresh(ws: &Workspace, page_path: &str, folder: &str, marker: &str) -> String {
    let words = content::fresh(ws, page_path, folder, marker);
    format!("<!-- devops-docs:begin {marker} -->\n\n{words}\n\n<!-- devops-docs:end -->")
}
