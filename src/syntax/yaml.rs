//! YAML to a tree, with aliases and merge keys resolved.
//!
//! The parser beneath stops at the first error. What it saw until then is kept, for half a workflow still shows its
//! triggers.

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
                let plain = style == ScalarStyle::Plain && tag.is_none();
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
        self.tree.problems.push(Problem::at(self.source.span(start..end), explain(error.kind())));
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

/// Says in words for authors what the parser says in words for parsers.
fn explain(kind: &ErrorKind) -> String {
    let words = match kind {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tree::check::{at, excerpt, mutate, sound};
    use super::*;

    fn read(text: &str) -> Tree {
        let tree = parse(excerpt(text));
        sound(text, &tree);
        tree
    }

    fn root(tree: &Tree) -> &Node {
        tree.root().expect("there is a document")
    }

    fn messages(tree: &Tree) -> Vec<&str> {
        tree.problems.iter().map(|problem| problem.message.as_str()).collect()
    }

    #[test]
    fn values_keep_the_text_of_the_file() {
        let tree = read("on: 1.20\nyes: on\nnone: ~\nempty:\ntext: null\nquoted: 'null'\n");
        let keys: Vec<_> = root(&tree).entries().iter().map(|(key, value)| (key.text(), value.text())).collect();
        assert_eq!(
            keys,
            [
                (Some("on"), Some("1.20")),
                (Some("yes"), Some("on")),
                (Some("none"), None),
                (Some("empty"), None),
                (Some("text"), None),
                (Some("quoted"), Some("null")),
            ]
        );
        assert!(tree.complete && tree.problems.is_empty());
    }

    #[test]
    fn spans_hold_quotes_and_inner_spans_do_not() {
        let text = "a: \"x\\ty\"\nb: 'it''s' # why\nc: plain words  # no\nd: |\n  one\n    two\n\ne: >-\n  f\n";
        let tree = read(text);
        let scalar = |key| root(&tree).get(key).and_then(Node::scalar).expect("each key has a scalar");
        let whole = |key| at(text, root(&tree).get(key).expect("each key has a value").span);
        assert_eq!((whole("a"), at(text, scalar("a").inner)), ("\"x\\ty\"", "x\\ty"));
        assert_eq!(scalar("a").value, "x\ty");
        assert_eq!((whole("b"), at(text, scalar("b").inner)), ("'it''s'", "it''s"));
        assert_eq!((whole("c"), at(text, scalar("c").inner)), ("plain words", "plain words"));
        assert_eq!(at(text, scalar("d").inner), "one\n    two");
        assert_eq!((scalar("d").value.as_str(), scalar("d").style), ("one\n  two\n", Style::Block));
        assert_eq!(at(text, scalar("e").inner), "f");
        let comments: Vec<_> = tree.comments.iter().map(|span| at(text, *span)).collect();
        assert_eq!(comments, ["# why", "# no"]);
    }

    #[test]
    fn a_collection_reaches_from_its_first_to_its_last_value() {
        let text =
            "top:\n  a: 1\n  b: [x, {y: z}]  \n  c:\nlist:\n  - one\n  - two: 2\n\nflush:\n- x\n- - y\n  - z\n# end\n";
        let tree = read(text);
        let whole = |keys: &[&str]| at(text, root(&tree).path(keys).expect("the path is there").span);
        assert_eq!(whole(&["top"]), "a: 1\n  b: [x, {y: z}]  \n  c");
        assert_eq!(whole(&["top", "b"]), "[x, {y: z}]");
        assert_eq!(whole(&["list"]), "- one\n  - two: 2");
        assert_eq!(whole(&["flush"]), "- x\n- - y\n  - z");
    }

    #[test]
    fn a_byte_order_mark_shifts_every_span() {
        let text = "\u{feff}name: öffnen\r\n";
        let tree = read(text);
        let (key, value) = root(&tree).entry("name").expect("the mark is no part of the key");
        assert_eq!((at(text, key.span), at(text, value.span)), ("name", "öffnen"));
    }

    #[test]
    fn a_file_has_as_many_documents_as_it_separates() {
        let tree = read("a: 1\n---\nb: 2\n...\n---\n- c\n");
        assert_eq!(tree.documents.len(), 3);
        assert!(read("# nothing\n").documents.is_empty());
    }

    #[test]
    fn a_doubled_key_is_reported_where_it_comes_again_and_both_stay() {
        let text = "env:\n  A: 1\n  B: 2\n  A: 3\n";
        let tree = read(text);
        assert_eq!(messages(&tree), ["the key `A` appears twice in this mapping"]);
        assert_eq!(root(&tree).get("env").map(|env| env.entries().len()), Some(3));
        assert!(tree.complete);
    }

    #[test]
    fn what_stands_before_an_error_is_kept() {
        let text = "on: push\njobs:\n  build:\n    steps: [a, b\n  test: {\n";
        let tree = read(text);
        assert!(!tree.complete);
        assert_eq!(tree.problems.len(), 1);
        assert_eq!(root(&tree).get("on").and_then(Node::text), Some("push"));
        assert!(root(&tree).path(&["jobs", "build", "steps"]).is_some_and(|steps| !steps.items().is_empty()));
    }

    #[test]
    fn errors_speak_to_authors() {
        for (text, message) in [
            ("a:\n\t- b\n", "a tab stands where YAML needs spaces"),
            ("a: 'b\n", "this quote is never closed"),
            ("a: b: c\n", "a colon makes this a key where none can stand; put the value in quotes"),
            ("a: @b\n", "a value cannot begin with `@`; put it in quotes"),
            ("{{- if .x }}\n", "a list item cannot stand in brackets; is this a template?"),
            ("a: [b}\n", "`}` cannot close what `[` opened"),
            ("a: \0b\n", "there is a NUL byte here, and nothing after it is read; YAML must be saved as UTF-8"),
        ] {
            let tree = read(text);
            assert_eq!(messages(&tree), [message], "{text:?}");
            assert!(!tree.complete);
        }
    }

    #[test]
    fn an_alias_has_the_value_and_the_place_of_its_anchor() {
        let text = "base: &b {k: v}\nuse: *b\nname: &n x\nother: *n\n";
        let tree = read(text);
        assert_eq!(root(&tree).path(&["use", "k"]).and_then(Node::text), Some("v"));
        assert_eq!(root(&tree).get("use").map(|node| at(text, node.span)), Some("{k: v}"));
        assert_eq!(root(&tree).get("other").and_then(Node::text), Some("x"));
    }

    #[test]
    fn a_merge_key_brings_what_the_mapping_lacks() {
        let tree = read("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\nw:\n  <<: *x\n  <<: *y\n");
        let shown = |key: &str| -> Vec<String> {
            let map = root(&tree).get(key).expect("the key is there");
            map.entries().iter().map(|(k, v)| format!("{:?}={:?}", k.text(), v.text())).collect::<Vec<_>>()
        };
        assert_eq!(shown("z"), [r#"Some("a")=Some("0")"#, r#"Some("b")=Some("1")"#, r#"Some("c")=Some("2")"#]);
        assert_eq!(shown("w"), [r#"Some("a")=Some("1")"#, r#"Some("b")=Some("1")"#, r#"Some("c")=Some("2")"#]);
        assert!(tree.problems.is_empty());
    }

    #[test]
    fn an_alias_of_nothing_or_of_itself_is_null() {
        let tree = read("a: *nobody\nb: &b [1, *b]\n");
        assert_eq!(
            messages(&tree),
            ["no anchor `&nobody` stands before this alias", "this alias stands inside the value that it repeats"]
        );
        assert!(matches!(root(&tree).get("b").map(|b| &b.items()[1].kind), Some(Kind::Null)));
    }

    #[test]
    fn aliases_of_aliases_do_not_fill_the_memory() {
        let first = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        let others = (1..20).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")));
        let text: Vec<_> = std::iter::once(first).chain(others).collect();
        let text = text.concat();
        let tree = read(&text);
        assert_eq!(messages(&tree), ["aliases expand to too many values; the rest is left out"]);
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a, ".repeat(1000));
        assert_eq!(read(&long).problems.len(), 1);
    }

    #[test]
    fn depth_has_a_bound_however_it_is_made() {
        let deeper: Vec<_> = (0..10_000).map(|n| format!("{}- a:\n", "  ".repeat(n.min(400)))).collect();
        let nest = |n| format!("a{n}: &a{n} {}*a{}{}\n", "[".repeat(100), n - 1, "]".repeat(100));
        let aliased: Vec<_> = std::iter::once("a0: &a0 x\n".to_owned()).chain((1..200).map(nest)).collect();
        for text in
            ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000), deeper.concat()]
        {
            assert!(!read(&text).complete);
        }
        assert!(!read(&aliased.concat()).problems.is_empty());
    }

    #[test]
    fn any_number_of_comments_is_read() {
        let text = format!("a:\n{}  b: 1\n", "# x\n".repeat(50_000));
        let tree = read(&text);
        assert_eq!((tree.complete, tree.comments.len()), (true, 50_000));
        assert_eq!(root(&tree).path(&["a", "b"]).and_then(Node::text), Some("1"));
    }

    #[test]
    fn odd_bytes_do_no_harm() {
        for text in [
            "",
            "\u{feff}",
            "{---",
            "---",
            "\t",
            "a:\tb",
            "\0",
            "n\0a\0m\0e\0",
            "&a",
            "*",
            "%YAML 9.9\n---\n",
            "? \n: ",
            "\r\r\r",
            "!!str",
            "|\n",
            "a: |\n \u{2028}\n",
            "'",
            "\"\\",
            "- -\n -",
        ] {
            read(text);
        }
    }

    const WORKFLOW: &str = "name: CI # é\non:\n  push: {branches: [main, 'release/**']}\nenv: &env\n  A: \"x\\n\"\n  B: 'it''s'\n\
                            jobs:\n  build:\n    env:\n      <<: *env\n      C: ~\n    steps:\n      - run: |\n          echo ü\n            more\n\
                            \n      - uses: a/b@v1\n        with: {k: v, }\n---\n? [x]\n: !!str 1\n...\n";

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "(?s).{0,200}") {
            read(&text);
        }

        #[test]
        fn any_marks_are_read_without_harm(text in "[-\\[\\]{}:,?&*!|>'\"%@`#a \n\t\r\u{0}\u{feff}é]{0,80}") {
            read(&text);
        }

        #[test]
        fn a_broken_workflow_is_read_without_harm(cuts in prop::collection::vec((0..400usize, 0..8usize, "[-\\[\\]{}:&*!|>'\"# \n\ta\u{e9}]{0,4}"), 1..6)) {
            read(&mutate(WORKFLOW, &cuts));
        }
    }
}
