//! Words, code, links and images within a block.

use super::directive::restored;
use super::findings::{self, Piece};
use super::html::Attribute;
use super::page::{Writer, words_of};
use super::{Link, raw};
use crate::site::image;
use comrak::nodes::{Node, NodeValue};

/// Emphasis in emphasis beyond this is written as its words alone.
const DEEPEST: usize = 40;

/// The schemes that a link may have.
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "slack"];

/// A longer one could not stand on a phone's line.
const LONGEST_OPTION: usize = 32;

impl Writer<'_, '_> {
    /// Writes the inline content of a node.
    pub fn inlines(&mut self, parent: Node<'_>) {
        let depth = self.html.depth();
        self.inlines_at(parent, 0);
        self.html.settle(depth);
    }

    fn inlines_at(&mut self, parent: Node<'_>, depth: usize) {
        if depth > DEEPEST {
            let words = words_of(parent);
            self.words(&words);
            return;
        }
        for node in parent.children() {
            self.inline(node, depth);
        }
    }

    /// Writes one inline node.
    pub fn inline(&mut self, node: Node<'_>, depth: usize) {
        let data = node.data();
        match &data.value {
            NodeValue::Text(text) => self.pieces(node, bare(node, &restored(text)), Piece::Text),
            NodeValue::Code(code) => self.pieces(node, &restored(&code.literal), Piece::Code),
            NodeValue::SoftBreak => self.words("\n"),
            NodeValue::LineBreak => {
                self.html.void("br", &[]);
                self.words("\n");
            }
            NodeValue::HtmlInline(html) => raw::write(html, self),
            NodeValue::Emph => self.wrapped("em", node, depth),
            NodeValue::Strong => self.wrapped("strong", node, depth),
            NodeValue::Strikethrough => self.wrapped("del", node, depth),
            NodeValue::Link(link) => self.link(node, &link.url, depth),
            NodeValue::Image(image) => {
                let alt = words_of(node);
                self.image(&image.url, alt.trim(), &[]);
            }
            NodeValue::FootnoteReference(reference) => self.footnote_reference(reference),
            _ => self.inlines_at(node, depth + 1),
        }
    }

    fn wrapped(&mut self, tag: &'static str, node: Node<'_>, depth: usize) {
        self.html.open(tag, &[]);
        self.inlines_at(node, depth + 1);
        self.html.close(tag);
    }

    fn words(&mut self, words: &str) {
        self.html.text(words);
        self.say(words);
    }

    /// Writes text or code, in which findings are marked.
    fn pieces(&mut self, node: Node<'_>, text: &str, piece: Piece) {
        self.say(text);
        if piece == Piece::Code {
            self.html.open("code", &[]);
        }
        for (part, mark) in findings::split(node, text, piece, self) {
            match mark {
                Some(mark) => {
                    let source = self.source;
                    let mark = &source.findings[mark];
                    let attributes = [("class", "wavy"), ("data-tone", mark.tone.word()), ("id", &*mark.id)];
                    self.html.element("mark", &attributes, &part);
                }
                None if piece == Piece::Code => self.code_words(&part),
                None => self.html.text(&part),
            }
        }
        if piece == Piece::Code {
            self.html.close("code");
        }
    }

    /// Writes code; browsers would end a line between the dashes of an option and its name.
    fn code_words(&mut self, code: &str) {
        for word in code.split_inclusive(' ') {
            let option = word.trim_end();
            if option.starts_with('-') && (3..=LONGEST_OPTION).contains(&option.len()) {
                self.html.element("span", &[("class", "w")], option);
                self.html.text(&word[option.len()..]);
            } else {
                self.html.text(word);
            }
        }
    }

    fn link(&mut self, node: Node<'_>, url: &str, depth: usize) {
        let address = if self.html.is_open("a") || url.is_empty() { None } else { self.address(url) };
        let Some(address) = address else { return self.inlines_at(node, depth + 1) };
        let only_images = node.children().all(|child| match &child.data().value {
            NodeValue::Image(_) | NodeValue::SoftBreak => true,
            NodeValue::Text(text) => text.trim().is_empty(),
            _ => false,
        });
        let mut attributes: Vec<Attribute<'_>> = vec![("href", &address)];
        if only_images && node.first_child().is_some() {
            attributes.push(("class", "badge"));
        }
        self.html.open("a", &attributes);
        let before = self.html.len();
        self.inlines_at(node, depth + 1);
        if self.html.len() == before {
            // A link must have a name.
            self.html.text(&address);
        }
        self.html.close("a");
    }

