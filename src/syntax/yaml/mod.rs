//! YAML to a tree, with aliases and merge keys resolved.
//!
//! The parser beneath stops at the first error. What it saw until then is kept, for half a workflow still shows its
//! triggers.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::keys;
use super::tree::{Kind, Node, Scalar, Style, Tree};
use crate::diagnostic::Problem;
use crate::text::Excerpt;

/// How deep collections may nest; trees are walked by recursion and the stack is small.
const DEPTH: usize = 256;
/// How much all aliases of a file may add, as [`Built::weight`] counts: a small file must not become a huge tree.
const EXPANDED: usize = 20_000;
/// How much all anchors of a file may hold back for their aliases: nested ones hold their parts again.
const HELD: usize = 200_000;

/// Reads the documents of a YAML file.
#[must_use]
pub fn parse(source: Excerpt<'_>) -> Tree {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(rest) => source.part(source.text.len() - rest.len()..source.text.len()),
        None => source,
    };
    // The parser takes NUL for the end of its input and says nothing.
    let nul = memchr::memchr(0, source.text.as_bytes());
    let readable = source.part(0..nul.unwrap_or(source.text.len()));
    let mut builder = Builder::new(readable);
    builder.read();
    let mut tree = builder.finish();
    if let Some(at) = nul.filter(|_| tree.complete) {
        tree.complete = false;
        tree.problems.push(Problem::at(
            source.span(at..at + 1),
            "there is a NUL byte here, and nothing after it is read; YAML must be saved as UTF-8",
        ));
    }
    tree
}

/// A finished node and what it costs to repeat it.
#[derive(Clone)]
struct Built {
    node: Node,
    /// One for each node and for each 256 bytes of words.
    weight: usize,
    /// The levels of collections in it.
    height: usize,
}

/// A collection whose end is not seen yet.
struct Open {
    kind: Kind,
    /// In a map, the key that waits for its value.
    key: Option<Node>,
    /// From the first to the last byte seen of it; block collections announce neither.
    reach: Option<Range<usize>>,
    /// Where it was announced.
    start: usize,
    anchor: usize,
    weight: usize,
    height: usize,
}

struct Builder<'a> {
    source: Excerpt<'a>,
    tree: Tree,
    open: Vec<Open>,
    /// What anchors stand for. An anchor is absent while its node is open or if it was too large to hold.
    anchors: HashMap<usize, Built>,
    held: usize,
    expanded: usize,
    told: bool,
}

impl<'a> Builder<'a> {
    fn new(source: Excerpt<'a>) -> Self {
        Self {
            source,
            tree: Tree { documents: Vec::new(), problems: Vec::new(), comments: Vec::new(), complete: true },
            open: Vec::new(),
            anchors: HashMap::new(),
            held: 0,
            expanded: 0,
            told: false,
        }
    }

