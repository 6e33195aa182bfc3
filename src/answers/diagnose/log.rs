//! Logs of GitHub Actions in the shapes that the web, `gh run view` and the downloaded archive give them.

use std::sync::LazyLock;

use regex::Regex;

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

/// Reads a log; `name` is its path in an archive, or empty.
pub fn read(name: &str, text: &str) -> Vec<Line> {
    let (job_of_name, step_of_name) = of_name(name);
    let has_time = text
        .lines()
        .take(200)
        .any(|line| TIME.is_match(line) || line.splitn(3, '\t').nth(2).is_some_and(|rest| TIME.is_match(rest)));
    let mut lines = Vec::new();
    let mut step_by_group: Option<String> = None;
    let mut job_before: Option<String> = None;
    for line in text.lines() {
        let line = crate::snippets::visible_lines(line).into_iter().next().unwrap_or_default();
        let line = &line[..line.floor_char_boundary(LONGEST.min(line.len()))];
        let mut columns = line.splitn(3, '\t');
        let (job, step, rest) = match (columns.next(), columns.next(), columns.next()) {
            (Some(job), Some(step), Some(rest)) if TIME.is_match(rest) || has_time && !TIME.is_match(line) => {
                (Some(job.to_owned()), Some(step.to_owned()).filter(|step| step != "UNKNOWN STEP"), rest)
            }
            _ => (job_of_name.clone(), step_of_name.clone(), line),
        };
        if job != job_before {
            step_by_group = None;
            job_before.clone_from(&job);
        }
        let (text, mark) = marked(TIME.replace(rest, "").as_ref(), has_time);
        let names_a_step = mark == Mark::Group && text.starts_with("Run ") || !has_time && text.starts_with("Run ");
        if names_a_step {
            step_by_group = Some(text.clone());
        } else if text == "Post job cleanup." {
            step_by_group = Some("Post job cleanup".to_owned());
        }
        lines.push(Line { job, step: step.or_else(|| step_by_group.clone()), text, mark });
    }
    lines
}

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
    match text.strip_prefix("Error: ").filter(|_| !has_time) {
        Some(rest) => (rest.to_owned(), Mark::Error),
        None => (text.to_owned(), Mark::Plain),
    }
}
