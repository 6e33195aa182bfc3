//! Words, lists, tables, alerts, code: what a reader sees.

use super::{Sample, html};
use crate::site::markdown::{Mark, Tone};
use crate::text::{FileId, Span};

/// Asserts that the HTML of `text` holds each of `parts`.
#[track_caller]
fn shows(text: &str, parts: &[&str]) {
    let html = html(text);
    for part in parts {
        assert!(html.contains(part), "{part}\nis not in\n{html}");
    }
}

#[track_caller]
fn hides(text: &str, parts: &[&str]) {
    let html = html(text);
    for part in parts {
        assert!(!html.contains(part), "{part}\nis in\n{html}");
    }
}

#[test]
fn what_dresses_words_is_no_word() {
    shows("The big picture {: .lead }\n", &["<p>The big picture</p>"]);
    shows(
        "Words\n{: .note}\n\n[Go](https://a.example){ .button target=_blank } now\n",
        &["<p>Words\n</p>", "Go</a> now</p>"],
    );
    shows(
        "Use {braces} and `{: .x }`, set {a: 1} {: not closed\n",
        &["{braces}", "<code>{: .x }</code>", "{a: 1} {: not closed"],
    );
}

#[test]
fn no_page_takes_an_id_of_what_stands_around_it() {
    hides("<div id=\"Main\">\n\nx\n\n</div>\n\n<a id=\"Toc\"></a>\n", &["id=\"Main\"", "id=\"Toc\""]);
    shows("<div id=\"main\">\n\nx\n\n</div>\n", &["id=\"main\""]);
}

#[test]
fn raw_html_of_readmes_keeps_its_meaning() {
    shows("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O<br>x\n", &["<kbd>Ctrl</kbd>", "H<sub>2</sub>O<br>"]);
    shows(
        "<p align=\"center\">\n<img src=\"a.png\" width=\"100px\" style=\"x\">\n</p>\n",
        &["<p class=\"center\">", "<img src=\"a.png\" alt=\"\" loading=\"lazy\" width=\"100\">", "</p>"],
    );
    shows(
        "<details>\n<summary>More</summary>\n\n**b**\n\n</details>\n\nafter\n",
        &["<details>", "<summary>More</summary>", "<strong>b</strong></p>", "</details>", "<p>after</p>"],
    );
    shows(
        "<picture><source srcset=\"d.png\"><img src=\"l.png\" alt=\"L\"></picture>\n",
        &["<img src=\"l.png\" alt=\"L\""],
    );
    shows("<a id=\"x\"></a>\n\n[to](#x)\n", &["<span id=\"x\"></span>", "href=\"#x\""]);
    hides("a <!-- secret --> b\n\n<!-- block -->\n", &["secret", "block", "--"]);
}

#[test]
fn images_of_other_hosts_are_links_and_badges() {
    shows(
        "![The graph](https://x.example/g.png)\n",
        &["<a href=\"https://x.example/g.png\" class=\"image\">The graph</a>"],
    );
    shows("![](https://x.example/g.png?a)\n", &[">g.png</a>"]);
    shows(
        "[![CI](https://x.example/b.svg)](ci.md)\n",
        &["<a href=\"ci.md\" class=\"badge\"><span class=\"image\">CI</span></a>"],
    );
    shows("![Logo](img/l.png)\n", &["<img src=\"img/l.png\" alt=\"Logo\" loading=\"lazy\">"]);
}

#[test]
fn a_link_that_leads_nowhere_is_text() {
    shows("a [b **c**](gone.md) <a href=\"gone\">d</a>\n", &["<p>a b <strong>c</strong> d</p>"]);
    shows("see https://x.example/a_b.\n", &["<a href=\"https://x.example/a_b\">https://x.example/a_b</a>."]);
}

#[test]
fn alerts_are_notes_but_a_titled_one_is_a_quotation() {
    shows(
        "> [!CAUTION]\n> It restarts.\n",
        &["<div class=\"note\" data-tone=\"danger\" role=\"note\">", "</svg>Caution</p>"],
    );
    shows("> [!TIP]\n> x\n", &["data-tone=\"ok\"", "Tip"]);
    shows("> [!note] Titled\n> x\n", &["<blockquote><p>[!note] Titled</p>"]);
}

