//! Places as indexes and pages of the site name them: a path and a line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::text::Span;
use crate::workspace::Workspace;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// Relative to the repository.
    pub path: String,
    /// From 1.
    pub line: usize,
}

impl Place {
    /// Where a span begins.
    pub fn of(ws: &Workspace, span: Span) -> Self {
        Self { path: ws.files.path(span.file).to_owned(), line: ws.files.position(span).line }
    }
}

/// A line of a page that speaks of something, and whether the repository agrees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Mention {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// `holds`, `broken` or `unjudged`.
    pub verdict: &'static str,
}

impl Mention {
    /// One mention a line, in order, with the verdict that tells the most: broken, then holds.
    pub fn merged(all: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let rank = |mention: &Self| match mention.verdict {
            "broken" => 0,
            "holds" => 1,
            _ => 2,
        };
        let mut all: Vec<Self> = all.into_iter().collect();
        all.sort_by(|a, b| (&a.place, rank(a)).cmp(&(&b.place, rank(b))));
        all.dedup_by(|later, first| later.place == first.place);
        all
    }
}
