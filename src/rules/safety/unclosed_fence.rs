#![doc = include_str!("unclosed_fence.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unclosed-fence",
    summary: "a code block is never closed and swallows the rest of the page",
    page: include_str!("unclosed_fence.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in &ws.pages {
        for fence in page.markdown.fences.iter().filter(|fence| !fence.closed && !fence.indented) {
            // Only what looks like prose is swallowed; a fence that ends with its file is a matter of taste.
            let swallowed = fence.text.lines().skip(1).any(|line| line.starts_with("## ") || line.starts_with("```"));
            if !swallowed {
                continue;
            }
            let words = ws.words(fence.span);
            let end = words.find('\n').unwrap_or(words.len());
            let start = fence.span.start as usize;
            let span = Span::new(page.file, start, start + words[..end].trim_end().len());
            found.push(
                RULE.at(span, "this code block is never closed, so the rest of the page is code")
                    .about(words[..end].trim())
                    .help("close it with a line of as many of the same characters, indented no further"),
            );
        }
    }
    found
}
