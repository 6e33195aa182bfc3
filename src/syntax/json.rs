//! JSON to a tree; comments and trailing commas are allowed, as many tools allow them in their settings.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::{Range as Place, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions};

use super::tree::{Kind, Node, Scalar, Style, Tree};
use crate::diagnostic::Problem;
use crate::text::Excerpt;

/// How deep collections may nest; the parser calls itself for each level.
const DEPTH: usize = 200;

/// Reads a JSON file.
#[must_use]
pub fn parse(source: Excerpt<'_>) -> Tree {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(rest) => source.part(source.text.len() - rest.len()..source.text.len()),
        None => source,
    };
    let mut tree = Tree { documents: Vec::new(), problems: Vec::new(), comments: Vec::new(), complete: true };
    let refused = match survey(source, &mut tree) {
        Some(at) => Some(Problem::at(source.span(at..at + 1), "this is nested too deeply to be read")),
        None => match jsonc_parser::parse_to_ast(source.text, &CollectOptions::default(), &dialect()) {
            Ok(found) => {
                tree.documents.extend(found.value.map(|value| node(source, value)));
                None
            }
            Err(error) => {
                let (start, end) = (error.range().start, error.range().end);
                let start = source.text.floor_char_boundary(start);
                let end = source.text.ceil_char_boundary(end).max(start);
                Some(Problem::at(source.span(start..end), format!("this is not valid JSON: {}", lower(error.kind()))))
            }
        },
    };
    tree.complete = refused.is_none();
    tree.problems.extend(refused);
    tree
}

fn dialect() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// The parser's message as the rest of a sentence.
fn lower(kind: &impl ToString) -> String {
    let mut message = kind.to_string();
    if let Some(first) = message.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    message
}

/// Notes the comments, and finds the bracket at which the nesting becomes too deep.
///
/// One look at the bytes serves both, and spares the parser from keeping its tokens.
fn survey(source: Excerpt<'_>, tree: &mut Tree) -> Option<usize> {
    let bytes = source.text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'/' => {
                let end = comment_end(bytes, at);
                if end > at {
                    tree.comments.push(source.span(at..end));
                    at = end;
                    continue;
                }
            }
            b'[' | b'{' => {
                depth += 1;
                if depth > DEPTH {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The closing quote of the string that opens at `at`, or the end.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The byte after the comment that begins at `at`; `at` itself if none does.
fn comment_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    } else if rest.starts_with(b"/*") {
        memchr::memmem::find(&rest[2..], b"*/").map_or(bytes.len(), |length| at + length + 4)
    } else {
        at
    }
}

fn node(source: Excerpt<'_>, value: Value<'_>) -> Node {
    let place = value.range();
    match value {
        Value::StringLit(string) => quoted(source, place, string.value.into_owned()),
        Value::NumberLit(number) => plain(source, place, number.value),
        Value::BooleanLit(boolean) => plain(source, place, if boolean.value { "true" } else { "false" }),
        Value::NullKeyword(_) => Node { span: source.span(place.start..place.end), kind: Kind::Null },
        Value::Object(object) => {
            let entries = object.properties.into_iter().map(|property| {
                let place = property.name.range();
                let key = match property.name {
                    ObjectPropName::String(name) => quoted(source, place, name.value.into_owned()),
                    ObjectPropName::Word(name) => plain(source, place, name.value),
                };
                (key, node(source, property.value))
            });
            Node { kind: Kind::Map(entries.collect()), span: source.span(place.start..place.end) }
        }
        Value::Array(array) => {
            let items = array.elements.into_iter().map(|item| node(source, item));
            Node { kind: Kind::List(items.collect()), span: source.span(place.start..place.end) }
        }
    }
}

fn plain(source: Excerpt<'_>, place: Place, value: &str) -> Node {
    let span = source.span(place.start..place.end);
    Node { span, kind: Kind::Scalar(Scalar { value: value.to_owned(), style: Style::Plain, inner: span }) }
}

fn quoted(source: Excerpt<'_>, place: Place, value: String) -> Node {
    // The parser accepts a string only with both quotes.
    let inner = source.span(place.start + 1..place.end - 1);
    let span = source.span(place.start..place.end);
    Node { span, kind: Kind::Scalar(Scalar { value, style: Style::Quoted, inner }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tree::check::{at, broken, excerpt, jumble, sound};
    use super::*;

    fn read(text: &str) -> Tree {
        let tree = parse(excerpt(text));
        sound(text, &tree);
        tree
    }

    #[test]
    fn numbers_keep_their_text_and_strings_lose_their_escapes() {
        let text = r#"{"n": 1.20, "s": "a\"b\u00e9", "t": true, "z": null}"#;
        let tree = read(text);
        let root = tree.root().expect("the text is JSON");
        assert_eq!(root.get("n").and_then(Node::text), Some("1.20"));
        assert_eq!(root.get("t").and_then(Node::text), Some("true"));
        assert!(matches!(root.get("z").map(|z| &z.kind), Some(Kind::Null)));
        let s = root.get("s").expect("there is an s");
        assert_eq!((s.text(), at(text, s.span)), (Some("a\"bé"), r#""a\"b\u00e9""#));
        assert_eq!(s.scalar().map(|s| at(text, s.inner)), Some("a\\\"b\\u00e9"));
        assert_eq!(root.entry("n").map(|(key, _)| at(text, key.span)), Some("\"n\""));
    }

    #[test]
    fn comments_and_trailing_commas_are_fine() {
        let text = "\u{feff}// top\r\n{\"a\": [1, 2,], /* in */ \"u\": \"http://x /* no */\",}\n// end";
        let tree = read(text);
        assert!(tree.complete, "{:?}", tree.problems);
        let comments: Vec<_> = tree.comments.iter().map(|span| at(text, *span)).collect();
        assert_eq!(comments, ["// top", "/* in */", "// end"]);
        assert_eq!(tree.root().and_then(|root| root.get("a")).map(|a| at(text, a.span)), Some("[1, 2,]"));
    }

    #[test]
    fn an_error_is_said_once_and_at_its_place() {
        let text = "{\"a\": 1 \"b\": 2}";
        let tree = read(text);
        assert!(!tree.complete && tree.documents.is_empty());
        assert_eq!(tree.problems[0].message, "this is not valid JSON: expected comma");
        assert!(!read("{'a': 1}").complete);
        assert!(!read("[1, 2").complete);
        assert!(read("").documents.is_empty());
    }

    #[test]
    fn deep_nesting_is_refused() {
        for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "/**/[".repeat(100_000)] {
            assert_eq!(read(&text).problems[0].message, "this is nested too deeply to be read");
        }
        assert!(read(&format!("{}{}", "[".repeat(200), "]".repeat(200))).complete);
        assert!(read(&format!("[{}]", "{\"a\": \"[[[\"},".repeat(1000))).complete);
    }

    const SETTINGS: &str =
        "{\n  // é\n  \"extends\": [\"config:base\", \"a\\\\b\\\"\"],\n  \"n\": -1.5e3, /* x */ \"ok\": true,\n}\n";

    /// What means something here, as the inside of a bracket expression.
    const MARKS: &str = "\\[\\]{}:,'\"/*\\\\a0. \n\u{0}\u{feff}é";

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "(?s).{0,200}") {
            read(&text);
        }

        #[test]
        fn any_marks_are_read_without_harm(text in jumble(MARKS)) {
            read(&text);
        }

        #[test]
        fn broken_settings_are_read_without_harm(text in broken(SETTINGS, MARKS)) {
            read(&text);
        }
    }
}
