//! What a step says of its end in the words of its own programs, to be quoted.

use std::sync::LazyLock;

use regex::Regex;

use super::beside::{ADVICE, HAS_PLACE, PLACE, announced_in_full, continued, listed, place};
use super::chain::root;
use super::log::{Line, Mark};
use super::words::{REMARK, SAYS_NOTHING, SOON, TRAILER, said};

/// How programs begin the line that says why they stop; the first thing captured is what is quoted.
static STATED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [
        // What the word for an error introduces.
        r"^\s*\W{0,4}(?:[\w.-]+: )?(?:[Ff]atal(?: [Ee]rror)?|FATAL(?: ERROR)?|[Cc]ritical|CRITICAL|[Ee]rror|ERROR|FAIL(?:ED|URE)?|panic)(?:\[[\w-]+\]| \(\w+\))?\]?[:!]\s+(\S.{5,})$",
        r"^\s*\W{0,4}(?:[\w.-]+: )?((?:[Ff]atal|FATAL|[Cc]ritical|CRITICAL|[Ee]rror|ERROR|FAIL(?:ED|URE)?)\]?\s+\S.{5,})$",
        r"^\[?((?:[\w.'/-]+:? ){1,4}(?:[Ee]rror|ERROR|exception): \S.{5,})$",
        r"^.{0,120}\b([Aa]ssertion [`'‘“].+ failed\b.*)$",
        r"^((?:[A-Za-z_]\w*\.)+[A-Z]\w+: \S.*)$",
        r"^\s*(\d+:\d+\s+error\s+\S.+)$",
        r"^.{0,80} errored after [^:]+: (.+)$",
        r"\berror=(.{5,})$",
        r"^\W{0,4}((?:[Ff]atal |[Uu]nexpected )?(?:[Ee]rror|ERROR)[:=])$",
        r"^E: (.+)$",
        r"^\s*[Cc]aused by: (\S.+)$",
        // What stands over a finding as a heading, with its file.
        r"^-- ([A-Z][A-Z '-]+ -{3,} \S+)$",
        // What PowerShell frames.
        r"^\s{2,}\| ([A-Z][^|]{8,})$",
        // What a logger writes behind its own name.
        r"^(?:[-\[]?\s?[\w.:/-]+\]? [-|] )+(?:ERROR|CRITICAL|FATAL)\b\s*[-|:\]]*\s*(\S.{5,})$",
        r"^\[(?:\d\d:\d\d:\d\d )?(?:ERR|FTL)\] (\S.{5,})$",
        // What is thrown.
        r#"^\W{0,4}(?:Unhandled exception[.:] |Exception in thread "[^"]*" |Uncaught )?((?:[\w$]+[.:]+)*\w*(?:Error|Exception|Failure)(?: \[\w+\])?: \S.*)$"#,
        r"^\S+:\d+:in [`'].+?': (.+)$",
        r"^thread '.*' (panicked at .+)$",
        r"^E {2,}(\w*(?:Error|Exception)\b.*)$",
        // What is written to a log.
        r#"(?i)\blevel=(?:error|fatal|panic)\b.*?\bmsg="((?:[^"\\]|\\.)+)""#,
        r#"(?i)"level":\s?"(?:error|fatal)".*?"(?:msg|message)":\s?"((?:[^"\\]|\\.)+)""#,
        r"^(\S.{15,}[.!] Exiting\.?)$",
        // What is marked with a cross.
        r"^\s*(?:✗|✘|✖|✕|×|❌|⨯|⛔|💥|🛑|🚨)\x{fe0f}?\s*(\S.{3,})$",
        // What a runner lists as failed.
        r"^\s*(\[(?:-|!|[xX✗✕✘]|FAIL(?:ED|URE)?\b[^\]]*|[Ff]ail(?:ed|ure)?\b[^\]]*|ERROR|[Ee]rror)\]:? \S.+)$",
        r"^\s*((?:FAIL(?:ED|URE)?|Fail(?:ed|ure)|ERROR|Error) (?:in|at|\d+) \S.+)$",
    ];
    shapes.map(|shape| Regex::new(shape).expect("a valid expression")).into()
});

