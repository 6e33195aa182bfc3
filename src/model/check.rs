//! A command of a page that can be run, what it must answer, and what it answered when it was recorded.

use crate::text::Span;

/// What running a command does, from harmless to irrevocable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// It only looks.
    Read,
    /// It changes something that can be changed back.
    Write,
    /// It destroys something.
    Destroy,
    /// A person does it and confirms.
    Manual,
}

impl Effect {
    /// The word in `check=`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destroy => "destroy",
            Self::Manual => "manual",
        }
    }

    /// The effect of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Read, Self::Write, Self::Destroy, Self::Manual].into_iter().find(|effect| effect.word() == word)
    }
}

/// Which output is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
    /// Both, as they came.
    Both,
}

/// A line of an expectation, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedLine {
    /// Its words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// One command, or several that are run as one, and what must come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckStep {
    /// The commands as typed: without prompts and without printed output.
    pub script: String,
    /// What must be seen, line by line; none if only the exit status counts.
    pub expected: Option<Vec<ExpectedLine>>,
    /// The expected exit status; none for any.
    pub exit: Option<i32>,
}

/// A fence that carries `check=`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer that the page gives by itself")]
pub struct Check {
    /// The whole fence, with its marks; of a comment that stands above none, the comment.
    pub fence: Span,
    /// Its attributes, within the info string or in the comment above it.
    pub attributes: Span,
    /// What it runs: one step, or as many as a transcript has prompts.
    pub steps: Vec<CheckStep>,
    /// The fence that holds what is expected, unless that stands in a transcript.
    pub output: Option<Span>,
    /// Unique in its page.
    pub name: Option<String>,
    /// Which check of its page it is, from 1.
    pub number: usize,
    /// The first thing about it that was not understood; if there is one, it never runs.
    pub wrong: Option<String>,
    /// What the page says it does.
    pub declared: Effect,
    /// The stricter of what the page says and what its commands show.
    pub effect: Effect,
    /// Why the effect is stricter than declared.
    pub raised_by: Option<String>,
    /// Where it may run; empty for everywhere that the page may.
    pub environments: Vec<String>,
    /// In seconds, for the whole process tree.
    pub timeout: u64,
    /// What is compared.
    pub stream: Stream,
    /// Checks of the same page that must have passed.
    pub needs: Vec<String>,
    /// The shell that it shares with others of its page.
    pub session: Option<String>,
    /// How often it is tried again.
    pub retries: u32,
    /// After how many days its result is stale.
    pub every: Option<u32>,
    /// The systems that it runs on; empty for all.
    pub systems: Vec<String>,
    /// The programs without which it is skipped.
    pub requires: Vec<String>,
    /// Whether it asks for the network.
    pub net: bool,
    /// Whether its commands need the network, whatever it asks for.
    pub needs_net: bool,
    /// The secrets that it asks for.
    pub secrets: Vec<String>,
    /// The folder that it runs in, relative to the root; none for an empty one.
    pub folder: Option<String>,
    /// What runs it: `bash`, `sh`, `python3`.
    pub interpreter: String,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// Whether it wants a terminal.
    pub interactive: bool,
    /// Whether runners of all snippets leave it out.
    pub excluded: bool,
    /// The first thing by which its commands may run more than their words tell: a script, a program that reads files.
    pub runs: Option<String>,
    /// The hash of all that decides what it does and when it passes: commands, expectations, attributes, folder,
    /// interpreter.
    pub hash: String,
}

impl Check {
    /// Its name, or `#` and its number: the key of its results.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("#{}", self.number))
    }

    /// All that is typed, without prompts and output.
    pub fn script(&self) -> String {
        self.steps.iter().map(|step| step.script.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// All lines that are expected; none if only exit statuses count.
    pub fn expected(&self) -> Option<Vec<&str>> {
        let lines: Vec<&Vec<ExpectedLine>> = self.steps.iter().filter_map(|step| step.expected.as_ref()).collect();
        (!lines.is_empty()).then(|| lines.into_iter().flatten().map(|line| line.text.as_str()).collect())
    }
}

/// Something about a check that its reader could not understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub instead: Option<String>,
}

/// How a run of a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// It did what it must.
    Passed,
    /// It did something else.
    Failed,
    /// It could not be run.
    Error,
    /// It took too long.
    Timeout,
    /// What it needs did not pass.
    Blocked,
    /// It is for another system, or a program is missing.
    Skipped,
    /// Somebody must approve it first.
    NeedsApproval,
    /// Nobody trusts it yet.
    Untrusted,
    /// Its commands have changed since.
    Stale,
}

impl Status {
    /// Every status, with its word.
    const WORDS: [(Self, &'static str); 9] = [
        (Self::Passed, "passed"),
        (Self::Failed, "failed"),
        (Self::Error, "error"),
        (Self::Timeout, "timeout"),
        (Self::Blocked, "blocked"),
        (Self::Skipped, "skipped"),
        (Self::NeedsApproval, "needs-approval"),
        (Self::Untrusted, "untrusted"),
        (Self::Stale, "stale"),
    ];

    /// Its word in records and outputs.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }

    /// The status of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(status, _)| *status)
    }
}

/// One recorded run of a check, from `_ai/devops/checks/<env>.json`.
#[derive(Clone, Debug)]
pub struct Run {
    /// The path of the page.
    pub page: String,
    /// The name of the check, or `#` and its number in the page.
    pub name: String,
    /// The hash of what was run.
    pub hash: String,
    /// Where it ran.
    pub environment: String,
    /// The commit that was checked out.
    pub commit: Option<String>,
    /// When it began, as `2026-11-22T06:02:11Z`.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// How it ended.
    pub status: Status,
    /// Its exit status.
    pub exit: Option<i32>,
    /// What it printed, masked.
    pub output: String,
    /// What confined it: `landlock+seccomp`, `none`.
    pub sandbox: String,
    /// Who approved it.
    pub approver: Option<String>,
    /// The version that ran it.
    pub tool: String,
    /// Where the record stands.
    pub span: Span,
}
