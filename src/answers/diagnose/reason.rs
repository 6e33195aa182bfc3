//! Why a test failed, in the words of its runner.

use std::sync::LazyLock;

use regex::Regex;

use super::chain::root;
use super::stated::quoted;
use super::words::{REMARK, SAYS_NOTHING};

/// How runners state why a test failed; the first thing captured is what is quoted.
static REASONS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [
        r"\bpanicked at (.+)$",
        r"^E {2,}(\S.*)$",
        r"^\s*Failure/Error: (\S.*)$",
        r"^\s*(Failed asserting that .+)$",
        r"^\s*(Assertion with .+ failed)$",
        r"^\s+\*\* (\([\w.]+\) .+)$",
        r"^\s+(\S+_test\.go:\d+: *\S.*)$",
        r"^\s+(?:testing\.go:\d+: )?((?:race detected during execution of test|test timed out after).*)$",
        r"^\s+Error: {2,}\t?\s*(\S.*)$",
        r"^\s+Error:\s*\t\s*(\S.*)$",
        r"^(?:\S*/)?([^\s/]+\.\w+:\d+: error: -?\[?[\w. ]+\]? : .+)$",
        r"^\s*(expect\(.+\)\.\S+.*)$",
        r"^\W{0,6}(?:error: )?((?:Uncaught )?(?:[\w$]+[.:$\\])*\w*(?:Error|Exception|Failure)(?: \[\w+\])?: \S.*)$",
        r"^\s*(?:→ )?((?:AssertionError|Assert\.\w+\(\) Failure).*)$",
        r"^\s*(Expected: \S.*)$",
        r"^\s*((?:Expression|Evaluated): \S.*)$",
        r"^\s*(?:\w+: )?((?:[Ee]xpected|[Ww]anted|[Gg]ot) \S.*[ ,](?:but|got|to|found|was|want|wanted|instead)\b.+)$",
        r"^\s*((?:Expected|Actual|Received|expected|actual|got|want|left|right) *: \S.*)$",
        r"^SUMMARY: (\w+Sanitizer: .+)$",
        r"^(\S+:\d+:\d+: runtime error: .+)$",
        r"^#\s+(Failed test .+)$",
        r"^\s*── (?:Failure|Error) \(.+?\): (.+?) ─*$",
        r"^\s*((?:REQUIRE|CHECK)(?:_\w+)?\(.+\))$",
        r"\*\*\*(Exception: \w+|Timeout)\b",
        r"\((SEGFAULT|SIGSEGV|Timeout|Subprocess aborted|ILLEGAL|BUS_ERROR|SIGTRAP)\)",
        r"\b(SIG(?:SEGV|ABRT|BUS|ILL|FPE)(?: \[[^\]]*\])?)",
        r"^(?:\S*/)?([^\s/]+\.\w+:\d+: Failure)$",
        r"^\s*((?:Test timeout of|Timed out (?:after|retrying|waiting)) .+)$",
        r"^\s*(?:TRY \d+ )?((?:TMT|TIMEOUT) \[\s*[\d.]+s\])",
        r"^# +(.*`.+' failed.*)$",
        r"^.{0,120}\b([Aa]ssert(?:ion)? ?[`'‘“(].+ failed\b.*)$",
        r"^\s*((?:[Aa]ssertion failed|ASSERTION FAILED)\b.*)$",
        r"^\s*((?:[Ee]xpected|EXPECTED|[Aa]ctual|[Gg]ot|[Ww]ant(?:ed)?)\b[^:]{0,20}:)$",
        r"^\s*(\S.* (?:!=|/=|<>|≠|(?:(?:does|did|is|are|was) )?not equal(?: to)?|(?:should|must) (?:be|have|equal|contain|match)) \S.*)$",
        r"^\s+(?:message|error): ?(?:[|>]-?)?'?(\w.{3,})$",
    ];
    shapes.map(|shape| Regex::new(shape).expect("a valid expression")).into()
});