/// What is marked with a cross.
static CROSSED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:✗|✘|✖|✕|×|❌|⨯)").expect("a valid expression"));

/// What says in the course of which work an error came, and not which.
static WHILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\berror (?:while|when|during) [^:]+$").expect("a valid expression"));

/// How a sentence begins that says the same without the word for it.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W{0,4}(?:[\w./-]+: )?(?:failed to|(?:could|can|did|does|do|must|is|was|are|were) ?(?:not|n.t)|unable to|invalid|missing|no such|no (?:[\w-]+ ){1,3}found|expected .+ (?:but|got|found)|unexpected|unsupported|unknown|aborting)\b.{3,}",
    )
    .expect("a valid expression")
});

/// A place in a file, and what is to be said of it.
static PLACED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:Line \d+,? [Cc]ol(?:umn)? \d+: \S.{5,}$|\[?(?:\w:)?[\w@./\\-]*[\w-]\.[a-zA-Z]\w{0,5}[:(]\d+(?:[:,]\d+)?[)\]]?:? ?\W{0,3}\w\S* .{3,})")
        .expect("a valid expression")
});

/// What programs put before each line of an error.
static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:npm (?:ERR!|error) (?:gyp ERR! )?|\[(?:ERROR|error|!)\]\s+|[│┃╷>|·-]\s+|##\[error\])+")
        .expect("a valid expression")
});

/// What stands behind a sentence and tells only a machine or where to read on.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s+Trace ID: \S+ Correlation ID: .*$|[.;,]?\s+(?:Please see|See|For more information,? (?:see|visit)):? https?://\S+.*$")
        .expect("a valid expression")
});

/// A sentence that says the same anywhere in it.
static REFUSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:do(?:es)?\ not\ exist | not\ found | (?:can|could)(?:not|\ not|n.t) | failed\ to | no\ such | unable\ to | (?:must|has\ to|have\ to)\ be
        | denied | refused | unauthori[sz]ed | forbidden | not\ (?:allowed|permitted|supported|a\ valid) | unsupported | (?:is|are)\ (?:required|missing)
        | expired | mismatch(?:ed)? | conflict(?:s|ing)? | overflow(?:s|ed)? | unresolved | undefined | error | fail(?:ed|ure)? | invalid | exception | should\ contain | at\ least\ one)\b",
    )
    .expect("a valid expression")
});

/// What announces a list of what is not as it should be.
///
/// Words are counted here and below, and what is counted is compiled as often: letters of ASCII keep that small.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W*(?:[1-9]\d* (?-u:[\w -]){3,60}|(?:the )?following (?-u:[\w ,'-]){3,80}|(?:(?-u:[\w-])+ ){0,6}(?:missing|unused|outdated|unformatted|invalid|failed|unvetted|not (?-u:\w)+)(?: (?-u:[\w-])+){0,4}):$",
    )
    .expect("a valid expression")
});

/// What a program prints behind the sentence by which it refuses its arguments.
static USAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:[Uu]sage|USAGE): |^\s*(?:Try|Run|See|For)\b.*(?:--?help\b|\bhelp\b)")
        .expect("a valid expression")
});

/// What only counts something.
static COUNT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\W*(?:\w+ )?\w+:\s+\d+$").expect("a valid expression"));

