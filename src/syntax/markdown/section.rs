//! Which part of a page a heading speaks for.

use super::Markdown;
use crate::text::Excerpt;

/// Gives each heading its section, its own content and its parent; so far `section` is the heading itself.
pub(super) fn divide(body: Excerpt<'_>, page: &mut Markdown) {
    let end = page.body.end;
    let starts: Vec<u32> = page
        .headings
        .iter()
        .map(|heading| {
            let start = heading.section.start as usize - body.offset;
            let line = memchr::memrchr2(b'\n', b'\r', &body.text.as_bytes()[..start]).map_or(0, |newline| newline + 1);
            heading.section.start - (start - line) as u32
        })
        .collect();
    // The indexes of the headings whose sections are open, of rising level.
    let mut open: Vec<usize> = Vec::new();
    for index in 0..page.headings.len() {
        while let Some(last) = open.pop_if(|last| page.headings[*last].level >= page.headings[index].level) {
            page.headings[last].section.end = starts[index];
        }
        let next = starts.get(index + 1).copied().unwrap_or(end);
        let heading = &mut page.headings[index];
        heading.parent = open.last().copied();
        heading.content.start = heading.section.end.min(next);
        heading.content.end = next;
        heading.section.start = starts[index];
        heading.section.end = end;
        open.push(index);
    }
}
