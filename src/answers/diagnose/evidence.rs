//! Which lines of a failed step are evidence, and which cause they speak for most.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::causes::{Cause, Rank, TABLE};
use super::log::{Line, Mark};
use super::reason;

/// The cause that the lines of a step speak for.
pub(super) struct Verdict {
    pub cause: &'static Cause,
    /// How much the lines tell that speak for it.
    pub rank: Rank,
    /// What the lines that speak for it say; the first names it best.
    pub said: Vec<String>,
    /// The line next to the first one that names what it is about.
    pub beside: Option<String>,
    /// Why the first test failed that they name.
    pub reason: Option<String>,
    /// What else failed in the step, where its tool runs several and lists them.
    pub among: Option<String>,
    /// What the first one announces by a colon at its end.
    pub announced: Option<String>,
    /// Where the first and the last of the lines stand.
    first: usize,
    last: usize,
}

/// What a program is told by another: the number of a layer, the name of a package or service, the time.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
        \#\d+\ (?:\d+\.\d+\ )?                        # layers of an image
        | \d+\.\d{2,3}\                               # the same, once more at its end
        | [\w.-]+-\d+\s+\|\                           # services of Compose
        | @?[\w/.-]*\w:[a-z][\w-]*:\                  # packages of a monorepo
        | (?:packages|apps|libs)/\S+\ [\w:-]+:\       # the same, of pnpm
        | \[\d\d:\d\d:\d\d\]:?\ (?:▸\ )?              # times
        | \d\d:\d\d:\d\d\ {2,}
        | \d{4}[/-]\d\d[/-]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\s+
        | \[\d\]\                                     # programs that run side by side
        )",
    )
    .expect("a valid expression")
});

/// What fails nothing: remarks, what will be tried again, what passed, titles of commits, a script that is echoed.
pub(super) static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        ^\s*(?:[\d\[(:T.,+'-]\S*\s+){0,3}\[?(?:DEBUG|INFO|TRACE|NOTICE|WARN|WARNING)\b
        | ^\W*(?:npm\ (?:warn|WARN|notice)|yarn\ warn|[Ww]arning\b|notice:|debug\b|info\b|note:|hint:|DEPRECATION)
        | ^\s*\d+:\d+\s+warning\b | \bwarning(?:\ [A-Z]+\d+)?:\ | \[warn(?:ing)?\]
        | level=(?:info|debug|warn) | .level.:\s?.(?:info|debug|warn)
        | (?:^|[.,;:!]\ ?|\]\ )[Rr]etrying\b | \b[Ww]ill\ (?:retry|try\ again) | [Tt]rying\ again
        | \b[Aa]ttempt\ \#?\d+\ ?(?:of|/)\ ?\d+ | \b[Rr]etry\ (?:in|attempt|\#?\d)
        | ^\s*(?:✓|✔|√|✅|ok\ \d+|ok\s|PASS(?:ED)?\b|---\ PASS|===\ (?:RUN|PAUSE|CONT|NAME)|\[\s+(?:OK|RUN|PASSED)\s+\])
        | \.\.\.\s?(?:ok|ignored|passed)$ | \sPASSED(?:\s+\[.*)?$ | [^t]\s+(?:ok|OK|passed)$ | ^\s*\d+\.\ \S | \.{5,}(?:Passed|Skipped)$
        | ^\s*(?:[*-]\ )?(?:[0-9a-f]{7,40}\ )?(?:feat|fix|chore|docs|refactor|perf|style|revert)(?:\([^)]*\))?!?:\ \S
        | ^\s*[*-]\ .*\(\#\d+\)\s*$ | ^[0-9a-f]{7,40}\ \S | ^HEAD\ is\ now\ at | \bcommit\ message\b
        | ^\++\ \S | Terraform\ exited\ with\ code",
    )
    .expect("a valid expression")
});

/// The word of a program that what it said before is tried once more.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[.,;:!] ?|\] )retrying\b|will (?:retry|try again)|trying again|\bretry (?:in|attempt|#?\d)|\battempt #?\d+ ?(?:of|/) ?\d+|before trying again|[1-9]\d* retries left")
        .expect("a valid expression")
});

