//! Turns the events of pulldown-cmark into a page.

use super::fence::OpenFence;
use super::inline::OpenBlock;
use super::page::{Block, BlockKind, Heading, Link, LinkKind, Markdown};
use super::slug::{Slugs, plain_slug, slug};
use super::table::{Cell, Row, Table};
use super::{attributes, bare_url};
use crate::text::{Excerpt, Span};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::cmp::Reverse;
use std::ops::Range;

/// Reads `text`, which is `body` with everything blanked that is not Markdown, into `page`.
pub(super) fn read(body: Excerpt<'_>, text: &str, page: &mut Markdown) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut reader = Reader::new(body, text, page);
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        let definition = match &event {
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                let is_reference = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
                let definitions = events.reference_definitions();
                is_reference.then(|| definitions.get(id).map(|definition| definition.span.clone())).flatten()
            }
            _ => None,
        };
        // What is blanked may be cut inside of a character.
        let range = body.text.floor_char_boundary(range.start)..body.text.ceil_char_boundary(range.end);
        reader.take(event, range, definition);
    }
    sort_links(page);
}

/// Puts the links in source order, for bare URLs are found only when their block ends.
pub(super) fn sort_links(page: &mut Markdown) {
    let key = |link: &Link| (link.span.start, Reverse(link.span.end));
    if page.links.is_sorted_by_key(key) {
        return;
    }
    let mut links: Vec<(usize, Link)> = page.links.drain(..).enumerate().collect();
    links.sort_by_key(|(_, link)| key(link));
    let mut place = vec![0; links.len()];
    for (new, (old, _)) in links.iter().enumerate() {
        place[*old] = new;
    }
    page.links.extend(links.into_iter().map(|(_, link)| link));
    for code in &mut page.codes {
        code.link = code.link.map(|link| place[link]);
    }
}

/// A table whose rows are still coming in.
#[derive(Default)]
pub(super) struct OpenTable {
    range: Range<usize>,
    first_block: usize,
    section: Option<usize>,
    header: Vec<Cell>,
    rows: Vec<Row>,
    cells: Vec<Cell>,
}

/// A page in the making.
pub(super) struct Reader<'a> {
    pub(super) body: Excerpt<'a>,
    pub(super) text: &'a str,
    pub(super) page: &'a mut Markdown,
    /// The prose of the whole body; blocks cut theirs from it.
    pub(super) words: Vec<u8>,
    pub(super) slugs: Slugs,
    pub(super) block: Option<OpenBlock>,
    pub(super) fence: Option<OpenFence>,
    pub(super) html: Option<Vec<Range<usize>>>,
    pub(super) table: Option<OpenTable>,
    /// For each open block quote, whether it is a GitHub alert.
    pub(super) quotes: Vec<bool>,
    pub(super) plain_quotes: usize,
    pub(super) lists: usize,
    /// For each open list item, whether its first text was seen.
    pub(super) items: Vec<bool>,
}

