//! What a person sees of a page, and that no page breaks the reader.

use super::*;
use crate::text::{FileId, Span};
use proptest::prelude::*;

fn markdown(text: &str) -> Markdown {
    parse(Excerpt::whole(FileId(0), text), Flavor::Markdown)
}

fn mdx(text: &str) -> Markdown {
    parse(Excerpt::whole(FileId(0), text), Flavor::Mdx)
}

fn at(text: &str, span: Span) -> &str {
    &text[span.range()]
}

/// The kind and the prose of each block, runs of blanks shown as one.
fn proses(text: &str, page: &Markdown) -> Vec<(BlockKind, String)> {
    for block in &page.blocks {
        assert_eq!(block.prose.len(), block.span.len(), "{text:?}");
    }
    let shown = |block: &Block| block.prose.split_whitespace().collect::<Vec<_>>().join(" ");
    page.blocks.iter().map(|block| (block.kind, shown(block))).collect()
}

fn prose(text: &str) -> Vec<String> {
    proses(text, &markdown(text)).into_iter().map(|(_, prose)| prose).collect()
}

/// Each link as kind, destination, destination as written, text.
fn links<'a>(text: &'a str, page: &Markdown) -> Vec<(LinkKind, String, Option<&'a str>, String)> {
    page.links
        .iter()
        .map(|link| (link.kind, link.dest.clone(), link.dest_span.map(|span| at(text, span)), link.text.clone()))
        .collect()
}

fn link<'a>(kind: LinkKind, dest: &str, raw: &'a str, text: &str) -> (LinkKind, String, Option<&'a str>, String) {
    (kind, dest.to_owned(), Some(raw), text.to_owned())
}

#[test]
fn prose_keeps_words_at_their_places_and_nothing_else() {
    let text =
        "See **the** [guide](a.md \"t\"), `make\nx` &amp; ~~not~~ ![no](i.png)<br> 1\\*2 <!-- c --> <https://a.b>";
    let page = markdown(text);
    assert_eq!(page.blocks[0].prose.find("guide"), text.find("guide"));
    assert_eq!(page.blocks[0].prose.find("make\nx"), text.find("make\nx"));
    assert_eq!(prose(text), ["See the guide , make x & 1 *2"]);
    assert_eq!(prose("> a\n> `b\n> c` https://a.b/20"), ["a b c"]);
    assert_eq!(prose("<p>It takes <del>10</del> 20&nbsp;min\n<script>no()</script></p>\n"), ["It takes 20&nbsp;min"]);
    assert_eq!(prose("It takes <del>10</del> 20&nbsp;min"), ["It takes 20 min"]);
    assert_eq!(prose("| a \\| b | `c\\|d` |\n|---|---|\n"), ["a | b", "c |d"]);
    assert_eq!(prose("\u{feff}# Ünïcode 🚀 `x`\r\n\r\nline\r\ntwo\r\n"), ["Ünïcode 🚀 x", "line two"]);
}

#[test]
fn blocks_tell_their_role() {
    let text = "# T\n\npara\n\n- [ ] one\n  - two\n\n    more\n\n> quote\n\n> [!NOTE]\n> alert\n\n<b>html</b>\n\n[^1]\n\n[^1]: foot\n";
    let page = markdown(text);
    let expected = [
        (BlockKind::Heading(1), "T"),
        (BlockKind::Paragraph, "para"),
        (BlockKind::ListItem, "one"),
        (BlockKind::ListItem, "two"),
        (BlockKind::Paragraph, "more"),
        (BlockKind::Paragraph, "quote"),
        (BlockKind::Paragraph, "alert"),
        (BlockKind::Paragraph, "html"),
        (BlockKind::Paragraph, ""),
        (BlockKind::Paragraph, "foot"),
    ];
    assert_eq!(proses(text, &page), expected.map(|(kind, prose)| (kind, prose.to_owned())));
    assert_eq!(page.blocks.iter().map(|block| block.depth).collect::<Vec<_>>(), [0, 0, 1, 2, 2, 0, 0, 0, 0, 0]);
    assert_eq!(page.blocks.iter().filter(|block| block.quoted).count(), 1, "an alert is not a quotation");
    assert_eq!(page.blocks[0].section, None);
    assert_eq!(page.blocks[1].section, Some(0));
    assert_eq!(at(text, page.blocks[2].span), "one");
    assert_eq!(proses("<p>\nhtml\n</p>\n", &markdown("<p>\nhtml\n</p>\n")), [(BlockKind::Html, "html".to_owned())]);
}

