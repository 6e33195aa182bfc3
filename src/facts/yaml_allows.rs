//! `# devops-docs: allow(rule) reason` in YAML: for the line, or for the next one when it stands alone.

use crate::diagnostic::Allow;
use crate::model::allow_comment;
use crate::syntax::tree::Tree;
use crate::text::{Excerpt, Span};

pub(super) fn read(source: Excerpt, tree: &Tree) -> Vec<Allow> {
    tree.comments.iter().flat_map(|span| one(source, *span)).collect()
}

fn one(source: Excerpt, comment: Span) -> Vec<Allow> {
    let words = source.at(comment);
    let start = comment.start as usize - source.offset;
    let line_start = source.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let alone = source.text[line_start..start].trim().is_empty();
    let line_end = |from: usize| source.text[from..].find('\n').map_or(source.text.len(), |at| from + at);
    let end = line_end(start);
    let covered = if alone && end < source.text.len() { end + 1..line_end(end + 1) } else { line_start..end };
    allow_comment(words, source.span(covered))
}