/// What stands between the reason and the end, and says nothing.
pub(super) static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*$ | ^npm\ (?:ERR!|error)(?:\s*$|.*(?:complete\ log|debug-\d))
        | ^g?make(?:\[\d+\])?:\ | ELIFECYCLE|^error\ Command\ failed|^info\ Visit | ^\s*at\ \S | ^-+$ | ^\s+\^
        | ^Dockerfile:\d+ | ^\s*\d+\ \|\ | ^Cleaning\ up | ^error:\ could\ not\ compile",
    )
    .expect("a valid expression")
});

/// What says only that something failed.
pub(super) static SAYS_NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        exit(?:ed)?(?:\ with)?\ (?:code|status) | exited(?:\ with)?\ \(?\d+\)?$
        | ^(?:error:\ )?(?:the\ )?(?:process|command|operation|task|script|job|step|build|action|docker\ run)s?\ .{0,80}(?:failed|cancell?ed)\.?$
        | ^\W*(?:\w+:\ )?(?:[\w-]+\ ){0,4}(?:script|scan|check|lint|tests?|build|action|job|step|run|command|task|release|deploy\w*|workflow)s?\ (?:has\ |have\ )?failed
            (?:\ (?:after|in)\ \S+|\ with\ an\ exception)?\W*$
        | ^(?:\w+:\ )?(?:some\ )?(?:issues|problems|errors|violations)\ (?:were\ )?found\W*$ | found\ at\ least\ one\ issue | ^failed\.?$",
    )
    .expect("a valid expression")
});

/// How many lines after an error a program may say that it tries again.
pub(super) const SOON: usize = 4;
/// How near to the end words must stand that many programs print.
const NEAR: usize = 25;

/// What a line says, without what other programs put before it.
pub(super) fn said(text: &str) -> &str {
    let mut text = text;
    while let Some(prefix) = PREFIX.find(text).filter(|prefix| prefix.end() < text.len()) {
        text = &text[prefix.end()..];
    }
    text
}

/// What a line says; of an error with the word for it, if the table knows it so: the runner writes a mark instead.
fn with_its_mark(line: &Line) -> Cow<'_, str> {
    let text = said(&line.text);
    if line.mark != Mark::Error || SAYS_NOTHING.is_match(text) || !TABLE.of(text).is_empty() {
        return text.into();
    }
    let marked = format!("Error: {text}");
    if TABLE.of(&marked).is_empty() { text.into() } else { marked.into() }
}

