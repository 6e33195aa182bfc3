//! What stands inside of a block: words, code, links and tags.

use super::html::{self, Piece, Tag};
use super::page::{BlockKind, Code, Comment, Link, LinkKind};
use super::{destination, reader::Reader};
use crate::diagnostic::Problem;
use pulldown_cmark::CowStr;
use std::borrow::Cow;
use std::ops::Range;

/// A link whose text is still coming in.
pub(super) struct OpenLink {
    pub index: usize,
    /// Where its text begins in [`OpenBlock::spoken`].
    pub spoken: usize,
    /// Where the last event inside of it ends.
    pub inner_end: usize,
}

/// A block whose words are still coming in.
pub(super) struct OpenBlock {
    pub index: usize,
    pub kind: BlockKind,
    /// The whole block as the parser saw it; of a tight list item's text only the start.
    pub range: Range<usize>,
    /// From the first inline event to the last.
    pub inner: Option<Range<usize>>,
    /// The text as rendered.
    pub text: String,
    /// The same with the descriptions of images.
    pub spoken: String,
    /// What holds neither bare URLs nor attribute lists: code, links, tags; in source order.
    pub opaque: Vec<Range<usize>>,
    pub links: Vec<OpenLink>,
    /// An `<a>` that is open.
    pub html_link: Option<OpenLink>,
    /// In how many images, of which nothing but words is rendered.
    pub images: usize,
    /// In how many `~~…~~` and `<del>`.
    pub struck: usize,
    /// The id that a heading was given by hand.
    pub id: Option<String>,
}

impl OpenBlock {
    /// A block without words.
    pub fn new(index: usize, kind: BlockKind, range: Range<usize>) -> Self {
        Self {
            index,
            kind,
            range,
            inner: None,
            text: String::new(),
            spoken: String::new(),
            opaque: Vec::new(),
            links: Vec::new(),
            html_link: None,
            images: 0,
            struck: 0,
            id: None,
        }
    }

    /// Adds rendered words.
    fn push(&mut self, words: &str) {
        self.spoken.push_str(words);
        if self.images == 0 {
            self.text.push_str(words);
        }
    }
}

impl<'a> Reader<'a> {
    /// The block that an inline event belongs to; the text of a tight list item has none of its own until now.
    pub(super) fn inline(&mut self, range: &Range<usize>) -> &mut OpenBlock {
        if self.block.is_none() {
            let kind = self.text_kind();
            // The backslash of an escape is not in its event.
            let escaped = self.body.text.as_bytes()[..range.start].ends_with(b"\\");
            self.open_block(kind, range.start - usize::from(escaped)..range.end);
        }
        let block = self.block.as_mut().expect("a block was opened if there was none");
        if !range.is_empty() {
            let inner = block.inner.get_or_insert_with(|| range.clone());
            inner.end = inner.end.max(range.end);
            if let Some(link) = block.links.last_mut() {
                link.inner_end = link.inner_end.max(range.end);
            }
        }
        block
    }

    /// Takes words.
    pub(super) fn say(&mut self, words: &str, range: Range<usize>) {
        let block = self.inline(&range);
        block.push(words);
        if block.images == 0 && block.struck == 0 {
            self.put(words, range);
        }
    }

    /// Takes a line break.
    pub(super) fn break_line(&mut self, range: &Range<usize>) {
        self.inline(range).push(" ");
    }

    /// Copies words to the prose, in their decoded form if they are an entity.
    fn put(&mut self, words: &str, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let (copied, place) = match words.len() {
            length if length == range.len() => (written, range),
            length if length < range.len() && !written.contains('\n') => (words, range.start..range.start + length),
            _ => return,
        };
        copy_words(&mut self.words[place], copied.as_bytes());
    }

