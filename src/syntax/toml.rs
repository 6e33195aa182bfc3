//! TOML to a tree: dotted keys and tables become nested maps, arrays of tables become lists.
//!
//! A table is spread over its file, so its span is its header; that of a table nobody wrote down is its name.

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use super::tree::{Kind, Node, Scalar, Style, Tree};
use crate::diagnostic::Problem;
use crate::text::Excerpt;

/// How deep one value may nest, inline tables and the dots of their keys taken together.
///
/// The parser bounds brackets and dots each for itself, so 80 times 80 levels would pass it and overflow the stack.
const DEPTH: usize = 200;

/// Reads a TOML file.
#[must_use]
pub fn parse(source: Excerpt<'_>) -> Tree {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(rest) => source.part(source.text.len() - rest.len()..source.text.len()),
        None => source,
    };
    let mut tree = Tree { documents: Vec::new(), problems: Vec::new(), comments: Vec::new(), complete: true };
    if let Some(at) = survey(source, &mut tree) {
        tree.complete = false;
        tree.problems.push(Problem::at(source.span(at..at + 1), "this is nested too deeply to be read"));
        return tree;
    }
    let (table, errors) = DeTable::parse_recoverable(source.text);
    let kind = map(source, table.into_inner());
    tree.documents.push(Node { span: source.all(), kind });
    tree.complete = errors.is_empty();
    for error in errors {
        let place = error.span().unwrap_or(source.text.len()..source.text.len());
        let start = source.text.floor_char_boundary(place.start);
        let end = source.text.ceil_char_boundary(place.end).max(start);
        let message = format!("this is not valid TOML: {}", error.message());
        tree.problems.push(Problem::at(source.span(start..end), message));
    }
    tree
}

/// Notes the comments, and finds where the nesting becomes too deep.
fn survey(source: Excerpt<'_>, tree: &mut Tree) -> Option<usize> {
    let bytes = source.text.as_bytes();
    // Each open bracket with the levels outside it, and the dots since the last separator.
    let (mut open, mut depth, mut dots) = (Vec::<(u8, usize)>::new(), 0, 0);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let mut next = at + 1;
        match byte {
            b'#' => {
                next = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
                let words = source.text[at..next].trim_end_matches('\r').len();
                tree.comments.push(source.span(at..at + words));
            }
            b'"' | b'\'' => next = string_end(bytes, at),
            b'.' => dots += 1,
            b',' | b'\n' => dots = 0,
            b'[' | b'{' => {
                open.push((byte + 2, depth));
                depth += dots + 1;
                dots = 0;
            }
            // A stray bracket closes nothing; the parser skips it too.
            b']' | b'}' => {
                if let Some((_, outside)) = open.pop_if(|(closing, _)| *closing == byte) {
                    depth = outside;
                    dots = 0;
                }
            }
            b' ' | b'\t' | b'\r' | b'=' => {}
            _ => next = word_end(bytes, at),
        }
        if depth + dots > DEPTH {
            return Some(at);
        }
        at = next;
    }
    None
}

/// The byte after the bare word at `at`; a quote within it opens no string.
fn word_end(bytes: &[u8], at: usize) -> usize {
    let length = bytes[at..].iter().position(|byte| b".=,[]{} \t#\r\n".contains(byte));
    length.map_or(bytes.len(), |length| at + length)
}

/// The byte after the string that opens at `at`; an unclosed one ends with its line or, if triple, with the file.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && quote == b'"' {
            at += if bytes.get(at + 1) == Some(&b'\n') && !triple { 1 } else { 2 };
        } else if byte == b'\n' && !triple {
            return at;
        } else if byte == quote && !triple {
            return at + 1;
        } else if byte == quote && bytes[at..].starts_with(&[quote; 3]) {
            // Up to two quotes may stand directly before the closing three.
            let extra = bytes[at + 3..].iter().take(2).take_while(|&&byte| byte == quote).count();
            return at + 3 + extra;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

fn map(source: Excerpt<'_>, table: DeTable<'_>) -> Kind {
    let mut entries: Vec<_> = table.into_iter().collect();
    // The parser sorts by name; people read from top to bottom.
    entries.sort_by_key(|(key, _)| key.span().start);
    Kind::Map(entries.into_iter().map(|(key, value)| (name(source, key), node(source, value))).collect())
}

fn name(source: Excerpt<'_>, key: Spanned<DeString<'_>>) -> Node {
    let place = key.span();
    string(source, place, key.into_inner().into_owned())
}

fn node(source: Excerpt<'_>, value: Spanned<DeValue<'_>>) -> Node {
    let place = value.span();
    let span = source.span(place.clone());
    let kind = match value.into_inner() {
        DeValue::Table(table) => map(source, table),
        DeValue::Array(items) => Kind::List(items.into_iter().map(|item| node(source, item)).collect()),
        // Where a value is missing, the parser says zero at no place.
        _ if place.is_empty() => Kind::Null,
        DeValue::String(value) => return string(source, place, value.into_owned()),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            let value = source.text[place].to_owned();
            Kind::Scalar(Scalar { value, style: Style::Plain, inner: span })
        }
    };
    Node { span, kind }
}

