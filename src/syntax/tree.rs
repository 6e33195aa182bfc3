//! One tree for YAML, JSON, TOML and XML, in which every value knows where it is written.
//!
//! Numbers and booleans keep the text of the file: `1.20` is not `1.2`, and whether `on` means true is the reader's
//! affair.

use crate::diagnostic::Problem;
use crate::text::Span;

/// What a file holds, as far as it could be read.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The documents; YAML may have several, the others have one or, when unreadable, none.
    pub documents: Vec<Node>,
    /// What was wrong.
    pub problems: Vec<Problem>,
    /// The comments, from the mark that begins them to the last byte before the line break.
    pub comments: Vec<Span>,
    /// Whether everything was read; false when an error cut the file short.
    pub complete: bool,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value as written, with its quotes but, of a block, without its header. What an alias repeats keeps the
    /// place where it is written.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Nothing, written out or left out.
    Null,
    /// Text, a number, a boolean or a date.
    Scalar(Scalar),
    /// Keys and values, in the order of the file.
    Map(Vec<(Node, Node)>),
    /// Values, in the order of the file.
    List(Vec<Node>),
}

/// A value that holds no others.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The value with its escapes resolved.
    pub value: String,
    /// How it is written.
    pub style: Style,
    /// The place without quotes; of a block, from its first word to its last.
    pub inner: Span,
}

/// How a scalar is written, and so whether its text may be edited in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In quotes of any kind.
    Quoted,
    /// After `|` or `>`: indentation is woven into it, so it is not edited.
    Block,
}

impl Tree {
    /// The first document.
    pub fn root(&self) -> Option<&Node> {
        self.documents.first()
    }
}

impl Node {
    /// What it is, for people.
    pub fn word(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a single value",
            Kind::Map(_) => "a map",
            Kind::List(_) => "a list",
        }
    }

    /// The value of `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key and value of `key`, if this is a map that has it; of a doubled key the first.
    pub fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key))
    }

    /// The entries of a map; none of anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The scalar, if this is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The value of the scalar, if this is one.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.value.as_str())
    }

    /// The value that is reached by following `keys` through maps.
    pub fn path(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Shows every scalar value, not the keys, in the order of the file; the readers bound how deep this goes.
    pub fn walk_scalars<'a>(&'a self, visit: &mut impl FnMut(&'a Scalar)) {
        match &self.kind {
            Kind::Null => {}
            Kind::Scalar(scalar) => visit(scalar),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| value.walk_scalars(visit)),
            Kind::List(items) => items.iter().for_each(|item| item.walk_scalars(visit)),
        }
    }
}

/// What tests of all readers need.
#[cfg(test)]
pub(super) mod check {
    use proptest::prelude::*;
    use proptest::string::string_regex;

    use super::{Kind, Node, Tree};
    use crate::diagnostic::Place;
    use crate::text::{Excerpt, FileId, Span};

    /// The distance of the tested excerpt from the start of its file, so that a forgotten offset is seen.
    const OFFSET: usize = 1000;

    /// An excerpt from the middle of a file.
    pub fn excerpt(text: &str) -> Excerpt<'_> {
        Excerpt { file: FileId(7), offset: OFFSET, text }
    }

    /// The words at a span.
    pub fn at(text: &str, span: Span) -> &str {
        &text[span.start as usize - OFFSET..span.end as usize - OFFSET]
    }

    /// Fails unless every span lies in the text, on character boundaries, and inner spans lie in outer ones.
    pub fn sound(text: &str, tree: &Tree) {
        let fits = |span: Span| {
            let (start, end) = (span.start as usize - OFFSET, span.end as usize - OFFSET);
            assert!(text.get(start..end).is_some(), "{start}..{end} is no part of {text:?}");
        };
        tree.comments.iter().copied().for_each(fits);
        for problem in &tree.problems {
            let Place::Span(span) = problem.place else { panic!("a reader knows where its problems are") };
            fits(span);
        }
        tree.documents.iter().for_each(|node| sound_node(node, &fits));
    }

    fn sound_node(node: &Node, fits: &impl Fn(Span)) {
        fits(node.span);
        match &node.kind {
            Kind::Null => {}
            Kind::Scalar(scalar) => {
                fits(scalar.inner);
                assert!(node.span.contains(scalar.inner), "{node:?} holds its own words");
            }
            Kind::Map(entries) => entries.iter().for_each(|(key, value)| {
                sound_node(key, fits);
                sound_node(value, fits);
            }),
            Kind::List(items) => items.iter().for_each(|item| sound_node(item, fits)),
        }
    }

    /// Texts of a few marks of a format, in any order; `marks` are the inside of a bracket expression.
    pub fn jumble(marks: &str) -> impl Strategy<Value = String> {
        string_regex(&format!("[{marks}]{{0,80}}")).expect("the marks are those of an expression")
    }

    /// A sample in which marks of its format replace some bytes, here and there.
    pub fn broken(sample: &'static str, marks: &str) -> impl Strategy<Value = String> {
        let bit = string_regex(&format!("[{marks}]{{0,4}}")).expect("the marks are those of an expression");
        let cuts = prop::collection::vec((0..=sample.len(), 0..8usize, bit), 1..6);
        cuts.prop_map(move |cuts| mutate(sample, &cuts))
    }

    /// Breaks a snippet: at each of `cuts` the given bit of text replaces some bytes.
    fn mutate(text: &str, cuts: &[(usize, usize, String)]) -> String {
        let mut text = text.to_owned();
        for (at, length, bit) in cuts {
            let start = text.floor_char_boundary(at % (text.len() + 1));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end.max(start), bit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::check::excerpt;

    #[test]
    fn a_path_leads_through_maps_and_stops_at_anything_else() {
        let tree = json::parse(excerpt(r#"{"a": {"b": [1, 2]}, "c": "x"}"#));
        let root = tree.root().expect("the text is JSON");
        assert_eq!(root.path(&["a", "b"]).map(|node| node.items().len()), Some(2));
        assert!(root.path(&["c", "d"]).is_none());
        assert!(root.get("c").is_some_and(|c| c.entries().is_empty() && c.items().is_empty()));
    }

    #[test]
    fn walking_shows_values_in_order_and_no_keys() {
        let tree = json::parse(excerpt(r#"{"a": {"b": [1, null, true]}, "c": "x"}"#));
        let mut seen = Vec::new();
        tree.root().expect("the text is JSON").walk_scalars(&mut |scalar| seen.push(scalar.value.as_str()));
        assert_eq!(seen, ["1", "true", "x"]);
    }
}
