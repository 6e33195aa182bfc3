//! `<!-- devops-docs: allow(rule) reason -->` in pages.

use crate::diagnostic::{Allow, Problem};
use crate::kinds::Page;
use crate::model::{Reach, allow_comment, allow_reach};
use crate::syntax::markdown::{Comment, Markdown};
use crate::text::{Excerpt, Span};

pub(super) fn read(text: Excerpt, page: &Page) -> Vec<Allow> {
    let parts = Parts::of(&page.markdown, text);
    let one = |comment: &Comment| {
        let reach = allow_reach(&comment.text)?;
        let markdown = &page.markdown;
        let covers = match reach {
            Reach::Page => text.all(),
            Reach::Section => section(markdown, comment.span, text),
            Reach::Block => block(markdown, &parts, comment.span),
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

/// What a comment may be about, in source order, each sort for itself: none overlaps another of its sort. Other comments
/// are none of it.
struct Parts(Vec<Vec<Span>>);

impl Parts {
    fn of(markdown: &Markdown, text: Excerpt) -> Self {
        let blocks = markdown.blocks.iter().map(|block| block.span);
        let blocks = blocks.filter(|span| !is_only_comments(markdown, *span, text)).collect();
        let fences = markdown.fences.iter().map(|fence| fence.span).collect();
        let tables = markdown.tables.iter().map(|table| table.span).collect();
        Self(vec![tables, fences, blocks])
    }

    /// The parts around a place, the largest first.
    fn around(&self, place: Span) -> impl Iterator<Item = Span> {
        let of = move |parts: &Vec<Span>| {
            let at = parts.partition_point(|part| part.start <= place.start);
            at.checked_sub(1).map(|at| parts[at]).filter(|part| part.contains(place))
        };
        self.0.iter().filter_map(of)
    }

    /// The first part behind a place, the largest of those that begin there.
    fn behind(&self, place: Span) -> Option<Span> {
        let of = |parts: &Vec<Span>| parts.get(parts.partition_point(|part| part.start < place.end)).copied();
        self.0.iter().filter_map(of).min_by_key(|part| (part.start, u32::MAX - part.end))
    }
}

/// The block that a comment stands in, or the next one: a paragraph, a list item, a fence, a whole table. Other comments
/// between are passed over.
fn block(markdown: &Markdown, parts: &Parts, comment: Span) -> Span {
    let around = parts.around(comment).find(|span| !comment.contains(*span));
    // The block below may be a list: all of its items.
    let below = || {
        let next = parts.behind(comment)?;
        let from = markdown.blocks.partition_point(|block| block.span.start < next.start);
        let items = markdown.blocks[from..].iter().take_while(|block| block.depth > 0).map(|block| block.span);
        let list = markdown.blocks.get(from).filter(|block| block.depth > 0 && block.span.start == next.start);
        Some(list.and_then(|_| items.reduce(Span::to)).unwrap_or(next))
    };
    around.or_else(below).unwrap_or(comment)
}

/// Whether nothing stands at a place but comments.
fn is_only_comments(markdown: &Markdown, place: Span, text: Excerpt) -> bool {
    let comments = &markdown.comments;
    let first = comments.partition_point(|comment| comment.span.start < place.start);
    let inside = comments[first..].iter().map(|comment| comment.span).take_while(|span| place.contains(*span));
    let mut at = place.start;
    for span in inside {
        let between = Span { start: at, end: span.start, ..place };
        if span.start < at || !text.at(between).text.trim().is_empty() {
            return false;
        }
        at = span.end;
    }
    at > place.start && text.at(Span { start: at, ..place }).text.trim().is_empty()
}
