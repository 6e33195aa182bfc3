//! Anchors inside the blocks that `MkDocs` marks by a line and the indentation below it: `=== "Linux"`, `!!! note`.
//!
//! To the parser their content is code, so its headings are found here. A tab is an anchor itself, alone and behind the
//! heading above it, as `combine_header_slug` has it.

use std::collections::HashSet;

use super::slug::slug;

/// Adds the anchors of tabs, and of headings that are indented below a marker.
pub(super) fn anchors(text: &str, anchors: &mut HashSet<String>) {
    let mut heading = String::new();
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
        let is_indented = words.len() < line.len();
        if let Some(title) = tab(words) {
            let title = slug(title);
            if !heading.is_empty() {
                anchors.insert(format!("{heading}-{title}"));
            }
            anchors.insert(title);
            is_inside = true;
        } else if ["!!! ", "??? ", "???+ "].iter().any(|marker| words.starts_with(marker)) {
            is_inside = true;
        } else if let Some(title) = title(words) {
            if !is_indented {
                heading = slug(title);
                is_inside = false;
            } else if is_inside {
                anchors.insert(slug(title));
            }
        } else if !is_indented {
            is_inside = false;
        }
    }
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
