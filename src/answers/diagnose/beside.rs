//! What stands beside an error and belongs to it: how its sentence goes on, its place, the things that it lists.

use std::sync::LazyLock;

use regex::Regex;

use super::reason;
use super::stated::{CONSEQUENCE, is_noise};
use super::words::{self, Announced};

/// What a program advises behind the sentence that says why.
pub(super) static ADVICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\W*(?:Please|Try|You (?:can|may|might)|To (?:fix|see|get|learn|find|resolve|debug|reproduce|run|re-?run|update)|If you|Make sure|Consider|Did you|Most likely|Note that|For (?:more|help|details)|See|Recommended|Full \w+ log)\b")
        .expect("a valid expression")
});

/// Where something stands, on a line that says no more.
pub(super) static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)^\s*(?:
        (?:-->|╭─\[|┌─|└─)\s*(?P<arrow>[^\s\]]+?:\d+(?::\d+)?)\]?(?::.*)?
        | (?:[Ii]n|[Aa]t|file:|on|>)?\s*(?:file://)?(?P<bare>[\w@+~\[\]./\\-]*[\w\]-]\.[a-zA-Z]\w{0,5}(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\))):?
        | file:\ (?P<file>\S+)
        | File\ "(?P<quoted>[^"]+)",\ lines?\ (?P<line>\d+).*
        )\s*$"#,
    )
    .expect("a valid expression")
});

/// How many lines from an error its place may stand.
const BESIDE: usize = 6;
/// What stands next below an error and names the things that it is about.
pub(super) fn listed(below: &[&str]) -> Option<String> {
    // Python announces so another exception.
    let announces =
        |text: &str| text.contains("following") && text.trim_end().ends_with(':') && !text.contains("exception");
    let heading = below.iter().take(2).position(|text| announces(text))?;
    Some(format!("({})", announced_in_full(&below[heading..])?.words))
}

/// How many characters a line has that a program wraps.
const WRAPPED: usize = 56;
/// How many lines a sentence may go on.
const GOES_ON: usize = 3;

/// How the sentence of the first of some lines goes on: what stands below it and deeper, or what it was wrapped to.
pub(super) fn continued(texts: &[&str]) -> Option<String> {
    static SENTENCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^[\pL"'`‘“(\[<$/.\d-][^{}|]*\pL{2,}[^{}|]*$"#).expect("a valid expression"));
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^(?:at |in |from |`-[A-Z] |File "|\.\.\.|\d+[:|] |\w+\(|[-=~^─━_*#]{3,}|>|\d+\. )"#)
            .expect("a valid expression")
    });
    // sbt and Maven put a word before each line.
    let framed =
        ["[error] ", "[ERROR] "].into_iter().find(|frame| texts.first().is_some_and(|text| text.starts_with(frame)));
    let bare = |text: &str| {
        let text = framed.and_then(|frame| text.strip_prefix(frame)).unwrap_or(text);
        let indent = text.len() - text.trim_start_matches([' ', '\t', '│', '|']).len();
        (indent, text[indent..].trim_end().to_owned())
    };
    let (first, rest) = texts.split_first()?;
    // npm says one thing a line.
    if first.starts_with("npm ") {
        return None;
    }
    let (indent, mut before) = bare(first);
    let mut found: Vec<String> = Vec::new();
    for text in rest.iter().take(GOES_ON) {
        let (deep, words) = bare(text);
        let ends = before.ends_with(['.', '!', '?', ':', ';', ')', ']', '}']);
        let is_wrapped = deep == indent
            && before.chars().count() >= WRAPPED
            && !ends
            && words.starts_with(|c: char| c.is_lowercase() || matches!(c, '`' | '\'' | '"' | '('));
        let is_below = deep > indent && found.is_empty();
        let goes_on = deep > indent && !ends && words.starts_with(char::is_lowercase);
        if reason::compares(&words) && deep > indent {
            found.push(words);
            continue;
        }
        if words.is_empty() && found.is_empty() {
            continue;
        }
        let is_sentence = framed.is_none()
            && SENTENCE.is_match(&words)
            && words.contains(' ')
            && !words.ends_with(';')
            && !FRAME.is_match(&words)
            && !PLACE.is_match(text)
            && !HAS_PLACE.is_match(&words)
            && !is_noise(text)
            && !CONSEQUENCE.is_match(text)
            && !ADVICE.is_match(&words);
        if !is_sentence || !(is_wrapped || is_below || goes_on) {
            break;
        }
        found.push(words.clone());
        before = words;
    }
    let whole = found.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    // What a second sentence adds is mostly advice.
    let end = whole.find(". ").map_or(whole.len(), |end| end + 1);
    (!found.is_empty()).then(|| whole[..end].to_owned())
}

/// Where the code stands that a project does not write itself.
static OF_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"node_modules|site-packages|/_actions/|hostedtoolcache|/usr/|\.cargo/|/rustc/|node:|<frozen|vendor/|/gems/",
    )
    .expect("a valid expression")
});

/// What the first of some lines announces, with what its sentence was wrapped to.
pub(super) fn announced_in_full(lines: &[&str]) -> Option<Announced> {
    let mut found = words::announced(lines)?;
    if let Some(rest) = continued(&lines[found.lines..]) {
        found.words = format!("{} {rest}", found.words);
    }
    Some(found)
}

/// Whether words name a line of a file.
pub(super) static HAS_PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.\w{1,6}[:(]\d+").expect("a valid expression"));

/// The file that stands on a line of its own above findings of which this one begins with its line and column.
pub(super) fn file_above(texts: &[&str], at: usize) -> Option<String> {
    static FINDING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(\d+:\d+)\s+\S").expect("a valid expression"));
    static FILE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[^\s:]*[\w\]-]\.[a-zA-Z]\w{0,7}$").expect("a valid expression"));
    let place = FINDING.captures(texts[at])?.get(1)?.as_str();
    let above = texts[..at].iter().rev().find(|text| !FINDING.is_match(text))?;
    FILE.is_match(above).then(|| format!("{above}:{place}"))
}

/// The place that stands on a line of its own next to what is stated from one line to another: below, or else above.
pub(super) fn place(texts: &[&str], from: usize, to: usize) -> Option<String> {
    let begins_another = |text: &&&str| text.starts_with("Traceback (most recent call last)");
    let below = texts[to + 1..].iter().take(BESIDE).take_while(|text| !begins_another(text));
    let above = texts[..from].iter().rev().take(BESIDE);
    below.chain(above).find_map(|text| {
        let found = PLACE.captures(text)?;
        if OF_OTHERS.is_match(text) {
            return None;
        }
        let named = |name| found.name(name).map(|found| found.as_str().trim_end_matches(':').to_owned());
        let quoted = || Some(format!("{}:{}", named("quoted")?, named("line")?));
        named("arrow").or_else(|| named("bare")).or_else(|| named("file")).or_else(quoted)
    })
}
