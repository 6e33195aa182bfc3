//! The steps of a log, and which of them failed.

use std::sync::LazyLock;

use regex::Regex;

use super::causes::{Cause, Rank, TABLE};
use super::log::{Line, Mark, begins_own_step};
use super::words::{REMARK, said};

/// What one step printed.
pub(super) struct Step<'a> {
    pub job: Option<&'a str>,
    pub name: Option<&'a str>,
    pub lines: Vec<&'a Line>,
    /// Which lines are its head, where the runner repeats the script and the environment.
    pub header: Vec<bool>,
}

/// How the runner ends a step that failed.
static END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "Process completed with exit code|^Can't find 'action\\.yml'|operation was cancell?ed|maximum execution time|has timed out after|runner has received|lost communication|error occurred trying to start process|No space left on device",
    )
    .expect("a valid expression")
});

/// What runs to tell of other steps, and mostly whether they failed or not.
static FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^post\b|upload|artifact|report|publish[- ]test|dump|diagnos|notif|slack|discord|comment|codecov|coveralls|test-?results?|junit|summary|\blogs?\b|clean ?up|tear ?down|shut ?down|\bstop\b|compose down|/statuses/|\bdestroy\b|cache/save|annotat|^complete job",
    )
    .expect("a valid expression")
});

/// What looks at the state that others left, or takes it back.
static LOOKS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:show|print|collect|gather|describe|list|inspect|debug|save|store|archive|export|merge|combine|status|state|events|remove|delete|revert|roll ?back|restore|results?|outcome|finali[sz]e|log ?out|purge|send|alert|coverage|badge|screenshots?|always)\b",
    )
    .expect("a valid expression")
});

/// How many lines of a copied step may be its head.
const HEAD: usize = 250;
/// How many lines an action may still print after its last error.
const LAST_WORDS: usize = 6;

/// How many lines a step prints at least that works.
const WORK: usize = 5;
/// How many of the last lines of a container may tell that it failed.
const LAST_OF_CONTAINER: usize = 24;

/// How many lines the message of an action may have.
const MESSAGE: usize = 12;

/// The steps of a log, in its order.
pub(super) fn steps(lines: &[Line]) -> Vec<Step<'_>> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        let (job, name) = (line.job.as_deref(), line.step.as_deref());
        match steps.iter_mut().rev().find(|step| step.job == job && step.name == name) {
            Some(step) => step.lines.push(line),
            None => steps.push(Step { job, name, lines: vec![line], header: Vec::new() }),
        }
    }
    for step in &mut steps {
        step.header = header(&step.lines);
    }
    steps
}

/// The steps that failed.
pub(super) fn failed<'a>(steps: &'a [Step<'a>]) -> Vec<&'a Step<'a>> {
    let with_errors = || steps.iter().filter(|step| step.lines.iter().any(|line| line.mark == Mark::Error));
    let mut failed: Vec<&Step> = with_errors().filter(|step| step.ended_badly()).collect();
    if failed.is_empty() {
        failed = with_errors().collect();
    }
    failed
}

/// How a job ends whose last step reports no error.
pub(super) enum Ending<'a> {
    /// The last words of its last step tell of an error, or only steps that failed are there: of a container the runner does
    /// not say that it ended badly.
    InError(&'a Step<'a>),
    /// The log has the beginning of the job and not its end.
    CutOff(&'a Step<'a>),
}