#[test]
fn tables_become_cards_unless_they_are_large() {
    let table = "| Name | Port |\n|---|--:|\n| `web` | 80 |\n| db | |\n";
    shows(
        &format!("## Services\n\n{table}"),
        &[
            "<div role=\"group\" class=\"scroll box\" tabindex=\"0\" aria-label=\"Services\"><table class=\"tcard\">",
            "<th scope=\"col\">Name</th><th class=\"far\" scope=\"col\">Port</th>",
            "<th scope=\"row\" data-h=\"Name\"><code>web</code></th><td data-h=\"Port\" class=\"far\"><span>80</span></td>",
            "<td data-h=\"Port\" class=\"no\"></td>",
        ],
    );
    shows(&format!("{table}\n{table}"), &["aria-label=\"Table\"", "aria-label=\"Table, table 2\""]);
    hides(&format!("{table}{}", "| a | b |\n".repeat(200)), &["tcard", "data-h"]);
}

#[test]
fn a_task_has_a_box_with_its_label() {
    shows(
        "- [ ] The **lead** knows\n- [x] Done\n  - more\n",
        &[
            "<ul class=\"todo\"><li><input type=\"checkbox\" id=\"B1\"><div><label for=\"B1\">The <strong>lead</strong> knows</label>",
            "<input type=\"checkbox\" id=\"B2\" checked>",
            "<ul><li>more</li></ul>",
        ],
    );
}

#[test]
fn footnotes_lead_there_and_back() {
    shows(
        "a[^n] b[^n]\n\n[^n]: Note.\n",
        &["<a href=\"#N-n\" class=\"fn\" id=\"R1-n\">1</a>", "<li id=\"N-n\">", "href=\"#R2-n\""],
    );
}

#[test]
fn tabs_are_headings_between_two_comments() {
    shows(
        "## Install\n\n<!-- tabs:start -->\n\n### macOS\n\nA\n\n### Debian, *Ubuntu*\n\nB\n\n<!-- tabs:end -->\n\nC\n",
        &[
            "<div class=\"tabs\" data-label=\"Install\"><section><h3 id=\"macos\">macOS</h3><p>A</p></section>",
            "<section><h3 id=\"debian-ubuntu\">Debian, <em>Ubuntu</em></h3><p>B</p></section></div><p>C</p>",
        ],
    );
    // A page that forgets the end loses nothing.
    shows("<!-- tabs:start -->\n\n### A\n\nx\n", &["<h2 id=\"a\">", "<p>x</p>"]);
}

#[test]
fn mkdocs_marks_tabs_and_notes_by_indentation() {
    shows(
        "# T\n\n=== \"macOS\"\n\n    ```sh\n    brew install x\n    ```\n\n=== \"Linux\"\n\n    Use *apt*.\n\nAfter.\n",
        &[
            "<div class=\"tabs\" data-label=\"T\"><section><h2>macOS</h2><div class=\"code\">",
            "<span class=\"p\">brew</span> install x",
            "<section><h2>Linux</h2><p>Use <em>apt</em>.</p></section></div><p>After.</p>",
        ],
    );
    shows(
        "!!! danger \"Data loss\"\n    It goes.\n    - a\n    - b\n\n??? note\n\n    More.\n",
        &[
            "<div class=\"note\" data-tone=\"danger\"",
            "</svg>Data loss</p><p>It goes.</p><ul><li>a</li>",
            "<details><summary>Note</summary><p>More.</p></details>",
        ],
    );
    shows("!!! wow\n", &["<p>!!! wow</p>"]);
}

#[test]
fn notes_of_mkdocs_stand_in_lists() {
    shows(
        "1. Stop it.\n\n    !!! warning \"Orders wait\"\n\n        They are kept for an hour.\n\n        ```sh\n        make stop\n        ```\n\n2. Start it.\n",
        &[
            "<ol><li><p>Stop it.</p><div class=\"note\" data-tone=\"warn\"",
            "</svg>Orders wait</p><p>They are kept for an hour.</p><div class=\"code\">",
            "</div></li><li><p>Start it.</p></li></ol>",
        ],
    );
    shows(
        "- a\n\n    - b\n\n        !!! tip\n            Go on.\n\n    After.\n",
        &[
            "<p>b</p><div class=\"note\" data-tone=\"ok\"",
            "</svg>Tip</p><p>Go on.</p></div></li></ul><p>After.</p></li>",
        ],
    );
}