/// What states no more than that something else ended.
pub(super) static CONSEQUENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)^\W*(?:
            (?:(?-u:[\w'"./:@-])+\ ){0,8}(?:failed|unsuccessful|errored)\W*$
            | (?:\w+\ )?\w+:\s+\d+$
            | failed\ to\ (?:execute|run|complete|build|install|deploy|start|process)\b(?:\ (?-u:[\w-])+){0,4}\.?$
            | (?:error:\ )?there\ was\ an\ error\ (?:(?-u:[\w-])+\ ){1,6}(?-u:[\w-])+\W*$
            | (?:(?:error\ )?termination|some\ \w+\ (?:failed|did\ not)|encountered\ (?:a\ total\ of\ )?\d+)\b
        )
        | (?:failed|exited|returned|finished|ended)\ with\ (?:an?\ )?(?:exit\ |return\ |non-?zero\ |error\ )*(?:code|status|value|error)\b(?:[[:punct:]\ ]{0,3}-?\d|\W*$)
        | (?:\bfound\ (?:\d+\ )?(?:errors?|problems?|issues?) | \berrors?\ occurred | \bha(?:s|ve|d)\ (?:\d+\ )?warnings? | \bfailed\ validation)\W*$
        | non-zero\ (?:exit|status) | \breturned\ exit\ code | \b(?:sub)?process\ exited\b | \b(?:stopping|aborting|exiting|failed)\ due\ to\b
        | \b(?:pass(?:ed)?|skip(?:ped)?)[[:punct:]\ ]{0,3}\d+\b | \b\d+\ (?:pass(?:ed|ing)?|skipped)\b
        | ^command\ failed: | \bcompleted\ with\ (?:phase|status)[[:punct:]\ ]{1,3}failed\b
        | \bencountered\ an?\ (?:[\w-]+\ )?(?:error|problem)\b[^:]*$ | ^(?:[\w-]+:\ )?\S+\.\w+:\d+$"#,
    )
    .expect("a valid expression")
});

/// What fails because something warned, and what warns.
static WARNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bdue to (?:\d+ )?warnings?\b|\bwarnings?\b.* (?:treated|considered) as errors?|warnings-as-errors",
    )
    .expect("a valid expression")
});
static WARNING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\W*(?:\S+ )?[Ww]arning\b[^:]{0,40}: \S").expect("a valid expression"));

/// How many lines before the end an error that is stated may stand.
const NEAR: usize = 40;
/// How many where nothing nearer tells.
const FAR: usize = 400;
/// How many where only a sentence tells.
const NEARER: usize = 8;
/// How many errors that are marked may belong to one.
const FEW: usize = 4;
/// The most characters that are quoted, and how many of them from the beginning.
const LONGEST: usize = 240;
const HEAD: usize = 140;