/// What goes on with what a reason compares.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:#\s+)?[-+]?\s*(?:expected|received|actual|which|locator|timeout|evaluated|but (?:was|got)|got|want|code|left|right|error|value of|to (?:be|include|contain|match|equal))(?: \w+){0,3} *: *\S|^\s*[-+] +[^\s-].*$|^\s*[-+][^\s+-]",
    )
    .expect("a valid expression")
});

/// Whether a line is one side of what is compared.
pub(super) fn compares(line: &str) -> bool {
    static SIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:expected|received|actual|found|required|got|want(?:ed)?)(?: \w+)? *: *\S")
            .expect("a valid expression")
    });
    SIDE.is_match(line.trim())
}

/// The titles of the two sides of a comparison, and how a value begins that has many parts.
static SIDES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:[-+]{1,3} (?:Expected|Received|Actual)\b[^:]*|@@.*@@|\+ expected - actual|\w* ?[\[{(]|[↓↑^]+(?: \(pos \d+\))?|#\s+at \S+ line \d+\.)$")
        .expect("a valid expression")
});

/// What names or shows what was tested; what came of it stands below.
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:── (?:Failure|Error) \(|Failure/Error: )").expect("a valid expression"));

/// A heading that names what the next line is about.
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*--- FAIL: (\S+)|^\s+(\w[^:]{4,100}):$").expect("a valid expression"));

/// A test that failed and passed when it was run once more.
static PASSED_AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:FLAKY \d+/\d+|TRY \d+ PASS) \[[^\]]*\](?: \([^)]*\))?\s+(.+)$").expect("a valid expression")
});

/// The heading of a list of such tests.
static FLAKY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:\d+ flaky|\[WARNING\] Flakes:)\s*$").expect("a valid expression"));

/// What Maven says of each run of a test in such a list.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\[(?:ERROR|INFO)\]\s*(?:Run \d+: .*)?$").expect("a valid expression"));

/// The first line that a comparison shows as missing, and the first in its place.
fn difference(lines: &[&str]) -> Option<String> {
    static SIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:E +)?\s*(?P<side>[-+])\s?\s*(?P<words>[^\s+-].*?)\s*$").expect("a valid expression")
    });
    let side = |sign: &str| {
        let mut told = lines.iter().filter(|line| !SIDES.is_match(line)).filter_map(|line| SIDE.captures(line));
        let is_title =
            |words: &str| ["Snapshot ", "Received ", "Expected", "Actual"].iter().any(|title| words.starts_with(title));
        told.find(|found| found["side"] == *sign && !is_title(&found["words"])).map(|found| found["words"].to_owned())
    };
    Some(format!("(- {} + {})", quoted(&side("-")?), quoted(&side("+")?)))
}

/// What pytest says of the value that an assertion is about.
static CALLED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^E +\+ +where (\S.+)$").expect("a valid expression"));

/// What a test of a browser waited for, in the log of its calls.
static WAITING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*- waiting for (.+?)\s*$").expect("a valid expression"));

/// What a runner says, behind the comparison, of a snapshot that nobody committed.
const UNWRITTEN: &str = "New snapshot was not written";

/// How far from a line that names a test its reason may stand.
const REACH: usize = 60;
/// How far above the first line that names a test its reason may stand.
const ABOVE: usize = 20;
/// How many values a comparison may list below its title.
const VALUES: usize = 4;
/// How many lines a comparison may have, with empty ones between.
const LONGEST: usize = 8;

