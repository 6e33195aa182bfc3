//! Logs of GitHub Actions in the shapes that the web, `gh run view` and the downloaded archive give them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::copy;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// What a program printed.
    Plain,
    /// The beginning of a group: mostly the step itself.
    Group,
    /// The end of one.
    EndGroup,
    /// An error that the runner or a program reported.
    Error,
    /// A warning or a remark.
    Remark,
}

/// A line, without time and marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The job, if the log tells.
    pub job: Option<String>,
    /// The step, if the log tells or its first group does.
    pub step: Option<String>,
    /// What stands there.
    pub text: String,
    /// What it is.
    pub mark: Mark,
}

static TIME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\u{feff}?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?").expect("a valid expression"));

/// The longest line that is looked at.
const LONGEST: usize = 4096;

/// Reads a log; `name` is its path in an archive, or empty. Nothing where the text is no log of GitHub Actions.
pub fn read(name: &str, text: &str) -> Vec<Line> {
    let (mut job_of_name, step_of_name) = of_name(name);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shown: Vec<String> = crate::snippets::visible_lines(text);
    let clip = |line: &str| line[..line.floor_char_boundary(LONGEST.min(line.len()))].to_owned();
    let shown: Vec<String> = shown.iter().map(|line| clip(line.trim_end_matches('\r'))).collect();
    let third = |line: &str| line.splitn(3, '\t').nth(2).map(str::to_owned);
    // Programs print times too, but the runner does so in each line.
    let is_timed = |line: &&String| TIME.is_match(line) || third(line).is_some_and(|rest| TIME.is_match(&rest));
    let first = || shown.iter().filter(|line| !line.trim().is_empty()).take(200);
    let has_time = first().filter(is_timed).count() * 2 > first().count();
    let titles = if has_time { BTreeMap::new() } else { copy::titles(&shown) };
    job_of_name = job_of_name.or_else(|| copy::job(&shown).filter(|_| !has_time));
    let mut lines: Vec<Line> = Vec::new();
    let is_plain_by_default = shown.iter().any(|line| line.ends_with("bash -e {0}"));
    let mut is_in_action = false;
    let mut step_by_group: Option<String> = None;
    let mut job_before: Option<String> = None;
    let mut job_told: Option<String> = None;
    let mut minute_before: Option<usize> = None;
    let mut file_of_group: Option<String> = None;
    for (at, line) in shown.iter().enumerate() {
        if let Some(title) = titles.get(&at) {
            step_by_group = Some(title.clone());
            continue;
        }
        // How long the step took that the line above names.
        if at.checked_sub(1).is_some_and(|above| titles.contains_key(&above)) {
            continue;
        }
        let mut columns = line.splitn(3, '\t');
        let (job, step, rest) = match (columns.next(), columns.next(), columns.next()) {
            (Some(job), Some(step), Some(rest)) if TIME.is_match(rest) || has_time && !TIME.is_match(line) => {
                (Some(job.to_owned()), Some(step.to_owned()).filter(|step| step != "UNKNOWN STEP"), rest)
            }
            _ => (job_of_name.clone(), step_of_name.clone(), line.as_str()),
        };
        if job != job_before {
            step_by_group = None;
            job_before.clone_from(&job);
        }
        let (mut text, mark) = marked(TIME.replace(rest, "").as_ref(), has_time);
        let minute = minute(rest);
        if let (Some(before), Some(now), true) = (minute_before, minute, text.starts_with("The operation was cancel")) {
            let silence = (now + DAY - before) % DAY;
            if silence >= LONG_SILENCE {
                text = format!("{text} (after {silence} minutes of silence)");
            }
        }
        minute_before = minute.or(minute_before);
        match mark {
            Mark::Group => file_of_group = Some(text.clone()).filter(|text| is_file(text)),
            Mark::EndGroup => file_of_group = None,
            _ => {}
        }
        if let Some(file) = file_of_group.as_ref().filter(|_| text.starts_with(|c: char| c.is_ascii_digit())) {
            text = format!("{file}:{text}");
        }
        let is_step = if has_time { mark == Mark::Group } else { titles.is_empty() && copy::begins_a_step(&shown, at) };
        if is_step && text.starts_with("Run ") {
            let head = &shown[at + 1..];
            let is_of_action = text.contains("/_actions/") || text.contains("GITHUB_ACTION_PATH");
            is_in_action = is_of_action
                || is_first_of_action(&lines, head)
                || is_in_action && is_plain_by_default && names_its_shell(head);
            if is_of_action {
                let of_job = lines.iter().rev().take_while(|line| line.job == job);
                step_by_group =
                    of_job.filter_map(|line| line.step.clone()).find(|step| is_action(step)).or(step_by_group);
            } else if !is_in_action {
                step_by_group = Some(text.clone());
            }
        } else if let Some(step) = of_an_action(&text) {
            step_by_group = Some(step);
            is_in_action = false;
        } else if let Some((_, step)) = OWN_STEPS.iter().find(|(words, _)| has_time && text.starts_with(words)) {
            step_by_group = Some((*step).to_owned());
            is_in_action = false;
        }
        if let Some(told) = text.strip_prefix("Complete job name: ") {
            job_told = Some(told.to_owned());
        }
        lines.push(Line { job, step: step.or_else(|| step_by_group.clone()), text, mark });
    }
    if !has_time {
        copy::mark_annotations(&mut lines);
    }
    if !has_time && step_by_group.is_none() && lines.iter().all(|line| line.mark == Mark::Plain) {
        return Vec::new();
    }
    // A raw log says in its first step what job it is of.
    for line in lines.iter_mut().filter(|line| line.job.is_none()) {
        line.job.clone_from(&job_told);
    }
    lines
}