/// The error that the lines end with, in their own words: of several that stand together the first, and one that only says
/// that something failed if no other does.
pub(super) fn stated(lines: &[&Line], header: &[bool]) -> Option<String> {
    let told: Vec<&Line> = meaningful(lines, header).collect();
    let texts: Vec<&str> = told.iter().map(|line| said(&line.text)).collect();
    let start = told.len().saturating_sub(NEAR);
    let tells = |at: usize| words(told[at]).filter(|words| !CONSEQUENCE.is_match(words));
    let much = |at: usize| match texts[at] {
        text if CROSSED.is_match(text) && !REFUSES.is_match(text) => 0,
        text if SAYS_NOTHING.is_match(text) || WHILE.is_match(text) => 1,
        _ => 2,
    };
    let first_from = |start: usize, least: usize| {
        let tells = |at: usize| tells(at).filter(|_| much(at) >= least);
        let last = (start..told.len()).rev().find(|at| tells(*at).is_some())?;
        let mut first = last;
        for at in (start..last).rev() {
            if let Some(words) = tells(at) {
                // What is said again with more words tells less.
                let is_told = tells(first).is_some_and(|later| later.contains(words.trim_end_matches('.')));
                if much(at) > much(first) || much(at) == much(first) && !is_told {
                    first = at;
                }
            } else if !is_between(texts[at]) && !CONSEQUENCE.is_match(texts[at]) && words(told[at]).is_none() {
                break;
            }
        }
        Some(whole(&texts, first, tells(first)?))
    };
    if let Some(words) = first_from(start, 2).or_else(|| first_from(start, 0)) {
        return Some(words);
    }
    let refused = |at: usize| texts.get(at + 1).is_some_and(|next| USAGE.is_match(next)) && !USAGE.is_match(texts[at]);
    let is_sentence = |text: &str| {
        (REFUSED.is_match(text) || PLACED.is_match(text)) && !is_noise(text) && !CONSEQUENCE.is_match(text)
    };
    // Anywhere else such words may tell of what was expected or got over.
    let passes_on =
        |text: &str| is_noise(text) || CONSEQUENCE.is_match(text) || is_between(text) || ADVICE.is_match(text);
    let ending = texts.iter().rposition(|text| !passes_on(text)).filter(|at| REFUSES.is_match(texts[*at]));
    let warned = || (start..told.len()).any(|at| WARNED.is_match(texts[at]));
    let warning = (start..told.len()).find(|at| WARNING.is_match(texts[*at])).filter(|_| warned());
    if let Some(at) = warning {
        return Some(whole(&texts, at, texts[at]));
    }
    let nearer = || (told.len().saturating_sub(NEARER)..told.len()).rev();
    let found = nearer()
        .find(|at| is_sentence(texts[*at]))
        .or_else(|| (start..told.len()).rev().find(|at| refused(*at) && !is_noise(texts[*at])))
        .map(|at| (at, texts[at]))
        .or_else(|| ending.map(|at| (at, texts[at])))
        .or_else(|| {
            (start..told.len())
                .rev()
                .find_map(|at| Some((at, words(told[at])?)))
                .filter(|(_, words)| !COUNT.is_match(words))
        });
    let found = found.or_else(|| {
        let announces = |at: &usize| ANNOUNCES.is_match(texts[*at]) && !is_noise(texts[*at]);
        (start..told.len()).rev().find(announces).map(|at| (at, texts[at]))
    });
    let found = found.or_else(|| {
        (start..told.len())
            .rev()
            .find(|at| REFUSED.is_match(texts[*at]) && is_sentence(texts[*at]))
            .map(|at| (at, texts[at]))
    });
    let found = found.or_else(|| odd_one_out(&texts).map(|at| (at, texts[at])));
    found.map(|(at, words)| whole(&texts, at, words)).or_else(|| first_from(told.len().saturating_sub(FAR), 2))
}

/// The last line between two that say of something that it is well, and which does not.
fn odd_one_out(texts: &[&str]) -> Option<usize> {
    static WELL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\b(?:ok|passed|valid|fine)\W*$|[✓✔]\s*$").expect("a valid expression"));
    let is_odd = |at: &usize| {
        REFUSES.is_match(texts[*at])
            && !WELL.is_match(texts[*at])
            && WELL.is_match(texts[at - 1])
            && WELL.is_match(texts[at + 1])
            && !is_noise(texts[*at])
    };
    (1..texts.len().saturating_sub(1)).rev().find(is_odd)
}

/// Whether a line may stand between two errors that belong together: what is indented, a piece of source, a place.
pub(super) fn is_between(text: &str) -> bool {
    let is_banner = || text.starts_with(['#', '*', '=']) && text.ends_with(['#', '*', '=']);
    text.starts_with([' ', '\t', '|', '│', '╰', '╭']) || is_banner() || PLACE.is_match(text) || TRAILER.is_match(text)
}

