//! MDX: Markdown in which ES modules, JSX tags and `{expressions}` stand.
//!
//! All three are blanked before the Markdown is parsed, so that what stands between them is read at its own place.
//! MDX has no indented code, so Markdown inside a tag may be indented at will: its indentation is moved, byte for
//! byte, to the end of the line before.

use super::html::{self, Piece};
use super::{Block, BlockKind, Comment, Link, LinkKind, Markdown};
use crate::diagnostic::Problem;
use crate::text::Excerpt;
use std::collections::HashMap;
use std::ops::Range;

/// A page without its JSX, as long as the page.
pub(super) struct Masked {
    /// What remains for the Markdown parser.
    pub text: String,
    comments: Vec<Range<usize>>,
    anchors: Vec<String>,
    links: Vec<(Range<usize>, Range<usize>)>,
    unclosed: Option<usize>,
}

/// Blanks everything that is not Markdown.
pub(super) fn mask(source: &str) -> Masked {
    let mut code = find_fences_and_modules(source);
    let mut text = source.as_bytes().to_vec();
    for region in code.iter().filter(|region| region.is_module) {
        blank(&mut text, region.range.clone());
    }
    find_code_spans(source, &mut code);
    let mut comments = Vec::new();
    let (expressions, unclosed) = find_expressions(source.as_bytes(), &code);
    let mut without_code = text.clone();
    for region in &code {
        blank(&mut without_code, region.range.clone());
    }
    for range in expressions {
        if source[range.clone()].starts_with("{/*") {
            comments.push(range.clone());
        }
        blank(&mut text, range.clone());
        blank(&mut without_code, range.clone());
        // So that the value of an attribute stays one.
        if source[..range.start].ends_with('=') {
            without_code[range.start..range.start + 2].fill(b'"');
        }
    }
    let without_code = into_text(without_code);
    let mut anchors = Vec::new();
    let mut links = Vec::new();
    let mut tags = Vec::new();
    for piece in html::read(&without_code) {
        let Piece::Tag(tag) = piece else { continue };
        let value = |name: &str| tag.attribute(name).filter(|at| !at.is_empty());
        anchors.extend(value("id").map(|at| html::decode(&source[at])));
        if tag.is("a") {
            anchors.extend(value("name").map(|at| html::decode(&source[at])));
        }
        let address = if tag.is("a") { "href" } else { "src" };
        if let Some(at) = value(address).filter(|_| tag.name == "a" || tag.name == "img") {
            links.push((tag.range.clone(), at));
        }
        blank(&mut text, tag.range.clone());
        if tag.closing || !tag.self_closing {
            tags.push((tag.range.start, tag.closing));
        }
    }
    outdent(source.as_bytes(), &mut text, &tags);
    Masked { text: into_text(text), comments, anchors, links, unclosed }
}

/// Enters what the blanked parts said.
pub(super) fn restore(source: Excerpt<'_>, masked: &Masked, page: &mut Markdown) {
    page.anchors.extend(masked.anchors.iter().cloned());
    // A destination that is computed cannot be known.
    let is_computed = |link: &Link| {
        let range = link.span.start as usize - source.offset..link.span.end as usize - source.offset;
        link.dest.is_empty() && source.text[range].contains('{')
    };
    let mut kept = Vec::with_capacity(page.links.len());
    let mut index = 0;
    page.links.retain(|link| {
        let keep = !is_computed(link);
        kept.push(keep.then_some(index));
        index += usize::from(keep);
        keep
    });
    for code in &mut page.codes {
        code.link = code.link.and_then(|link| kept.get(link).copied().flatten());
    }
    for range in &masked.comments {
        let inner = &source.text[range.clone()];
        let inner = inner.trim_start_matches("{/*").trim_end_matches('}').trim_end().trim_end_matches("*/");
        page.comments.push(Comment { span: source.span(range.clone()), text: inner.trim().to_owned() });
    }
    page.comments.sort_by_key(|comment| comment.span);
    for (tag, value) in &masked.links {
        let span = source.span(tag.clone());
        let after = page.blocks.partition_point(|block| block.span.start <= span.start);
        if page.blocks.is_empty() {
            let mut words = source.text.as_bytes()[tag.clone()].to_vec();
            blank(&mut words, 0..span.len());
            let prose = into_text(words);
            page.blocks.push(Block { kind: BlockKind::Html, span, section: None, quoted: false, depth: 0, prose });
        }
        page.links.push(Link {
            span,
            dest: html::decode(&source.text[value.clone()]),
            dest_span: Some(source.span(value.clone())),
            text: String::new(),
            kind: LinkKind::Html,
            inside_link: false,
            block: after.saturating_sub(1),
        });
    }
    super::reader::sort_links(page);
    if let Some(at) = masked.unclosed {
        page.problems.push(Problem::at(source.span(at..at + 1), "this expression is never closed"));
    }
}

