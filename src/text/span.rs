//! Where something stands: a file and a range of bytes.

/// The index of a file in [`super::Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A span from offsets that fit, because no file above 4 GiB is read.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let fits = |n: usize| u32::try_from(n).expect("a file that is read has less than 4 GiB");
        Self { file, start: fits(start), end: fits(end.max(start)) }
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte: a place between two bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte or touch.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.end && other.start <= self.end
    }

    /// The smallest span over both, which are in one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The place before the first byte.
    #[must_use]
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The place after the last byte.
    #[must_use]
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// The range, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A piece of a file's text that knows where it stands: what every parser takes.
///
/// A whole file, the front matter of a page and the `run:` script of a step are all excerpts, so a parser never
/// needs to be told about offsets.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    /// The file it is from.
    pub file: FileId,
    /// The byte of the file at which `text` begins.
    pub offset: usize,
    /// The words.
    pub text: &'a str,
}

impl<'a> Excerpt<'a> {
    /// A whole file.
    #[must_use]
    pub fn whole(file: FileId, text: &'a str) -> Self {
        Self { file, offset: 0, text }
    }

    /// The part at `range`, which counts from the start of this excerpt.
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Excerpt<'a> {
        Excerpt { file: self.file, offset: self.offset + range.start, text: &self.text[range] }
    }

    /// The part that `span`, a span of the same file, covers.
    #[must_use]
    pub fn at(&self, span: Span) -> Excerpt<'a> {
        self.part(span.start as usize - self.offset..span.end as usize - self.offset)
    }

    /// The span in the file of a range that counts from the start of this excerpt.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start, self.offset + range.end)
    }

    /// The span of all of it.
    #[must_use]
    pub fn all(&self) -> Span {
        self.span(0..self.text.len())
    }
}
