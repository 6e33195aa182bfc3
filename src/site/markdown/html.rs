//! Writes HTML that is well-formed whatever it is asked to write.
//!
//! There are two hands: ours, which opens and closes in order, and theirs, the raw HTML of a page, of which every tag
//! is only a wish. Their elements never outlive the element of ours in which they began, and their closing tags never
//! reach across one. Nothing is copied as it stands: text and values are escaped here and nowhere else.

/// Deeper nesting than any page needs; browsers flatten at 512.
const DEEPEST: usize = 128;

/// What is being written.
#[derive(Default)]
pub(super) struct Html {
    out: String,
    open: Vec<Open>,
}

struct Open {
    tag: &'static str,
    ours: bool,
}

/// A name and a value; the value is escaped as it is written.
pub(super) type Attribute<'a> = (&'static str, &'a str);

impl Html {
    /// Opens an element of ours.
    pub fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.make_room(tag);
        // A link may not hold another, and ours come in blocks of ours.
        if is_block(tag) || tag == "a" {
            self.end_wish("a");
        }
        self.write_tag(tag, attributes);
        self.open.push(Open { tag, ours: true });
    }

    /// Closes the innermost element of ours, and theirs in it.
    pub fn close(&mut self, tag: &'static str) {
        while let Some(open) = self.open.pop() {
            self.end_tag(open.tag);
            if open.ours {
                debug_assert_eq!(open.tag, tag, "our elements are closed in order");
                break;
            }
        }
    }

    /// Writes an element of ours that holds only text.
    pub fn element(&mut self, tag: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// Writes an element that has no content: `br`, `hr`, `img`, `input`.
    pub fn void(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.make_room(tag);
        self.write_tag(tag, attributes);
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        if !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.leave_table();
        } else if self.is_between_cells() {
            return;
        }
        escape(text, &mut self.out);
    }

    /// Writes what this program made and knows to be well-formed: an icon, a drawing.
    pub fn trusted(&mut self, html: &str) {
        self.leave_table();
        self.out.push_str(html);
    }

    /// Opens an element of theirs, if it may stand here.
    pub fn wish(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        if self.open.len() >= DEEPEST || is_block(tag) && self.holds_words_only() {
            return;
        }
        match tag {
            "a" if self.is_open("a") => {
                if self.their(&["a"]).is_none() {
                    return;
                }
                self.end_wish("a");
            }
            "li" if !self.close_above(&["ul", "ol"]) => return,
            "dt" | "dd" if !self.close_above(&["dl"]) => return,
            "summary" if !self.close_above(&["details"]) => return,
            "caption" | "thead" | "tbody" | "tfoot" if !self.close_above(&["table"]) => return,
            "tr" if !self.close_above(&["table", "thead", "tbody", "tfoot"]) => return,
            "td" | "th" if !self.close_above(&["table", "thead", "tbody", "tfoot", "tr"]) => return,
            _ => {}
        }
        match tag {
            "tr" | "td" | "th" => self.open_rows(tag),
            "li" | "dt" | "dd" | "caption" | "thead" | "tbody" | "tfoot" => {}
            _ => self.make_room(tag),
        }
        self.write_tag(tag, attributes);
        self.open.push(Open { tag, ours: false });
    }

    /// Closes an element of theirs, and what is open in it; does nothing if there is none.
    pub fn end_wish(&mut self, tag: &str) {
        let Some(at) = self.their(&[tag]) else { return };
        self.close_to(at);
    }

    /// Whether an element with this tag is open.
    pub fn is_open(&self, tag: &str) -> bool {
        self.open.iter().any(|open| open.tag == tag)
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Ends their elements that were opened since `depth` elements were open.
    pub fn settle(&mut self, depth: usize) {
        let ours = self.open.iter().rposition(|open| open.ours).map_or(0, |at| at + 1);
        self.close_to(ours.max(depth));
    }

    /// Whether a block may stand here.
    pub fn takes_blocks(&self) -> bool {
        !self.holds_words_only()
    }

    /// How much is written so far.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// The whole text, with everything closed.
    pub fn finish(mut self) -> String {
        self.close_to(0);
        self.out
    }

    fn write_tag(&mut self, tag: &str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            if !value.is_empty() || *name == "alt" {
                self.out.push_str("=\"");
                escape(value, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    fn end_tag(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            let open = self.open.pop().expect("it is longer than that");
            self.end_tag(open.tag);
        }
    }

    /// The innermost of their elements with one of these tags that no element of ours stands around.
    fn their(&self, tags: &[&str]) -> Option<usize> {
        let theirs = self.open.iter().rev().take_while(|open| !open.ours).count();
        let first = self.open.len() - theirs;
        self.open[first..].iter().rposition(|open| tags.contains(&open.tag)).map(|at| first + at)
    }

    /// Closes what is open in the innermost of these; false if there is none.
    fn close_above(&mut self, tags: &[&str]) -> bool {
        let Some(at) = self.their(tags) else { return false };
        // The parts of a table belong to the nearest one, and a list's items to the nearest list.
        self.close_to(at + 1);
        true
    }

    fn open_rows(&mut self, tag: &str) {
        let inner = self.open.last().map_or("", |open| open.tag);
        if inner == "table" {
            self.write_tag("tbody", &[]);
            self.open.push(Open { tag: "tbody", ours: false });
        }
        if tag != "tr" && inner != "tr" {
            self.write_tag("tr", &[]);
            self.open.push(Open { tag: "tr", ours: false });
        }
    }

    /// Closes what of theirs cannot hold a `tag`.
    fn make_room(&mut self, tag: &str) {
        self.leave_table();
        if is_block(tag)
            && let Some(at) = self.their(&["p", "h1", "h2", "h3", "h4", "h5", "h6"])
        {
            self.close_to(at);
        }
    }

    /// Closes a table of theirs if what comes next would stand between its cells.
    fn leave_table(&mut self) {
        if self.is_between_cells()
            && let Some(at) = self.their(&["table"])
        {
            self.close_to(at);
        }
    }

    fn is_between_cells(&self) -> bool {
        let inner = self.open.last();
        inner.is_some_and(|open| !open.ours && ["table", "thead", "tbody", "tfoot", "tr"].contains(&open.tag))
    }

    /// Whether an element of ours is open that holds only words.
    fn holds_words_only(&self) -> bool {
        let words = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "label"];
        self.open.iter().any(|open| open.ours && words.contains(&open.tag))
    }
}

/// Whether a browser ends a paragraph before this element.
fn is_block(tag: &str) -> bool {
    const BLOCKS: [&str; 36] = [
        "aside",
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "article",
    ];
    BLOCKS.contains(&tag)
}

/// Writes `text` so that it is only text, in content and in quoted values.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\t' | b'\n' => continue,
            // A browser turns these into line breaks or errors.
            0..=0x1f | 0x7f => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}