/// Something whose braces and angle brackets mean nothing.
struct Region {
    range: Range<usize>,
    is_module: bool,
}

/// Finds fenced code and `import`/`export` statements, line by line.
fn find_fences_and_modules(source: &str) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut fence: Option<(usize, &str)> = None;
    let mut module: Option<(usize, isize)> = None;
    let mut may_begin = true;
    let mut at = 0;
    let mut commented = 0;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>').trim_end();
        if let Some((opened, mark)) = fence {
            if words.starts_with(mark) && words.trim_start_matches(&mark[..1]).is_empty() {
                regions.push(Region { range: opened..at, is_module: false });
                fence = None;
            }
            may_begin = false;
            continue;
        }
        if start < commented {
            continue;
        }
        if let Some((opened, depth)) = module {
            if !words.is_empty() {
                module = Some((opened, depth + balance(line)));
            } else if depth <= 0 {
                regions.push(Region { range: opened..start, is_module: true });
                module = None;
                may_begin = true;
            }
            continue;
        }
        if may_begin && ["import ", "export "].iter().any(|word| line.starts_with(word)) {
            module = Some((start, balance(line)));
            continue;
        }
        // What a comment over several lines quotes opens nothing.
        if let Some(open) = line.rfind("{/*").filter(|open| line[..*open].matches('`').count() % 2 == 0) {
            commented = source[start + open..].find("*/").map_or(commented, |end| start + open + end);
        }
        // A fence may stand right behind a list marker.
        let item = words.trim_start_matches(|c: char| c.is_ascii_digit() || "-*+.)".contains(c)).trim_start();
        fence = ["`", "~"].iter().find_map(|mark| {
            let rest = item.trim_start_matches(mark);
            let run = item.len() - rest.len();
            (run >= 3 && !(*mark == "`" && rest.contains('`'))).then(|| (start, &item[..run]))
        });
        may_begin = words.is_empty();
    }
    if let Some((opened, _)) = fence {
        regions.push(Region { range: opened..source.len(), is_module: false });
    }
    if let Some((opened, depth)) = module {
        // A statement that never ends would swallow the page; it is taken to end at the first blank line.
        let first = if depth > 0 { blank_line(&source[opened..]) } else { source.len() - opened };
        regions.push(Region { range: opened..opened + first, is_module: true });
    }
    regions
}

/// The offset of the first blank line, or the length.
fn blank_line(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            return at;
        }
        at += line.len();
    }
    at
}

/// How many more brackets open than close.
fn balance(line: &str) -> isize {
    line.bytes().fold(0, |depth, byte| match byte {
        b'{' | b'(' | b'[' => depth + 1,
        b'}' | b')' | b']' => depth - 1,
        _ => depth,
    })
}

/// Adds the code spans that stand outside of the regions found so far, and puts all in order.
fn find_code_spans(source: &str, regions: &mut Vec<Region>) {
    let bytes = source.as_bytes();
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memchr(b'`', rest)).map(|hit| at + hit) {
        let length = bytes[start..].iter().take_while(|byte| **byte == b'`').count();
        at = start + length;
        let region = regions.partition_point(|region| region.range.end <= start);
        match regions.get(region).filter(|region| region.range.contains(&start)) {
            Some(region) => at = region.range.end,
            None => runs.push(start..start + length),
        }
    }
    // From behind, the next run of each length is known without a search; a blank line ends every span.
    let mut next: HashMap<usize, usize> = HashMap::new();
    let mut partner = vec![None; runs.len()];
    for index in (0..runs.len()).rev() {
        if runs.get(index + 1).is_some_and(|after| has_blank_line(&bytes[runs[index].end..after.start])) {
            next.clear();
        }
        partner[index] = next.insert(runs[index].len(), index);
    }
    let mut index = 0;
    while index < runs.len() {
        match partner[index] {
            Some(close) => {
                regions.push(Region { range: runs[index].start..runs[close].end, is_module: false });
                index = close + 1;
            }
            None => index += 1,
        }
    }
    regions.sort_by_key(|region| region.range.start);
}

/// Whether a line between two others holds nothing.
fn has_blank_line(bytes: &[u8]) -> bool {
    let mut newlines = memchr::memchr_iter(b'\n', bytes);
    let Some(mut last) = newlines.next() else { return false };
    newlines.any(|newline| bytes[std::mem::replace(&mut last, newline)..newline].trim_ascii().is_empty())
}