/// The first reason that stands behind a line that names the test. `also` is what names other tests that failed: there its
/// lines end. A reason that stands above is found by the title that the details have.
pub(super) fn reason(lines: &[&str], test: &str, also: &[&str]) -> Option<String> {
    let name = short(test);
    let others: Vec<&str> = also.iter().map(|other| short(other)).filter(|other| !names(name, other)).collect();
    let is_of_other = |line: &str| !names(line, name) && others.iter().any(|other| names(line, other));
    let named: Vec<usize> = (0..lines.len()).filter(|at| names(lines[*at], name)).collect();
    let below = named.iter().find_map(|at| {
        let end = lines.len().min(at + REACH);
        let end = (at + 1..end).find(|at| is_of_other(lines[*at])).unwrap_or(end);
        let unwritten = lines[*at..end].iter().find(|line| line.trim_start().starts_with(UNWRITTEN));
        unwritten.map(|line| quoted(line)).or_else(|| (*at..end).find_map(|at| stated(lines, at, name)))
    });
    let block = named.first().map_or(&[][..], |first| &lines[*first..lines.len().min(first + REACH)]);
    let told = |shape: &Regex| block.iter().find_map(|line| Some(shape.captures(line)?.get(1)?.as_str().to_owned()));
    let below = below.map(|why| {
        let is_of_browser = ["imeout", "not found", "visible"].iter().any(|word| why.contains(word));
        if let Some(what) = told(&WAITING).filter(|_| is_of_browser) {
            return format!("{why}, waiting for {what}");
        }
        if let Some(call) = told(&CALLED).filter(|_| why.starts_with("assert ")) {
            return format!("{why}, where {}", quoted(&call));
        }
        let is_bare = why.starts_with("Failed asserting that two")
            || why.ends_with("toMatchSnapshot()")
            || why.contains("assert ") && why.contains("...");
        difference(block).filter(|_| is_bare).map_or(why.clone(), |differs| format!("{why} {differs}"))
    });
    // Some runners print what a test says before they name it.
    below.or_else(|| {
        let first = *named.first()?;
        let is_end = |at: &usize| REMARK.is_match(lines[*at]) || is_of_other(lines[*at]);
        let start =
            (first.saturating_sub(ABOVE)..first).rev().find(is_end).map_or(first.saturating_sub(ABOVE), |at| at + 1);
        (start..first).find_map(|at| stated(lines, at, name))
    })
}

/// What the lines say of tests that failed and passed when they were run once more: each line ends with the name of one.
pub(super) fn flaky<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    let mut list: Option<usize> = None;
    let mut is_of_maven = false;
    for line in lines {
        let passed = PASSED_AGAIN.captures(line).and_then(|passed| passed.get(1));
        let listed_by_maven = line.strip_prefix("[WARNING] ").filter(|name| !name.contains(' '));
        if is_of_maven && list.is_some() && RUN.is_match(line) {
            continue;
        }
        if FLAKY.is_match(line) {
            is_of_maven = line.starts_with('[');
            list = Some(indent(line));
        } else if let Some(passed) = passed {
            found.push(passed.as_str());
        } else if let Some(name) = listed_by_maven.filter(|_| is_of_maven && list.is_some()) {
            found.push(bare(name));
        } else if list.is_some_and(|title| indent(line) > title) {
            found.push(bare(line));
        } else {
            list = None;
        }
    }
    found
}

/// Whether such a line is about the test.
pub(super) fn ends_with(line: &str, test: &str) -> bool {
    let test = bare(test);
    line.strip_suffix(test)
        .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// A name without the rule that fills its line.
fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '─' | '\'' | '"'))
}

/// What of the name of a test stands wherever it is named.
fn short(test: &str) -> &str {
    let test = test.split(" - ").next().unwrap_or(test);
    let name = [" # ", " › ", " > ", "::"].iter().fold(test, |name, sign| name.rsplit(sign).next().unwrap_or(name));
    let name = bare(name);
    if name.is_empty() { test } else { name }
}

/// Whether a line names a test, and not one whose name goes on.
fn names(line: &str, test: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(test).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(is_word)
            && !line[at + test.len()..].chars().next().is_some_and(is_word)
    })
}

