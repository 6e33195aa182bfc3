//! Version badges: `img.shields.io/badge/node-%3E%3D18-green`.

use super::speech::Speech;
use crate::model::{How, Role, Tool, ToolVersion};
use crate::text::percent::decode;

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    // An image that leads to itself is one badge.
    let mut last = None;
    for link in &page.markdown.links {
        let Some(span) = link.dest_span else { continue };
        let Some(badge) = link.dest.split_once("img.shields.io/badge/").map(|(_, badge)| badge) else { continue };
        if last.replace(&link.dest) == Some(&link.dest) {
            continue;
        }
        let badge = badge.split(['?', '#']).next().unwrap_or(badge);
        let badge = badge.strip_suffix(".svg").unwrap_or(badge);
        // A dash inside a part is doubled, so it is set aside before the parts are taken apart.
        let decoded = decode(badge).replace("--", "\u{1}").replace('_', " ");
        let parts: Vec<&str> = decoded.split('-').collect();
        let [label, message, _color] = parts.as_slice() else { continue };
        let label = label.trim().trim_end_matches(" version").trim();
        let message = message.replace('\u{1}', "-");
        let words = message.trim();
        let floor = words.ends_with('+') || words.to_lowercase().contains("or newer");
        let words = words.trim_end_matches('+').trim();
        let words = if floor && !words.starts_with(['>', '^', '~']) { format!(">={words}") } else { words.to_owned() };
        let Some(tool) = Tool::named(label) else { continue };
        if let Some(mut version) = ToolVersion::read(tool, &words, Role::Claimed) {
            message.trim().clone_into(&mut version.words);
            speech.claim_version(version, span, How::Link);
        }
    }
}
