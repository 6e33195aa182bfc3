//! Anchors inside the blocks that `MkDocs` marks by a line and the indentation below it: `=== "Linux"`, `!!! note`.
//!
//! To the parser their content is code, so its headings and named places are found here. A tab is an anchor itself,
//! alone and behind the heading or the tab above it, as `combine_header_slug` has it.

use std::collections::HashSet;

use super::attributes;
use super::html::{self, Piece};
use super::slug::slug;

/// Adds the anchors of tabs, and of headings that are indented below a marker.
pub(super) fn anchors(text: &str, anchors: &mut HashSet<String>) {
    if !["=== ", "===! ", "===+ ", "!!! ", "??? ", "???+ "].iter().any(|mark| text.contains(mark)) {
        return;
    }
    let mut heading = None;
    // The tabs that are open, with their indentation.
    let mut tabs: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    let mut fence = None;
    for line in text.lines() {
        let words = line.trim_start();
        let marks = words.bytes().take_while(|byte| matches!(byte, b'`' | b'~')).count();
        if marks >= 3 {
            let mark = &words[..marks];
            match fence {
                None => fence = Some(mark),
                Some(open) if mark.starts_with(open) => fence = None,
                Some(_) => {}
            }
            continue;
        }
        if fence.is_some() || words.is_empty() {
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
