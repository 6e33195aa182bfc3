//! Containers between colons, as Docusaurus, `VitePress` and others have them: `:::tip Title` … `:::`.

use super::alert::{capital, tone};
use super::page::Writer;
use comrak::nodes::{Node, NodeValue};
use std::borrow::Cow;

/// Stands for a colon where comrak would see a container that is none, or none where one is.
const COLON: char = '\u{1f}';

/// Containers in one another beyond this are none.
const DEEPEST: usize = 50;

/// The text with as many bytes, in which only lines begin a container that some line ends, and with any title; no line of
/// code is touched.
pub(super) fn prepared<'t>(text: &'t str, is_code: &dyn Fn(usize) -> bool) -> Cow<'t, str> {
    if !text.contains(":::") {
        return text.into();
    }
    let lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            *at += line.len();
            Some(Line::read(line).filter(|_| !is_code(*at - line.len())))
        })
        .map(Option::unwrap_or_default)
        .collect();
    let mut is_container = vec![false; lines.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.colons >= 3) {
        // A line of nothing but colons ends the outermost that has no more of them.
        let ended = open.iter().position(|begun| lines[*begun].colons <= line.colons);
        match ended.filter(|_| line.title.trim().is_empty()) {
            Some(ended) => open.drain(ended..).chain([at]).for_each(|at| is_container[at] = true),
            None if open.len() < DEEPEST && !line.title.trim().is_empty() => open.push(at),
            None => {}
        }
    }
    let mut out = String::with_capacity(text.len());
    for ((line, text), is_container) in lines.iter().zip(text.split_inclusive('\n')).zip(is_container) {
        let (before, title) = text.split_at(text.len() - line.title.len());
        match line.colons {
            0..3 => out.push_str(text),
            _ if is_container => {
                out.push_str(before);
                out.extend(title.chars().map(|c| if c == ':' { COLON } else { c }));
            }
            // What ends nothing says nothing.
            colons => {
                let cover = if title.trim().is_empty() { ' ' } else { COLON };
                out.push_str(&before[..before.len() - colons]);
                out.extend(std::iter::repeat_n(cover, colons));
                out.push_str(title);
            }
        }
    }
    out.into()
}

/// A line that may begin or end a container.
#[derive(Clone, Copy, Default)]
struct Line<'t> {
    colons: usize,
    /// What follows the colons.
    title: &'t str,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let begun = line.trim_start_matches([' ', '>']);
        let title = begun.trim_start_matches(':');
        (line.len() - begun.len() < 4).then_some(Self { colons: begun.len() - title.len(), title })
    }
}

/// The text as it was written.
pub(super) fn restored(text: &str) -> Cow<'_, str> {
    if text.contains(COLON) { text.replace(COLON, ":").into() } else { text.into() }
}

impl Writer<'_, '_> {
    /// Writes a container. One that is of no known sort adds nothing to its content, and so does one within a list that
    /// was never closed: everything after it would be in it.
    pub fn directive(&mut self, node: Node<'_>, info: &str) {
        let info = &*restored(info);
        let Named { word, title } = named(info);
        if !self.is_closed(node) {
            return self.inside(node);
        }
        if word == "details" {
            self.html.open("details", &[]);
            self.html.open("summary", &[]);
            self.titled(if title.is_empty() { "Details" } else { title });
            self.html.close("summary");
            self.inside(node);
            return self.html.close("details");
        }
        let Some((tone, icon)) = tone(&word) else { return self.inside(node) };
        let title = if title.is_empty() { capital(&word) } else { title.to_owned() };
        self.note(tone, icon, &title);
        self.say(&title);
        self.end_of_block();
        self.inside(node);
        self.html.close("div");
    }

    fn titled(&mut self, title: &str) {
        self.with_code(title);
        self.say(title);
        self.end_of_block();
    }

    /// Whether a container ends with colons, or with the one around it.
    fn is_closed(&self, node: Node<'_>) -> bool {
        let around = node.parent().filter(|around| matches!(around.data().value, NodeValue::BlockDirective(_)));
        if let Some(around) = around.filter(|_| node.next_sibling().is_none()) {
            return self.is_closed(around);
        }
        let (above, _) = self.nested.unwrap_or_default();
        let place = node.data().sourcepos;
        let last = self.source_line(place.end.line + above).unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
        place.end.line > place.start.line && last.len() >= 3 && last.bytes().all(|byte| byte == b':')
    }
}

struct Named<'i> {
    /// In small letters.
    word: String,
    title: &'i str,
}

/// What stands behind the colons: `tip Title`, `tip[Title]{#id}`, `{note} Title`, `{.callout-tip title="Title"}`.
fn named(info: &str) -> Named<'_> {
    let (inside, after) = match info.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((inside, after)) => (inside.trim(), Some(after)),
        None => (info, None),
    };
    let end = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let (word, rest) = inside.split_at(inside.find(end).unwrap_or(inside.len()));
    let word = word.trim_start_matches('.').trim_start_matches("callout-").to_lowercase();
    let given = rest.split_once("title=\"").and_then(|(_, title)| title.split_once('"')).map(|(title, _)| title);
    let rest = after.unwrap_or(rest).trim();
    let plain = rest.split_once('{').map_or(rest, |(title, _)| title).trim();
    let plain = plain.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(plain);
    Named { word, title: given.unwrap_or(plain) }
}
