//! XML to a tree: an element that holds others is a map, one that holds text a scalar. Attributes are left out.

use roxmltree::{Document, Error};

use super::tree::{Kind, Node, Scalar, Style, Tree};
use crate::diagnostic::Problem;
use crate::text::Excerpt;

/// How deep elements may nest; what is deeper is left out.
const DEPTH: usize = 200;

/// Reads an XML file: a map whose only key is the name of its first element. One error loses all of it.
#[must_use]
pub fn parse(source: Excerpt<'_>) -> Tree {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(rest) => source.part(source.text.len() - rest.len()..source.text.len()),
        None => source,
    };
    let mut tree = Tree { documents: Vec::new(), problems: Vec::new(), comments: Vec::new(), complete: true };
    match Document::parse(source.text) {
        Ok(document) => {
            let comments = document.descendants().filter(roxmltree::Node::is_comment);
            tree.comments.extend(comments.map(|comment| source.span(comment.range())));
            let root = entry(source, document.root_element(), 0);
            tree.documents.push(Node { span: root.1.span, kind: Kind::Map(vec![root]) });
        }
        Err(error) => {
            tree.complete = false;
            tree.problems.extend(problem(source, &error));
        }
    }
    tree
}

/// What an error says; nothing where only the parser minds, as readers that know no namespaces do not. A document type
/// could define entities that grow without end.
fn problem(source: Excerpt<'_>, error: &Error) -> Option<Problem> {
    if matches!(error, Error::UnknownNamespace(..) | Error::DuplicatedNamespace(..) | Error::DtdDetected) {
        return None;
    }
    let place = error.pos();
    let lines = source.text.split_inclusive('\n').take(place.row.saturating_sub(1) as usize);
    let line = lines.map(str::len).sum::<usize>();
    let before = source.text[line..].chars().take(place.col.saturating_sub(1) as usize);
    let at = line + before.map(char::len_utf8).sum::<usize>();
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at {place}")).unwrap_or(&message);
    Some(Problem::at(source.span(at..at), format!("this is not valid XML: {message}")))
}

/// The name of an element and what it holds.
fn entry(source: Excerpt<'_>, element: roxmltree::Node, depth: usize) -> (Node, Node) {
    let whole = element.range();
    let start = whole.start + 1;
    let name = &source.text[start..whole.end];
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
    let span = source.span(start..start + end);
    let name = Scalar { value: element.tag_name().name().to_owned(), style: Style::Plain, inner: span };
    (Node { span, kind: Kind::Scalar(name) }, Node { span: source.span(whole), kind: content(source, element, depth) })
}

fn content(source: Excerpt<'_>, element: roxmltree::Node, depth: usize) -> Kind {
    let mut elements = element.children().filter(roxmltree::Node::is_element).peekable();
    if elements.peek().is_some() {
        let kept = if depth < DEPTH { usize::MAX } else { 0 };
        return Kind::Map(elements.take(kept).map(|element| entry(source, element, depth + 1)).collect());
    }
    let mut texts = element.children().filter(roxmltree::Node::is_text);
    // What a comment cuts in two is no value that could be pointed at.
    let (Some(text), None) = (texts.next(), texts.next()) else { return Kind::Null };
    let (value, place) = (text.text().unwrap_or_default().trim(), text.range());
    let whole = element.range();
    // What an entity stands for is written elsewhere.
    if value.is_empty() || place.start < whole.start || whole.end < place.end {
        return Kind::Null;
    }
    let written = &source.text[place.clone()];
    let start = place.start + (written.len() - written.trim_start().len());
    let inner = source.span(start..start + written.trim().len());
    Kind::Scalar(Scalar { value: value.to_owned(), style: Style::Plain, inner })
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
    fn elements_nest_and_values_know_their_places() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!-- größe -->\n<project xmlns=\"urn:x\">\n  <a:b xmlns:a=\"urn:y\">\n    \
                    <c> 17 </c>\n    <c/>\n    <d>1<!-- or -->7</d>\n    <e>&lt;1</e>\n  </a:b>\n</project>\n";
        let tree = read(text);
        let b = tree.root().and_then(|root| root.path(&["project", "b"])).expect("it is there");
        let values: Vec<_> = b.entries().iter().map(|(key, value)| (key.text(), value.text())).collect();
        assert_eq!(values, [(Some("c"), Some("17")), (Some("c"), None), (Some("d"), None), (Some("e"), Some("<1"))]);
        let c = b.get("c").and_then(Node::scalar).expect("it has a value");
        assert_eq!(at(text, c.inner), "17");
        assert_eq!(
            tree.comments.iter().map(|span| at(text, *span)).collect::<Vec<_>>(),
            ["<!-- größe -->", "<!-- or -->"]
        );
    }

    #[test]
    fn an_error_says_what_and_where_it_is() {
        let text = "<a>\n  <ö></b>\n</a>\n";
        let tree = read(text);
        let problem = &tree.problems[0];
        assert_eq!(problem.message, "this is not valid XML: expected 'ö' tag, not 'b'");
        assert_eq!(problem.place.span().map(|span| span.start as usize - 1000), text.find("</b>"));
        assert!(!tree.complete && tree.documents.is_empty());
    }

    #[test]
    fn a_prefix_that_nobody_declared_is_no_error() {
        let tree = read("<project x:y=\"1\"><a>1</a></project>");
        assert!(tree.problems.is_empty() && tree.documents.is_empty());
    }

    #[test]
    fn a_document_type_is_not_read_and_no_error() {
        let tree = read("<!DOCTYPE p [<!ENTITY a '1'><!ENTITY b '&a;&a;'>]>\n<p>&b;</p>");
        assert!(tree.problems.is_empty() && tree.documents.is_empty());
    }

    #[test]
    fn depth_is_survived() {
        let text = format!("{}1{}", "<a>".repeat(50_000), "</a>".repeat(50_000));
        assert!(read(&text).complete);
    }

    const POM: &str = "<?xml version='1.0'?>\n<p a=\"b\"><c>&lt;</c><!-- é -->\n<d/>\
                       <![CDATA[x]]><f>\n 17</f></p>";

    /// What means something here, as the inside of a bracket expression.
    const MARKS: &str = "<>/!?&;=\"'\\-\\[\\]a1 \n\r\u{0}\u{feff}é";

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
        fn a_broken_file_is_read_without_harm(text in broken(POM, MARKS)) {
            read(&text);
        }
    }
}