/// A string, or a key, which may do without quotes.
fn string(source: Excerpt<'_>, place: std::ops::Range<usize>, value: String) -> Node {
    let raw = &source.text[place.clone()];
    let quotes = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| raw.len() >= 2 * quotes.len() && raw.starts_with(quotes) && raw.ends_with(quotes))
        .map_or(0, str::len);
    let style = if quotes == 0 { Style::Plain } else { Style::Quoted };
    let inner = source.span(place.start + quotes..place.end - quotes);
    Node { span: source.span(place), kind: Kind::Scalar(Scalar { value, style, inner }) }
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

    fn root(tree: &Tree) -> &Node {
        tree.root().expect("a table is always found")
    }

    #[test]
    fn dotted_keys_and_tables_nest_in_the_order_of_the_file() {
        let tree = read("z = 1\n[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\npython.version = \"^3\"\n[a]\n");
        let keys: Vec<_> = root(&tree).entries().iter().filter_map(|(key, _)| key.text()).collect();
        assert_eq!(keys, ["z", "tool", "a"]);
        let version = root(&tree).path(&["tool", "poetry", "dependencies", "python", "version"]);
        assert_eq!(version.and_then(Node::text), Some("^3"));
    }

    #[test]
    fn arrays_of_tables_are_lists() {
        let text = "[[bin]]\nname = 'a'\n[[bin]]\nname = 'b'\n";
        let tree = read(text);
        let bins = root(&tree).get("bin").map(Node::items).unwrap_or_default();
        assert_eq!(bins.iter().filter_map(|bin| bin.get("name")?.text()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(at(text, bins[1].span), "[[bin]]");
    }

    #[test]
    fn values_keep_the_text_of_the_file() {
        let text = "\u{feff}v = 1.20 # é\r\nn = 0xFF\nd = 2024-01-01\nb = true\n'q k' = \"\"\"a\\tb\"\"\"\n";
        let tree = read(text);
        let texts: Vec<_> = root(&tree).entries().iter().filter_map(|(_, value)| value.text()).collect();
        assert_eq!(texts, ["1.20", "0xFF", "2024-01-01", "true", "a\tb"]);
        let (key, value) = root(&tree).entry("q k").expect("a key may be quoted");
        assert_eq!((at(text, key.span), at(text, value.span)), ("'q k'", "\"\"\"a\\tb\"\"\""));
        assert_eq!(value.scalar().map(|scalar| at(text, scalar.inner)), Some("a\\tb"));
        assert_eq!(tree.comments.iter().map(|span| at(text, *span)).collect::<Vec<_>>(), ["# é"]);
    }

    #[test]
    fn every_error_is_reported_and_the_rest_is_read() {
        let tree = read("a = \nb = 2\nb = 3\n[c\nd = 4\n");
        assert!(!tree.complete && tree.problems.len() >= 3, "{:?}", tree.problems);
        assert_eq!(root(&tree).get("b").and_then(Node::text), Some("2"));
        assert!(tree.problems.iter().all(|problem| problem.message.starts_with("this is not valid TOML: ")));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let dotted = format!("{}x", "x.".repeat(70));
        let product = format!("a = {}1{}\n", format!("{{{dotted} = ").repeat(70), "}".repeat(70));
        for text in [
            "[".repeat(100_000),
            format!("a = {}", "{a = ".repeat(100_000)),
            format!("{}a = 1", "a.".repeat(100_000)),
            product,
        ] {
            assert!(!read(&text).complete);
        }
        let headers: Vec<_> = (1..=79).map(|n| format!("[[{}]]\n", vec!["a"; n].join("."))).collect();
        let deepest = format!("{}{} = {}{}", headers.concat(), vec!["b"; 79].join("."), "[".repeat(79), "]".repeat(79));
        assert!(read(&deepest).complete);
        let quoted = format!("a = '''x''''\nb = \"{}\" # {}\n", "[".repeat(300), "{".repeat(300));
        assert!(read(&quoted).complete);
        let long: Vec<_> = (0..1000).map(|n| format!("v{n} = [1.5, {{a.b = 1.5}}]\n")).collect();
        assert!(read(&long.concat()).complete);
    }

    const MANIFEST: &str = "# é\n[package]\nname = \"x\\n\"\nversion.workspace = true\n[[bin]]\npath = 'a'\n\
                            [deps]\na = { version = \"1\", features = [\"b\", 'c'], }\nm = \"\"\"\nx\"\"\"\nd = 1979-05-27T07:32:00Z\n";

    /// What means something here, as the inside of a bracket expression.
    const MARKS: &str = "\\[\\]{}=.,'\"#\\\\a0 \n\r\u{0}\u{feff}é";

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
        fn a_broken_manifest_is_read_without_harm(text in broken(MANIFEST, MARKS)) {
            read(&text);
        }
    }
}