    fn read(&mut self) {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            // A licence or a commented-out job may be longer than the default allows.
            max_buffered_comment_events: usize::MAX,
            flow_nesting_limit: DEPTH / 2,
            block_nesting_limit: DEPTH / 2,
        };
        for step in Parser::new_from_str_with_options(self.source.text, options) {
            match step {
                Ok((event, span)) => {
                    let range = self.range(&span);
                    self.take(event, range);
                }
                Err(error) => {
                    self.fail(&error);
                    break;
                }
            }
        }
    }

    /// The bytes of a span, made safe for slicing.
    fn range(&self, span: &granit_parser::Span) -> Range<usize> {
        let text = self.source.text;
        let range = span.byte_range().unwrap_or(text.len()..text.len());
        let start = text.floor_char_boundary(range.start);
        start..text.ceil_char_boundary(range.end).max(start)
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Comment(..) => {
                // The last comment of a file with carriage returns would keep one.
                let words = self.source.text[range.clone()].trim_end_matches(['\r', '\n']).len();
                self.tree.comments.push(self.source.span(range.start..range.start + words));
            }
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::MappingStart(_, anchor, _) => self.start(Kind::Map(Vec::new()), anchor, range),
            Event::SequenceStart(_, anchor, _) => self.start(Kind::List(Vec::new()), anchor, range),
            Event::MappingEnd | Event::SequenceEnd => self.end(&range),
            Event::Scalar(value, style, anchor, tag) => {
                // Compose says `!reset null` where a value is taken away.
                let is_text = tag.is_some_and(|tag| tag.suffix() == "str");
                let plain = style == ScalarStyle::Plain && !is_text;
                let built = if plain && is_null(&value) {
                    Built {
                        node: Node { span: self.source.span(range.clone()), kind: Kind::Null },
                        weight: 1,
                        height: 0,
                    }
                } else {
                    self.scalar(value.into_owned(), style, range.clone())
                };
                self.put(built, anchor, range);
            }
            Event::Alias(anchor) => self.repeat(anchor, range),
            Event::UnresolvedAlias(name) => {
                let span = self.source.span(range.clone());
                self.tree.problems.push(Problem::at(span, format!("no anchor `&{name}` stands before this alias")));
                self.put_null(range);
            }
            _ => {}
        }
    }

    fn scalar(&self, value: String, style: ScalarStyle, range: Range<usize>) -> Built {
        let raw = &self.source.text[range.clone()];
        let (style, inner) = match style {
            ScalarStyle::Plain => (Style::Plain, range.clone()),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let quoted = raw.len() >= 2 && raw.starts_with(['\'', '"']) && raw.ends_with(['\'', '"']);
                (Style::Quoted, if quoted { range.start + 1..range.end - 1 } else { range.clone() })
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let start = range.end - raw.trim_start().len();
                (Style::Block, start..start + raw.trim().len())
            }
        };
        let weight = 1 + value.len() / 256;
        let scalar = Scalar { value, style, inner: self.source.span(inner) };
        let node = Node { span: self.source.span(range), kind: Kind::Scalar(scalar) };
        Built { node, weight, height: 0 }
    }

    fn start(&mut self, kind: Kind, anchor: usize, mut range: Range<usize>) {
        let start = range.start;
        // A block list is announced as nothing, before its first dash or, unindented, after it; the dash is part of it.
        if range.is_empty() && matches!(kind, Kind::List(_)) {
            let text = self.source.text;
            if text[start..].starts_with('-') {
                range.end += 1;
            } else if let Some(before) = text[..start].trim_end().strip_suffix('-') {
                range = before.len()..before.len() + 1;
            }
        }
        let reach = (!range.is_empty()).then_some(range);
        self.open.push(Open { kind, key: None, reach, start, anchor, weight: 1, height: 1 });
    }

    fn end(&mut self, range: &Range<usize>) {
        let Some(mut open) = self.open.pop() else { return };
        open.stretch(range);
        let place = open.reach.unwrap_or(open.start..open.start);
        let mut node = Node { span: self.source.span(place.clone()), kind: open.kind };
        if let Kind::Map(entries) = &mut node.kind {
            if let Some(key) = open.key {
                let span = key.span.after();
                entries.push((key, Node { span, kind: Kind::Null }));
            }
            for at in keys::repeated(entries) {
                let (key, _) = &entries[at];
                if !keys::merges(key) {
                    let name = key.text().unwrap_or_default();
                    let message = format!("the key `{name}` appears twice in this mapping");
                    self.tree.problems.push(Problem::at(key.span, message));
                }
            }
            keys::merge(entries);
        }
        self.put(Built { node, weight: open.weight, height: open.height }, open.anchor, place);
    }

    /// Adds a node to the collection that is open. `range` is where it stands, be it only as an alias.
    fn put(&mut self, built: Built, anchor: usize, range: Range<usize>) {
        if anchor != 0 && self.held + built.weight <= HELD {
            self.held += built.weight;
            self.anchors.insert(anchor, built.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.tree.documents.push(built.node);
            return;
        };
        open.stretch(&range);
        open.weight += built.weight;
        open.height = open.height.max(built.height + 1);
        match &mut open.kind {
            Kind::Map(entries) => match open.key.take() {
                None => open.key = Some(built.node),
                Some(key) => entries.push((key, built.node)),
            },
            Kind::List(items) => items.push(built.node),
            Kind::Null | Kind::Scalar(_) => {}
        }
    }

    fn put_null(&mut self, range: Range<usize>) {
        let node = Node { span: self.source.span(range.clone()), kind: Kind::Null };
        self.put(Built { node, weight: 1, height: 0 }, 0, range);
    }

    fn repeat(&mut self, anchor: usize, range: Range<usize>) {
        if self.open.iter().any(|open| open.anchor == anchor) {
            let span = self.source.span(range.clone());
            self.tree.problems.push(Problem::at(span, "this alias stands inside the value that it repeats"));
            return self.put_null(range);
        }
        let fits = |built: &&Built| self.expanded + built.weight <= EXPANDED && self.open.len() + built.height <= DEPTH;
        if let Some(built) = self.anchors.get(&anchor).filter(fits).cloned() {
            self.expanded += built.weight;
            return self.put(built, 0, range);
        }
        if !self.told {
            self.told = true;
            let span = self.source.span(range.clone());
            let message = "aliases expand to too many values; the rest is left out";
            self.tree.problems.push(Problem::at(span, message));
        }
        self.put_null(range);
    }

    fn fail(&mut self, error: &ScanError) {
        let text = self.source.text;
        let start = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len()));
        let end = text.ceil_char_boundary((start + 1).min(text.len()));
        self.tree.complete = false;
        self.tree.problems.push(Problem::at(self.source.span(start..end), explain(error.kind(), &text[..start])));
    }

    fn finish(mut self) -> Tree {
        let end = self.source.text.len();
        while !self.open.is_empty() {
            self.end(&(end..end));
        }
        self.tree
    }
}