    /// The text of a range, with the marks blanked that quotes put before each line.
    fn unquoted(&self, range: Range<usize>) -> Cow<'a, str> {
        let text = &self.text[range];
        if self.quotes.is_empty() || !text.contains('\n') {
            return Cow::Borrowed(text);
        }
        let mut marks = 0;
        let blanked = text.chars().map(|character| match character {
            '\n' => {
                marks = self.quotes.len();
                '\n'
            }
            '>' if marks > 0 => {
                marks -= 1;
                ' '
            }
            ' ' | '\t' => character,
            _ => {
                marks = 0;
                character
            }
        });
        Cow::Owned(blanked.collect())
    }

    /// Takes a code span.
    pub(super) fn code(&mut self, text: CowStr<'_>, range: Range<usize>) {
        let block = self.inline(&range);
        block.push(&text);
        if block.images > 0 {
            return;
        }
        block.opaque.push(range.clone());
        let struck = block.struck > 0;
        let link = block.links.last().or(block.html_link.as_ref()).map(|link| link.index);
        let (index, kind) = (block.index, block.kind);
        let raw = self.unquoted(range.clone());
        let content = code_content(&raw);
        if !struck {
            let mut words = raw[content.clone()].as_bytes().to_vec();
            if kind == BlockKind::TableCell {
                // A pipe in a cell is escaped even in code.
                let pipes: Vec<usize> = memchr::memmem::find_iter(&words, b"\\|").collect();
                for at in pipes {
                    words[at] = b' ';
                }
            }
            copy_words(&mut self.words[range.start + content.start..range.start + content.end], &words);
        }
        let span = self.body.span(range.start + content.start..range.start + content.end);
        self.page.codes.push(Code { span, text: text.into_string(), block: index, link, struck });
    }

    /// Begins a link or an image.
    pub(super) fn open_link(
        &mut self,
        kind: LinkKind,
        dest: &str,
        range: Range<usize>,
        definition: Option<Range<usize>>,
    ) {
        let index = self.page.links.len();
        let block = self.inline(&range);
        // The description of an image is plain text, whatever stands in it.
        if block.images > 0 {
            return;
        }
        let inside_link = kind == LinkKind::Image && (!block.links.is_empty() || block.html_link.is_some());
        let spoken = block.spoken.len();
        block.links.push(OpenLink { index, spoken, inner_end: range.start + 1 });
        let block = block.index;
        let dest_range = definition.and_then(|definition| destination::definition(self.text, definition));
        let dest_span = dest_range.map(|at| self.body.span(at));
        let span = self.body.span(range);
        let text = String::new();
        self.page.links.push(Link { span, dest: dest.to_owned(), dest_span, text, kind, inside_link, block });
    }

    /// Ends a link or an image.
    pub(super) fn close_link(&mut self, range: Range<usize>) {
        let block = self.inline(&(0..0));
        if block.images > 0 {
            return;
        }
        let Some(open) = block.links.pop() else { return };
        block.opaque.push(range.clone());
        let text = block.spoken[open.spoken..].trim().to_owned();
        self.inline(&range);
        let link = &mut self.page.links[open.index];
        link.text = text;
        let place = match (link.kind, link.dest_span) {
            (LinkKind::Autolink, _) => {
                self.words[range.clone()]
                    .iter_mut()
                    .filter(|byte| !byte.is_ascii_whitespace())
                    .for_each(|byte| *byte = b' ');
                Some(range.start + 1..range.end - 1)
            }
            (LinkKind::Inline | LinkKind::Image, None) => destination::inline(self.text, open.inner_end, range.end),
            (_, span) => span.map(|span| span.start as usize - self.body.offset..span.end as usize - self.body.offset),
        };
        link.dest_span =
            place.filter(|at| destination::agrees(&self.text[at.clone()], &link.dest)).map(|at| self.body.span(at));
    }

    /// Takes a tag or a comment between words.
    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        let block = self.inline(&range);
        if block.images > 0 {
            return;
        }
        block.opaque.push(range.clone());
        let html = self.unquoted(range.clone());
        for piece in html::read(&html) {
            match piece {
                Piece::Tag(tag) => self.tag(&tag, &html, range.start),
                Piece::Comment { range: whole, inner, .. } => self.comment(whole, &html[inner], range.start),
                Piece::Text(_) => {}
            }
        }
    }

    /// Takes a block of HTML, given line by line.
    pub(super) fn html_block(&mut self) {
        let ranges = self.html.take().unwrap_or_default();
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return };
        let base = first.start;
        let html = if ranges.is_sorted_by(|before, after| before.end == after.start) {
            Cow::Borrowed(&self.text[base..last.end])
        } else {
            let mut joined = vec![b' '; last.end - base];
            for range in &ranges {
                joined[range.start - base..range.end - base].copy_from_slice(&self.text.as_bytes()[range.clone()]);
            }
            Cow::Owned(String::from_utf8_lossy(&joined).into_owned())
        };
        let mut heading = None;
        for piece in html::read(&html) {
            match piece {
                Piece::Text(words) => {
                    let place = base + words.start..base + words.end;
                    let block = self.inline(&(0..0));
                    block.push(&html::decode(&html[words.clone()]));
                    if block.struck == 0 {
                        copy_words(&mut self.words[place], &html.as_bytes()[words]);
                    }
                }
                Piece::Tag(tag) => {
                    let level =
                        tag.name.strip_prefix(['h', 'H']).is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'6']));
                    let so_far = self.inline(&(0..0)).text.len();
                    if level && !tag.closing {
                        heading = Some(so_far);
                    } else if let Some(from) = heading.take_if(|_| level) {
                        // GitHub gives HTML headings fragments, too.
                        let text = self.inline(&(0..0)).text[from..].split_whitespace().collect::<Vec<_>>().join(" ");
                        self.slugs.name(&text, &mut self.page.anchors);
                    }
                    self.tag(&tag, &html, base);
                }
                Piece::Comment { range, inner, closed } => {
                    if !closed {
                        let place = self.body.span(base + range.start..base + range.start + 4);
                        self.page.problems.push(Problem::at(place, "this comment is never closed"));
                    }
                    self.comment(range, &html[inner], base);
                }
            }
        }
    }

    fn comment(&mut self, range: Range<usize>, text: &str, base: usize) {
        let span = self.body.span(base + range.start..base + range.end);
        self.page.comments.push(Comment { span, text: text.trim().to_owned() });
    }

    /// Takes what a tag says: where it leads, what reaches it, what it strikes.
    fn tag(&mut self, tag: &Tag<'_>, html: &str, base: usize) {
        let struck = ["del", "s", "strike"].iter().any(|name| tag.is(name));
        let is_link = tag.is("a");
        if tag.closing {
            let block = self.inline(&(0..0));
            if struck {
                block.struck = block.struck.saturating_sub(1);
            } else if let Some(open) = block.html_link.take_if(|_| is_link) {
                let text = block.spoken[open.spoken..].split_whitespace().collect::<Vec<_>>().join(" ");
                let link = &mut self.page.links[open.index];
                let end = self.body.span(base + tag.range.end..base + tag.range.end);
                link.span = link.span.to(end);
                link.text = text;
                let whole = link.span.start as usize - self.body.offset..base + tag.range.end;
                self.inline(&(0..0)).opaque.push(whole);
            }
            return;
        }
        let value = |name: &str| tag.attribute(name).filter(|at| !at.is_empty());
        let names = value("id").into_iter().chain(value("name").filter(|_| is_link));
        self.page.anchors.extend(names.map(|at| html::decode(&html[at])));
        let block = self.inline(&(0..0));
        if struck {
            block.struck += 1;
        } else if tag.is("br") && !matches!(block.kind, BlockKind::Heading(_)) {
            block.push(" ");
        } else if is_link && let Some(at) = tag.attribute("href") {
            block.html_link = None;
            let index = self.html_link(tag, html, at, base);
            let block = self.inline(&(0..0));
            block.html_link = Some(OpenLink { index, spoken: block.spoken.len(), inner_end: 0 });
        } else if tag.is("img")
            && let Some(at) = tag.attribute("src")
        {
            let index = self.html_link(tag, html, at, base);
            let description = tag.attribute("alt").map(|at| html::decode(&html[at])).unwrap_or_default();
            let block = self.inline(&(0..0));
            block.spoken.push_str(&description);
            let inside_link = block.html_link.is_some() || !block.links.is_empty();
            let link = &mut self.page.links[index];
            (link.text, link.inside_link) = (description, inside_link);
        }
    }

    /// Enters the link of a tag.
    fn html_link(&mut self, tag: &Tag<'_>, html: &str, value: Range<usize>, base: usize) -> usize {
        let block = self.inline(&(0..0)).index;
        self.page.links.push(Link {
            span: self.body.span(base + tag.range.start..base + tag.range.end),
            dest: html::decode(html[value.clone()].trim()),
            dest_span: Some(self.body.span(base + value.start..base + value.end)),
            text: String::new(),
            kind: LinkKind::Html,
            inside_link: false,
            block,
        });
        self.page.links.len() - 1
    }
}

/// Copies words to their place in the prose, whose lines stay as they are.
fn copy_words(prose: &mut [u8], words: &[u8]) {
    for (to, from) in prose.iter_mut().zip(words) {
        if !matches!(from, b'\n' | b'\r') && !matches!(to, b'\n' | b'\r') {
            *to = *from;
        }
    }
}

/// The content of a code span without its backticks and the blank that pads it.
fn code_content(raw: &str) -> Range<usize> {
    let ticks = raw.bytes().take_while(|byte| *byte == b'`').count().min(raw.len() / 2);
    let content = ticks..raw.len() - ticks;
    let bytes = &raw.as_bytes()[content.clone()];
    let pads = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\n'));
    if pads(bytes.first()) && pads(bytes.last()) && !bytes.trim_ascii().is_empty() {
        return content.start + 1..content.end - 1;
    }
    content
}