/// How the jobs of a log end that has no error, as far as they do not end well.
pub(super) fn bad_endings<'a>(steps: &'a [Step<'a>]) -> Vec<Ending<'a>> {
    let is_first = |at: &usize| !steps[..*at].iter().any(|step| step.job == steps[*at].job);
    let jobs = (0..steps.len()).filter(is_first).map(|at| steps[at].job);
    jobs.filter_map(|job| {
        let of_job = || steps.iter().filter(|step| step.job == job);
        let last = of_job().rfind(|step| !step.is_after_all())?;
        let begins = of_job().any(|step| step.name == Some("Set up job"));
        let ends = of_job().any(Step::is_after_all);
        // Of a job that is named `gh` leaves all steps out that passed.
        let is_of_failed = job.is_some() && !begins && !ends;
        if is_of_failed || last.ends_in_error() {
            Some(Ending::InError(last))
        } else {
            (begins && !ends).then_some(Ending::CutOff(last))
        }
    })
    .collect()
}

/// The steps of the same job behind one.
pub(super) fn behind<'a>(steps: &'a [Step<'a>], step: &Step) -> impl Iterator<Item = &'a Step<'a>> {
    let job = step.job.map(str::to_owned);
    let behind = steps.iter().skip_while(move |other| !std::ptr::eq(*other, step)).skip(1);
    behind.filter(move |other| other.job == job.as_deref())
}

/// Whether a step of the same job, between two others, did work of its own.
pub(super) fn works_between(steps: &[Step], first: &Step, then: &Step) -> bool {
    let between = steps.iter().skip_while(|step| !std::ptr::eq(*step, first)).skip(1);
    let mut between = between.take_while(|step| !std::ptr::eq(*step, then)).filter(|step| step.job == first.job);
    between.any(|step| !step.follows() && !step.looks_back() && step.lines.iter().all(|line| line.mark != Mark::Error))
}

impl Step<'_> {
    /// What it runs: its name and its script, or the action.
    pub(super) fn runs(&self) -> String {
        let mut is_script = true;
        let head = self.lines.iter().zip(&self.header).filter(|(_, header)| **header).map(|(line, _)| line);
        let head = head.filter(|line| {
            is_script =
                (is_script || line.mark == Mark::Group) && !line.text.starts_with("shell: ") && line.text != "env:";
            is_script
        });
        self.name.into_iter().chain(head.map(|line| line.text.as_str())).collect::<Vec<_>>().join("\n")
    }

    /// The secrets that its head shows as empty, by the names of the variables or inputs.
    pub(super) fn empty_secrets(&self) -> Vec<&str> {
        static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)^\s+([\w-]*(?:token|secret|passw|credential|api_?-?key|access_?-?key|private_?-?key|ssh_?-?key|deploy_?-?key|\bpat\b|_pat\b)[\w-]*):\s*$")
                .expect("a valid expression")
        });
        let head = self.lines.iter().zip(&self.header).filter(|(_, header)| **header);
        head.filter_map(|(line, _)| Some(EMPTY.captures(&line.text)?.get(1)?.as_str())).collect()
    }

    /// Up to its last error, if it has one: what comes after that did not make it fail.
    pub(super) fn until_its_end(&self) -> (&[&Line], &[bool]) {
        let last = self.lines.iter().rposition(|line| line.mark == Mark::Error);
        let end = last.map_or(self.lines.len(), |last| last + 1 + self.goes_on(last));
        (&self.lines[..end], &self.header[..end])
    }

    /// How many lines the last error of an action goes on: of several lines only the first is marked.
    fn goes_on(&self, last: usize) -> usize {
        if END.is_match(&self.lines[last].text) {
            return 0;
        }
        self.lines[last + 1..]
            .iter()
            .take(MESSAGE)
            .take_while(|line| line.mark == Mark::Plain && !begins_own_step(&line.text))
            .count()
    }

    /// Whether the runner starts a shell for it.
    fn is_script(&self) -> bool {
        self.lines.iter().zip(&self.header).any(|(line, header)| *header && line.text.starts_with("shell: "))
    }

    /// Programs mark lines as errors too; only the runner's own words, or the last ones of an action, end a step.
    fn ended_badly(&self) -> bool {
        let Some(last) = self.lines.iter().rposition(|line| line.mark == Mark::Error) else { return false };
        let is_end = |line: &&Line| line.mark == Mark::Error && END.is_match(&line.text);
        let later = self.lines[last + 1..].iter().filter(|line| line.mark == Mark::Plain && is_told(&line.text));
        self.lines.iter().any(is_end) || !self.is_script() && later.count() <= LAST_WORDS
    }

    /// Whether the runner does this after all steps of the job.
    fn is_after_all(&self) -> bool {
        self.name.is_some_and(|name| name.starts_with("Post ") || matches!(name, "Stop containers" | "Complete job"))
    }

    /// Whether there is an error among its last words, or the verdict of the tool that it runs; in a container that is the step
    /// itself any word for one counts.
    fn ends_in_error(&self) -> bool {
        static ERROR: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\b(?:ERROR|FATAL|CRITICAL)\b|\b[Ff]atal: |\b[Ee]rror: |\bi/o timeout|\btimed out\b|^panic: ")
                .expect("a valid expression")
        });
        static AT_START: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(?:[\w.-]+:? )?(?:(?:\w*[Ee]rror|ERROR|[Ff]atal|FATAL|panic)(?: \[\w+\])?: |ERROR {2,})\S")
                .expect("a valid expression")
        });
        let is_start = |line: &&Line| line.text.contains("docker run ") && line.text.contains("--workdir ");
        let is_container = self.lines.iter().any(is_start);
        let (sign, most) = if is_container { (&ERROR, LAST_OF_CONTAINER) } else { (&AT_START, LAST_WORDS) };
        let last = self.lines.iter().zip(&self.header).rev().filter(|(_, header)| !**header).map(|(line, _)| line);
        let last: Vec<&&Line> =
            last.filter(|line| line.mark == Mark::Plain && is_told(&line.text)).take(most).collect();
        let runs = self.runs();
        let is_verdict = |text: &str| {
            let is_remark = REMARK.is_match(text);
            let mut causes = TABLE.of(text).into_iter();
            let is_of = |cause: &Cause| {
                let names_it = cause.rank == Rank::Root || is_container && cause.rank > Rank::Common;
                cause.fits(&runs) || names_it && cause.is_possible(&runs)
            };
            causes.any(|cause| cause.rank != Rank::Common && is_of(cause) && (cause.quiet || !is_remark))
        };
        let is_last = |(at, line): (usize, &&&Line)| at < LAST_WORDS && sign.is_match(&line.text);
        last.iter().enumerate().any(is_last) || last.iter().any(|line| is_verdict(said(&line.text)))
    }

    /// Whether it ran well and shows the state of what was deployed or started.
    pub(super) fn shows_state(&self) -> bool {
        static SHOWS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"\b(?:kubectl|oc|docker|podman|nomad|argocd)\b.*\b(?:get|describe|logs?|events|ps|inspect|status)\b",
            )
            .expect("a valid expression")
        });
        self.lines.iter().all(|line| line.mark != Mark::Error) && SHOWS.is_match(&self.runs())
    }

    /// Whether it looks as if it ran to look at what others left, or to take it back.
    pub(super) fn looks_back(&self) -> bool {
        self.name.is_some_and(|name| LOOKS_BACK.is_match(name))
    }

    /// Whether it only tells of other steps, and this is one of them.
    pub(super) fn tells_of(&self, other: &Step) -> bool {
        self.job == other.job && self.follows() && !other.follows()
    }

    /// Whether it printed what only a step does that works, or printed it into a file, and does not just end the job for others.
    pub(super) fn works(&self) -> bool {
        let told = self
            .lines
            .iter()
            .zip(&self.header)
            .filter(|(line, header)| !**header && line.mark == Mark::Plain && !line.text.trim().is_empty());
        let is_quiet = self.name.is_some_and(|name| name.contains(" > "));
        !self.follows() && !self.looks_back() && (told.count() >= WORK || is_quiet)
    }

    /// Whether it only tells of other steps. Options of a command do not count: tests write reports too.
    fn follows(&self) -> bool {
        let what = |name: &'_ str| name.find(" -").filter(|_| name.starts_with("Run ")).unwrap_or(name.len());
        self.name.is_some_and(|name| FOLLOWS.is_match(&name[..what(name)]))
    }
}

