use proptest::prelude::*;

use super::super::tree::check::{at, broken, excerpt, jumble, sound};
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
        (
            "a: b\n  c: d\n",
            "this is indented as if it belonged to the value above; begin it where the key above begins",
        ),
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
    for text in ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000), deeper.concat()] {
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

/// What means something here, as the inside of a bracket expression.
const MARKS: &str = "-\\[\\]{}:,?&*!|>'\"%@`#a \n\t\r\u{0}\u{feff}é";

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
    fn a_broken_workflow_is_read_without_harm(text in broken(WORKFLOW, MARKS)) {
        read(&text);
    }
}
