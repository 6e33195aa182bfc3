//! Headings lead where links to them say, at levels without gaps.

use super::{Sample, html};

/// The ids of a page's headings, the title's first.
fn ids(sample: &Sample) -> Vec<String> {
    let page = sample.render();
    let title = Some(page.title_id).filter(|id| !id.is_empty());
    title.into_iter().chain(page.sections.into_iter().map(|section| section.id).filter(|id| !id.is_empty())).collect()
}

#[test]
fn both_parsers_give_a_heading_the_same_id() {
    for text in [
        "# One\n\n## Two\n\n## Two\n\n### A `b` *c* [d](e) ![f](g)\n",
        "One\n===\n\nTwo\nlines\n---\n\n##   Spaced   ##\n",
        "\u{feff}---\ntitle: x\n---\n# After front matter\r\n\r\n## And CRLF\r\n",
        "## Given {#an-id}\n\n## Class {: .wide }\n\n## Braces {not} here\n",
        "- # In a list\n\n  ## Below\n\n> # In a quotation\n> ## Again\n",
        "> [!NOTE]\n> ## In an alert\n",
        "## A\n\n```\n## not one\n```\n\n    ## nor this\n\n<!--\n## nor this\n-->\n\n## B\n",
        "<div>\n\n## Inside\n\n</div>\n<div>\n## not one\n</div>\n",
        "## 中文 标题\n\n## 🚀 Go\n\n## ⚙️ Set-up\n\n## What's <b>new</b>?\n\n## a\\_b &amp; c\n",
        "a\rb\r\r## Old line ends\r",
        "[^1]: note\n\n    ## In a footnote\n\n## After[^1]\n",
    ] {
        let sample = Sample::at("README.md", text);
        let expected: Vec<_> = sample.page.markdown.headings.iter().map(|heading| heading.slug.clone()).collect();
        let mut found = ids(&sample);
        // Footnotes are written last, wherever they stand.
        found.sort();
        let mut sorted = expected.clone();
        sorted.sort();
        assert_eq!(found, sorted, "{text}");
    }
}

#[test]
fn a_page_with_jsx_has_the_same_ids() {
    let sample = Sample::at(
        "a.mdx",
        "import X from 'x'\n\n# Title\n\n<Tabs>\n  <Tab>\n    ## Inside\n  </Tab>\n</Tabs>\n\n{x}\n\n## After {/* #given */}\n",
    );
    let expected: Vec<_> = sample.page.markdown.headings.iter().map(|heading| heading.slug.clone()).collect();
    assert_eq!(ids(&sample), expected);
    assert_eq!(expected, ["title", "inside", "given"]);
    let html = sample.render().html;
    assert!(!html.contains("import") && !html.contains("given */"), "{html}");
}

#[test]
fn the_first_heading_is_the_title_and_stands_only_there() {
    let page = Sample::new("# Roll *back* [![CI](https://x.example/b.svg)](https://x.example)\n\nText.\n").render();
    assert_eq!(page.title.as_deref(), Some("Roll back"));
    assert!(!page.html.contains("<h1") && !page.html.contains("Roll"), "{}", page.html);
    assert!(page.html.contains("<a href=\"https://x.example\" class=\"badge\">"), "{}", page.html);

    let page = Sample::at("README.md", "<h1 align=center>\n<img src=l.png alt=Logo> Parcel <sub>x</sub></h1>\n\n## A")
        .render();
    assert_eq!(page.title.as_deref(), Some("Parcel x"));
    assert!(page.html.contains("<img src=\"l.png\"") && !page.html.contains("Parcel"), "{}", page.html);
}

#[test]
fn levels_leave_no_gap_and_there_is_no_second_title() {
    let level = |text: &str| -> Vec<u8> {
        let html = html(text);
        html.match_indices("<h").filter_map(|(at, _)| html[at + 2..].bytes().next()).map(|digit| digit - b'0').collect()
    };
    assert_eq!(level("# T\n\n#### a\n\n##### b\n\n## c\n\n###### d\n"), [2, 3, 2, 3]);
    assert_eq!(level("# T\n\n## a\n\n# b\n\n## c\n"), [2, 2, 3]);
    assert_eq!(level("### a\n\n# b\n"), [2, 2]);
}

#[test]
fn contents_hold_two_levels_and_sections_hold_their_words() {
    let page = Sample::new("# T\n\nLead `x`.\n\n## A\n\nText.\n\n```sh\n$ make it\ndone\n```\n\n### B\n\n#### C\n\n| k | v |\n|-|-|\n| one | two |\n").render();
    let contents: Vec<_> = page.contents.iter().map(|entry| (entry.level, &*entry.id)).collect();
    assert_eq!(contents, [(2, "a"), (3, "b")]);
    assert_eq!(page.lead.as_deref(), Some("Lead x."));
    let section = |id: &str| page.sections.iter().find(|section| section.id == id).expect("it is there");
    assert_eq!(section("").text, "Lead x.");
    assert_eq!((&*section("a").text, &section("a").commands), ("Text.", &vec!["make it".to_owned()]));
    assert_eq!(section("c").text, "k v\none two");
}