/// Finds the outermost `{…}` outside of code, and the first `{` that has no end.
fn find_expressions(bytes: &[u8], code: &[Region]) -> (Vec<Range<usize>>, Option<usize>) {
    let mut closed: Vec<Range<usize>> = Vec::new();
    let mut open = Vec::new();
    let mut regions = code.iter().peekable();
    let mut at = 0;
    while let Some(brace) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'}', rest)).map(|hit| at + hit) {
        at = brace + 1;
        while regions.next_if(|region| region.range.end <= brace).is_some() {}
        if let Some(region) = regions.peek().filter(|region| region.range.contains(&brace)) {
            at = region.range.end;
        } else if bytes[brace] == b'{' {
            if bytes[..brace].ends_with(b"\\") {
                continue;
            }
            open.push(brace);
        } else if let Some(start) = open.pop() {
            // Only the outermost matter, and those inside were found first.
            while closed.pop_if(|inner| inner.start > start).is_some() {}
            closed.push(start..brace + 1);
        }
    }
    // `{#id}` is not an expression: Docusaurus reads it as the id of a heading, as it does `{/* #id */}`.
    let is_id = |range: &Range<usize>| {
        let inner = bytes[range.start + 1..range.end].trim_ascii_start();
        inner.strip_prefix(b"/*").unwrap_or(inner).trim_ascii_start().starts_with(b"#")
    };
    closed.retain(|range| !is_id(range));
    (closed, open.first().copied())
}

/// Moves the indentation of Markdown inside tags, and what blanked tags left before it, to the line before.
fn outdent(source: &[u8], text: &mut [u8], tags: &[(usize, bool)]) {
    /// An open tag.
    struct Level {
        /// The indentation of its line.
        indent: usize,
        /// How much is moved outside of it.
        outer: usize,
        /// How much is moved inside of it, once its first line was seen.
        inner: Option<usize>,
    }
    let indent_of = |line: &[u8]| line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut levels: Vec<Level> = Vec::new();
    let mut tags = tags.iter().peekable();
    let mut start = 0;
    while start < source.len() {
        let end = memchr::memchr(b'\n', &source[start..]).map_or(source.len(), |at| start + at + 1);
        let indent = indent_of(&source[start..end]);
        let is_blank = source[start..end].trim_ascii().is_empty();
        let closes_first = tags.peek().is_some_and(|(at, closing)| *closing && *at == start + indent);
        let removal = levels.last_mut().map_or(0, |level| match level.inner {
            Some(inner) => inner,
            None if is_blank || closes_first => level.outer,
            None => *level.inner.insert(level.outer + indent.saturating_sub(level.indent)),
        });
        if !text[start..end].trim_ascii().is_empty() {
            let excess = indent_of(&text[start..end]).saturating_sub(indent.saturating_sub(removal));
            move_line(text, start, 0, excess);
            let start = start + excess;
            let marks = markers(&text[start..end]);
            let left = indent_of(&text[start + marks..end]);
            // What a tag left behind a list marker would be indented code.
            let remains = !text[start + marks..end].trim_ascii().is_empty();
            if marks > 0 && remains && !source[start + marks..start + marks + left].trim_ascii().is_empty() {
                move_line(text, start, marks, left);
            }
        }
        while let Some((_, closing)) = tags.next_if(|(at, _)| *at < end) {
            if *closing {
                levels.pop();
            } else {
                levels.push(Level { indent, outer: removal, inner: None });
            }
        }
        start = end;
    }
}

/// Moves the newline before `start` and the `length` bytes behind it over the `excess` blanks that follow.
fn move_line(text: &mut [u8], start: usize, length: usize, excess: usize) {
    if excess == 0 {
        return;
    }
    if start == 0 {
        // A blank line above the first says nothing.
        text.copy_within(0..length, excess);
        text[..excess].fill(b' ');
        text[excess - 1] = b'\n';
        return;
    }
    let newline = if text[..start].ends_with(b"\r\n") { start - 2 } else { start - 1 };
    text.copy_within(newline..start + length, newline + excess);
    text[newline..newline + excess].fill(b' ');
}

/// The length of the marks of lists and quotes at the start of a line, with the one blank behind each.
fn markers(line: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = &line[length..];
        let indent = rest.iter().take_while(|byte| **byte == b' ').count();
        let digits = rest[indent..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mark = indent + digits;
        let is_mark = match rest.get(mark) {
            Some(b'>') if digits == 0 => true,
            Some(b'-' | b'*' | b'+') if digits == 0 => rest.get(mark + 1) == Some(&b' '),
            Some(b'.' | b')') if digits > 0 => rest.get(mark + 1) == Some(&b' '),
            _ => false,
        };
        if !is_mark || indent > 3 {
            return length;
        }
        length += mark + 1 + usize::from(rest.get(mark + 1) == Some(&b' '));
    }
}

/// Blanks a range, but keeps its lines.
fn blank(text: &mut [u8], range: Range<usize>) {
    text[range].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("only whole characters are blanked, since every range ends at ASCII marks")
}
