//! What a finding is, and what mends it. Knows no rule and no output.

use crate::text::{FileId, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; shown only when asked.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The word that people and formats use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a finding or its proof stands. What was deleted has no span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Bytes of a file.
    Span(Span),
    /// A file, as a whole.
    File(FileId),
    /// A path that may exist no more.
    Path(String),
    /// A commit.
    Commit(String),
}

/// A place that proves a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where to look.
    pub place: Place,
    /// What stands there.
    pub message: String,
}

/// Whether a fix may run unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Afterwards the page states something that the repository proves.
    Safe,
    /// A guess, or a skeleton to be filled.
    Unsafe,
}

/// The replacement of a range of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes; empty to insert.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Replaces the words at `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// A titled repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "write 20".
    pub title: String,
    /// Whether `--fix` runs it.
    pub applicability: Applicability,
    /// All of them or none.
    pub edits: Vec<Edit>,
}

/// One finding at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The name of the rule.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where: the side that speaks.
    pub place: Place,
    /// What stands at that place, when it needs saying.
    pub label: String,
    /// The places that prove it.
    pub related: Vec<Related>,
    /// What to do about it.
    pub help: Option<String>,
    /// What mends it.
    pub fix: Option<Fix>,
    /// What the finding is about and what was claimed: findings of the same subject are one defect.
    pub subject: String,
}

/// Which text an `allow` comment covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The comment.
    pub span: Span,
    /// The name of the rule, at its own place.
    pub rule: (String, Span),
    /// Why; empty if nobody said.
    pub reason: String,
    /// What it covers.
    pub covers: Span,
}

/// What a reader could not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub message: String,
}

impl Problem {
    /// A problem at a span.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self { place: Place::Span(span), message: message.into() }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

impl From<FileId> for Place {
    fn from(file: FileId) -> Self {
        Self::File(file)
    }
}

impl Place {
    /// The bytes, if it has any.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Span(span) => Some(*span),
            _ => None,
        }
    }

    /// The file, if it is in one that exists.
    pub fn file(&self) -> Option<FileId> {
        match self {
            Self::Span(span) => Some(span.file),
            Self::File(file) => Some(*file),
            Self::Path(_) | Self::Commit(_) => None,
        }
    }
}

impl Diagnostic {
    /// A finding with nothing but its place and its words.
    pub fn new(rule: &'static str, level: Level, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            level,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: None,
            subject: String::new(),
        }
    }

    /// With what the finding is about: findings of one subject are one defect, and a baseline remembers it.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// With a place that proves it.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, message: impl Into<String>) -> Self {
        self.related.push(Related { place: place.into(), message: message.into() });
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(words.into());
        self
    }

    /// With what mends it, if anything does.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// With another level, since the evidence is stronger or weaker.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// With words at the place.
    #[must_use]
    pub fn label(mut self, words: impl Into<String>) -> Self {
        self.label = words.into();
        self
    }
}

impl Fix {
    /// A repair after which the page states what the repository proves.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits }
    }

    /// A repair that is a guess.
    pub fn guess(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Unsafe, edits }
    }
}
