//! The contexts that GitHub's `${{ … }}` expressions name: `secrets.TOKEN`, `needs.build.outputs.tag`.
//!
//! The text is taken as it stands in the file, so quoting by YAML may lie over it: in single quotes each quote of the
//! expression is doubled. An expression is first read as it stands, then with doubled quotes as one. What cannot be
//! read either way is searched for contexts by name, for odd syntax must not hide a secret.

mod condition;
mod guess;

pub use condition::{Condition, Demand};

use std::ops::Range;

use github_actions_expressions::context::Context;
use github_actions_expressions::literal::Literal;
use github_actions_expressions::{Expr, SpannedExpr};

use crate::text::{Excerpt, Span};

/// A context that an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The context, in lower case: `secrets`, `vars`, `env`, `inputs`, `needs`, `matrix`, `github`, `steps`…
    pub context: String,
    /// The names that follow, as written; a number, `*` or a computed index ends them.
    pub path: Vec<String>,
    /// Whether an index follows the path that only the run knows, as in `secrets[matrix.name]`.
    pub computed: bool,
    /// The last name of the path, without quotes; of an empty path the context.
    pub span: Span,
    /// Whether the context is taken as a whole, as in `toJSON(secrets)` or `secrets.*`.
    pub whole: bool,
}

/// How many `}}` are tried as the end of one expression, for strings may hold some.
const ENDS: usize = 8;
/// How many operators an expression may have to be parsed; each is a level of the tree and the stack is small.
const OPERATORS: usize = 500;

/// Finds what the `${{ … }}` in the raw text of a value refer to. Unclosed ones are no expressions.
#[must_use]
pub fn references(source: Excerpt<'_>) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = find(source.text, at, "${{") {
        let start = open + 3;
        let limit = find(source.text, start, "${{").unwrap_or(source.text.len());
        // The first end that makes an expression is the right one: `}}` in a string leaves half a string.
        let ends: Vec<usize> = memchr::memmem::find_iter(&source.text.as_bytes()[start..limit], "}}")
            .take(ENDS)
            .map(|n| start + n)
            .collect();
        let read = ends.iter().find_map(|&end| Some((end, read(source.part(start..end))?)));
        match (read, ends.first()) {
            (Some((end, references)), _) => {
                found.extend(references);
                at = end + 2;
            }
            (None, Some(&end)) => {
                found.extend(guess::references(source.part(start..end)));
                at = end + 2;
            }
            (None, None) => at = start,
        }
    }
    found
}

/// Finds what the text of an `if:` refers to, which may do without `${{ }}`.
#[must_use]
pub fn bare_references(source: Excerpt<'_>) -> Vec<Reference> {
    if source.text.contains("${{") {
        return references(source);
    }
    // An expression that is one string says nothing, so these quotes are YAML's.
    let text = source.text.trim();
    let source = match ['\'', '"'].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote)) {
        Some(inner) if is_one_string(text) => {
            let start = source.text.len() - source.text.trim_start().len() + 1;
            source.part(start..start + inner.len())
        }
        _ => source,
    };
    read(source).unwrap_or_else(|| guess::references(source))
}

fn find(text: &str, from: usize, words: &str) -> Option<usize> {
    memchr::memmem::find(&text.as_bytes()[from..], words.as_bytes()).map(|at| from + at)
}

/// Whether all of `text` is in one pair of quotes.
fn is_one_string(text: &str) -> bool {
    text.starts_with('"') || matches!(parse(text), Some(SpannedExpr { inner: Expr::Literal(_), .. }))
}

/// Reads an expression as it stands or, failing that, as YAML quoted it.
fn read(source: Excerpt<'_>) -> Option<Vec<Reference>> {
    let as_it_stands = |at| at;
    if let Some(expression) = parse(source.text) {
        return Some(collect(source, &expression, &as_it_stands));
    }
    let (text, halved) = halve_quotes(source.text)?;
    let expression = parse(&text)?;
    let unhalved = |at: usize| at + halved.partition_point(|&quote| quote < at);
    Some(collect(source, &expression, &unhalved))
}