    /// Where a link leads, if it may.
    pub fn address(&self, destination: &str) -> Option<String> {
        match (self.source.link)(destination, false) {
            Link::To(address) if is_safe(&address) && !address.is_empty() => Some(address),
            _ => None,
        }
    }

    /// Writes an image of the repository; of any other, which the page may not load, its description.
    pub fn image(&mut self, url: &str, alt: &str, attributes: &[Attribute<'_>]) {
        // GitHub has two images for light and dark; the light one stands on both.
        if url.ends_with("#gh-dark-mode-only") {
            return;
        }
        let (address, size) = match (self.source.link)(url, true) {
            Link::To(address) => (address, None),
            Link::Image(address, size) => (address, size),
            Link::Left(address) => return self.left_image(address.as_deref(), alt),
            Link::Nowhere => return self.words(alt),
        };
        if !is_safe(&address) || address.is_empty() {
            return self.words(alt);
        }
        let name = url.split(['?', '#']).next().and_then(|path| path.rsplit('/').find(|step| !step.is_empty()));
        let alt = match alt {
            // A link must have a name.
            "" if self.html.is_open("a") => name.unwrap_or("image"),
            alt => alt,
        };
        if scheme(&address).is_none() && !address.starts_with("//") {
            let mut all: Vec<Attribute<'_>> = vec![("src", &address), ("alt", alt), ("loading", "lazy")];
            all.extend_from_slice(attributes);
            let said = |side: &str| attributes.iter().find(|(name, _)| *name == side).map(|(_, value)| *value);
            // What a page says of both sides, or of the height alone, stands.
            let size = size.filter(|_| said("height").is_none());
            let size = size.map(|size| image::shown(size, said("width").and_then(|width| width.parse().ok())));
            let size = size.map(|(width, height)| (width.to_string(), height.to_string()));
            if let Some((width, height)) = &size {
                all.retain(|(name, _)| *name != "width");
                all.extend([("width", width.as_str()), ("height", height.as_str())]);
            }
            self.html.void("img", &all);
            self.say(alt);
            return;
        }
        let words = if alt.is_empty() { name.unwrap_or("image") } else { alt };
        if self.html.is_open("a") {
            self.html.element("span", &[("class", "image")], words);
        } else {
            self.html.element("a", &[("href", &address), ("class", "image")], words);
        }
    }

    /// Says that an image is left out, and where it is.
    fn left_image(&mut self, address: Option<&str>, alt: &str) {
        let name = if alt.is_empty() { "image" } else { alt };
        let words = format!("{name} (not shown: too large, or more than a drawing)");
        match address.filter(|address| is_safe(address) && !self.html.is_open("a")) {
            Some(address) => self.html.element("a", &[("href", address), ("class", "image")], &words),
            None => self.html.element("span", &[("class", "image")], &words),
        }
        self.say(alt);
    }
}

/// Text without an attribute list, which kramdown and `MkDocs` take for how the words before it look: `{: .lead }` at its
/// end, `{ .button }` behind a link.
fn bare<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    let before = node.previous_sibling().map(|before| before.data());
    let dresses = before.is_some_and(|before| matches!(before.value, NodeValue::Link(_) | NodeValue::Image(_)));
    if let Some((list, _)) = text.split_once('}').filter(|_| dresses && text.starts_with('{')) {
        let inner = list[1..].trim_start();
        if inner.starts_with([':', '.', '#']) || inner.starts_with("target=") {
            return &text[list.len() + 1..];
        }
    }
    let end = text.trim_end();
    match end.rfind("{:").filter(|_| end.ends_with('}')) {
        Some(at) if !end[at..end.len() - 1].contains('}') => text[..at].trim_end(),
        _ => text,
    }
}

/// Whether following an address runs nothing.
pub(super) fn is_safe(address: &str) -> bool {
    // Browsers skip control characters and blanks, within a scheme too.
    !address.contains(|c: char| c.is_control())
        && address.trim() == address
        && scheme(address).is_none_or(|scheme| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

/// What stands before the colon of an address, if that is a scheme and no path.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then_some(scheme)
}