/// Whether a line says something of its own, and is no part of what an error shows of itself: its frames and its fields.
fn is_told(text: &str) -> bool {
    !text.trim().is_empty() && !text.starts_with([' ', '\t', '}', ']'])
}

/// Which lines are the head of a step.
fn header(lines: &[&Line]) -> Vec<bool> {
    if !lines.iter().any(|line| line.mark == Mark::Group) {
        return header_of_copy(lines);
    }
    let mut inside = false;
    lines
        .iter()
        .map(|line| {
            match line.mark {
                Mark::Group => inside = line.text.starts_with("Run "),
                Mark::EndGroup => inside = false,
                _ => return inside,
            }
            true
        })
        .collect()
}

/// A copy of the page has no groups: there the script ends with its shell, and the environment is told by its indentation.
fn header_of_copy(lines: &[&Line]) -> Vec<bool> {
    let is_shell = |line: &&Line| line.text.trim_start().starts_with("shell: ");
    let script = match lines.first() {
        Some(first) if first.text.starts_with("Run ") => lines.iter().position(is_shell).unwrap_or(0) + 1,
        _ => 0,
    };
    let mut inside = false;
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let is_key = matches!(line.text.trim_start(), "env:" | "with:") || is_shell(line);
            inside = at < HEAD && is_key || inside && line.text.starts_with("  ");
            at < script || inside
        })
        .collect()
}
