//! What no page can do, however it is written.

use super::{Sample, html};
use html5ever::tendril::TendrilSink;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::HashSet;

/// Everything wrong with `html` in the eyes of a browser and of our policy.
fn faults(html: &str) -> Vec<String> {
    let document = format!("<!doctype html><title>x</title><main>{html}</main>");
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(document);
    let mut faults: Vec<String> = dom.errors.borrow().iter().map(ToString::to_string).collect();
    let mut open = vec![dom.document.clone()];
    let mut ids = HashSet::new();
    while let Some(node) = open.pop() {
        fault_of(&node, &mut ids, &mut faults);
        open.extend(node.children.borrow().iter().cloned());
    }
    faults.extend(unbalanced(html));
    faults
}

fn fault_of(node: &Handle, ids: &mut HashSet<String>, faults: &mut Vec<String>) {
    match &node.data {
        NodeData::Comment { contents } => faults.push(format!("comment {contents}")),
        NodeData::Element { name, attrs, .. } => {
            let tag = &*name.local;
            if ["script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "template"]
                .contains(&tag)
            {
                faults.push(format!("<{tag}>"));
            }
            for attribute in attrs.borrow().iter() {
                let (name, value) = (&*attribute.name.local, &*attribute.value);
                let scheme = value.split_once(':').map(|(scheme, _)| scheme.trim().to_lowercase());
                if name == "id" && !ids.insert(value.to_owned()) {
                    faults.push(format!("a second {value}"));
                }
                let strange = scheme.is_some_and(|scheme| {
                    !scheme.contains(['/', '#', '?'])
                        && !["http", "https", "mailto", "tel", "sms", "slack"].contains(&&*scheme)
                });
                let remote = name == "src" && (value.contains("://") || value.starts_with("//"));
                if name.starts_with("on") || name == "style" || name == "srcset" || remote {
                    faults.push(format!("{name}={value}"));
                }
                if ["href", "src"].contains(&name) && strange {
                    faults.push(format!("{name}={value}"));
                }
            }
        }
        _ => {}
    }
}

/// Tags that do not close what was opened last, which a browser may forgive.
fn unbalanced(html: &str) -> Vec<String> {
    let input = BufferQueue::default();
    input.push_back(html.into());
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut tags = tokenizer.sink;
    tags.faults.get_mut().extend(tags.open.get_mut().drain(..).map(|tag| format!("unclosed {tag}")));
    tags.faults.into_inner()
}

#[derive(Default)]
struct Tags {
    open: RefCell<Vec<String>>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let TagToken(tag) = token else { return TokenSinkResult::Continue };
        let name = tag.name.to_string();
        let is_void = ["br", "hr", "img", "input", "wbr"].contains(&&*name) || tag.self_closing;
        match tag.kind {
            StartTag if !is_void => self.open.borrow_mut().push(name),
            EndTag if self.open.borrow_mut().pop().as_ref() != Some(&name) => {
                self.faults.borrow_mut().push(format!("</{name}>"));
            }
            StartTag | EndTag => {}
        }
        TokenSinkResult::Continue
    }
}

#[test]
fn nothing_of_a_page_runs_or_loads_from_elsewhere() {
    for text in [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "<img src=https://evil.example/x.png>",
        "![x](https://evil.example/x.png) ![y](//evil.example/y.png)",
        "<a href=\"javascript:alert(1)\">x</a> <a href=\" java\nscript:alert(1)\">x</a>",
        "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](<java\tscript:x>) <vbscript:x>",
        "[e](&#106;avascript:alert(1)) <a href='javascript&colon;alert(1)'>x</a> <a href='&#1;javascript:x'>x</a>",
        "<div style='position:fixed' onclick=x>x</div>",
        "<iframe src=https://x></iframe><object data=x></object><embed src=x><form action=x><input name=y></form>",
        "<svg><script>alert(1)</script><a xlink:href=javascript:x>y</a></svg> <math><mtext></mtext></math>",
        "<base href=//x><meta http-equiv=refresh content=0><link rel=stylesheet href=x><style>*{}</style>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<textarea></textarea><img src=x onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<a href='x' target=_blank onmouseover=y><b></a></b>",
        "```sh\n</code></pre><script>alert(1)</script>\n```",
        "```\" onclick=\"x\n\n```",
        "# <img src=x onerror=y> \"><script>\n",
        "| <script> | \"onx=\" |\n|-|-|\n| </table> | x |\n",
        "[^\"><script>]: x\n\n[^\"><script>]",
        "> [!note] <script>x</script>\n",
        "- [ ] <input onfocus=x autofocus>\n",
    ] {
        let html = html(text);
        assert_eq!(faults(&html), Vec::<String>::new(), "{text}\n{html}");
    }
}