impl Open {
    /// Widens the reach to hold what stands at `range`; what is left out stands nowhere.
    fn stretch(&mut self, range: &Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.reach = Some(match &self.reach {
            Some(reach) => reach.start.min(range.start)..reach.end.max(range.end),
            None => range.clone(),
        });
    }
}

/// Whether a plain scalar without a tag means nothing, by the core schema.
fn is_null(value: &str) -> bool {
    matches!(value, "" | "~" | "null" | "Null" | "NULL")
}

/// Says in words for authors what the parser says in words for parsers behind `before`.
fn explain(kind: &ErrorKind, before: &str) -> String {
    let has_key = before.rsplit('\n').next().is_some_and(|line| line.contains(':'));
    let words = match kind {
        ErrorKind::MappingValueNotAllowed if !has_key => {
            "this is indented as if it belonged to the value above; begin it where the key above begins"
        }
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => "a tab stands where YAML needs spaces",
        ErrorKind::UnclosedQuotedScalar => "this quote is never closed",
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "there are words after the closing quote; put the whole value in quotes"
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "this escape means nothing in double quotes; write `\\\\` for a backslash, or use single quotes"
        }
        ErrorKind::MappingValueNotAllowed => "a colon makes this a key where none can stand; put the value in quotes",
        ErrorKind::SimpleKeyExpected => "this line is no `key: value`",
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => "the indentation fits none of the lines above",
        ErrorKind::UnclosedFlowCollection { open } => return format!("this `{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{close}` cannot close what `{open}` opened");
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("a value cannot begin with `{}`; put it in quotes", character.escape_debug());
        }
        ErrorKind::BlockEntryInFlowCollection => "a list item cannot stand in brackets; is this a template?",
        ErrorKind::RecursionLimitExceeded => "this is nested too deeply to be read",
        other => return format!("this is not valid YAML: {other}"),
    };
    words.to_owned()
}
