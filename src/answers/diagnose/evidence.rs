//! Which lines of a failed step are evidence, and which cause they speak for most.

use std::borrow::Cow;

use super::beside;
use super::causes::{Cause, Rank, TABLE};
use super::chain;
use super::log::{Line, Mark};
use super::reason;
use super::stated;
use super::words::{self, AGAIN, PASSED, REMARK, SAYS_NOTHING, SOON, TRAILER, said};

/// The cause that the lines of a step speak for.
pub(super) struct Verdict {
    pub cause: &'static Cause,
    /// How much the lines tell that speak for it.
    pub rank: Rank,
    /// What the lines that speak for it say; the first names it best.
    pub said: Vec<String>,
    /// Whether one of them is marked as an error.
    pub is_marked: bool,
    /// The lines next to the first one that name what it is about.
    pub beside: Vec<String>,
    /// The lines around the first one, as they stand.
    pub around: Vec<String>,
    /// Why the first test failed that they name.
    pub reason: Option<String>,
    /// What else failed in the step, where its tool runs several and lists them.
    pub among: Option<String>,
    /// The last cause that stands below the first one.
    pub root: Option<String>,
    /// What the first one announces by a colon at its end.
    pub announced: Option<String>,
    /// The place that stands next to the first one.
    pub place: Option<String>,
    /// Why something was tried again before, if it was for a known reason.
    pub retried: Option<String>,
}

/// A cause that lines speak for, while others may still speak for another.
struct Candidate {
    cause: &'static Cause,
    rank: Rank,
    score: usize,
    /// Where the lines stand, the last first.
    said: Vec<usize>,
}

/// How near to the end words must stand that many programs print.
const NEAR: usize = 25;

/// How far around the line that tells most its neighbours are looked for, and how many are shown.
const FAR: usize = 6;
const ABOVE: usize = 2;
const BELOW: usize = 3;

/// How many lines the details of a failure may have.
const DETAILS: usize = 60;

/// What a line says; of an error with the word for it, if the table knows it so: the runner writes a mark instead.
fn with_its_mark(line: &Line) -> Cow<'_, str> {
    let text = said(&line.text);
    if line.mark != Mark::Error || SAYS_NOTHING.is_match(text) || !TABLE.of(text).is_empty() {
        return text.into();
    }
    let marked = [format!("Error: {text}"), format!("[ERROR] {}", text.trim_start())];
    marked.into_iter().find(|marked| !TABLE.of(marked).is_empty()).map_or(text.into(), Cow::from)
}

