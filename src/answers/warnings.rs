//! What a page warns of where it gives commands: its alerts of danger, and sentences that say where something is not run.

use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::markdown::BlockKind;
use crate::workspace::Workspace;

/// More of them are read on the page.
const MOST: usize = 4;
/// Longer ones are cut at the end of a word.
const LONGEST: usize = 300;

static WARNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:warning|caution|danger|important)\b|\b(?:(?:must|should|do|can|may)(?:\s+not|n[o’']t)|never)\b.{0,60}\b(?:production|live)\b|\b(?:irreversible|cannot be undone|can[’']t be undone)\b",
    )
    .expect("a valid expression")
});

/// The warnings on some lines of a page, as written, without their marks.
pub(super) fn warnings(ws: &Workspace, path: &str, first: usize, last: Option<usize>) -> Vec<String> {
    let Some(page) = ws.pages.iter().find(|page| page.path == path) else { return Vec::new() };
    let blocks = page.markdown.blocks.iter().filter(|block| {
        let line = ws.files.position(block.span).line;
        matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
            && line >= first
            && last.is_none_or(|last| line <= last)
    });
    let told = blocks.filter_map(|block| {
        let words = block.prose.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut at = 0;
        let sentences = words.split_inclusive(". ").map(|sentence| {
            at += sentence.len();
            (at - sentence.len(), sentence)
        });
        let (start, _) = sentences.into_iter().find(|(_, sentence)| WARNS.is_match(sentence))?;
        let told = &words[start..];
        let end = told.char_indices().nth(LONGEST).map(|(at, _)| told[..at].rfind(' ').unwrap_or(at));
        Some(end.map_or(told.to_owned(), |end| format!("{}…", &told[..end])))
    });
    told.take(MOST).collect()
}