fn stated(lines: &[&str], at: usize, name: &str) -> Option<String> {
    let line = lines[at];
    if REMARK.is_match(line) || SAYS_NOTHING.is_match(line) {
        return None;
    }
    let found = REASONS.iter().find_map(|shape| Some(shape.captures(line)?.get(1)?.as_str().trim()))?;
    if found.starts_with("race detected") {
        return Some(race(lines, at).unwrap_or_else(|| quoted(found)));
    }
    let below = &lines[at + 1..];
    // Of RSpec the expression comes first, and below an empty line what came of it.
    let blank = below.iter().take(LONGEST).position(|line| line.trim().is_empty());
    let skipped =
        blank.filter(|_| line.trim_start().starts_with("Failure/Error: ") && !COMPARED.is_match(below[0])).unwrap_or(0);
    let mut rest = below[skipped..].iter().take(LONGEST).map(|line| line.trim_end()).filter(|line| !line.is_empty());
    let mut all: Vec<&str> = vec![found];
    if TITLE.is_match(line) {
        all.extend(rest.next().filter(|next| !next.trim_start().starts_with('#')));
    }
    if let Some(expansion) = rest.clone().next().filter(|next| next.trim() == "with expansion:") {
        all.push(expansion);
        all.extend(rest.by_ref().nth(1));
    }
    // A place announces its message.
    if found.ends_with(':') || found.ends_with(": Failure") {
        all.extend(rest.next());
    }
    if all.len() > 1 && all.last().is_some_and(|last| last.ends_with(':')) {
        let values = rest.clone().take(VALUES).take_while(|line| line.starts_with("  "));
        all.extend(values);
    }
    all.extend(rest.filter(|line| !SIDES.is_match(line)).take_while(|line| COMPARED.is_match(line)));
    let above = lines[..at].iter().rev().find(|line| !line.trim().is_empty());
    let heading = above.and_then(|above| HEADING.captures(above)).and_then(|found| found.get(1).or(found.get(2)));
    let case = case(lines, at);
    let heading = heading
        .map(|heading| heading.as_str())
        .or(case.as_deref())
        .filter(|heading| !names(name, heading) && !heading.contains(name));
    let mut words = String::new();
    for part in heading.into_iter().chain(all) {
        let joint = match words.chars().next_back() {
            None => "",
            Some(':') => " ",
            Some(_) if heading.is_some_and(|heading| words == heading) => ": ",
            Some(_) => ", ",
        };
        words.push_str(joint);
        words.push_str(part.trim_start_matches(['#', ' ', '\t']).trim_end().trim_end_matches(','));
    }
    Some(match root(lines, at).filter(|root| !words.contains(root.as_str())) {
        Some(root) => format!("{}, caused by: {root}", quoted(&words)),
        None => quoted(&words),
    })
}

/// The test case that Catch2 names between two rules above an assertion, with its sections.
fn case(lines: &[&str], at: usize) -> Option<String> {
    let is_rule = |line: &&str, of: char| line.len() > 20 && line.chars().all(|c| c == of);
    let start = at.saturating_sub(ABOVE);
    let above = &lines[start..at];
    let end = above.iter().rposition(|line| is_rule(line, '.'))?;
    let end = above[..end].iter().rposition(|line| is_rule(line, '-'))?;
    let start = above[..end].iter().rposition(|line| is_rule(line, '-'))?;
    Some(above[start + 1..end].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" > "))
}

/// The two places that a race of Go is between: what each does there, its function, and its file and line.
fn race(lines: &[&str], at: usize) -> Option<String> {
    let start = lines[..at].iter().rposition(|line| line.contains("DATA RACE"))?;
    let places = lines[start + 1..at].windows(3).filter_map(|lines| {
        let (does, _) = lines[0].split_once(" at 0x")?;
        let place = lines[2].trim().split(" +0x").next()?;
        let file = place.rsplit('/').next()?;
        Some(format!("{} in {} ({file})", does.trim(), lines[1].trim().rsplit('/').next()?))
    });
    Some(quoted(&format!("DATA RACE: {}", places.take(2).collect::<Vec<_>>().join(", "))))
}