fn parse(text: &str) -> Option<SpannedExpr<'_>> {
    let operators = text.bytes().filter(|byte| b"|&=<>".contains(byte)).take(OPERATORS + 1).count();
    if operators > OPERATORS { None } else { Expr::parse(text).ok() }
}

/// The text with each doubled quote as one, and where in the result these stand; nothing if it has none.
fn halve_quotes(text: &str) -> Option<(String, Vec<usize>)> {
    let mut result = String::with_capacity(text.len());
    let mut halved = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("''") {
        result.push_str(&rest[..at]);
        halved.push(result.len());
        result.push('\'');
        rest = &rest[at + 2..];
    }
    result.push_str(rest);
    (!halved.is_empty()).then_some((result, halved))
}

fn collect(source: Excerpt<'_>, expression: &SpannedExpr<'_>, place: &impl Fn(usize) -> usize) -> Vec<Reference> {
    let span = |range: Range<usize>| source.span(place(range.start)..place(range.end));
    expression.contexts().into_iter().filter_map(|(context, _)| reference(context, &span)).collect()
}

fn reference(context: &Context<'_>, span: &impl Fn(Range<usize>) -> Span) -> Option<Reference> {
    let (head, parts) = context.parts.split_first()?;
    // What follows a call or brackets belongs to no context; those inside are collected by themselves.
    let Expr::Identifier(name) = &head.inner else { return None };
    let mut last = head.origin.span.start..head.origin.span.end;
    let mut path = Vec::new();
    let mut end = None;
    for part in parts {
        match &part.inner {
            Expr::Identifier(name) => {
                path.push(name.as_str().to_owned());
                last = part.origin.span.start..part.origin.span.end;
            }
            Expr::Index(index) => match &index.inner {
                Expr::Literal(Literal::String(name)) => {
                    path.push(name.clone().into_owned());
                    last = index.origin.span.start + 1..index.origin.span.end - 1;
                }
                other => {
                    end = Some(other);
                    break;
                }
            },
            other => {
                end = Some(other);
                break;
            }
        }
    }
    let computed = end.is_some_and(|end| !matches!(end, Expr::Star | Expr::Literal(_)));
    let whole = path.is_empty() && end.is_none_or(|end| matches!(end, Expr::Star));
    Some(Reference { context: name.as_str().to_ascii_lowercase(), path, computed, span: span(last), whole })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tree::check::{at, broken, excerpt};
    use super::*;

    /// References as a person would write them, and the words at their spans.
    fn show(text: &str, references: &[Reference]) -> Vec<String> {
        let show = |reference: &Reference| {
            let Reference { context, path, computed, span, whole } = reference;
            let computed = if *computed { "[…]" } else { "" };
            let whole = if *whole { " whole" } else { "" };
            format!("{context}/{}{computed}{whole} at {}", path.join("/"), at(text, *span))
        };
        references.iter().map(show).collect()
    }

    fn found(text: &str) -> Vec<String> {
        show(text, &references(excerpt(text)))
    }

    fn found_bare(text: &str) -> Vec<String> {
        show(text, &bare_references(excerpt(text)))
    }

    #[test]
    fn names_are_found_in_every_notation() {
        for (text, expected) in [
            ("a ${{ secrets.FOO }} b", "secrets/FOO at FOO"),
            ("${{secrets['FOO']}}", "secrets/FOO at FOO"),
            ("${{ Secrets.foo-bar }}", "secrets/foo-bar at foo-bar"),
            ("${{ needs.build.outputs.x }}", "needs/build/outputs/x at x"),
            ("${{ matrix.node }}", "matrix/node at node"),
            ("${{ steps.a.outputs['b'] }}", "steps/a/outputs/b at b"),
            ("${{ toJSON(secrets) }}", "secrets/ whole at secrets"),
            ("${{ secrets.* }}", "secrets/ whole at secrets"),
            ("${{ github.event.commits[0].id }}", "github/event/commits at commits"),
            ("${{ github.event.labels.*.name }}", "github/event/labels at labels"),
            ("${{ fromJSON(needs.a.outputs.m).x }}", "needs/a/outputs/m at m"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn several_contexts_are_found_in_one_expression_and_in_one_text() {
        assert_eq!(
            found("${{ format('{0}-{1}', vars.A, join(matrix.os, ',')) || env.C }}-${{ inputs.d }}"),
            ["vars/A at A", "matrix/os at os", "env/C at C", "inputs/d at d"]
        );
        assert_eq!(found("${{ secrets[format('X_{0}', inputs.y)] }}"), ["secrets/[…] at secrets", "inputs/y at y"]);
    }

    #[test]
    fn lines_may_break_anywhere() {
        assert_eq!(
            found("${{\n      github.ref == 'x' &&\r\n      secrets\n.A\n    }}"),
            ["github/ref at ref", "secrets/A at A"]
        );
    }

    #[test]
    fn a_string_may_hold_what_looks_like_an_end() {
        assert_eq!(found("${{ '}}' }} ${{ format('{{0}}', secrets.A) }}"), ["secrets/A at A"]);
        assert!(found("${{ 'secrets.A' }} secrets.B ${{ secrets.C").is_empty());
        assert_eq!(found("${{ ${{ secrets.C }}"), ["secrets/C at C"]);
    }

    #[test]
    fn quotes_of_yaml_do_not_disturb() {
        assert_eq!(found("'${{ secrets[''FOO''] || ''é'' }}'"), ["secrets/FOO at FOO"]);
        assert_eq!(found("'${{ ''a}}'' == secrets.A }}'"), ["secrets/A at A"]);
        assert_eq!(found("'${{ format(''{0}'', vars[''A B'']) }}'"), ["vars/A B at A B"]);
        assert_eq!(found("\"${{ secrets[\\\"FOO\\\"] }}\""), ["secrets/FOO at FOO"]);
    }

    #[test]
    fn an_if_needs_no_braces() {
        assert_eq!(found_bare("always() && secrets.A != ''"), ["secrets/A at A"]);
        assert_eq!(found_bare("'secrets.A == ''x'''"), ["secrets/A at A"]);
        assert_eq!(found_bare("\"vars.A == 'x'\""), ["vars/A at A"]);
        assert_eq!(found_bare("'a' == vars.A || vars.B == 'c'"), ["vars/A at A", "vars/B at B"]);
        assert_eq!(found_bare("${{ vars.A }} && x"), ["vars/A at A"]);
        assert!(found_bare("success()").is_empty());
    }

    #[test]
    fn odd_syntax_hides_nothing() {
        assert_eq!(found("${{ lower(secrets.A) + vars['B'] }}"), ["secrets/A at A", "vars/B at B"]);
        assert_eq!(found("${{ secrets[\"A\"] }}"), ["secrets/A at A"]);
        assert_eq!(found("${{ secrets[ env.X }}"), ["secrets/[…] at secrets", "env/X at X"]);
        assert_eq!(found("${{ 'secrets.A' ? my.secrets.B : mysecrets.C }}"), [""; 0]);
        let long = format!("${{{{ {} secrets.Z }}}}", "a || ".repeat(100_000));
        assert_eq!(found(&long), ["secrets/Z at Z"]);
        let quotes = format!("${{{{ {} secrets.Z }}}}", "'".repeat(1_000_001));
        assert_eq!(found(&quotes), ["secrets/Z at Z"]);
        let nested = format!("${{{{ {}secrets.Z{} }}}}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(found(&nested), ["secrets/Z at Z"]);
    }

    const TEXT: &str =
        "'a ${{ secrets[''é''] || format(''}}{0}'', vars.B) }} ${{ env.C[x.y].*['q'] }} ${{ toJSON(needs) }}'";

    proptest! {
        #[test]
        fn any_text_is_searched_without_harm(text in "[${}'\"\\[\\]().*,a!|&=0 \né\\\\]{0,40}") {
            found(&format!("${{{{ {text} }}}}"));
            found(&format!("${{{{ secrets{text}vars.x }}}}"));
            found(&text);
            found_bare(&text);
        }

        #[test]
        fn a_broken_expression_is_searched_without_harm(text in broken(TEXT, "${}'\"\\[\\].*a\u{e9}")) {
            found(&text);
            found_bare(&text);
        }
    }
}