/// The minutes of a day.
const DAY: usize = 24 * 60;
/// After how many minutes without a line a step that is stopped counts as one that hung.
const LONG_SILENCE: usize = 10;

/// The minute of the day at which a line was written.
fn minute(line: &str) -> Option<usize> {
    let (_, clock) = TIME.find(line)?.as_str().split_once('T')?;
    let mut parts = clock.split(':');
    let (hour, minute): (usize, usize) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(hour * 60 + minute)
}

/// What the runner says first in the steps that it has of its own.
const OWN_STEPS: &[(&str, &str)] = &[
    ("Current runner version: ", "Set up job"),
    ("Checking docker version", "Initialize containers"),
    ("Post job cleanup.", "Post job cleanup"),
    ("Cleaning up orphan processes", "Complete job"),
];

/// The step of an action that has no head: its container is built at the start of the job, or it is not there at all.
fn of_an_action(text: &str) -> Option<String> {
    static BUILT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^Build container for action use: '.*/_actions/([^/']+/[^/']+)/([^/']+)/")
            .expect("a valid expression")
    });
    static MISSING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^Can't find 'action\.yml'.* under '[^']*/(\.github/[^']+)'").expect("a valid expression")
    });
    let built = BUILT.captures(text).map(|found| format!("Build {}@{}", &found[1], &found[2]));
    built.or_else(|| MISSING.captures(text).map(|found| format!("Run ./{}", &found[1])))
}

/// Whether the runner begins a step of its own with this line.
pub(super) fn begins_own_step(text: &str) -> bool {
    OWN_STEPS.iter().any(|(words, _)| text.starts_with(words))
}

/// Whether the step with this head names its shell, which the runner then starts with more options. Only in an action it has
/// to.
fn names_its_shell(head: &[String]) -> bool {
    let mut head = head.iter().take(LONGEST_SCRIPT).take_while(|line| !line.contains("##[endgroup]"));
    head.any(|line| line.contains("shell: ") && line.contains("--noprofile"))
}

/// Whether the step that begins here is the first one of the action before it, which said nothing of its own.
fn is_first_of_action(before: &[Line], head: &[String]) -> bool {
    let Some(end) = before.last().filter(|line| line.mark == Mark::EndGroup) else { return false };
    let outer = before.iter().rev().find(|line| line.mark == Mark::Group);
    let is_of_r = || {
        head.iter()
            .take(LONGEST_SCRIPT)
            .take_while(|line| !line.contains("##[endgroup]"))
            .any(|line| line.contains("shell: ") && line.contains("Rscript "))
    };
    outer.is_some_and(|outer| outer.job == end.job && is_action(&outer.text)) && (names_its_shell(head) || is_of_r())
}

/// Whether the head of a step names an action of another repository.
fn is_action(head: &str) -> bool {
    head.strip_prefix("Run ").is_some_and(|runs| runs.contains('@') && !runs.contains(' '))
}

/// Whether a group is called like a file.
fn is_file(group: &str) -> bool {
    let end = group.rsplit_once('.').map(|(_, end)| end);
    !group.contains([' ', ':', '@']) && end.is_some_and(|end| end.chars().all(char::is_alphanumeric) && !end.is_empty())
}

/// How many lines of a script may stand before its shell.
pub(super) const LONGEST_SCRIPT: usize = 200;

/// What the path in an archive tells: `test/3_Run tests.txt`, `0_test.txt`.
fn of_name(name: &str) -> (Option<String>, Option<String>) {
    let Some(path) = name.strip_suffix(".txt") else { return (None, None) };
    let numbered = |part: &str| {
        let (number, rest) = part.split_once('_')?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| rest.to_owned())
    };
    match path.rsplit_once('/') {
        Some((job, step)) => (Some(job.to_owned()), numbered(step)),
        None => (numbered(path), None),
    }
}

/// How the runner itself ends, unmarked, when it cannot write its own log any more.
static RUNNER_FULL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:Unhandled exception\. )?System\.IO\.IOException: No space left on device.*/_diag/")
        .expect("a valid expression")
});

/// The words and the mark of a line; without times it is a copy of the page, which shows marks in words.
fn marked(text: &str, has_time: bool) -> (String, Mark) {
    let marks = [
        ("##[group]", Mark::Group),
        ("##[endgroup]", Mark::EndGroup),
        ("##[error]", Mark::Error),
        ("##[warning]", Mark::Remark),
        ("##[notice]", Mark::Remark),
        ("##[debug]", Mark::Remark),
        ("##[command]", Mark::Plain),
        ("::error::", Mark::Error),
    ];
    for (words, mark) in marks {
        if let Some(rest) = text.strip_prefix(words) {
            return (rest.to_owned(), mark);
        }
    }
    if let Some((about, rest)) = text.strip_prefix("::error ").and_then(|rest| rest.split_once("::")) {
        let of =
            |key: &str| about.split(',').find_map(|part| part.trim().strip_prefix(key)).filter(|of| !of.is_empty());
        let text = match (of("file="), of("line=")) {
            (Some(file), Some(line)) if !rest.contains(file) => format!("{rest} ({file}:{line})"),
            _ => rest.to_owned(),
        };
        return (text, Mark::Error);
    }
    if RUNNER_FULL.is_match(text) {
        return (text.to_owned(), Mark::Error);
    }
    let copied = [("Error: ", Mark::Error), ("Warning: ", Mark::Remark), ("Notice: ", Mark::Remark)];
    let copied = copied.iter().filter(|_| !has_time).find_map(|(words, mark)| Some((text.strip_prefix(words)?, *mark)));
    copied.map_or_else(|| (text.to_owned(), Mark::Plain), |(rest, mark)| (rest.to_owned(), mark))
}
