//! Blocks that `MkDocs` marks by a line and the indentation below it: `=== "Linux"`, `!!! note "Title"`, `??? tip`.
//!
//! Both parsers take what is indented for code or for the paragraph's words, so it is read again as a page of its own.

use super::alert::{capital, tone};
use super::page::{self, Writer};
use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

/// How far the content is indented.
const INDENT: usize = 4;

struct Block<'t> {
    marker: &'t str,
    word: &'t str,
    title: String,
    /// The line, from 1, of the first line of the content.
    first_line: usize,
    /// How far the content is indented on the page.
    left: usize,
    content: String,
    /// How many blocks of the page it took.
    taken: usize,
}

/// Writes the blocks of this kind that `blocks` begins with; gives how many were taken.
pub(super) fn write(blocks: &[Node<'_>], page: &mut Writer<'_, '_>) -> Option<usize> {
    let first = read(blocks, page)?;
    if first.marker != "===" {
        let taken = first.taken;
        admonition(&first, page);
        return Some(taken);
    }
    let label = page.nearest_heading().to_owned();
    let level = page.level_below();
    page.html.open("div", &[("class", "tabs"), ("data-label", &label)]);
    let mut next = Some(first);
    let mut taken = 0;
    while let Some(tab) = next {
        page.html.open("section", &[]);
        page.html.element(super::heading::tag(level), &[], &tab.title);
        inside(&tab, page);
        page.html.close("section");
        taken += tab.taken;
        next = read(&blocks[taken..], page).filter(|block| block.marker == "===");
    }
    page.html.close("div");
    Some(taken)
}

fn admonition(block: &Block<'_>, page: &mut Writer<'_, '_>) {
    let (tone, icon) = tone(block.word).unwrap_or(("info", "info"));
    if block.marker.starts_with("???") {
        let open: &[_] = if block.marker == "???+" { &[("open", "")] } else { &[] };
        page.html.open("details", open);
        page.html.element("summary", &[], &block.title);
        inside(block, page);
        page.html.close("details");
    } else {
        page.note(tone, icon, &block.title);
        inside(block, page);
        page.html.close("div");
    }
}

fn inside(block: &Block<'_>, page: &mut Writer<'_, '_>) {
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, &block.content, &page::options());
    page.say(&block.title);
    page.end_of_block();
    let outer = page.nested.replace((block.first_line - 1, block.left));
    page.inside(root);
    page.nested = outer;
}

fn read<'t>(blocks: &[Node<'_>], page: &Writer<'_, 't>) -> Option<Block<'t>> {
    let marker = blocks.first().filter(|first| matches!(first.data().value, NodeValue::Paragraph))?;
    let may_hold =
        |node: Node<'_>| matches!(node.data().value, NodeValue::Document | NodeValue::Item(_) | NodeValue::TaskItem(_));
    if !marker.parent().is_some_and(may_hold) {
        return None;
    }
    // What is read again stands below and right of where it is counted from.
    let (above, outer) = page.nested.unwrap_or_default();
    let line = marker.data().sourcepos.start.line + above;
    let text = unindented(page.source_line(line)?, outer);
    // In a list, the marker is indented as its item is.
    let rest_of_line = text.trim_start_matches(' ');
    let (kind, rest) = rest_of_line.split_once(' ')?;
    if !["===", "!!!", "???", "???+"].contains(&kind) {
        return None;
    }
    let (word, quoted) = rest.trim().split_once('"').unwrap_or((rest.trim(), ""));
    let word = word.split_whitespace().next().unwrap_or_default();
    let quoted = quoted.trim_end().trim_end_matches('"');
    let title = if quoted.is_empty() { capital(word) } else { quoted.to_owned() };
    let code = blocks.get(1).filter(|next| matches!(&next.data().value, NodeValue::CodeBlock(code) if !code.fenced));
    let last = code.unwrap_or(marker).data().sourcepos.end.line + above;
    let left = outer + (text.len() - rest_of_line.len()) + INDENT;
    if title.is_empty() || last <= line {
        return None;
    }
    let mut content = String::new();
    for line in line + 1..=last {
        content.push_str(unindented(page.source_line(line)?, left));
        content.push('\n');
    }
    let taken = 1 + usize::from(code.is_some());
    Some(Block { marker: kind, word, title, first_line: line + 1, left, content, taken })
}

/// A line without as many of the blanks before it.
fn unindented(line: &str, most: usize) -> &str {
    let indentation = line.len() - line.trim_start_matches(' ').len();
    &line[indentation.min(most)..]
}
