//! The grammar of suppressions, the same in Markdown and YAML: `devops-docs: allow(rule, rule) reason`.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Allow;
use crate::text::{Excerpt, Span};

static ALLOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"devops-docs:\s*allow(-section|-page)?\s*\(([^)]*)\)\s*(.*)").expect("a valid expression")
});

/// How much a suppression covers, by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The next block, or the line.
    Block,
    /// The section it stands in.
    Section,
    /// The page.
    Page,
}

/// The reach that a comment asks for, if it is a suppression.
pub fn allow_reach(words: &str) -> Option<Reach> {
    let found = ALLOW.captures(words)?;
    Some(match found.get(1).map(|word| word.as_str()) {
        Some("-section") => Reach::Section,
        Some("-page") => Reach::Page,
        _ => Reach::Block,
    })
}

/// One suppression for each rule that a comment names, covering `covers`; nothing if it is another comment.
pub fn allow_comment(comment: Excerpt, covers: Span) -> Vec<Allow> {
    let Some(found) = ALLOW.captures(comment.text) else { return Vec::new() };
    let rules = found.get(2).expect("the expression has two groups");
    let reason = found.get(3).map_or("", |words| words.as_str());
    let reason = reason.trim().trim_end_matches("-->").trim().to_owned();
    let mut at = rules.start();
    let mut allows = Vec::new();
    for part in rules.as_str().split(',') {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let name = part.trim();
        if !name.is_empty() {
            let span = comment.span(start..start + name.len());
            let rule = (name.to_owned(), span);
            allows.push(Allow { span: comment.all(), rule, reason: reason.clone(), covers });
        }
    }
    allows
}