#[test]
fn options_stay_whole() {
    shows("With `x --diff -q`.\n", &["<code>x <span class=\"w\">--diff</span> -q</code>"]);
}

#[test]
fn what_an_owner_still_has_to_answer_stands_out() {
    shows("TODO(owner): who is told?\n", &["<p class=\"aside\" data-tone=\"warn\">TODO(owner): who is told?</p>"]);
    shows("Write TODO(owner) where you do not know.\n", &["<p>Write TODO(owner) where you do not know.</p>"]);
}

#[test]
fn notes_of_mkdocs_stand_in_one_another() {
    shows(
        "!!! warning\n\n    Take care.\n\n    !!! tip \"Or `not`\"\n\n        Have a copy.\n\n    Then go.\n\nAfter.\n",
        &[
            "</svg>Warning</p><p>Take care.</p><div class=\"note\" data-tone=\"ok\"",
            "</svg>Or <code>not</code></p><p>Have a copy.</p></div><p>Then go.</p></div><p>After.</p>",
        ],
    );
}

#[test]
fn containers_of_colons_are_notes() {
    for (text, tone, title) in [
        (":::tip\nx\n:::\n", "ok", "Tip"),
        ("::: warning\nx\n:::\n", "warn", "Warning"),
        (":::danger Stop `web`\n\nx\n\n:::\n", "danger", "Stop <code>web</code>"),
        ("::: warning First: `a`\nx\n:::\n", "warn", "First: <code>a</code>"),
        (":::info[Its title]{#here}\nx\n:::\n", "info", "Its title"),
        (":::{note} Its title\nx\n:::\n", "info", "Its title"),
        ("::: {.callout-tip title=\"Its title\"}\nx\n:::\n", "ok", "Its title"),
    ] {
        let note = format!("<div class=\"note\" data-tone=\"{tone}\" role=\"note\">");
        shows(&format!("{text}\nAfter.\n"), &[&note, &format!("</svg>{title}</p><p>x</p></div><p>After.</p>")]);
    }
    shows("::: details Logs\nx\n:::\n", &["<details><summary>Logs</summary><p>x</p></details>"]);
    shows(
        "::::note\na\n\n:::tip\nb\n:::\n\nc\n::::\n\nAfter.\n",
        &["</svg>Tip</p><p>b</p></div><p>c</p></div><p>After.</p>"],
    );
    // What is of no known sort has its content alone.
    shows("::: code-group\n```js\na\n```\n:::\n", &["<div class=\"code\"><pre"]);
    hides("::: code-group\n```js\na\n```\n:::\n", &[":::", "code-group"]);
}

#[test]
fn a_container_that_is_never_closed_takes_nothing() {
    shows("# T\n\n::: app.models\n\n## Next\n\nx\n", &["<p>::: app.models</p><h2 id=\"next\">Next", "<p>x</p>"]);
    shows(":::note\na\n\n:::tip\nb\n:::\n\nc\n:::\n\n## Next\n", &["<p>b</p></div></div><p>c</p><h2 id=\"next\">Next"]);
    // Code shows what is written.
    shows("```md\n:::tip a: b\nx\n:::\n```\n", &["<span class=\"l\">:::tip a: b</span>"]);
}

#[test]
fn shell_lines_show_programs_flags_strings_and_what_to_fill_in() {
    shows(
        "```sh\nkubectl -n web rollout undo deploy/web --to-revision=<REVISION> # \"now\"\n```\n",
        &[
            "<pre id=\"C1\" tabindex=\"0\" role=\"group\" aria-label=\"Commands\" class=\"typed\">",
            "<span class=\"p\">kubectl</span> <span class=\"f w\">-n</span> web",
            "<span class=\"w\">deploy/web</span>",
            "<span class=\"ph\">&lt;REVISION&gt;</span>",
            "<span class=\"c\"># &quot;now&quot;</span>",
            "<button class=\"btn copy js\" type=\"button\" data-for=\"C1\" aria-label=\"Copy: Commands\" data-confirm=\"Press again: writes\">",
        ],
    );
    // A redirection is none.
    hides("```sh\nsort < in > out\ncat <<EOF\nEOF\n```\n", &["\"ph\""]);
}

