//! Walks the blocks of a page and writes them.

use super::html::{Attribute, Html};
use super::{Rendered, Section, Source, card, directive, indented, raw, tabs};
use crate::syntax::markdown;
use comrak::nodes::{ListType, Node, NodeList, NodeValue};
use comrak::options::BrokenLinkReference;
use comrak::{Arena, Options, ResolvedReference};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Lists and quotations in one another beyond this are written as their words alone.
const DEEPEST: usize = 40;

/// The ids of what the theme puts around a page. No heading gets one of them: they begin with a capital.
const FRAME: [&str; 4] = ["Main", "Nav", "Toc", "Known"];

/// What writes a page, and what it has gathered so far.
pub(super) struct Writer<'s, 'a> {
    pub source: &'s Source<'a>,
    pub html: Html,
    pub result: Rendered,
    /// What is being read: the body, which begins at `offset` of the file.
    pub body: &'a str,
    offset: usize,
    line_starts: Vec<usize>,
    /// The headings of the page, by their line.
    pub headings: HashMap<usize, usize>,
    /// The code blocks of the page, by their line.
    pub fences: HashMap<usize, usize>,
    ids: HashSet<String>,
    /// The ids of headings that are written.
    named: HashSet<String>,
    icons: BTreeSet<&'static str>,
    /// The open headings: the level in the source and the one written.
    pub levels: Vec<(u8, u8)>,
    /// The findings, by where they begin.
    pub order: Vec<usize>,
    /// Which findings have a place in the text.
    pub placed: Vec<bool>,
    /// Which findings are told below their block.
    pub told: Vec<bool>,
    /// How often a name was given to a region.
    pub names: HashMap<String, usize>,
    /// How many checks have a title.
    pub cards: HashMap<String, usize>,
    /// The lines above and the blanks left of what is read again as a page of its own.
    pub nested: Option<(usize, usize)>,
    depth: usize,
    serial: usize,
}

/// Writes the page.
pub(super) fn render(source: &Source<'_>) -> Rendered {
    let page = &source.page.markdown;
    let body = source.files.words(page.body);
    let mdx = source.page.path.ends_with(".mdx").then(|| markdown::without_jsx(body));
    let offset = page.body.start as usize;
    let is_code = |at: usize| {
        let before = page.fences.partition_point(|fence| fence.span.start as usize <= at + offset);
        before > 0 && page.fences[before - 1].span.range().contains(&(at + offset))
    };
    let text = directive::prepared(mdx.as_deref().unwrap_or(body), &is_code);
    let arena = Arena::new();
    let mut options = options();
    let refers = |reference: BrokenLinkReference<'_>| refers_to_code(&text, &reference).then(nowhere);
    options.parse.broken_link_callback = Some(Arc::new(refers));
    let root = comrak::parse_document(&arena, &text, &options);
    let line_starts = line_starts(body);
    let line_of = |start: u32| line_starts.partition_point(|at| *at + offset <= start as usize);
    let headings = page.headings.iter().enumerate().map(|(at, heading)| (line_of(heading.span.start), at)).collect();
    let fences = page.fences.iter().enumerate().map(|(at, fence)| (line_of(fence.span.start), at)).collect();
    let mut order: Vec<usize> = (0..source.findings.len()).collect();
    order.sort_by_key(|index| (source.findings[*index].span, *index));
    let mut writer = Writer {
        source,
        html: Html::default(),
        result: Rendered { sections: vec![Section::default()], ..Rendered::default() },
        body,
        offset,
        line_starts,
        headings,
        fences,
        ids: page.headings.iter().map(|heading| heading.slug.clone()).chain(FRAME.map(str::to_owned)).collect(),
        named: HashSet::new(),
        icons: BTreeSet::new(),
        levels: Vec::new(),
        order,
        placed: vec![false; source.findings.len()],
        told: vec![false; source.findings.len()],
        names: HashMap::new(),
        cards: HashMap::new(),
        nested: None,
        depth: 0,
        serial: 0,
    };
    writer.blocks(root);
    writer.finish()
}

/// Whether a reference that nothing defines names something in the code, as mkdocstrings reads it: `[Shop][shop.Shop]`.
fn refers_to_code(text: &str, reference: &BrokenLinkReference<'_>) -> bool {
    let name = reference.original;
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    name.contains('.') && name.split('.').all(is_name) && text.contains(&format!("][{name}]"))
}

/// A link of which only the words are shown.
fn nowhere() -> ResolvedReference {
    ResolvedReference { url: String::new(), title: String::new() }
}

/// What GitHub understands, and the containers of other generators.
pub(super) fn options<'c>() -> Options<'c> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.block_directive = true;
    options
}

/// Whether a paragraph asks its owner for what nobody has written yet.
fn is_unanswered(paragraph: Node<'_>) -> bool {
    let first = paragraph.first_child();
    first.is_some_and(|first| matches!(&first.data().value, NodeValue::Text(words) if words.starts_with("TODO(")))
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let after = |at: usize| match bytes[at] {
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => None,
        _ => Some(at + 1),
    };
    std::iter::once(0).chain(memchr::memchr2_iter(b'\n', b'\r', bytes).filter_map(after)).collect()
}