#[test]
fn tags_that_do_not_match_are_put_in_order() {
    for text in [
        "<b>a <i>b</b> c</i>",
        "<div>\n\ntext\n\n",
        "</div></section></main></body>",
        "<details><summary>a\n\n- b\n\n</details>\n\nc",
        "- <details>\n\n  a\n\nb </details>",
        "<table><tr><td>\n\na\n\n</td></tr>\n\nb\n\n</table>",
        "<table>\n\na\n\n<td>b</td></table>",
        "<p align=center>\n\n# a\n\n</p>",
        "<p><div>a</p></div>",
        "<a href=x>\n\n[b](c) <a href=d>e</a>\n\n</a>",
        "<ul><li>a<li>b</ul><li>c",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<h1>a<h2>b</h1>\n\n<h3>\n\nc\n\n</h3>",
        "<pre>\na\n</pre><pre>",
        "a <div> b </p> c",
        "| a | b |\n|-|-|\n| <ul><li>c</li> | <td>d</tr></table> |",
        "<kbd>Ctrl\n\n# <b>x\n\n<i>*y</i>*",
        "<center><table><caption>x<tr><th>a<td>b<tbody><td>c</table></center>",
    ] {
        let html = html(text);
        assert_eq!(faults(&html), Vec::<String>::new(), "{text}\n{html}");
    }
}

#[test]
fn deep_nesting_does_not_overflow() {
    for (open, times) in [
        ("> ", 5_000),
        ("- ", 2_000),
        ("*a ", 5_000),
        ("[", 5_000),
        ("<div>", 5_000),
        ("<b>", 5_000),
        ("**a _b ", 3_000),
    ] {
        let text = format!("{}x", open.repeat(times));
        let html = html(&text);
        assert_eq!(faults(&html), Vec::<String>::new(), "{open}");
        assert!(html.contains('x'), "{open}");
    }
}

/// Pieces from which almost any trouble can be put together.
const PIECES: [&str; 79] = [
    "a",
    " ",
    "\n",
    "\n\n",
    "# ",
    "### ",
    "- ",
    "1. ",
    "- [ ] ",
    "> ",
    "> [!NOTE]\n> ",
    "    ",
    "\t",
    "```",
    "```sh\n",
    "```console\n$ x\n",
    "~~~",
    "`",
    "**",
    "*",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](x)",
    "](javascript:x)",
    "[^1]",
    "[^1]: ",
    "|",
    "|-|-|\n",
    "a|b\n-|-\n",
    "<",
    ">",
    "&",
    "&lt;",
    "\\",
    "\"",
    "'",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div align=center>",
    "</div>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<a href=x>",
    "</a>",
    "<h1>",
    "</h1>",
    "<h2 id=a>",
    "<br>",
    "<hr>",
    "<img src=x alt=y>",
    "## a {#b}\n",
    "[^b c]",
    "\n[^b c]: ",
    "=== \"a\"\n\n    ",
    "!!! note\n    ",
    "<pre>",
    "</pre>",
    "<!-- tabs:start -->\n",
    "<!-- tabs:end -->\n",
    "<!--",
    "-->",
    "<script>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_the_result_is_well_formed(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        let html = html(&text);
        prop_assert_eq!(faults(&html), Vec::<String>::new(), "{:?}\n{}", text, html);
    }

    #[test]
    fn no_code_breaks_it(
        language in proptest::sample::select(&["sh", "console", "yaml", "json", "python", "hcl", "powershell", "diff", "md", "html"][..]),
        code in "[a-z<>$#\"'\\\\`{}:=/ \t\n-éß\u{2028}🚀]{0,60}",
    ) {
        let html = html(&format!("```{language}\n{code}\n```\n"));
        prop_assert_eq!(faults(&html), Vec::<String>::new(), "{:?}\n{}", code, html);
    }

    #[test]
    fn no_letters_break_it(text in "[\\x01-\\x7fé\u{2028}🚀]{0,60}") {
        for path in ["README.md", "docs/a.mdx"] {
            let html = Sample::at(path, &text).render().html;
            prop_assert_eq!(faults(&html), Vec::<String>::new(), "{:?}\n{}", text, html);
        }
    }
}
