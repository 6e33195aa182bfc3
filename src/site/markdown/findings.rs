//! Findings where they stand: a mark around the words and a line below the block.

use super::page::Writer;
use super::{Mark, Tone};
use comrak::nodes::Node;
use std::ops::Range;

impl Tone {
    /// The word in `data-tone`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Warn => "warn",
            Self::Info => "info",
        }
    }

    fn level(self) -> (&'static str, &'static str) {
        match self {
            Self::Danger => ("fail", "error"),
            Self::Warn => ("warn", "warning"),
            Self::Info => ("info", "note"),
        }
    }
}

/// What kind of words a node has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Text,
    Code,
}

/// The words of a node in parts, some of them with the index of the finding that is about them.
pub(super) fn split(
    node: Node<'_>,
    text: &str,
    piece: Piece,
    page: &mut Writer<'_, '_>,
) -> Vec<(String, Option<usize>)> {
    if page.source.findings.is_empty() {
        return vec![(text.to_owned(), None)];
    }
    let range = page.range_of(node);
    let mut marks: Vec<(Range<usize>, usize)> = Vec::new();
    for index in page.findings_in(&range) {
        let span = page.source.findings[index].span.range();
        if page.placed[index] || span.is_empty() || span.end > range.end {
            continue;
        }
        let Some(words) = page.text_at(span.clone()) else { continue };
        // Backticks and blanks may belong to the finding; the mark goes around the words.
        let words = if piece == Piece::Code { words.trim_matches('`').trim() } else { words };
        let Some(source) = page.text_at(range.clone()) else { continue };
        let at = if source == text {
            Some(span.start - range.start)
        } else {
            let mut hits = text.match_indices(words).map(|(at, _)| at);
            hits.next().filter(|_| hits.next().is_none())
        };
        let Some(at) = at.filter(|at| text.get(*at..*at + words.len()) == Some(words) && !words.is_empty()) else {
            continue;
        };
        marks.push((at..at + words.len(), index));
    }
    marks.sort_by_key(|(range, index)| (range.start, *index));
    let mut parts = Vec::new();
    let mut done = 0;
    for (range, index) in marks {
        if range.start < done || page.claim_id(&page.source.findings[index].id).is_none() {
            continue;
        }
        page.placed[index] = true;
        parts.push((text[done..range.start].to_owned(), None));
        parts.push((text[range.clone()].to_owned(), Some(index)));
        done = range.end;
    }
    parts.push((text[done..].to_owned(), None));
    parts
}

impl Writer<'_, '_> {
    /// Writes the findings that stand in a block which has just been written.
    pub fn asides_of(&mut self, block: Node<'_>) {
        if self.source.findings.is_empty() {
            return;
        }
        let range = self.range_of(block);
        for index in self.findings_in(&range) {
            if !self.told[index] {
                self.told[index] = true;
                self.aside(index);
            }
        }
    }

    /// The findings that begin in a range of the file.
    pub fn findings_in(&self, range: &Range<usize>) -> Vec<usize> {
        let start_of = |index: &usize| self.source.findings[*index].span.start as usize;
        let first = self.order.partition_point(|index| start_of(index) < range.start);
        self.order[first..].iter().copied().take_while(|index| start_of(index) < range.end).collect()
    }

    fn aside(&mut self, index: usize) {
        let source = self.source;
        let mark: &Mark = &source.findings[index];
        let tone = mark.tone.word();
        let mut attributes = vec![("class", "aside"), ("data-tone", tone)];
        if !self.placed[index] && self.claim_id(&mark.id).is_some() {
            attributes.push(("id", &mark.id));
        }
        self.placed[index] = true;
        let (icon, level) = mark.tone.level();
        self.html.open("div", &attributes);
        self.html.open("p", &[]);
        self.html.open("span", &[("class", "say"), ("data-tone", tone)]);
        self.icon(icon);
        self.html.text(level);
        self.html.close("span");
        self.html.text(" ");
        self.html.element("code", &[], &mark.rule);
        self.html.text(" ");
        self.with_code(&mark.message);
        if super::inline::is_safe(&mark.address) {
            self.html.text(". ");
            self.html.element("a", &[("href", &mark.address)], "Both places");
        }
        self.html.close("p");
        self.html.close("div");
    }

    /// Writes a sentence in which words in backticks are code.
    pub fn with_code(&mut self, sentence: &str) {
        for (index, part) in sentence.split('`').enumerate() {
            if index % 2 == 1 {
                self.html.element("code", &[], part);
            } else if !part.is_empty() {
                self.html.text(part);
            }
        }
    }
}