/// Weighs what the lines of a step say; `runs` is what the step runs, `header` tells which lines repeat that.
///
/// A sign counts more the more it tells, the nearer it stands to the end, and if the step runs the tool that says so. Of
/// equals the later wins. Words that many programs print count near the end only. Where nothing counts there is no verdict.
pub(super) fn weigh(lines: &[&Line], header: &[bool], runs: &str) -> Option<Verdict> {
    let said: Vec<Cow<str>> = lines.iter().map(|line| with_its_mark(line)).collect();
    let mut after = 0;
    let mut best: Option<(usize, Verdict)> = None;
    let mut parts: Vec<(&'static Cause, &str)> = Vec::new();
    for at in (0..lines.len()).rev().filter(|at| !header[*at]) {
        let (text, mark) = (said[at].as_ref(), lines[at].mark);
        let is_remark = mark == Mark::Remark || mark != Mark::Error && REMARK.is_match(text);
        let causes = TABLE.of(text).into_iter().filter(|cause| cause.quiet || !is_remark);
        // What says only that something failed tells no more than that, whatever it names.
        let says_nothing = SAYS_NOTHING.is_match(text);
        let rank = |cause: &Cause| if says_nothing { Rank::Wrapper } else { cause.rank };
        let causes: Vec<_> =
            causes.filter(|cause| cause.is_possible(runs) && (rank(cause) != Rank::Common || after < NEAR)).collect();
        let is_tried_again = !causes.is_empty()
            && mark != Mark::Error
            && said[at + 1..].iter().take(SOON).any(|later| AGAIN.is_match(later));
        let only_passes_on = mark == Mark::Error || TRAILER.is_match(text) || is_remark;
        if !only_passes_on && (causes.is_empty() || causes.iter().any(|cause| rank(cause) != Rank::Wrapper)) {
            after += 1;
        }
        if is_tried_again {
            continue;
        }
        let has_passed = at.checked_sub(1).is_some_and(|before| REMARK.is_match(&said[before]));
        for cause in causes {
            let rank = rank(cause);
            if rank == Rank::Wrapper && cause.lists() && cause.fits(runs) && !has_passed {
                parts.push((cause, text));
            }
            let score = score(rank, after, cause.fits(runs));
            match &mut best {
                Some((_, held)) if std::ptr::eq(held.cause, cause) && (held.rank == rank || says_nothing) => {
                    held.said.push(text.to_owned());
                    held.first = at;
                }
                Some((most, held)) if (*most, held.rank == Rank::Test) >= (score, rank == Rank::Test) => {}
                _ => {
                    let said = vec![text.to_owned()];
                    best = Some((
                        score,
                        Verdict {
                            cause,
                            rank,
                            said,
                            beside: None,
                            reason: None,
                            among: None,
                            announced: None,
                            first: at,
                            last: at,
                        },
                    ));
                }
            }
        }
    }
    best.map(|(_, mut verdict)| {
        // A tool tells first what the rest follows from; of words that many programs print the last ones count.
        if matches!(verdict.rank, Rank::Tool | Rank::Test) || verdict.cause.lists() {
            verdict.said.reverse();
        } else {
            verdict.first = verdict.last;
        }
        let texts: Vec<&str> = said.iter().map(AsRef::as_ref).collect();
        verdict.beside = verdict.cause.beside(&texts, verdict.first).map(str::to_owned);
        verdict.announced = announced(&texts[verdict.first..]).map(str::to_owned);
        verdict.among = among(verdict.cause, &parts);
        if verdict.cause.is_of_tests() {
            let printed: Vec<&str> =
                texts.iter().zip(header).filter(|(_, header)| !**header).map(|(text, _)| *text).collect();
            name_tests(&mut verdict, &printed);
        }
        verdict
    })
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
    (names.len() > 1).then(|| whole.message(&of_it, None).0)
}

/// Leaves out of what names failed tests those that passed when they were run once more, and looks up why the first failed.
fn name_tests(verdict: &mut Verdict, lines: &[&str]) {
    let again = reason::flaky(lines);
    let failed = |said: &String| {
        let test = verdict.cause.each(said);
        test.is_none_or(|test| !again.iter().any(|line| reason::ends_with(line, &test)))
    };
    let failed: Vec<String> = verdict.said.iter().filter(|said| failed(said)).cloned().collect();
    if !failed.is_empty() {
        verdict.said = failed;
    }
    let tests: Vec<String> = verdict.said.iter().filter_map(|said| verdict.cause.each(said)).collect();
    let also: Vec<&str> = tests.iter().map(String::as_str).collect();
    verdict.reason = also.iter().find_map(|test| reason::reason(lines, test, &also));
}

/// What the first of some lines announces by a colon at its end; headings and empty lines between do not count.
pub(super) fn announced<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let (first, rest) = lines.split_first()?;
    let mut rest = rest.iter().take(SOON).map(|line| line.trim());
    let is_told = |line: &&str| line.chars().any(char::is_alphabetic) && !line.ends_with(':');
    rest.find(is_told).filter(|_| first.trim_end().ends_with([':', '=']))
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