impl<'a> Writer<'_, 'a> {
    fn finish(mut self) -> Rendered {
        let unplaced = self.placed.iter().zip(self.source.findings).filter(|(placed, _)| !**placed);
        self.result.unplaced = unplaced.map(|(_, mark)| mark.id.clone()).collect();
        self.result.html = self.html.finish();
        self.result.icons = self.icons.into_iter().collect();
        for section in &mut self.result.sections {
            section.text.truncate(section.text.trim_end().len());
        }
        self.result.sections.retain(|section| *section != Section::default());
        self.result
    }

    /// Writes the blocks in `parent`.
    pub fn blocks<'n>(&mut self, parent: Node<'n>) {
        let children: Vec<Node<'n>> = parent.children().collect();
        self.block_list(&children);
    }

    /// Writes blocks that follow one another.
    pub fn block_list(&mut self, blocks: &[Node<'_>]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let rest = &blocks[at..];
            let special =
                tabs::write(rest, self).or_else(|| card::write(rest, self)).or_else(|| indented::write(rest, self));
            let taken = special.unwrap_or_else(|| {
                self.block(block);
                1
            });
            for block in &blocks[at..at + taken] {
                self.asides_of(block);
            }
            at += taken;
        }
    }

    fn block(&mut self, node: Node<'_>) {
        let data = node.data();
        match &data.value {
            NodeValue::Paragraph => self.paragraph(node),
            NodeValue::Heading(heading) => self.heading(node, heading.level),
            NodeValue::ThematicBreak => self.html.void("hr", &[]),
            NodeValue::CodeBlock(code) => self.code_block(node, code),
            NodeValue::HtmlBlock(html) => {
                raw::write(&directive::restored(&html.literal), self);
                self.end_of_block();
            }
            NodeValue::Table(table) => self.table(node, &table.alignments),
            _ if self.depth >= DEEPEST => {
                let words = words_of(node);
                self.html.element("p", &[], &words);
            }
            NodeValue::BlockQuote => self.nested("blockquote", &[], node),
            NodeValue::Alert(alert) => self.alert(node, alert),
            NodeValue::BlockDirective(directive) => self.directive(node, &directive.info),
            NodeValue::List(list) => self.list(node, list),
            NodeValue::FootnoteDefinition(definition) => self.footnote(node, definition),
            NodeValue::Document => self.blocks(node),
            _ => self.inlines(node),
        }
    }

    fn nested(&mut self, tag: &'static str, attributes: &[Attribute<'_>], node: Node<'_>) {
        self.html.open(tag, attributes);
        self.inside(node);
        self.html.close(tag);
    }

    /// Writes the blocks of a container, one level deeper.
    pub fn inside(&mut self, node: Node<'_>) {
        self.depth += 1;
        self.blocks(node);
        self.depth -= 1;
    }

    fn paragraph(&mut self, node: Node<'_>) {
        let before = self.section_length();
        if is_tight(node) {
            self.inlines(node);
        } else {
            let attributes: &[_] = if is_unanswered(node) { &[("class", "aside"), ("data-tone", "warn")] } else { &[] };
            self.html.open("p", attributes);
            self.inlines(node);
            self.html.close("p");
        }
        if self.result.lead.is_none() && self.depth == 0 && has_words(node) {
            self.result.lead = Some(self.words_since(before).trim().to_owned());
        }
        self.end_of_block();
    }

    fn list(&mut self, node: Node<'_>, list: &NodeList) {
        let is_todo = node.children().any(|item| matches!(item.data().value, NodeValue::TaskItem(_)));
        let tag = if list.list_type == ListType::Ordered { "ol" } else { "ul" };
        let start = list.start.to_string();
        let mut attributes: Vec<Attribute<'_>> = Vec::new();
        if is_todo {
            attributes.push(("class", "todo"));
        }
        if tag == "ol" && list.start != 1 {
            attributes.push(("start", &start));
        }
        self.html.open(tag, &attributes);
        for item in node.children() {
            let task = match &item.data().value {
                NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                _ => None,
            };
            self.html.open("li", &[]);
            match task {
                Some(done) => self.task(item, done),
                None if is_todo => self.nested("div", &[], item),
                None => self.inside(item),
            }
            self.html.close("li");
        }
        self.html.close(tag);
    }

    /// A box with its label; what follows the first paragraph stands below.
    fn task(&mut self, item: Node<'_>, done: bool) {
        let id = self.new_id("B");
        let mut attributes = vec![("type", "checkbox"), ("id", &*id)];
        if done {
            attributes.push(("checked", ""));
        }
        self.html.void("input", &attributes);
        self.html.open("div", &[]);
        let mut blocks: Vec<Node<'_>> = item.children().collect();
        let first = blocks.first().copied();
        if let Some(first) = first.filter(|first| matches!(first.data().value, NodeValue::Paragraph)) {
            self.html.open("label", &[("for", &id)]);
            self.inlines(first);
            self.html.close("label");
            self.end_of_block();
            self.asides_of(first);
            blocks.remove(0);
        } else {
            self.html.element("label", &[("for", &id), ("class", "vh")], "Done");
        }
        self.depth += 1;
        self.block_list(&blocks);
        self.depth -= 1;
        self.html.close("div");
    }

    /// An icon of the sprite.
    pub fn icon(&mut self, name: &'static str) {
        self.icons.insert(name);
        self.html.trusted(&format!("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#I-{name}\"/></svg>"));
    }

    /// Whether no heading has this id so far; authors may give one twice.
    pub fn first_of(&mut self, id: &str) -> bool {
        self.named.insert(id.to_owned())
    }

    /// An id that no heading and nothing else has.
    pub fn new_id(&mut self, prefix: &str) -> String {
        loop {
            self.serial += 1;
            if let Some(id) = self.claim_id(&format!("{prefix}{}", self.serial)) {
                return id;
            }
        }
    }

    /// The id, if it may be used and nobody has it.
    pub fn claim_id(&mut self, id: &str) -> Option<String> {
        let usable = !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c.is_control());
        (usable && self.ids.insert(id.to_owned())).then(|| id.to_owned())
    }

    /// The line, from 1, of a byte of the file; 0 if it stands before the body.
    pub fn line_of(&self, byte: usize) -> usize {
        byte.checked_sub(self.offset).map_or(0, |byte| self.line_starts.partition_point(|start| *start <= byte))
    }

    /// Whether a heading is the one that becomes the title.
    pub fn is_page_title(&self, node: Node<'_>) -> bool {
        matches!(&node.data().value, NodeValue::Heading(heading) if self.is_title(heading.level))
    }

    /// The line, from 1, on which a node begins; 0 in what is read again, of which the page knows nothing.
    pub fn line(&self, node: Node<'_>) -> usize {
        if self.nested.is_some() { 0 } else { node.data().sourcepos.start.line }
    }

    /// A line of the source, without its end.
    pub fn source_line(&self, line: usize) -> Option<&'a str> {
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        let end = self.line_starts.get(line).copied().unwrap_or(self.body.len());
        Some(self.body[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The part of the body that a node covers, in bytes of the file.
    pub fn range_of(&self, node: Node<'_>) -> Range<usize> {
        let place = node.data().sourcepos;
        let byte = |line: usize, column: usize| {
            let (above, left) = self.nested.unwrap_or_default();
            let start = self.line_starts.get((line + above).saturating_sub(1)).copied().unwrap_or(self.body.len());
            (start + column + left).min(self.body.len()) + self.offset
        };
        let start = byte(place.start.line, place.start.column.saturating_sub(1));
        start..byte(place.end.line, place.end.column).max(start)
    }

    /// The words of the file at a range of it, if they are whole characters of the body.
    pub fn text_at(&self, range: Range<usize>) -> Option<&'a str> {
        self.body.get(range.start.checked_sub(self.offset)?..range.end.checked_sub(self.offset)?)
    }

    /// Adds words to the section that is being written.
    pub fn say(&mut self, words: &str) {
        if let Some(section) = self.result.sections.last_mut() {
            section.text.push_str(words);
        }
    }

    pub fn section_length(&self) -> usize {
        self.result.sections.last().map_or(0, |section| section.text.len())
    }

    pub fn words_since(&self, length: usize) -> String {
        self.result.sections.last().and_then(|section| section.text.get(length..)).unwrap_or_default().to_owned()
    }

    /// Keeps the words of neighbouring blocks apart.
    pub fn end_of_block(&mut self) {
        if let Some(section) = self.result.sections.last_mut() {
            section.text.truncate(section.text.trim_end().len());
            if !section.text.is_empty() {
                section.text.push('\n');
            }
        }
    }
}

/// Whether a paragraph is the words of an item in a tight list.
fn is_tight(paragraph: Node<'_>) -> bool {
    let Some(item) = paragraph.parent() else { return false };
    let is_item = matches!(item.data().value, NodeValue::Item(_) | NodeValue::TaskItem(_));
    is_item && item.parent().is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}

/// Whether a paragraph says something, and is not only badges.
fn has_words(paragraph: Node<'_>) -> bool {
    let is_image = |node: Node<'_>| matches!(node.data().value, NodeValue::Image(_));
    paragraph.descendants().any(|node| match &node.data().value {
        NodeValue::Text(text) => text.contains(char::is_alphanumeric) && !node.ancestors().skip(1).any(is_image),
        NodeValue::Code(_) => true,
        _ => false,
    })
}

/// All words in a node.
pub(super) fn words_of(node: Node<'_>) -> String {
    let mut words = String::new();
    for child in node.descendants() {
        match &child.data().value {
            NodeValue::Text(text) => words.push_str(&directive::restored(text)),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::CodeBlock(code) => words.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            NodeValue::Paragraph if !words.is_empty() => words.push('\n'),
            _ => {}
        }
    }
    words
}
