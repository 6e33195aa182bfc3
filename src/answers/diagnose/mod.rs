//! Why a run of continuous integration failed: which job and step, the lines that matter, the cause if it is known, the
//! place in the workflow, what the pages say of it, and the command that does the same here.

mod log;

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::kinds::PageKind;
use crate::model::{Job, Step, Workflow};
use crate::text::{Files, Span};
use crate::workspace::Workspace;

pub use log::{Line, Mark, read};

/// What is known of one cause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    id: String,
    #[serde(rename = "match")]
    sign: String,
    says: String,
    #[serde(rename = "do")]
    advice: String,
    /// Only in steps whose name has this.
    step: Option<String>,
}

struct Compiled {
    cause: Cause,
    sign: Regex,
    step: Option<Regex>,
}

static CAUSES: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let causes: Vec<Cause> = serde_yaml::from_str(include_str!("causes.yaml")).expect("our table of causes");
    let compile = |words: &str| Regex::new(words).expect("an expression of our table of causes");
    causes
        .into_iter()
        .map(|cause| Compiled { sign: compile(&cause.sign), step: cause.step.as_deref().map(compile), cause })
        .collect()
});

/// One step that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The job, as the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The step, as the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The exit status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<i32>,
    /// The name of the cause; `unknown` if nobody knows it.
    pub cause: String,
    /// The cause in words.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub advice: String,
    /// The lines that matter, without credentials.
    pub lines: Vec<String>,
    /// Where the step, or its job, stands: path and line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(String, usize)>,
    /// The script that the step runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The secrets and variables that it uses.
    pub needs: Vec<String>,
    /// What pages say of it: path, line and the row.
    pub documented: Vec<(String, usize, String)>,
}

/// The most lines that are shown of one failure.
const MOST_LINES: usize = 12;
/// How many lines before the last error are looked at.
const WINDOW: usize = 4000;

/// What failed in a log, in its order.
pub fn failures(lines: &[Line]) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    for line in lines.iter().filter(|line| line.mark == Mark::Error) {
        if found.iter().any(|failure| failure.job == line.job && failure.step == line.step) {
            continue;
        }
        let own: Vec<&Line> = lines.iter().filter(|other| other.job == line.job && other.step == line.step).collect();
        let last = own.iter().rposition(|line| line.mark == Mark::Error).unwrap_or_default();
        found.push(explain(&own[last.saturating_sub(WINDOW)..=last]));
    }
    // A job that fails after a step did tells the same once more.
    let tells_more = found.iter().any(|failure| failure.cause != "unknown");
    found.retain(|failure| !tells_more || failure.cause != "unknown" || failure.exit.is_some());
    found
}

fn explain(lines: &[&Line]) -> Failure {
    static EXIT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"Process completed with exit code (\d+)").expect("a valid expression"));
    let last = lines.last().expect("a failure has the line that tells it");
    let exit = lines.iter().rev().find_map(|line| EXIT.captures(&line.text)?.get(1)?.as_str().parse().ok());
    let mut failure = Failure { job: last.job.clone(), step: last.step.clone(), exit, ..Failure::default() };
    // An archive names the step, and its last group what it runs.
    let runs = lines.iter().rfind(|line| line.mark == Mark::Group).map_or("", |line| line.text.as_str());
    let step = format!("{} {runs}", last.step.as_deref().unwrap_or_default());
    let script: Vec<bool> = in_header(lines);
    let looked_at = || lines.iter().zip(&script).filter(|(line, header)| !**header && line.mark != Mark::Remark);
    let known = CAUSES.iter().find_map(|known| {
        if known.step.as_ref().is_some_and(|only| !only.is_match(&step)) {
            return None;
        }
        let captures = looked_at().find_map(|(line, _)| known.sign.captures(&line.text))?;
        let what = (1..captures.len()).find_map(|group| captures.get(group)).map_or("", |group| group.as_str().trim());
        Some((known, what.to_owned()))
    });
    if let Some((known, what)) = &known {
        let filled = |words: &str| words.replace("{1}", what).trim_end_matches([':', ' ']).to_owned();
        failure.cause.clone_from(&known.cause.id);
        failure.message = covered(&filled(&known.cause.says));
        failure.advice = covered(&filled(&known.cause.advice));
    } else {
        "unknown".clone_into(&mut failure.cause);
        "nothing that is known explains this; read the lines".clone_into(&mut failure.message);
    }
    let sign = known.as_ref().map(|(known, _)| &known.sign);
    let matters = |line: &Line| line.mark == Mark::Error || sign.is_some_and(|sign| sign.is_match(&line.text));
    failure.lines =
        looked_at().filter(|(line, _)| matters(line)).map(|(line, _)| covered(&line.text)).take(MOST_LINES).collect();
    if known.is_none() {
        // What stands right before the end is the best that there is.
        let before = lines.iter().rev().filter(|line| line.mark == Mark::Plain).take(MOST_LINES);
        let mut before: Vec<String> = before.map(|line| covered(&line.text)).collect();
        before.reverse();
        before.append(&mut failure.lines);
        failure.lines = before;
    }
    failure
}

