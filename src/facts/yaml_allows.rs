//! `# devops-docs: allow(rule) reason` in YAML: for its line, or, when it stands alone, for the entry below it.

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
    let end = source.text[start..].find('\n').map_or(source.text.len(), |at| start + at);
    let covered = if alone && end < source.text.len() {
        end + 1..end_of_block(source.text, end + 1, start - line_start)
    } else {
        line_start..end
    };
    allow_comment(words, source.span(covered))
}

/// Where the entry ends that begins at `from`: before the next line that is indented no further than it.
fn end_of_block(text: &str, from: usize, indent: usize) -> usize {
    let mut at = from;
    for (number, line) in text[from..].split_inclusive('\n').enumerate() {
        let words = line.trim_start();
        let deeper = line.len() - words.len() > indent;
        // The members of a list may stand below their key without being indented further.
        if number > 0 && !words.is_empty() && !deeper {
            break;
        }
        at += line.len();
    }
    at
}