#[test]
fn only_typed_lines_of_a_session_can_be_copied() {
    shows(
        "```console\n$ node --version\nv20.11.1\n$ docker run \\\n>   --rm x\n```\n",
        &[
            "<span class=\"l\" data-p=\"$ \"><span class=\"p\">node</span>",
            "<span class=\"l o\">v20.11.1</span>",
            "<span class=\"l\" data-p=\"&gt; \">  <span class=\"f w\">--rm</span> x</span>",
        ],
    );
    shows("```output\nREADY $ x\n```\n", &["class=\"log\"", "<span class=\"l\">READY $ x</span>"]);
    hides("```output\nx\n```\n", &["<button"]);
}

#[test]
fn code_is_coloured_by_classes_and_unknown_languages_are_plain() {
    shows(
        "```yaml\nname: \"x\" # c\n```\n",
        &["<span class=\"f\">name</span>: <span class=\"s\">&quot;x&quot;</span>"],
    );
    shows("```brainfudge\n<a> \"b\"\n```\n", &["<span class=\"l\">&lt;a&gt; &quot;b&quot;</span>"]);
    let long = format!("```yaml\n{}\n```\n", "key: \"value\"\n".repeat(10_000));
    hides(&long, &["class=\"s\""]);
}

#[test]
fn a_diagram_is_drawn_or_else_shown_as_its_source() {
    shows("```mermaid\na --> b\n```\n", &["<figure class=\"draw\"><svg></svg></figure>"]);
    shows("```mermaid\na b\n```\n", &["<span class=\"l\">a b</span>"]);
}

#[test]
fn a_finding_marks_its_words_and_is_told_below_their_block() {
    let text = "---\nowner: x\n---\nThe job `promote` runs on node 18.\n\nAnother.\n\n```sh\nmake promote\n```\n";
    let mut sample = Sample::new(text);
    let mark = |words: &str, nth: usize, id: &str| {
        let (at, _) = text.match_indices(words).nth(nth).expect("the words are there");
        Mark {
            span: Span::new(FileId(0), at, at + words.len()),
            tone: Tone::Danger,
            rule: "unknown-job".to_owned(),
            message: "there is no `promote` <here>".to_owned(),
            address: "../findings.html#d1".to_owned(),
            id: id.to_owned(),
        }
    };
    sample.findings =
        vec![mark("promote", 0, "f1"), mark("node 18", 0, "f2"), mark("promote", 1, "f3"), mark("owner", 0, "f4")];
    let page = sample.render();
    for part in [
        "<code><mark class=\"wavy\" data-tone=\"danger\" id=\"f1\">promote</mark></code>",
        "on <mark class=\"wavy\" data-tone=\"danger\" id=\"f2\">node 18</mark>.</p><div class=\"aside\"",
        "<code>unknown-job</code> there is no <code>promote</code> &lt;here&gt;. <a href=\"../findings.html#d1\">",
        "<span class=\"p\">make</span> <mark class=\"wavy\" data-tone=\"danger\" id=\"f3\">promote</mark>",
    ] {
        assert!(page.html.contains(part), "{part}\nis not in\n{}", page.html);
    }
    assert_eq!(page.unplaced, ["f4"]);
    assert!(page.html.find("<p>Another").expect("it is there") > page.html.find("id=\"f2\"").expect("it is there"));
}

#[test]
fn what_names_something_in_the_code_is_shown_by_its_words() {
    shows(
        "A [`Shop`][shop.models.Shop] and a [price][shop.Price.net] (see [e.g.] and [a][b c]).\n",
        &["<p>A <code>Shop</code> and a price (see [e.g.] and [a][b c]).</p>"],
    );
}
