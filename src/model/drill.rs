//! A walk through a runbook that somebody recorded.

use crate::text::Span;

/// What was thought of one step of a runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepOutcome {
    /// Whoever walks it knows what to do, and it would work.
    Clear,
    /// It leaves a question open.
    Unclear,
    /// It would not work.
    WouldFail,
    /// It was passed over.
    Skipped,
    /// Nobody was there to judge it.
    Unjudged,
}

impl StepOutcome {
    /// Every outcome, with its word.
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Clear, "clear"),
        (Self::Unclear, "unclear"),
        (Self::WouldFail, "would-fail"),
        (Self::Skipped, "skipped"),
        (Self::Unjudged, "unjudged"),
    ];

    /// Its word in records and outputs.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, word)| word)
    }

    /// The outcome of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(outcome, _)| *outcome)
    }
}

/// One recorded drill, from `_ai/devops/drills/<runbook>.json`.
#[derive(Clone, Debug)]
pub struct Drill {
    /// The path of the runbook.
    pub page: String,
    /// The hash of its text as it was walked.
    pub hash: String,
    /// When it began, as `2026-11-22T06:02:11Z`.
    pub started: String,
    /// Who walked it.
    pub person: String,
    /// Its steps: what each is called, and what was thought of it.
    pub steps: Vec<(String, StepOutcome)>,
    /// Where the record stands.
    pub span: Span,
}

impl Drill {
    /// The day on which it was.
    pub fn day(&self) -> &str {
        self.started.get(..10).unwrap_or(&self.started)
    }

    /// Whether somebody judged it: one on which nobody did proves nothing.
    pub fn is_judged(&self) -> bool {
        self.steps.iter().any(|(_, outcome)| !matches!(outcome, StepOutcome::Unjudged | StepOutcome::Skipped))
    }

    /// The steps that stand in the way of whoever follows the runbook.
    pub fn open_steps(&self) -> impl Iterator<Item = &(String, StepOutcome)> {
        self.steps.iter().filter(|(_, outcome)| matches!(outcome, StepOutcome::Unclear | StepOutcome::WouldFail))
    }
}