impl<'a> Reader<'a> {
    fn new(body: Excerpt<'a>, text: &'a str, page: &'a mut Markdown) -> Self {
        let blank = |byte| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' };
        Self {
            body,
            text,
            page,
            words: body.text.bytes().map(blank).collect(),
            slugs: Slugs::default(),
            block: None,
            fence: None,
            html: None,
            table: None,
            quotes: Vec::new(),
            plain_quotes: 0,
            lists: 0,
            items: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>, definition: Option<Range<usize>>) {
        match event {
            Event::Start(tag) => self.start(tag, range, definition),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.fence {
                Some(fence) => fence.push(range, self.text),
                None => self.say(&text, range),
            },
            Event::Code(text) => self.code(text, range),
            Event::Html(_) => {
                if let Some(ranges) = &mut self.html {
                    ranges.push(range);
                }
            }
            Event::InlineHtml(_) => self.inline_html(range),
            Event::SoftBreak | Event::HardBreak => self.break_line(&range),
            Event::FootnoteReference(_) => {
                self.inline(&range);
            }
            Event::Rule | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, definition: Option<Range<usize>>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript => {
                self.inline(&range);
            }
            Tag::Strikethrough => self.inline(&range).struck += 1,
            Tag::Link { link_type, dest_url, .. } => {
                let kind = match link_type {
                    LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
                    LinkType::Inline => LinkKind::Inline,
                    _ => LinkKind::Reference,
                };
                self.open_link(kind, &dest_url, range, definition);
            }
            Tag::Image { dest_url, .. } => {
                self.open_link(LinkKind::Image, &dest_url, range, definition);
                self.inline(&(0..0)).images += 1;
            }
            tag => {
                self.close_block();
                self.start_block(tag, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let kind = self.text_kind();
                self.open_block(kind, range);
            }
            Tag::Heading { level, .. } => self.open_block(BlockKind::Heading(level as u8), range),
            Tag::BlockQuote(alert) => {
                let is_own = alert.is_some() || is_note(&self.text[range]);
                self.plain_quotes += usize::from(!is_own);
                self.quotes.push(is_own);
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.into_string()),
                    CodeBlockKind::Indented => None,
                };
                self.fence = Some(OpenFence::new(range, info));
            }
            Tag::HtmlBlock => {
                self.html = Some(Vec::new());
                self.open_block(BlockKind::Html, range);
            }
            Tag::List(_) => self.lists += 1,
            Tag::Item => self.items.push(false),
            Tag::Table(_) => {
                let (first_block, section) = (self.page.blocks.len(), self.section());
                self.table = Some(OpenTable { range, first_block, section, ..OpenTable::default() });
            }
            Tag::TableCell => {
                let range = self.cell_place(range);
                self.open_block(BlockKind::TableCell, range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Strikethrough => {
                let block = self.inline(&range);
                block.struck = block.struck.saturating_sub(1);
            }
            TagEnd::Link => self.close_link(range),
            TagEnd::Image => {
                let block = self.inline(&(0..0));
                block.images = block.images.saturating_sub(1);
                self.close_link(range);
            }
            tag => {
                if tag == TagEnd::HtmlBlock {
                    self.html_block();
                }
                self.close_block();
                self.end_block(tag, &range);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.plain_quotes -= usize::from(self.quotes.pop() == Some(false));
            }
            TagEnd::CodeBlock => {
                if let Some(open) = self.fence.take() {
                    let mut fence = open.close(self.body);
                    fence.section = self.section();
                    fence.quoted = self.plain_quotes > 0;
                    fence.list_item = self.lists > 0;
                    self.page.fences.push(fence);
                }
            }
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Item => {
                self.items.pop();
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = std::mem::take(&mut table.cells);
                }
            }
            TagEnd::TableRow => {
                let span = self.body.span(self.whole_line(range));
                if let Some(table) = &mut self.table {
                    let cells = std::mem::take(&mut table.cells);
                    table.rows.push(Row { span, cells });
                }
            }
            TagEnd::Table => {
                if let Some(OpenTable { range, first_block, section, header, rows, .. }) = self.table.take() {
                    let span = self.body.span(self.trim(range));
                    let blocks = first_block..self.page.blocks.len();
                    self.page.tables.push(Table { span, header, rows, section, blocks });
                }
            }
            _ => {}
        }
    }

    /// The line around a row, without its newline.
    fn whole_line(&self, row: &Range<usize>) -> Range<usize> {
        let bytes = self.body.text.as_bytes();
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..row.start]).map_or(0, |newline| newline + 1);
        let end = memchr::memchr2(b'\n', b'\r', &bytes[row.start..]).map_or(bytes.len(), |newline| row.start + newline);
        start..end
    }

    /// The place of a cell; one that the row lacks is said to stand on the next line.
    fn cell_place(&self, cell: Range<usize>) -> Range<usize> {
        if !cell.is_empty() {
            return cell;
        }
        let before = &self.text[..cell.start];
        let line = before.strip_suffix("\r\n").or_else(|| before.strip_suffix('\n')).unwrap_or(before);
        line.len()..line.len()
    }

    /// The index of the last heading so far.
    fn section(&self) -> Option<usize> {
        self.page.headings.len().checked_sub(1)
    }

    /// A range without the blanks around it; an empty one stays where its first blank was.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let words = &self.text[range.clone()];
        let end = range.start + words.trim_ascii_end().len();
        let start = range.start + (words.len() - words.trim_ascii_start().len());
        self.body.text.floor_char_boundary(start.min(end))..self.body.text.ceil_char_boundary(end)
    }

    /// What role text plays that begins here.
    pub(super) fn text_kind(&mut self) -> BlockKind {
        let is_first = self.items.last_mut().is_some_and(|seen| !std::mem::replace(seen, true));
        if is_first { BlockKind::ListItem } else { BlockKind::Paragraph }
    }

    pub(super) fn open_block(&mut self, kind: BlockKind, range: Range<usize>) {
        let block = self.enter_block(kind, range);
        self.block = Some(block);
    }

    /// Enters a block, which gets its place and its words when it closes.
    fn enter_block(&mut self, kind: BlockKind, range: Range<usize>) -> OpenBlock {
        let index = self.page.blocks.len();
        self.page.blocks.push(Block {
            kind,
            span: self.body.span(range.start..range.start),
            section: self.section(),
            quoted: self.plain_quotes > 0,
            depth: u8::try_from(self.lists).unwrap_or(u8::MAX),
            prose: String::new(),
        });
        OpenBlock::new(index, kind, range)
    }

    /// Ends the open block: gives it its place, its words and what only its whole text shows.
    pub(super) fn close_block(&mut self) {
        let Some(mut block) = self.block.take() else { return };
        if let Some(link) = block.html_link.take() {
            block.spoken[link.spoken..].trim().clone_into(&mut self.page.links[link.index].text);
        }
        let inner_end = block.inner.as_ref().map_or(0, |inner| inner.end);
        let range = match block.kind {
            BlockKind::Heading(_) => self.heading_words(&mut block),
            _ => self.trim(block.range.start..block.range.end.max(inner_end)),
        };
        if block.kind != BlockKind::Html {
            self.find_in_text(&mut block, &range);
        }
        if block.kind == BlockKind::Paragraph
            && let Some(label) = attributes::label(&self.text[range.clone()])
        {
            self.page.anchors.insert(label.to_owned());
            self.page.has_labels = true;
        }
        let span = self.body.span(range.clone());
        let prose = String::from_utf8(self.words[range].to_vec()).expect("words are copied by whole characters");
        let entered = &mut self.page.blocks[block.index];
        (entered.span, entered.prose) = (span, prose);
        match (block.kind, &mut self.table) {
            (BlockKind::Heading(level), _) => self.heading(level, span, block),
            (BlockKind::TableCell, Some(table)) => {
                table.cells.push(Cell { span, text: block.text.trim().to_owned(), block: block.index });
            }
            _ => {}
        }
    }

    /// The place of a heading's text, without an attribute list, which goes to the anchors.
    fn heading_words(&mut self, block: &mut OpenBlock) -> Range<usize> {
        let Some(inner) = block.inner.clone() else {
            let marks = self.text[block.range.clone()].bytes().take_while(|byte| *byte == b'#').count();
            let at = block.range.start + marks;
            return at..at;
        };
        let escaped = self.body.text.as_bytes()[block.range.start..inner.start].ends_with(b"\\");
        let range = inner.start - usize::from(escaped)..inner.end;
        let ends_in_text = block.opaque.last().is_none_or(|last| last.end < range.end);
        let words = &self.text[range.clone()];
        let Some((list, id)) = attributes::trailing(words).filter(|_| ends_in_text) else { return self.trim(range) };
        // GitHub takes the list for text, so the fragment that it makes of it works as well.
        self.page.anchors.insert(slug(&block.text));
        block.text.truncate(block.text.rfind('{').unwrap_or(block.text.len()));
        block.id = id;
        self.trim(range.start..range.start + list.start)
    }

    fn heading(&mut self, level: u8, span: Span, block: OpenBlock) {
        let text = block.text.trim().to_owned();
        if let Some((text, id)) = attributes::bracketed(&text) {
            self.page.anchors.extend([slug(text), id.to_owned()]);
        }
        let slug = match block.id {
            Some(id) => {
                self.page.anchors.insert(plain_slug(&text));
                self.page.anchors.insert(id.clone());
                id
            }
            None => self.slugs.name(&text, &mut self.page.anchors),
        };
        // What it speaks for is known only when all headings are.
        let section = self.body.span(block.range);
        self.page.headings.push(Heading { level, span, text, slug, section, content: section, parent: None });
    }

    /// Finds bare URLs and ids between the code, links and tags of a block.
    fn find_in_text(&mut self, block: &mut OpenBlock, range: &Range<usize>) {
        block.opaque.sort_by_key(|opaque| opaque.start);
        let mut start = range.start;
        for end in block.opaque.drain(..).chain(std::iter::once(range.end..range.end)) {
            if start < end.start {
                let gap = start..end.start;
                let text = &self.text[gap.clone()];
                self.page.anchors.extend(attributes::ids(text));
                for url in bare_url::find(text, self.text[..start].chars().next_back()) {
                    let url = gap.start + url.start..gap.start + url.end;
                    self.words[url.clone()].fill(b' ');
                    let raw = &self.text[url.clone()];
                    let span = self.body.span(url);
                    self.page.links.push(Link {
                        span,
                        dest: bare_url::destination(raw),
                        dest_span: Some(span),
                        text: raw.to_owned(),
                        kind: LinkKind::BareUrl,
                        inside_link: false,
                        block: block.index,
                    });
                }
            }
            start = start.max(end.end);
        }
    }
}

/// Whether a quotation is a note of the page itself, marked as notes were before there were alerts: `> **Note**: …`.
fn is_note(quotation: &str) -> bool {
    const LABELS: &[&str] = &["note", "tip", "important", "warning", "caution", "attention", "info", "hint"];
    const SIGNS: &[&str] = &[":warning:", ":information_source:", ":bulb:", ":memo:", "⚠", "ℹ", "💡", "📝", "❗", "📌"];
    let words = quotation.trim_start_matches(['>', ' ', '\t', '*', '_']);
    let label = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let behind = words[label.len()..].trim_start_matches([' ', '*', '_']);
    let is_marked = words[label.len()..].starts_with(['*', '_', '\n']) || behind.starts_with([':', '!', '\n']);
    SIGNS.iter().any(|sign| words.starts_with(sign)) || is_marked && LABELS.contains(&&*label.to_lowercase())
}