#[test]
fn headings_know_text_fragment_and_section() {
    let text = "# Node.js & `npm` ##\nintro\n## [Setup](x) {#set-up}\na\n\nWhat's\n   new?\n--\n### 🚀 Go\n# foo\\_bar\n# foo_bar\n#\n";
    let page = markdown(text);
    let seen: Vec<_> = page.headings.iter().map(|h| (h.level, h.text.as_str(), h.slug.as_str(), h.parent)).collect();
    assert_eq!(
        seen,
        [
            (1, "Node.js & npm", "nodejs--npm", None),
            (2, "Setup", "set-up", Some(0)),
            (2, "What's new?", "whats-new", Some(0)),
            (3, "🚀 Go", "-go", Some(2)),
            (1, "foo_bar", "foo_bar", None),
            (1, "foo_bar", "foo_bar-1", None),
            (1, "", "", None),
        ]
    );
    assert_eq!(at(text, page.headings[0].span), "Node.js & `npm`");
    assert_eq!(at(text, page.headings[1].span), "[Setup](x)");
    assert_eq!(at(text, page.headings[0].content), "intro\n");
    assert!(at(text, page.headings[0].section).ends_with("### 🚀 Go\n"));
    assert_eq!(at(text, page.headings[1].section), "## [Setup](x) {#set-up}\na\n\n");
    for anchor in ["set-up", "setup", "setup-set-up", "foo_bar-1"] {
        assert!(page.anchors.contains(anchor), "{anchor}");
    }
}

#[test]
fn anchors_come_from_html_and_attribute_lists_too() {
    let text = "<a name=\"one\"></a>\n\n<div id='two'>x</div>\n\nText <span id=three>y</span>\n{: #four}\n\n<h2 align=\"center\">My <b>Tool</b></h2>\n\n`{#no}` <!-- <a id=no> -->\n";
    let page = markdown(text);
    let mut anchors: Vec<_> = page.anchors.iter().map(String::as_str).collect();
    anchors.sort_unstable();
    assert_eq!(anchors, ["four", "my-tool", "one", "three", "two"]);
}

#[test]
fn links_of_every_kind_know_where_their_destination_is_written() {
    let text = "[a *b*](c\\_d.md) [r][Ref] [ref] ![alt](<i j.png>) <https://x.y> me@x.y https://u.v/_w_/z. [no][undefined]\n\n\
                <a href=\"h&amp;i\">go <img src=s.png alt=pic></a>\n\n[![badge](b.svg)](https://ci) <a href='q'>t `c`</a>\n\n[ref]: <t u> 'title'\n";
    let page = markdown(text);
    assert_eq!(
        links(text, &page),
        [
            link(LinkKind::Inline, "c_d.md", "c\\_d.md", "a b"),
            link(LinkKind::Reference, "t u", "t u", "r"),
            link(LinkKind::Reference, "t u", "t u", "ref"),
            link(LinkKind::Image, "i j.png", "i j.png", "alt"),
            link(LinkKind::Autolink, "https://x.y", "https://x.y", "https://x.y"),
            link(LinkKind::BareUrl, "https://u.v/_w_/z", "https://u.v/_w_/z", "https://u.v/_w_/z"),
            link(LinkKind::Html, "h&i", "h&amp;i", "go pic"),
            link(LinkKind::Html, "s.png", "s.png", "pic"),
            link(LinkKind::Inline, "https://ci", "https://ci", "badge"),
            link(LinkKind::Image, "b.svg", "b.svg", "badge"),
            link(LinkKind::Html, "q", "q", "t c"),
        ]
    );
    assert_eq!(page.links.iter().map(|link| link.inside_link).filter(|inside| *inside).count(), 2);
    assert_eq!(page.codes[0].link, Some(10));
    assert_eq!(at(text, page.links[10].span), "<a href='q'>t `c`</a>");
    assert!(prose(text)[0].ends_with("[no][undefined]"));
}

#[test]
fn a_note_of_the_page_is_told_from_a_quotation() {
    for (text, is_quoted) in [
        ("> **Note**: a", false),
        ("> Note: a", false),
        ("> _Tip:_ a", false),
        ("> :warning: a", false),
        ("> ⚠️ a", false),
        ("> **Warning**\n> a", false),
        ("> Note the words", true),
        ("> Notes: a", true),
        ("> said", true),
    ] {
        assert_eq!(markdown(text).blocks[0].quoted, is_quoted, "{text}");
    }
}

#[test]
fn a_link_across_quoted_lines_is_found() {
    let text = "> [a\n> ](\n> b.md)\n";
    assert_eq!(links(text, &markdown(text)), [link(LinkKind::Inline, "b.md", "b.md", "a")]);
}

#[test]
fn code_spans_are_their_content() {
    let text = "`a` ``b`c`` ` d ` [`e`](f) ~~`g`~~";
    let page = markdown(text);
    let seen: Vec<_> =
        page.codes.iter().map(|code| (at(text, code.span), code.text.as_str(), code.link, code.struck)).collect();
    assert_eq!(
        seen,
        [
            ("a", "a", None, false),
            ("b`c", "b`c", None, false),
            ("d", "d", None, false),
            ("e", "e", Some(0), false),
            ("g", "g", None, true)
        ]
    );
}

