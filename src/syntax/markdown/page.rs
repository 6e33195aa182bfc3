//! What a page consists of.

use super::{Fence, Table};
use crate::diagnostic::Problem;
use crate::text::Span;
use std::collections::HashSet;

/// A page that was read.
#[derive(Debug)]
pub struct Markdown {
    /// The metadata between the leading fences, without them.
    pub front_matter: Option<Span>,
    /// Whether the metadata is TOML, between `+++` lines, and not YAML.
    pub front_matter_toml: bool,
    /// Everything after the metadata.
    pub body: Span,
    /// The blocks that hold words and no other blocks, in source order.
    pub blocks: Vec<Block>,
    /// The headings, in source order.
    pub headings: Vec<Heading>,
    /// The links and images, in source order.
    pub links: Vec<Link>,
    /// The code spans, in source order.
    pub codes: Vec<Code>,
    /// The code blocks, in source order.
    pub fences: Vec<Fence>,
    /// The tables, in source order.
    pub tables: Vec<Table>,
    /// The comments, in source order.
    pub comments: Vec<Comment>,
    /// Everything that `#…` reaches.
    pub anchors: HashSet<String>,
    /// Whether it names places with labels, as `MyST` does, by which other pages may refer to them.
    pub has_labels: bool,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Markdown {
    pub(super) fn empty(body: Span) -> Self {
        Self {
            front_matter: None,
            front_matter_toml: false,
            body,
            blocks: Vec::new(),
            headings: Vec::new(),
            links: Vec::new(),
            codes: Vec::new(),
            fences: Vec::new(),
            tables: Vec::new(),
            comments: Vec::new(),
            anchors: HashSet::new(),
            has_labels: false,
            problems: Vec::new(),
        }
    }
}

/// What role the words of a block play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// The first text of a list item.
    ListItem,
    /// A heading of this level.
    Heading(u8),
    /// A cell of a table.
    TableCell,
    /// Words between tags.
    Html,
}

/// A block that holds words.
#[derive(Debug)]
pub struct Block {
    /// Its role.
    pub kind: BlockKind,
    /// Its place, without blanks around it; of a heading only the text.
    pub span: Span,
    /// The index of the last heading above it, of any level.
    pub section: Option<usize>,
    /// Whether it stands in a block quote that is neither a GitHub alert nor otherwise marked as a note.
    pub quoted: bool,
    /// In how many lists it stands.
    pub depth: u8,
    /// Its words at their places: as many bytes as `span`, with everything that is no word blanked.
    ///
    /// Code and link texts count as words; markup, URLs, images, tags, comments and struck text do not.
    pub prose: String,
}

/// A heading.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The text only, without `#` marks, underline and attribute list.
    pub span: Span,
    /// The text as rendered.
    pub text: String,
    /// The fragment that reaches it: its given id, or GitHub's slug with its number.
    pub slug: String,
    /// From its line to the next heading of the same or a higher level, or the end.
    pub section: Span,
    /// From after it to the next heading of any level, or the end.
    pub content: Span,
    /// The index of the heading that it stands under.
    pub parent: Option<usize>,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](destination)`.
    Inline,
    /// `[text][label]`, `[label][]`, `[label]`.
    Reference,
    /// `![alt](destination)` or `![alt][label]`.
    Image,
    /// `<https://…>` or `<name@host>`.
    Autolink,
    /// `https://…` or `www.…` in running text.
    BareUrl,
    /// The `href` of an `<a>` or the `src` of an `<img>`.
    Html,
}

/// A link or an image.
#[derive(Debug)]
pub struct Link {
    /// The whole construct.
    pub span: Span,
    /// Where it leads, with escapes and entities undone.
    pub dest: String,
    /// The destination as written, without `<>` or quotes; of a reference, in its definition.
    pub dest_span: Option<Span>,
    /// Its text, or an image's description; an image inside a link adds its description.
    pub text: String,
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it is an image that is the text of a link.
    pub inside_link: bool,
    /// The index of its block.
    pub block: usize,
}

/// A code span.
#[derive(Debug)]
pub struct Code {
    /// The content without backticks and padding.
    pub span: Span,
    /// The content as rendered: line breaks are blanks.
    pub text: String,
    /// The index of its block.
    pub block: usize,
    /// The index of the link of whose text it is a part.
    pub link: Option<usize>,
    /// Whether it is struck through, and so says nothing any more.
    pub struck: bool,
}

/// An HTML comment, or an MDX one.
#[derive(Debug)]
pub struct Comment {
    /// All of it.
    pub span: Span,
    /// What it says, without its marks and blanks around it.
    pub text: String,
}
