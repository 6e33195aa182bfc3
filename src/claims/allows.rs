//! `<!-- devops-docs: allow(rule) reason -->` in pages.

use crate::diagnostic::{Allow, Problem};
use crate::kinds::Page;
use crate::model::{Reach, allow_comment, allow_reach};
use crate::syntax::markdown::{Comment, Markdown};
use crate::text::{Excerpt, Span};

pub(super) fn read(text: Excerpt, page: &Page) -> Vec<Allow> {
    let one = |comment: &Comment| {
        let reach = allow_reach(&comment.text)?;
        let markdown = &page.markdown;
        let covers = match reach {
            Reach::Page => text.all(),
            Reach::Section => section(markdown, comment.span, text),
            Reach::Block => block(markdown, comment.span, text),
        };
        Some(allow_comment(text.at(comment.span), covers))
    };
    page.markdown.comments.iter().filter_map(one).flatten().collect()
}

/// Comments that speak to this linter and say nothing that it understands.
pub(super) fn misspelt(page: &Page) -> impl Iterator<Item = Problem> {
    // The markers of managed blocks are judged by a rule of their own.
    let is_marker = |rest: &str| ["begin", "end"].iter().any(|word| rest.trim_start().starts_with(word));
    let ours = page
        .markdown
        .comments
        .iter()
        .filter(move |comment| comment.text.strip_prefix("devops-docs:").is_some_and(|rest| !is_marker(rest)));
    let known = |comment: &&Comment| {
        let names =
            comment.text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(names, _)| names.trim());
        allow_reach(&comment.text).is_some() && names.is_some_and(|names| !names.is_empty())
    };
    ours.filter(move |comment| !known(comment))
        .map(|comment| Problem::at(comment.span, "this comment has no effect; write `devops-docs: allow(rule) reason`"))
}

/// The innermost section around a comment; before the first heading, all up to it.
fn section(markdown: &Markdown, comment: Span, text: Excerpt) -> Span {
    let around = markdown.headings.iter().filter(|heading| heading.section.contains(comment)).max_by_key(|h| h.level);
    around.map_or_else(
        || {
            let end = markdown.headings.first().map_or(text.all().end, |heading| heading.section.start);
            Span { end, ..text.all() }
        },
        |heading| heading.section,
    )
}

/// The block that a comment stands in, or the next one: a paragraph, a list item, a fence, a whole table.
fn block(markdown: &Markdown, comment: Span, text: Excerpt) -> Span {
    let blocks = markdown.blocks.iter().map(|block| block.span);
    let fences = markdown.fences.iter().map(|fence| fence.span);
    let tables = markdown.tables.iter().map(|table| table.span);
    let all: Vec<Span> = tables.chain(fences).chain(blocks).collect();
    let is_comment_alone =
        |span: &Span| comment.contains(*span) || text.at(*span).text.trim() == text.at(comment).text.trim();
    let list =
        markdown.blocks.iter().filter(|block| block.span.start >= comment.end).take_while(|block| block.depth > 0);
    let list = list.map(|block| block.span).reduce(Span::to);
    let around = all.iter().find(|span| span.contains(comment) && !is_comment_alone(span));
    let next =
        || all.iter().filter(|span| span.start >= comment.end).min_by_key(|span| (span.start, u32::MAX - span.end));
    // The block below may be a list: all of its items.
    let below = next().map(|span| list.filter(|list| list.start == span.start).unwrap_or(*span));
    around.copied().or(below).unwrap_or(comment)
}