#[test]
fn fences_give_their_lines_without_what_contains_them() {
    let text = "# T\n\n- x\n\n  ```sh title=\"y\"\n  a b\n\n    c\n  ```\n\n> ~~~\r\n> q\r\n>\r\n> r\r\n> ~~~\r\n\n    ind\n\n```\nopen\n    ```";
    let page = markdown(text);
    let seen: Vec<_> =
        page.fences.iter().map(|f| (f.language.as_str(), f.text.as_str(), f.closed, f.indented)).collect();
    assert_eq!(
        seen,
        [
            ("sh", "a b\n\n  c", true, false),
            ("", "q\n\nr", true, false),
            ("", "ind", true, true),
            ("", "open\n    ```", false, false)
        ]
    );
    let first = &page.fences[0];
    assert_eq!(first.info, "sh title=\"y\"");
    assert_eq!(first.info_span.map(|span| at(text, span)), Some("sh title=\"y\""));
    assert_eq!((first.list_item, first.quoted, first.section), (true, false, Some(0)));
    assert_eq!(at(text, first.locate(2, 3)), "b");
    assert_eq!(at(text, first.locate(7, 8)), "c");
    assert_eq!(at(text, first.locate(2, 8)), "b\n\n    c");
    assert!(page.fences[1].quoted);
    assert!(at(text, page.fences[1].span).ends_with("~~~"));
    assert!(!markdown("```").fences[0].closed);
    assert!(!markdown("```\n").fences[0].closed);
    assert!(markdown("```\n```").fences[0].closed);
}

#[test]
fn tables_give_cells_without_blanks() {
    let text = "x\n\n> |  Name | `Port` |\n> |---|---|\n> | a \\| b |  |\n> | only |\n\nend";
    let page = markdown(text);
    let table = &page.tables[0];
    let header: Vec<_> = table.header.iter().map(|cell| (at(text, cell.span), cell.text.as_str())).collect();
    assert_eq!(header, [("Name", "Name"), ("`Port`", "Port")]);
    let cells: Vec<_> =
        table.rows.iter().flat_map(|row| &row.cells).map(|cell| (at(text, cell.span), cell.text.as_str())).collect();
    assert_eq!(cells, [("a \\| b", "a | b"), ("", ""), ("only", "only"), ("", "")]);
    assert_eq!(at(text, table.rows[1].span), "> | only |");
    let missing = table.rows[1].cells[1].span;
    assert_eq!(missing.start, table.rows[1].span.end, "a missing cell stands at the end of its row");
    assert_eq!(table.blocks, 1..7);
    assert_eq!(page.blocks[2].prose, " Port ");
}

#[test]
fn comments_are_found_in_blocks_and_between_words_but_not_in_code() {
    let text = "<!-- one\n\ntwo -->\n\na <!-- three --> b `<!-- no -->`\n\n```\n<!-- no -->\n```\n\n<!-- open";
    let page = markdown(text);
    assert_eq!(page.comments.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["one\n\ntwo", "three", "open"]);
    assert_eq!(at(text, page.comments[1].span), "<!-- three -->");
    assert_eq!(page.problems.len(), 1, "the last comment is never closed");
}

#[test]
fn metadata_and_a_byte_order_mark_shift_all_places() {
    let text = "\u{feff}---\ntitle: x\n---\n# T\n";
    let page = parse(Excerpt { file: FileId(0), offset: 10, text }, Flavor::Markdown);
    let shown = |span: Span| &text[span.range().start - 10..span.range().end - 10];
    assert_eq!(page.front_matter.map(shown), Some("title: x\n"));
    assert_eq!(shown(page.headings[0].span), "T");
    assert_eq!(shown(page.body), "# T\n");
    assert_eq!(markdown("\u{feff}# T").headings.len(), 1);
    assert_eq!(markdown("---\n\nText here.\n\n---\n").front_matter, None);
    assert!(markdown("+++\na=1\n+++\n").front_matter_toml);
}

