//! The blocks that `MkDocs` marks by a line and the indentation below it: `=== "Linux"`, `!!! note`.
//!
//! To the parser their content would be code, so each is read as an item of a list. A tab is an anchor itself, alone and
//! behind the heading or the tab above it, as `combine_header_slug` has it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::attributes;
use super::html::{self, Piece};
use super::slug::slug;

/// What such a block begins with.
const MARKERS: &[&str] = &["=== ", "===! ", "===+ ", "!!! ", "??? ", "???+ "];

/// The beginning of an item whose content is indented as far as that of a block.
const ITEM: &str = "-   ";

/// The text with the marker of each block that has content written as that of an item, at the same places.
pub(super) fn as_items(text: &str) -> Cow<'_, str> {
    if !MARKERS.iter().any(|marker| text.contains(marker)) {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut fence = Fence::default();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let words = line.trim_start_matches(' ');
        let is_code = fence.holds(words);
        let marker = MARKERS.iter().find(|marker| words.starts_with(**marker));
        let Some(marker) = marker.filter(|_| !is_code) else {
            whole.push_str(line);
            continue;
        };
        let indentation = line.len() - words.len();
        let is_inside = |next: &&str| next.bytes().take_while(|byte| *byte == b' ').count() >= indentation + ITEM.len();
        let mut after = lines.clone().skip_while(|next| next.trim().is_empty());
        if after.next().as_ref().is_none_or(|next| !is_inside(next)) {
            whole.push_str(line);
            continue;
        }
        whole.push_str(&line[..indentation]);
        whole.push_str(ITEM);
        // What a longer marker has more becomes a mark of the item's words.
        whole.extend(std::iter::repeat_n('.', marker.len() - ITEM.len()));
        whole.push_str(&words[marker.len()..]);
    }
    Cow::Owned(whole)
}

/// The fence that is open, if one is.
#[derive(Default)]
struct Fence<'t> {
    open: Option<&'t str>,
}

impl<'t> Fence<'t> {
    /// Whether a line is one of a fence, or within one.
    fn holds(&mut self, words: &'t str) -> bool {
        let marks = words.bytes().take_while(|byte| matches!(byte, b'`' | b'~')).count();
        let mark = &words[..marks];
        match self.open {
            None if marks >= 3 => self.open = Some(mark),
            None => return false,
            Some(open) if mark.starts_with(open) => self.open = None,
            Some(_) => {}
        }
        true
    }
}

/// Adds the anchors of tabs, and of headings that are indented below a marker.
pub(super) fn anchors(text: &str, anchors: &mut HashSet<String>) {
    if !MARKERS.iter().any(|marker| text.contains(marker)) {
        return;
    }
    let mut heading = None;
    // The tabs that are open, with their indentation.
    let mut tabs: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    let mut fence = Fence::default();
    for line in text.lines() {
        let words = line.trim_start();
        if fence.holds(words) || words.is_empty() {
            continue;
        }
        let indentation = line.len() - words.len();
        let is_indented = indentation > 0;
        if let Some(title) = tab(words) {
            let title = slug(title);
            tabs.retain(|(outer, _)| *outer < indentation);
            let above = tabs.last().map(|(_, tab)| tab).into_iter().chain(&heading);
            anchors.extend(above.map(|outer| format!("{outer}-{title}")));
            anchors.insert(title.clone());
            tabs.push((indentation, title));
            is_inside = true;
        } else if ["!!! ", "??? ", "???+ "].iter().any(|marker| words.starts_with(marker)) {
            is_inside = true;
        } else if let Some(title) = title(words) {
            let title = slug(title);
            if is_indented && is_inside {
                anchors.insert(title);
                anchors.extend(attributes::ids(words));
            } else if !is_indented {
                heading = Some(title);
                tabs.clear();
                is_inside = false;
            }
        } else if is_indented && is_inside {
            anchors.extend(attributes::ids(words));
            anchors.extend(named_places(words));
        } else if !is_indented {
            is_inside = false;
        }
    }
}

/// What tags are called: `<a name="settings"></a>`.
fn named_places(words: &str) -> impl Iterator<Item = String> {
    let tags = html::read(words).into_iter().filter_map(|piece| match piece {
        Piece::Tag(tag) => tag.attribute("id").or_else(|| tag.attribute("name")),
        _ => None,
    });
    tags.map(|name| html::decode(&words[name]))
}

/// The label of a tab: `=== "Linux"`, `===! "Linux"`.
fn tab(words: &str) -> Option<&str> {
    let rest = words.strip_prefix("===")?.trim_start_matches(['!', '+']);
    let label = rest.strip_prefix(' ')?.trim().trim_matches('"');
    (!label.is_empty() && !label.starts_with('=')).then_some(label)
}

fn title(words: &str) -> Option<&str> {
    let rest = words.trim_start_matches('#');
    let level = words.len() - rest.len();
    ((1..=6).contains(&level)).then(|| rest.strip_prefix(' ')).flatten().map(|title| title.trim().trim_end_matches('#'))
}
