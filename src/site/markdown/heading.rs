//! Headings: their ids, their levels, the title, the table of contents and the sections for search.

use super::html::Attribute;
use super::page::{Writer, words_of};
use super::{Entry, Section};
use crate::syntax::markdown;
use comrak::nodes::{Node, NodeValue};

const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

impl Writer<'_, '_> {
    /// Writes a heading of Markdown.
    pub fn heading(&mut self, node: Node<'_>, level: u8) {
        let (id, text) = self.name_of(node);
        if self.is_title(level) {
            self.begin_title(id, &text);
            self.images_of_title(node);
            return;
        }
        let level = self.begin_section(level, &id, &text);
        self.html.open(tag(level), &[("id", &id)]);
        self.heading_words(node);
        if level <= 4 {
            let address = format!("#{id}");
            let attributes = [("class", "hash"), ("href", &*address), ("aria-label", "Link to this section")];
            self.html.element("a", &attributes, "#");
        }
        self.html.close(tag(level));
    }

    /// Writes a heading that becomes the button of a tab, and so holds nothing but its words.
    pub fn tab_heading(&mut self, node: Node<'_>, level: u8) {
        let (id, text) = self.name_of(node);
        let level = self.begin_section(level, &id, &text);
        self.html.open(tag(level), &[("id", &id)]);
        self.heading_words(node);
        self.html.close(tag(level));
    }

    /// Writes the words of a heading, which its section has already.
    fn heading_words(&mut self, node: Node<'_>) {
        let said = self.section_length();
        self.inlines(node);
        if let Some(section) = self.result.sections.last_mut() {
            section.text.truncate(said);
        }
    }

    /// The id and the words of a heading; takes its attribute list away.
    pub fn name_of(&mut self, node: Node<'_>) -> (String, String) {
        let line = self.line(node);
        let source = self.source;
        let known = self.headings.get(&line).map(|at| &source.page.markdown.headings[*at]);
        let Some(known) = known else {
            let text = words_of(node).trim().to_owned();
            let id = self.claim_slug(&text);
            return (id, text);
        };
        if let Some(last) = node.last_child()
            && let Some(text) = last.data_mut().value.text_mut()
            && text.trim_end().ends_with('}')
            && let Some(open) = text.rfind('{')
            && !known.text.ends_with(text.trim_end())
        {
            text.to_mut().truncate(open);
        }
        let (slug, text) = (known.slug.clone(), known.text.clone());
        // A heading of signs alone has no slug.
        if slug.is_empty() || slug.contains(char::is_whitespace) || !self.first_of(&slug) {
            (self.new_id("H"), text)
        } else {
            (slug, text)
        }
    }

    /// The next level that leaves no gap, for a heading that has `level` in the source.
    pub fn next_level(&mut self, level: u8) -> u8 {
        while self.levels.pop_if(|(source, _)| *source >= level).is_some() {}
        let written = self.level_below();
        self.levels.push((level, written));
        written
    }

    /// The level of a heading below those that are open.
    pub fn level_below(&self) -> u8 {
        (self.levels.last().map_or(1, |(_, written)| *written) + 1).min(6)
    }

    /// Enters a heading into the table of contents and begins its section; gives the level to write.
    pub fn begin_section(&mut self, level: u8, id: &str, text: &str) -> u8 {
        let level = self.next_level(level);
        if level <= 3 {
            self.result.contents.push(Entry { level, id: id.to_owned(), text: text.to_owned() });
        }
        self.result.sections.push(Section { id: id.to_owned(), heading: text.to_owned(), ..Section::default() });
        level
    }

    /// The words of the nearest heading above.
    pub fn nearest_heading(&self) -> &str {
        let heading = self.result.sections.last().map_or("", |section| &section.heading);
        if heading.is_empty() { self.result.title.as_deref().unwrap_or("") } else { heading }
    }

    pub fn is_title(&self, level: u8) -> bool {
        level == 1 && self.result.title.is_none() && self.levels.is_empty()
    }

    fn begin_title(&mut self, id: String, text: &str) {
        self.levels.push((1, 1));
        self.result.title = Some(text.to_owned());
        self.result.title_id = id;
    }

    /// The logo and the badges of a title stand below it.
    fn images_of_title(&mut self, node: Node<'_>) {
        let is_image = |child: &Node<'_>| matches!(child.data().value, NodeValue::Image(_));
        let images: Vec<_> =
            node.children().filter(|child| child.descendants().any(|inner| is_image(&inner))).collect();
        if images.is_empty() {
            return;
        }
        self.html.open("p", &[]);
        for image in images {
            self.inline(image, 0);
            self.html.text(" ");
        }
        self.html.close("p");
        self.end_of_block();
    }

    fn claim_slug(&mut self, text: &str) -> String {
        let slug = markdown::slug(text);
        self.claim_id(&slug).unwrap_or_else(|| self.new_id("H"))
    }

    /// Opens a heading of theirs, of which the words are known; gives the tag that ends it.
    pub fn open_raw_heading(&mut self, raw: &RawHeading<'_>) -> &'static str {
        let mut attributes: Vec<Attribute<'_>> = Vec::new();
        attributes.extend(raw.alignment.map(|class| ("class", class)));
        if raw.words.is_empty() || !self.html.takes_blocks() {
            self.html.wish("div", &attributes);
            return "div";
        }
        let id = raw.id.and_then(|id| self.claim_id(id)).unwrap_or_else(|| self.claim_slug(raw.words));
        if self.is_title(raw.level) {
            self.begin_title(id, raw.words);
            self.html.wish("div", &attributes);
            return "div";
        }
        let level = self.begin_section(raw.level, &id, raw.words);
        attributes.push(("id", &id));
        self.html.wish(tag(level), &attributes);
        tag(level)
    }
}

/// A heading in raw HTML.
pub(super) struct RawHeading<'t> {
    pub level: u8,
    pub words: &'t str,
    pub id: Option<&'t str>,
    pub alignment: Option<&'static str>,
}

/// The tag of a level.
pub(super) fn tag(level: u8) -> &'static str {
    TAGS[usize::from(level.clamp(1, 6)) - 1]
}