/// Weighs what the lines of a step say; `runs` is what the step runs, `header` tells which lines repeat that.
///
/// A sign counts more the more it tells, the nearer it stands to the end, and if the step runs the tool that says so. Of
/// equals the later wins. Words that many programs print count near the end only. Where nothing counts there is no verdict.
pub(super) fn weigh(lines: &[&Line], header: &[bool], runs: &str) -> Option<Verdict> {
    let said: Vec<Cow<str>> = lines.iter().map(|line| with_its_mark(line)).collect();
    let mut after = 0;
    let mut best: Option<Candidate> = None;
    let mut parts: Vec<(&'static Cause, &str)> = Vec::new();
    let texts: Vec<&str> = said.iter().map(AsRef::as_ref).collect();
    // What fails nothing is no evidence, as what the runner repeats is not.
    let is_error = |at: usize| lines[at].mark == Mark::Error;
    let asides = words::asides(&texts).into_iter().enumerate().map(|(at, aside)| aside && !is_error(at));
    let header: Vec<bool> = asides.zip(header).map(|(aside, header)| aside || *header).collect();
    for at in (0..lines.len()).rev().filter(|at| !header[*at]) {
        let (text, mark) = (said[at].as_ref(), lines[at].mark);
        let passed = said.get(at + 1).is_some_and(|next| PASSED.is_match(next));
        let is_remark = mark == Mark::Remark || mark != Mark::Error && (passed || REMARK.is_match(text));
        let causes = TABLE.of(text).into_iter().filter(|cause| cause.quiet && !passed || !is_remark);
        // What says only that something failed tells no more than that, whatever it names.
        let nothing = SAYS_NOTHING.find(text).map(|found| found.end());
        let tells = |cause: &Cause| {
            let speaks_to = |end: usize| cause.spoken_at(text).is_some_and(|spoken| spoken >= end);
            cause.rank == Rank::Test || nothing.is_none_or(|end| cause.rank == Rank::Root && speaks_to(end))
        };
        let rank = |cause: &Cause| if tells(cause) { cause.rank } else { Rank::Wrapper };
        let causes: Vec<_> =
            causes.filter(|cause| cause.is_possible(runs) && (rank(cause) != Rank::Common || after < NEAR)).collect();
        let is_tried_again = !causes.is_empty()
            && mark != Mark::Error
            && said[at + 1..].iter().take(SOON).any(|later| AGAIN.is_match(later));
        let is_repeated = said.get(at + 1).is_some_and(|next| next == text);
        let only_passes_on = is_repeated || mark == Mark::Error || TRAILER.is_match(text) || is_remark;
        if !only_passes_on && (causes.is_empty() || causes.iter().any(|cause| rank(cause) != Rank::Wrapper)) {
            after += 1;
        }
        let has_passed = at.checked_sub(1).is_some_and(|before| REMARK.is_match(&said[before]));
        // What a runner of hooks prints below one that passed is about it too.
        let is_of_passed = |before: &Cow<str>| words::HOOK_PASSED.is_match(before);
        if is_tried_again || is_ignored(&said[at + 1..]) || has_passed && is_of_passed(&said[at - 1]) {
            continue;
        }
        for cause in causes {
            let rank = rank(cause);
            if rank == Rank::Wrapper && cause.lists() && cause.fits(runs) && !has_passed {
                parts.push((cause, text));
            }
            let score = score(rank, after, cause.fits(runs));
            match &mut best {
                Some(held) if std::ptr::eq(held.cause, cause) && held.rank == rank => {
                    held.said.push(at);
                }
                Some(held) if (held.score, held.rank) >= (score, rank) => {}
                _ => best = Some(Candidate { cause, rank, score, said: vec![at] }),
            }
        }
    }
    best.map(|candidate| {
        let is_marked = candidate.said.iter().any(|at| is_error(*at));
        Verdict { is_marked, ..candidate.judged(&texts, &header, &parts) }
    })
}

impl Candidate {
    /// The verdict, with what the other lines of the step add.
    fn judged(mut self, lines: &[&str], header: &[bool], parts: &[(&'static Cause, &str)]) -> Verdict {
        let Self { cause, rank, .. } = self;
        // A tool tells first what the rest follows from, of what it weighs itself the worst; of words that many programs
        // print the last ones count.
        if matches!(rank, Rank::Tool | Rank::Test) || cause.lists() {
            self.said.reverse();
            let weight = |at: &usize| words::severity(lines[*at]);
            let is_weighed = |at: &usize| !cause.is_of_tests() && weight(at).is_some();
            let worst = self.said.iter().filter_map(weight).max().filter(|_| is_weighed(&self.said[0]));
            if let Some(worst) = self.said.iter().position(|at| worst.is_some() && weight(at) == worst) {
                self.said[..=worst].rotate_right(1);
            }
        }
        let at = self.said[0];
        let reason = if cause.is_of_tests() {
            let printed = lines.iter().zip(header).filter(|(_, header)| !**header);
            // What sbt frames would be taken for remarks.
            let unframed = |line: &'_ str| line.strip_prefix("[info] ").map_or(line.len(), str::len);
            let printed: Vec<&str> = printed.map(|(line, _)| &line[line.len() - unframed(line)..]).collect();
            self.name_tests(lines, &printed)
        } else {
            None
        };
        // Where what it names says only that something failed, the cause does no more.
        let is_before = |line: &str, end: usize| cause.named_at(line).is_some_and(|named| named <= end);
        let says_nothing = |line: &str| {
            SAYS_NOTHING.find(line).is_some_and(|found| !is_before(line, found.start()))
                || stated::CONSEQUENCE.find(line).is_some_and(|found| !is_before(line, found.start()))
        };
        // What the step runs tells nothing of how it went.
        let around = || cause.beside(lines, at).filter(|at| !header[*at]);
        let is_remark = |line: &str| !cause.quiet && line.starts_with("warning: ");
        let telling = || around().filter(|at| !says_nothing(lines[*at]) && !is_remark(lines[*at]));
        let beside = telling().next();
        // Of what stands above, the nearest is about it; below it may go on.
        let more = telling().skip(1).filter(|below| *below > at).take(cause.most_beside().saturating_sub(1));
        let all_beside: Vec<usize> = beside.into_iter().chain(more).collect();
        let tells_nothing = beside.is_none() && around().next().is_some();
        let named = beside.unwrap_or(at);
        let mut said: Vec<String> = self.said.into_iter().map(|at| lines[at].to_owned()).collect();
        if let Some(first) = said.first_mut().filter(|_| !cause.is_of_tests()) {
            let longer = whole(first, &lines[at..], |line| cause.spoken_at(line));
            // What names it may be how it goes on.
            if beside.is_none_or(|beside| !longer.contains(lines[beside].trim())) {
                *first = longer;
            }
            // The cause of an exception tells less than what was thrown for it.
            let own = first.trim();
            let own = own.strip_prefix("Caused by: ").unwrap_or(own);
            let thrown = chain::thrown(lines, at).map(|thrown| format!("{thrown}, caused by: {own}"));
            if let Some(thrown) = thrown.filter(|thrown| cause.spoken_at(thrown).is_some()) {
                *first = thrown;
            }
        }
        let around = context(lines, header, at);
        Verdict {
            cause,
            around,
            rank: if tells_nothing { Rank::Wrapper } else { rank },
            said,
            is_marked: false,
            beside: all_beside
                .into_iter()
                .map(|at| whole(lines[at], &lines[at..], |line| cause.named_at(line)))
                .collect(),
            reason,
            place: beside::place(lines, named, named)
                .or_else(|| beside::place(lines, at, at))
                .or_else(|| beside::file_above(lines, at))
                .or_else(|| beside::file_above(lines, named)),
            root: chain::root(lines, at),
            retried: retried_for(lines, at, cause),
            among: among(cause, parts),
            announced: beside::announced_in_full(&lines[named..]).map(|announced| announced.words),
        }
    }

    /// Leaves out of what names failed tests those that passed when they were run once more; why the first failed.
    fn name_tests(&mut self, lines: &[&str], printed: &[&str]) -> Option<String> {
        let again = reason::flaky(printed);
        let has_failed = |at: &usize| {
            let test = self.cause.each(lines[*at]);
            test.is_none_or(|test| !again.iter().any(|line| reason::ends_with(line, &test)))
        };
        let failed: Vec<usize> = self.said.iter().copied().filter(has_failed).collect();
        if !failed.is_empty() {
            self.said = failed;
        }
        let tests: Vec<String> = self.said.iter().filter_map(|at| self.cause.each(lines[*at])).collect();
        let also: Vec<&str> = tests.iter().map(String::as_str).collect();
        also.iter().find_map(|test| reason::reason(printed, test, &also))
    }
}

/// The last reason for which something was tried again, right above what came of it, if it is another one.
fn retried_for(lines: &[&str], at: usize, cause: &Cause) -> Option<String> {
    let mut above = lines[at.saturating_sub(DETAILS / 4)..at].iter().rev();
    let is_other = |text: &str| TABLE.of(text).iter().any(|other| other.id != cause.id && other.rank != Rank::Wrapper);
    let again = above.find(|text| AGAIN.is_match(text))?;
    is_other(again).then(|| stated::quoted(again))
}

/// A line and those around it, as far as they belong to the same step and say anything.
fn context(lines: &[&str], header: &[bool], at: usize) -> Vec<String> {
    let told = |at: &usize| !header[*at];
    let says = |at: &usize| !TRAILER.is_match(lines[*at]) && !SAYS_NOTHING.is_match(lines[*at]);
    let mut above: Vec<usize> = (0..at).rev().take_while(told).take(FAR).filter(says).take(ABOVE).collect();
    above.reverse();
    let below = (at + 1..lines.len()).take_while(told).take(FAR).filter(says).take(BELOW);
    above.into_iter().chain([at]).chain(below).map(|at| lines[at].to_owned()).collect()
}

/// Whether the lines below one, behind its own details, say that the run goes on in spite of it.
fn is_ignored(below: &[Cow<str>]) -> bool {
    let next = below.iter().take(DETAILS).find(|line| !line.starts_with([' ', '\t']));
    next.is_some_and(|next| next.trim_end() == "...ignoring")
}

/// A line with how it goes on in those below, if what is read of it ends with it.
fn whole(line: &str, lines: &[&str], end: impl Fn(&str) -> Option<usize>) -> String {
    let is_read = |line: &str| end(line) == Some(line.len());
    let longer = beside::continued(lines).filter(|_| is_read(line)).map(|rest| format!("{line} {rest}"));
    longer.filter(|longer| is_read(longer)).unwrap_or_else(|| line.to_owned())
}

/// What a tool lists that ran several things in the step, of which the cause explains but one; the last come first.
fn among(cause: &Cause, parts: &[(&'static Cause, &str)]) -> Option<String> {
    let (whole, _) = parts.first().filter(|(whole, _)| whole.id != cause.id)?;
    let mut of_it: Vec<&str> =
        parts.iter().filter(|(part, _)| std::ptr::eq(*part, *whole)).map(|(_, line)| *line).collect();
    of_it.reverse();
    let mut names: Vec<String> = of_it.iter().filter_map(|line| whole.each(line)).collect();
    names.sort();
    names.dedup();
    (names.len() > 1).then(|| whole.message(&of_it, &[]).0)
}

fn score(rank: Rank, after: usize, fits: bool) -> usize {
    let rank = match rank {
        Rank::Wrapper => 1,
        Rank::Common => 4,
        Rank::Tool | Rank::Test => 6,
        Rank::Root => 8,
    };
    let place = match after {
        0..=6 => 3,
        7..=40 => 2,
        41..=300 => 1,
        _ => 0,
    };
    rank + place + if fits { 2 } else { 0 }
}
