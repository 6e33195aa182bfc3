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