/// Which lines are the head of a step, where the runner repeats the script and the environment.
fn in_header(lines: &[&Line]) -> Vec<bool> {
    let has_groups = lines.iter().any(|line| line.mark == Mark::Group);
    let mut inside = false;
    lines
        .iter()
        .map(|line| {
            // A copy of the page has no groups: there the environment is told by its indentation.
            if !has_groups {
                inside = line.text == "env:" || inside && line.text.starts_with("  ");
                return inside || line.text.starts_with("shell: ");
            }
            match line.mark {
                Mark::Group => inside = line.text.starts_with("Run "),
                Mark::EndGroup => inside = false,
                _ => return inside,
            }
            true
        })
        .collect()
}

fn covered(text: &str) -> String {
    Files::decode(text.replace('\0', " ").into_bytes()).text().unwrap_or_default().to_owned()
}

/// Adds what the repository knows of a failure: its place, its command, what it needs, and what pages say.
pub fn place(ws: &Workspace, failure: &mut Failure) {
    let step = failure.step.as_deref().unwrap_or_default();
    if let Some((workflow, job, step)) = failure.job.as_deref().and_then(|name| find(&ws.workflows, name, step)) {
        let span = step.map_or(job.span, |step| step.span);
        failure.place = Some((workflow.path.clone(), ws.files.position(span).line));
        failure.command = step.and_then(|step| step.run.as_ref()).map(|run| run.text.clone());
        let inside = |place: Span| span.contains(place);
        let mut needs: Vec<String> = job
            .references
            .iter()
            .filter(|reference| matches!(reference.context.as_str(), "secrets" | "vars") && inside(reference.span))
            .filter_map(|reference| reference.path.first().cloned())
            .collect();
        needs.sort();
        needs.dedup();
        failure.needs = needs;
    }
    failure.documented = documented(ws, &failure.lines);
}

/// The workflow, job and step that a log names. A job of a matrix has its values behind its name.
fn find<'a>(workflows: &'a [Workflow], job: &str, step: &str) -> Option<(&'a Workflow, &'a Job, Option<&'a Step>)> {
    let called = |of: &Job, name: &str| of.id.text == name || of.name.as_ref().is_some_and(|title| title.text == name);
    let plain = job.split(" (").next().unwrap_or(job);
    let plain = plain.rsplit(" / ").next().unwrap_or(plain);
    let all = || workflows.iter().flat_map(|workflow| workflow.jobs.iter().map(move |job| (workflow, job)));
    let (workflow, found) =
        all().find(|(_, of)| called(of, job)).or_else(|| all().find(|(_, of)| called(of, plain)))?;
    let runs = step.strip_prefix("Run ").unwrap_or(step);
    let is_it = |of: &&Step| {
        of.name.as_ref().is_some_and(|name| name.text == step || name.text == runs)
            || of.run.as_ref().is_some_and(|run| run.text.lines().next().is_some_and(|line| line.trim() == runs))
            || of.uses.as_ref().is_some_and(|uses| uses.text == runs)
    };
    Some((workflow, found, found.steps.iter().find(is_it)))
}

/// The rows of troubleshooting tables whose sign stands in the lines.
fn documented(ws: &Workspace, lines: &[String]) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let pages = ws
        .pages
        .iter()
        .filter(|page| matches!(page.kind, Some(PageKind::Ci | PageKind::Environment | PageKind::Deployment)));
    for page in pages {
        for code in page.markdown.codes.iter().filter(|code| code.text.len() >= 6) {
            let in_table = page.markdown.tables.iter().any(|table| table.span.contains(code.span));
            if !in_table || !lines.iter().any(|line| line.contains(&code.text)) {
                continue;
            }
            let text = ws.files.text(page.file).unwrap_or_default();
            let at = code.span.start as usize;
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            let row = (page.path.clone(), ws.files.position(code.span).line, text[start..end].trim().to_owned());
            if !found.contains(&row) {
                found.push(row);
            }
        }
    }
    found
}
