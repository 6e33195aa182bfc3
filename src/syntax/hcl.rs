//! HCL, as in Terraform: blocks and attributes with their places.

use crate::diagnostic::Problem;
use crate::text::{Excerpt, Span};
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, UnaryOperator};
use hcl_edit::structure::{self, BlockLabel};
use std::ops::Range;

/// What stands between two braces, or in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The attributes, in order.
    pub attributes: Vec<Attribute>,
}

/// `kind "label" { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word: `resource`, `variable`.
    pub kind: String,
    /// The labels without quotes.
    pub labels: Vec<String>,
    /// All of it.
    pub span: Span,
    /// Where the labels stand, quotes included.
    pub label_spans: Vec<Span>,
    /// What is between the braces.
    pub body: Body,
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The value, if it is a literal string, number or truth value.
    pub value: Option<String>,
    /// Where the value stands, quotes included.
    pub value_span: Span,
}

/// What the parser says of a key that stands twice in an object, which Terraform takes.
const TWICE: &str = "found redefined object key";

/// Reads a file; one error loses it. There is no problem to tell where only the parser is stricter than Terraform.
pub fn parse(source: Excerpt) -> Result<Body, Option<Problem>> {
    let mark = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let source = source.part(mark..source.text.len());
    let parsed = hcl_edit::parser::parse_body(source.text).map_err(|error| {
        let mut at = error.location().offset().min(source.text.len());
        while !source.text.is_char_boundary(at) {
            at -= 1;
        }
        let message = error.message();
        (!message.contains(TWICE)).then(|| Problem::at(source.span(at..at), message))
    })?;
    Ok(body(source, &parsed))
}

/// The parser nests no deeper than 64, so this may recurse.
fn body(source: Excerpt, from: &structure::Body) -> Body {
    Body {
        blocks: from.blocks().map(|from| block(source, from)).collect(),
        attributes: from.attributes().map(|from| attribute(source, from)).collect(),
    }
}

fn block(source: Excerpt, from: &structure::Block) -> Block {
    let label_span = |label: &BlockLabel| match label {
        BlockLabel::Ident(name) => name.span(),
        BlockLabel::String(name) => name.span(),
    };
    Block {
        kind: from.ident.as_str().to_owned(),
        labels: from.labels.iter().map(|label| label.as_str().to_owned()).collect(),
        span: place(source, from.span()),
        label_spans: from.labels.iter().map(|label| place(source, label_span(label))).collect(),
        body: body(source, &from.body),
    }
}

fn attribute(source: Excerpt, from: &structure::Attribute) -> Attribute {
    let value_span = place(source, from.value.span());
    Attribute {
        name: from.key.as_str().to_owned(),
        span: place(source, from.key.span()),
        value: literal(&from.value, source.at(value_span).text),
        value_span,
    }
}

/// The value of `expression`, written as `text`, if nothing must be evaluated.
fn literal(expression: &Expression, text: &str) -> Option<String> {
    match expression {
        Expression::String(value) => Some(value.as_str().to_owned()),
        Expression::Bool(value) => Some(value.to_string()),
        Expression::Number(_) => Some(text.to_owned()),
        Expression::UnaryOp(operation) => {
            let negative = *operation.operator.value() == UnaryOperator::Neg && operation.expr.is_number();
            negative.then(|| text.to_owned())
        }
        _ => None,
    }
}

fn place(source: Excerpt, range: Option<Range<usize>>) -> Span {
    source.span(range.expect("what was parsed knows where it stands"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::syntax::hostile;
    use proptest::prelude::*;

    #[test]
    fn blocks_and_attributes_know_their_places() {
        let text = "\u{feff}# größe\r\nvariable \"region\" {\r\n  type    = string\r\n  default = \"eu\"  # here\r\n}\r\n\
                    resource aws_x \"y\" {\n  count = -1\n  on = true\n  n = 1.50\n  s = \"a${b}\"\n  c {\n    d = 1\n  }\n}\n";
        let source = hostile::excerpt(text);
        let body = parse(source).expect("the file is good");
        let variable = &body.blocks[0];
        assert_eq!((variable.kind.as_str(), variable.labels[0].as_str()), ("variable", "region"));
        assert_eq!(hostile::words(source, variable.label_spans[0]), "\"region\"");
        assert!(hostile::words(source, variable.span).starts_with("variable \"region\" {"));
        assert!(hostile::words(source, variable.span).ends_with('}'));
        let default = &variable.body.attributes[1];
        assert_eq!((default.name.as_str(), default.value.as_deref()), ("default", Some("eu")));
        assert_eq!(hostile::words(source, default.span), "default");
        assert_eq!(hostile::words(source, default.value_span), "\"eu\"");
        let values: Vec<_> = body.blocks[1].body.attributes.iter().map(|set| set.value.as_deref()).collect();
        assert_eq!(values, [Some("-1"), Some("true"), Some("1.50"), None]);
        assert_eq!(body.blocks[1].labels, ["aws_x", "y"]);
        assert_eq!(body.blocks[1].body.blocks[0].body.attributes[0].name, "d");
    }

    #[test]
    fn an_error_says_where_it_is() {
        let text = "a = 1\nb = = 2\n";
        let problem = parse(hostile::excerpt(text)).expect_err("there are two equals signs");
        assert_eq!(problem.map(|problem| problem.place), Some(Place::Span(hostile::excerpt(text).span(10..10))));
    }

    #[test]
    fn depth_and_length_are_survived() {
        for piece in
            ["[", "(", "{", "a {", "\"${", "!", "-", "1+", "a?", "a.", "f(", "[for x in ", "a[", "%{if x}", "<<E\n"]
        {
            _ = parse(hostile::excerpt(&format!("a = {}", piece.repeat(50_000 / piece.len()))));
            _ = parse(hostile::excerpt(&piece.repeat(50_000 / piece.len())));
            _ = parse(hostile::excerpt(&format!("a = \"{}\"", piece.repeat(50_000 / piece.len()))));
        }
    }

    const PIECES: &[&str] = &[
        "resource ",
        "\"x\" ",
        "{\n",
        "}\n",
        "a = ",
        "1\n",
        "\"s\"\n",
        "true\n",
        "[",
        "]",
        "(",
        ")",
        "${",
        "}",
        "\"",
        "<<EOF\n",
        "EOF\n",
        "# c\n",
        "/*",
        "*/",
        "for x in y : ",
        "? ",
        ": ",
        "x.y[0]",
        "-",
        "!",
        "%{if a}",
        "=>",
        ",",
    ];

    fn sound(source: Excerpt, body: &Body) {
        for attribute in &body.attributes {
            assert_eq!(hostile::words(source, attribute.span), attribute.name);
            hostile::words(source, attribute.value_span);
        }
        for block in &body.blocks {
            assert!(hostile::words(source, block.span).starts_with(&block.kind));
            assert!(block.label_spans.iter().all(|span| block.span.contains(*span)));
            sound(source, &block.body);
        }
    }

    proptest! {
        #[test]
        fn no_file_is_too_strange(text in hostile::snippets(PIECES)) {
            let source = hostile::excerpt(&text);
            match parse(source) {
                Ok(body) => sound(source, &body),
                Err(None) => {}
                Err(Some(Problem { place: Place::Span(span), .. })) => _ = hostile::words(source, span),
                Err(Some(problem)) => panic!("{problem:?} has no place"),
            }
        }
    }
}
