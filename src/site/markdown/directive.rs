//! Containers between colons, as Docusaurus, `VitePress` and others have them: `:::tip Title` … `:::`.

use super::alert::{capital, tone};
use super::page::Writer;
use comrak::nodes::{Node, NodeValue};
use std::borrow::Cow;

/// Stands for a colon in a title, behind which comrak would see no container.
const COLON: char = '\u{1f}';

/// The text with as many bytes, in which titles of containers have no colon; none in code is touched.
pub(super) fn with_titles<'t>(text: &'t str, is_code: &dyn Fn(usize) -> bool) -> Cow<'t, str> {
    if !text.contains(":::") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let at = out.len();
        let opened = line.trim_start_matches([' ', '>']);
        let title = opened.trim_start_matches(':');
        let is_open = opened.len() - title.len() >= 3 && line.len() - opened.len() < 4 && title.contains(':');
        if is_open && !is_code(at) {
            out.push_str(&line[..line.len() - title.len()]);
            out.extend(title.chars().map(|c| if c == ':' { COLON } else { c }));
        } else {
            out.push_str(line);
        }
    }
    out.into()
}

/// The text as it was written.
pub(super) fn restored(text: &str) -> Cow<'_, str> {
    if text.contains(COLON) { text.replace(COLON, ":").into() } else { text.into() }
}

impl Writer<'_, '_> {
    /// Writes a container. One that is of no known sort adds nothing to its content, and one that was never closed is not
    /// one: everything after it would be in it.
    pub fn directive(&mut self, node: Node<'_>, info: &str) {
        let info = &*restored(info);
        let Named { word, title } = named(info);
        if !self.is_closed(node) {
            if !info.is_empty() {
                let line = format!("::: {info}");
                self.html.element("p", &[], &line);
                self.say(&line);
                self.end_of_block();
            }
            return self.blocks(node);
        }
        if word == "details" {
            self.html.open("details", &[]);
            self.html.open("summary", &[]);
            self.titled(if title.is_empty() { "Details" } else { title });
            self.html.close("summary");
            self.inside(node);
            return self.html.close("details");
        }
        let Some((tone, icon)) = tone(&word) else { return self.inside(node) };
        let title = if title.is_empty() { capital(&word) } else { title.to_owned() };
        self.note(tone, icon, &title);
        self.say(&title);
        self.end_of_block();
        self.inside(node);
        self.html.close("div");
    }

    fn titled(&mut self, title: &str) {
        self.with_code(title);
        self.say(title);
        self.end_of_block();
    }

    /// Whether a container ends with colons, or with the one around it.
    fn is_closed(&self, node: Node<'_>) -> bool {
        let around = node.parent().filter(|around| matches!(around.data().value, NodeValue::BlockDirective(_)));
        if let Some(around) = around.filter(|_| node.next_sibling().is_none()) {
            return self.is_closed(around);
        }
        let (above, _) = self.nested.unwrap_or_default();
        let place = node.data().sourcepos;
        let last = self.source_line(place.end.line + above).unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
        place.end.line > place.start.line && last.len() >= 3 && last.bytes().all(|byte| byte == b':')
    }
}

struct Named<'i> {
    /// In small letters.
    word: String,
    title: &'i str,
}

/// What stands behind the colons: `tip Title`, `tip[Title]{#id}`, `{note} Title`, `{.callout-tip title="Title"}`.
fn named(info: &str) -> Named<'_> {
    let (inside, after) = match info.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((inside, after)) => (inside.trim(), Some(after)),
        None => (info, None),
    };
    let end = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let (word, rest) = inside.split_at(inside.find(end).unwrap_or(inside.len()));
    let word = word.trim_start_matches('.').to_lowercase();
    let word = word.strip_prefix("callout-").map(str::to_owned).unwrap_or(word);
    let given = rest.split_once("title=\"").and_then(|(_, title)| title.split_once('"')).map(|(title, _)| title);
    let rest = after.unwrap_or(rest).trim();
    let plain = rest.split_once('{').map_or(rest, |(title, _)| title).trim();
    let plain = plain.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(plain);
    Named { word, title: given.unwrap_or(plain) }
}