/// What a line states, with what it announces and with its place where that stands on a line of its own.
fn whole(texts: &[&str], at: usize, words: &str) -> String {
    let rest = announced_in_full(&texts[at..texts.len().min(at + SOON + 1)]).filter(|_| words.ends_with([':', '=']));
    let root = root(texts, at).filter(|root| !words.contains(root.as_str()));
    let end = rest.as_ref().map_or(at, |rest| at + rest.lines);
    let rest = match rest {
        Some(rest) => quoted(&rest.words),
        None => continued(&texts[at..]).or_else(|| listed(&texts[at + 1..])).unwrap_or_default(),
    };
    let whole = quoted(&format!("{words} {rest}"));
    let is_placed = || Regex::is_match(&HAS_PLACE, &whole);
    let placed = match place(texts, at, end) {
        Some(place) if !whole.contains(&place) && !is_placed() => format!("{whole} ({place})"),
        _ => whole,
    };
    root.filter(|root| !placed.contains(root.as_str()))
        .map_or(placed.clone(), |root| format!("{placed}, caused by: {root}"))
}

/// What the runner or an action marks as an error and says in words.
pub(super) fn marked(lines: &[&Line]) -> Option<String> {
    let errors = lines.iter().rev().filter(|line| line.mark == Mark::Error).map(|line| line.text.as_str());
    errors.map(str::trim).find(|text| !text.is_empty() && !SAYS_NOTHING.is_match(text)).map(quoted)
}

/// The last error that is marked and is a sentence of its own.
pub(super) fn marked_sentence(lines: &[&Line]) -> Option<String> {
    let errors = lines.iter().rev().filter(|line| line.mark == Mark::Error).map(|line| line.text.trim());
    let is_sentence = |text: &&str| {
        text.split_whitespace().count() > 3 && !SAYS_NOTHING.is_match(text) && !CONSEQUENCE.is_match(text)
    };
    errors.clone().find(is_sentence).map(quoted)
}

/// Of a few errors that an action marks one by one before its end, those that tell more than `told`, which it says already.
pub(super) fn marked_beside(lines: &[&Line], told: &str) -> Option<String> {
    let marked: Vec<&str> = lines.iter().filter(|line| line.mark == Mark::Error).map(|line| line.text.trim()).collect();
    let is_script = marked.last().is_some_and(|last| last.starts_with("Process completed"));
    if is_script || !(2..=FEW).contains(&marked.len()) {
        return None;
    }
    let says_nothing = |text: &str| {
        SAYS_NOTHING.is_match(text) || CONSEQUENCE.is_match(text) || told.contains(&quoted(text)) || text.ends_with(':')
    };
    let telling = || marked.iter().filter(|text| !says_nothing(text));
    // What repeats another adds nothing.
    let repeats = |text: &str| marked.iter().any(|other| other.len() < text.len() && text.contains(other));
    let mut found: Vec<String> = telling().filter(|text| !repeats(text)).map(|text| quoted(text)).collect();
    found.dedup();
    (!found.is_empty()).then(|| found.join("; "))
}

/// The last line that is neither a remark nor the frame of what stands before it.
pub(super) fn last_words(lines: &[&Line], header: &[bool]) -> Option<String> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\pL{2}").expect("a valid expression"));
    let plain = || meaningful(lines, header).filter(|line| line.mark == Mark::Plain && WORDS.is_match(&line.text));
    let told = plain().rfind(|line| !is_noise(said(&line.text)));
    told.or_else(|| plain().next_back()).map(|line| quoted(said(&line.text)))
}

/// The last command of a script that prints its commands as it runs them.
pub(super) fn last_command(lines: &[&Line], header: &[bool]) -> Option<String> {
    static COMMAND: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\++ (\S.+)$").expect("a valid expression"));
    let mut told = meaningful(lines, header).rev();
    told.find_map(|line| Some(quoted(COMMAND.captures(&line.text)?.get(1)?.as_str())))
}