#[test]
fn mdx_is_read_between_its_tags() {
    let text = "import X from 'x'\nexport const y = {\n\n a: 1 }\n\n# Title {#id}\n\n<Tabs>\n    <TabItem value={`a`}>\n        Run **it** {now}:\n\n        ```sh\n        make x\n          y\n        ```\n\n        | a |\n        |---|\n        | b |\n    </TabItem>\n</Tabs>\n\n<Card title=\"t\">Words <a href=\"u.md\">go</a></Card>\n\n{/* devops-docs: allow x */}\n\n`{kept} <T>` [dyn]({url}) <img src={z} /> \\{text\n";
    let page = mdx(text);
    assert!(page.problems.is_empty(), "{:?}", page.problems);
    assert_eq!(page.headings[0].slug, "id");
    assert_eq!(page.fences[0].text, "make x\n  y");
    assert_eq!(at(text, page.fences[0].lines[0]), "make x");
    assert!(page.fences[0].closed && !page.fences[0].indented);
    assert_eq!(page.tables[0].rows[0].cells[0].text, "b");
    let words: Vec<_> = proses(text, &page).into_iter().map(|(_, prose)| prose).collect();
    assert_eq!(words, ["Title", "Run it :", "a", "b", "Words go", "{kept} <T> dyn {text"]);
    assert_eq!(links(text, &page), [link(LinkKind::Html, "u.md", "u.md", "")]);
    assert_eq!(page.links[0].block, 4);
    assert_eq!(page.comments[0].text, "devops-docs: allow x");
    assert_eq!(mdx("a {b\n").problems.len(), 1);
    assert_eq!(mdx("export const a = {\n\n# T\n").headings.len(), 1, "a statement that never ends swallows nothing");
}

/// Everything that must hold of every page.
fn check(text: &str, flavor: Flavor) {
    let page = parse(Excerpt::whole(FileId(0), text), flavor);
    let seen = |span: Span| text.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no place in {text:?}"));
    page.front_matter.map(seen);
    seen(page.body);
    for block in &page.blocks {
        let words = seen(block.span);
        assert_eq!(block.prose.len(), words.len(), "{text:?}");
        let newlines = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(newlines(&block.prose), newlines(words), "{text:?}");
        assert!(block.section.is_none_or(|section| section < page.headings.len()));
    }
    for heading in &page.headings {
        assert!(heading.section.contains(heading.span) && heading.section.contains(heading.content), "{text:?}");
        seen(heading.section);
        seen(heading.content);
    }
    for link in &page.links {
        seen(link.span);
        link.dest_span.map(seen);
        assert!(link.block < page.blocks.len(), "{text:?}");
    }
    assert!(page.links.is_sorted_by_key(|link| link.span.start));
    for code in &page.codes {
        seen(code.span);
        assert!(code.block < page.blocks.len() && code.link.is_none_or(|link| link < page.links.len()));
    }
    for fence in &page.fences {
        seen(fence.span);
        fence.info_span.map(seen);
        let mut start = 0;
        for (line, span) in fence.text.split('\n').zip(&fence.lines) {
            assert_eq!(line, seen(*span), "{text:?}");
            assert_eq!(fence.locate(start, start + line.len()), *span, "{text:?}");
            start += line.len() + 1;
        }
        seen(fence.locate(start, usize::MAX));
    }
    for table in &page.tables {
        seen(table.span);
        assert!(table.blocks.end <= page.blocks.len());
        table.rows.iter().for_each(|row| _ = seen(row.span));
        for cell in table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells)) {
            assert_eq!(page.blocks[cell.block].span, cell.span, "{text:?}");
        }
    }
    page.comments.iter().for_each(|comment| _ = seen(comment.span));
}

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "    ",
    "\t",
    "a",
    "word ",
    "ö",
    "🚀",
    "⚙️",
    "\0",
    "\u{a0}",
    "\u{feff}",
    "# ",
    "## ",
    "###",
    "\n===\n",
    "\n---\n",
    "+++\n",
    "...",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "> ",
    ">",
    "> [!NOTE]\n",
    "```",
    "````",
    "~~~",
    "```sh\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "~",
    "[",
    "]",
    "(",
    ")",
    "](",
    "![",
    "[a](b)",
    "[a]: <b> 't'\n",
    "[a]",
    "[^1]",
    "[^1]: ",
    "<",
    ">",
    "<!--",
    "-->",
    "<!-",
    "<a href=\"",
    "'",
    "\"",
    "</a>",
    "<a href=x>",
    "<img src='i'>",
    "<div id=é>",
    "</div>",
    "<script>",
    "<h1>",
    "</h1>",
    "<del>",
    "</del>",
    "<br>",
    "<T>",
    "</T>",
    "<T/>",
    "<T x={",
    "{",
    "}",
    "{#id}",
    "{: #id}",
    "{/* c */}",
    "import x\n",
    "export y = {\n",
    "\\",
    "&amp;",
    "&nbsp;",
    "&",
    ";",
    "|",
    "\\|",
    "|---|\n",
    "| a | b |\n",
    "https://a.b/c",
    "www.x.y",
    "http://",
    "://",
    ":rocket:",
    "<https://é>",
    "title: x\n",
    "=",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_page_breaks_the_reader(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        check(&text, Flavor::Markdown);
        check(&text, Flavor::Mdx);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,60}") {
        check(&text, Flavor::Markdown);
        check(&text, Flavor::Mdx);
    }
}
