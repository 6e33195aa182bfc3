//! Managed blocks: parts of a page that are written by this program and kept true by `lint --fix`.
//!
//! `<!-- devops-docs:begin jobs workflow=ci.yml -->` … `<!-- devops-docs:end -->`. What stands between the markers is
//! computed from the repository; columns that people add to a table stay with their rows. Text outside is nobody's here.

mod agents;
mod caches;
mod conditions;
mod content;
mod deployments;
mod find;
mod include;
mod sources;
mod starts;
mod table;

use content::content;
use find::{marker, read};

pub use content::KINDS;
pub use deployments::starts_of;
pub(super) use deployments::workflows;
pub use find::{Block, Damage, find};
pub use sources::is_written_from;

use crate::kinds::Page;
use crate::workspace::Workspace;

/// What a block is to hold instead of what it has.
pub struct Renewed {
    /// What is to stand between the markers.
    pub text: String,
    /// The cells that people added to rows that are no more, in words.
    pub leaving: Vec<String>,
    /// The marker that is to begin it, if the file that it names is called otherwise now.
    pub begin: Option<String>,
}

/// What is to stand between the markers of a block, if that is something else than what the page has.
pub fn renewed(ws: &Workspace, page: &Page, block: &Block) -> Result<Option<Renewed>, Damage> {
    let old = ws.words(block.body);
    let moved = moved(ws, block);
    let (new, leaving) = content(ws, page, moved.as_ref().unwrap_or(block))?;
    if plain(old) == plain(&new) && moved.is_none() {
        return Ok(None);
    }
    let text = ws.files.text(page.file).unwrap_or_default();
    let whole = format!("\n\n{}\n\n", new.trim());
    let text = if text.contains("\r\n") { whole.replace('\n', "\r\n") } else { whole };
    Ok(Some(Renewed { text, leaving, begin: moved.map(|block| format!("<!-- {} -->", block.marker())) }))
}

/// A block about a workflow whose file was renamed, with the name that the file has now.
fn moved(ws: &Workspace, block: &Block) -> Option<Block> {
    let name = block.attribute("workflow")?;
    let is_there = ws.workflows.iter().any(|workflow| workflow.folder.is_empty() && workflow.file_name() == name);
    let receipt = ws.answers.gone.get(&format!(".github/workflows/{name}")).filter(|_| !is_there)?;
    let to = receipt.renamed_to.as_deref()?.strip_prefix(".github/workflows/")?.to_owned();
    let attributes = block.attributes.iter().map(|(key, value)| match key.as_str() {
        "workflow" => (key.clone(), to.clone()),
        _ => (key.clone(), value.clone()),
    });
    Some(Block { attributes: attributes.collect(), ..block.clone() })
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

/// A block about one thing as it is first written into a page; its words alone if no marker can name that.
pub fn fresh_about(ws: &Workspace, page_path: &str, kind: &str, (name, value): (&str, &str)) -> String {
    let words = content::fresh(ws, page_path, "", kind, &[(name.to_owned(), value.to_owned())]);
    marker(kind, (name, value)).map_or_else(|| words.clone(), |marker| between(&marker, &words))
}

/// A block as it is first written into a page.
pub fn fresh(ws: &Workspace, page_path: &str, folder: &str, marker: &str) -> String {
    let (kind, attributes) = read(marker).unwrap_or_default();
    between(marker, &content::fresh(ws, page_path, folder, &kind, &attributes))
}

fn between(marker: &str, words: &str) -> String {
    format!("<!-- devops-docs:begin {marker} -->\n\n{words}\n\n<!-- devops-docs:end -->")
}