/// The command of a script behind the last of its words that it printed: there it stopped, if it stops at errors.
pub(super) fn stopped_at(lines: &[&Line], header: &[bool]) -> Option<String> {
    static ECHO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^\s*echo (?:-\w+ )?["']?([^"'$`\\]{4,})"#).expect("a valid expression"));
    let script: Vec<&str> = lines
        .iter()
        .zip(header)
        .filter(|(line, header)| **header && line.mark == Mark::Plain)
        .map(|(line, _)| line.text.as_str())
        .take_while(|text| !text.starts_with("shell: "))
        .collect();
    let printed: Vec<&str> = meaningful(lines, header).rev().take(SOON).map(|line| line.text.as_str()).collect();
    let words = |line: &str| Some(ECHO.captures(line)?.get(1)?.as_str().trim_end().to_owned());
    let was_printed =
        |line: &&str| words(line).is_some_and(|words| printed.iter().any(|said| said.starts_with(&words)));
    let at = script.iter().rposition(was_printed)?;
    let next =
        script[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    (words(next).is_none() && !matches!(next, "fi" | "done" | "else" | "}" | "esac")).then(|| quoted(next))
}

/// A line as it is quoted in a sentence: without its frame, and not too long.
pub(super) fn quoted(text: &str) -> String {
    let text = text.trim();
    let text = TAIL.find(text).map_or(text, |tail| &text[..tail.start()]);
    let framed = FRAME.find(text).map_or(0, |frame| frame.end());
    let is_rule =
        |word: &str| word.len() > 3 && word.chars().all(|c| matches!(c, '-' | '=' | '─' | '━' | '═' | '_' | '*'));
    let is_drawn = |word: &&str| is_rule(word) || word.chars().all(|c| matches!(c, '│' | '┃' | '║'));
    let words = text[framed..].split_whitespace().filter(|word| !is_drawn(word)).collect::<Vec<_>>().join(" ");
    let long = words.chars().count();
    if long <= LONGEST {
        return words;
    }
    // Of a chain of causes the last one tells most.
    let at = |nth: usize| words.char_indices().nth(nth).map_or(words.len(), |(at, _)| at);
    format!("{} … {}", words[..at(HEAD)].trim_end(), words[at(long + HEAD - LONGEST)..].trim_start())
}

/// A line as it is quoted, with what stands before the byte `end` in it.
pub(super) fn quoted_until(text: &str, end: usize) -> String {
    if text.chars().count() <= LONGEST || end <= LONGEST {
        return quoted(text);
    }
    let start = text.floor_char_boundary(end.saturating_sub(LONGEST * 3 / 4));
    let start = text[start..].find(' ').map_or(start, |space| start + space);
    format!("… {}", quoted(&text[start..]))
}

fn meaningful<'a>(lines: &'a [&'a Line], header: &'a [bool]) -> impl DoubleEndedIterator<Item = &'a Line> {
    let told = lines.iter().zip(header).filter(|(_, header)| !**header).map(|(line, _)| *line);
    told.filter(|line| matches!(line.mark, Mark::Plain | Mark::Error) && !line.text.trim().is_empty())
}

/// What a line states as an error.
fn words(line: &Line) -> Option<&str> {
    let text = said(&line.text);
    let found = STATED.iter().find_map(|shape| Some(shape.captures(text)?.get(1)?.as_str()));
    let words = found.or((line.mark == Mark::Error).then_some(text))?.trim();
    let is_passed_over = REMARK.is_match(text) || TRAILER.is_match(text);
    (!is_passed_over && (!SAYS_NOTHING.is_match(text) || tells_before_its_end(text))).then_some(words)
}

/// Whether a line that tells with what something ended says before that what went wrong.
fn tells_before_its_end(text: &str) -> bool {
    static WRONG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:failed to|(?:can|could)(?: ?not|n.t)|unable to|invalid|missing|not found|denied|refused|unsupported|unexpected)\b")
            .expect("a valid expression")
    });
    let head = SAYS_NOTHING.find(text).map_or(text, |found| &text[..found.start()]);
    head.split_whitespace().count() > 8 && WRONG.is_match(head)
}

/// What fails nothing, passes on, or says only that something failed.
pub(super) fn is_noise(text: &str) -> bool {
    REMARK.is_match(text) || TRAILER.is_match(text) || SAYS_NOTHING.is_match(text)
}
