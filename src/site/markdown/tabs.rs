//! Tabs: headings between `<!-- tabs:start -->` and `<!-- tabs:end -->`, which read as headings everywhere else.

use super::page::Writer;
use comrak::nodes::{Node, NodeValue};

/// Tabs that go on for longer have lost their end.
const MOST_BLOCKS: usize = 500;

/// Writes the tabs that `blocks` begins with; gives how many blocks they took.
pub(super) fn write(blocks: &[Node<'_>], page: &mut Writer<'_, '_>) -> Option<usize> {
    if !blocks.first().is_some_and(|first| is_comment(first, &["tabs:start", "tabs"])) {
        return None;
    }
    let end = blocks.iter().take(MOST_BLOCKS).position(|block| is_comment(block, &["tabs:end", "/tabs"]))?;
    let inner = &blocks[1..end];
    let level = heading_level(inner.first()?)?;
    let label = page.nearest_heading().to_owned();
    page.html.open("div", &[("class", "tabs"), ("data-label", &label)]);
    let mut rest = inner;
    while let Some((heading, after)) = rest.split_first() {
        let next = after.iter().position(|block| heading_level(block).is_some_and(|other| other <= level));
        let (content, following) = after.split_at(next.unwrap_or(after.len()));
        page.html.open("section", &[]);
        page.tab_heading(heading, level);
        page.block_list(content);
        page.html.close("section");
        rest = following;
    }
    page.html.close("div");
    Some(end + 1)
}

fn is_comment(node: Node<'_>, words: &[&str]) -> bool {
    let data = node.data();
    let NodeValue::HtmlBlock(html) = &data.value else { return false };
    let inner = html.literal.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| words.contains(&inner.trim()))
}

fn heading_level(node: Node<'_>) -> Option<u8> {
    match &node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    }
}
