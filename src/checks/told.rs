//! What came of checks, for machines: JSON, JUnit, TAP, annotations; and the plan as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::carry::Outcome;
use super::plan::{Decision, Plan, Planned};
use crate::model::{CheckStep, Status};
use crate::snippets::{Difference, Side};
use crate::text::{json_document, respelled, unordered, xml};

/// The exit code that results make: the worst of 0 passed, 1 failed, 3 not approved, 4 not run.
pub fn exit_code(outcomes: &[Outcome]) -> u8 {
    let has = |wanted: &[Status]| outcomes.iter().any(|outcome| wanted.contains(&outcome.status));
    match () {
        () if has(&[Status::Error]) => 4,
        () if has(&[Status::Failed, Status::Timeout, Status::Stale]) => 1,
        () if has(&[Status::NeedsApproval, Status::Untrusted]) => 3,
        // What is blocked was so by something that is counted above, unless that is for another environment.
        () if has(&[Status::Blocked]) => 1,
        () => 0,
    }
}

/// A difference as lines: `  ` met, `- ` expected, `+ ` printed, `! ` said of the whole.
pub fn difference_lines(difference: &Difference) -> Vec<String> {
    let side = |side: &Side| match side {
        Side::Same { line, .. } => format!("  {line}"),
        Side::Missing { line, .. } => format!("- {line}"),
        Side::Extra(line) => format!("+ {line}"),
    };
    difference.sides.iter().map(side).chain(difference.notes.iter().map(|note| format!("! {note}"))).collect()
}

/// What would run, and why something would not.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "devops-docs check --plan --format json")]
pub struct PlanDocument<'a> {
    /// Raised only when a field goes or changes its meaning.
    version: u32,
    /// What wrote it.
    tool: Tool,
    /// The environment that this is.
    environment: &'a str,
    /// The commit that is checked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    /// The checks, in the order of their places.
    checks: Vec<PlannedOut<'a>>,
}

/// What came of checks.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "devops-docs check --format json")]
pub struct ResultDocument<'a> {
    /// Raised only when a field goes or changes its meaning.
    version: u32,
    /// What wrote it.
    tool: Tool,
    /// The environment that this is.
    environment: &'a str,
    /// The commit that is checked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    /// How many ended in each way.
    summary: BTreeMap<&'static str, usize>,
    /// The checks, in the order of their places.
    checks: Vec<OutcomeOut<'a>>,
}

/// The program.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

const TOOL: Tool = Tool { name: "devops-docs", version: env!("CARGO_PKG_VERSION") };

/// What is decided of a check.
#[derive(Serialize, JsonSchema)]
struct PlannedOut<'a> {
    /// The path of its page, relative to the root.
    page: &'a str,
    /// The line of its block.
    line: usize,
    /// Its name, or `#` and its number on the page.
    name: String,
    /// The hash of what it says.
    hash: &'a str,
    /// What an approval names: the hash of all that decides what it does.
    approval: &'a str,
    /// What its page says that it does: `read`, `write`, `destroy` or `manual`.
    declared: &'a str,
    /// What it counts as.
    effect: &'a str,
    /// Why that is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    raised_by: Option<&'a str>,
    /// `run`, `ask`, or the status that it will have without running.
    decision: &'a str,
    /// Why it does not run, or is asked about.
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
    /// What it runs, one after the other.
    steps: Vec<StepOut<'a>>,
    /// The folder that it runs in, relative to the root; none for an empty one elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<&'a str>,
    /// What runs it.
    interpreter: &'a str,
    /// In seconds.
    timeout: u64,
    /// Whether it asks for the network.
    net: bool,
    /// The secrets that it asks for.
    secrets: &'a [String],
    /// The checks that must have passed before.
    needs: &'a [String],
    /// What an approval covers: the `block`, or every file of the `repository` too.
    covers: &'a str,
    /// What would confine it: `landlock+seccomp`, `seccomp` or `none`.
    sandbox: &'a str,
}

/// One step of a check.
#[derive(Serialize, JsonSchema)]
struct StepOut<'a> {
    /// The commands.
    script: &'a str,
    /// The status that it must end with; none for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<i32>,
    /// The lines that it must print; none if only the status counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Vec<&'a str>>,
}

fn step_out(step: &CheckStep) -> StepOut<'_> {
    let lines = step.expected.as_ref().map(|lines| lines.iter().map(|line| line.text.as_str()).collect());
    StepOut { script: &step.script, exit: step.exit, expected: lines }
}

/// The plan, from which approvals are made.
pub fn plan_json(plan: &Plan, environment: &str, commit: Option<&str>) -> String {
    fn one<'a>(planned: &'a Planned<'a>) -> PlannedOut<'a> {
        let check = planned.check;
        let (decision, why) = match &planned.decision {
            Decision::Run { .. } => ("run", ""),
            Decision::Ask => ("ask", planned.raised_by.as_deref().unwrap_or_default()),
            Decision::Not(status, why) => (status.word(), why.as_str()),
        };
        PlannedOut {
            page: planned.page,
            line: planned.line,
            name: check.label(),
            hash: &check.hash,
            approval: &planned.fingerprint,
            declared: check.declared.word(),
            effect: planned.effect.word(),
            raised_by: planned.raised_by.as_deref(),
            decision,
            why,
            steps: check.steps.iter().map(step_out).collect(),
            folder: check.folder.as_deref().filter(|_| !planned.apart),
            interpreter: &check.interpreter,
            timeout: check.timeout,
            net: check.net,
            secrets: &check.secrets,
            needs: &check.needs,
            covers: planned.covers.as_ref().map_or("block", |_| "repository"),
            sandbox: &planned.sandbox,
        }
    }
    let checks = plan.checks.iter().map(one).collect();
    json_document(&PlanDocument { version: 1, tool: TOOL, environment, commit, checks })
}

/// What came of a check.
#[derive(Serialize, JsonSchema)]
struct OutcomeOut<'a> {
    /// The path of its page, relative to the root.
    page: &'a str,
    /// The line of its block.
    line: usize,
    /// Its name, or `#` and its number on the page.
    name: String,
    /// The hash of what it says.
    hash: &'a str,
    /// `passed`, `failed`, `error`, `timeout`, `blocked`, `skipped`, `needs-approval`, `untrusted` or `stale`.
    status: &'a str,
    /// What it counts as: `read`, `write`, `destroy` or `manual`.
    effect: &'a str,
    /// Why it did not pass.
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
    /// The exit status of the step that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<i32>,
    /// When it began, in UTC, if it did.
    #[serde(skip_serializing_if = "str::is_empty")]
    started: &'a str,
    /// How long it took, in milliseconds.
    duration: u64,
    /// What it printed, without secrets.
    output: &'a str,
    /// How that differs, in lines: `  ` met, `- ` expected, `+ ` printed, `! ` said of the whole.
    difference: Vec<String>,
    /// What confined it: `landlock+seccomp`, `seccomp` or `none`.
    sandbox: &'a str,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<&'a str>,
    /// How often it was tried.
    attempts: u32,
    /// How many processes it left behind, which were ended.
    left: usize,
}

/// The results as one JSON document.
pub fn json(plan: &Plan, outcomes: &[Outcome], environment: &str, commit: Option<&str>) -> String {
    let mut summary = BTreeMap::new();
    for outcome in outcomes {
        *summary.entry(outcome.status.word()).or_default() += 1;
    }
    let mut checks = Vec::new();
    for outcome in outcomes {
        let planned = &plan.checks[outcome.index];
        checks.push(OutcomeOut {
            page: planned.page,
            line: planned.line,
            name: planned.check.label(),
            hash: &planned.check.hash,
            status: outcome.status.word(),
            effect: planned.effect.word(),
            why: &outcome.why,
            exit: outcome.exit,
            started: &outcome.started,
            duration: outcome.duration,
            output: &outcome.output,
            difference: outcome.difference.as_ref().map(difference_lines).unwrap_or_default(),
            sandbox: &outcome.sandbox,
            approver: outcome.approver.as_deref(),
            attempts: outcome.attempts,
            left: outcome.left,
        });
    }
    json_document(&ResultDocument { version: 1, tool: TOOL, environment, commit, summary, checks })
}

/// All that is to be said of an outcome, in lines.
fn details(outcome: &Outcome) -> Vec<String> {
    let mut lines = vec![outcome.why.clone()];
    match &outcome.difference {
        Some(difference) => lines.extend(difference_lines(difference).into_iter().take(200)),
        None => lines.extend(outcome.output.lines().take(200).map(str::to_owned)),
    }
    lines
}

/// The results as JUnit XML.
pub fn junit(plan: &Plan, outcomes: &[Outcome]) -> String {
    let count = |wanted: &[Status]| outcomes.iter().filter(|outcome| wanted.contains(&outcome.status)).count();
    let errors = count(&[Status::Error, Status::NeedsApproval, Status::Untrusted]);
    let skipped = count(&[Status::Skipped]);
    let failures = outcomes.len() - errors - skipped - count(&[Status::Passed]);
    let counts =
        format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"", outcomes.len());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"devops-docs check\">\n  \
         <testsuite name=\"devops-docs check\" {counts}>\n"
    );
    for outcome in outcomes {
        let planned = &plan.checks[outcome.index];
        let seconds = format!("{}.{:03}", outcome.duration / 1000, outcome.duration % 1000);
        out.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{seconds}\"",
            escape(planned.page),
            escape(&planned.check.label()),
            escape(planned.page),
            planned.line,
        ));
        let body = || escape(&details(outcome).join("\n"));
        let inner = match outcome.status {
            Status::Passed => {
                out.push_str("/>\n");
                continue;
            }
            Status::Skipped => format!("<skipped message=\"{}\"/>", escape(&outcome.why)),
            Status::Error | Status::NeedsApproval | Status::Untrusted => {
                format!(
                    "<error type=\"{}\" message=\"{}\">{}</error>",
                    outcome.status.word(),
                    escape(&outcome.why),
                    body()
                )
            }
            Status::Failed | Status::Timeout | Status::Stale | Status::Blocked => {
                format!(
                    "<failure type=\"{}\" message=\"{}\">{}</failure>",
                    outcome.status.word(),
                    escape(&outcome.why),
                    body()
                )
            }
        };
        out.push_str(&format!(">\n      {inner}\n    </testcase>\n"));
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text for elements and attributes; what XML cannot hold is shown by its number, and what would be a command to the
/// runner of a job is written as another spelling of the same.
fn escape(text: &str) -> String {
    let mut begins = true;
    let mut written = |(at, letter): (usize, char)| {
        let begun = begins;
        begins = letter == '\n' || begun && letter.is_whitespace();
        let is_no_text = letter.is_control() && !matches!(letter, '\n' | '\t');
        match letter {
            ':' if begun && text[at..].starts_with("::") => "&#58;".to_owned(),
            _ if is_no_text || matches!(letter, '\u{fffe}' | '\u{ffff}') => format!("‹U+{:04X}›", letter as u32),
            _ => xml::escape(letter.encode_utf8(&mut [0; 4])),
        }
    };
    let plain: String = text.char_indices().map(&mut written).collect();
    respelled(&plain, "&#35;").into_owned()
}

/// The results in the Test Anything Protocol.
pub fn tap(plan: &Plan, outcomes: &[Outcome]) -> String {
    let mut out = format!("TAP version 14\n1..{}\n", outcomes.len());
    for (at, outcome) in outcomes.iter().enumerate() {
        let planned = &plan.checks[outcome.index];
        let name = format!("{}:{} {}", planned.page, planned.line, planned.check.label());
        let name = one_line(&name).replace('\\', "\\\\").replace('#', "\\#");
        let number = at + 1;
        match outcome.status {
            Status::Passed => out.push_str(&format!("ok {number} - {name}\n")),
            Status::Skipped => out.push_str(&format!("ok {number} - {name} # SKIP {}\n", one_line(&outcome.why))),
            status => {
                out.push_str(&format!("not ok {number} - {name}\n"));
                out.push_str(&format!("# {}\n", status.word()));
                for line in details(outcome) {
                    writeln!(out, "# {}", one_line(&line)).expect("a string takes all that is written");
                }
            }
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The results as annotations of GitHub Actions.
pub fn github(plan: &Plan, outcomes: &[Outcome]) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        let planned = &plan.checks[outcome.index];
        let level = match outcome.status {
            Status::Passed => continue,
            Status::Skipped => "notice",
            Status::NeedsApproval | Status::Untrusted => "warning",
            Status::Failed | Status::Error | Status::Timeout | Status::Stale | Status::Blocked => "error",
        };
        let title = format!("{} {}", planned.check.label(), outcome.status.word());
        let message = details(outcome).join("\n");
        out.push_str(&format!(
            "::{level} file={},line={},title={}::{}\n",
            property(planned.page),
            planned.line,
            property(&title),
            data(message.trim_end()),
        ));
    }
    out
}

/// The data of a workflow command; what a terminal or the runner itself would obey within it is shown by its number.
fn data(text: &str) -> String {
    let one = |character: char| match character {
        '%' => "%25".to_owned(),
        '\r' => "%0D".to_owned(),
        '\n' => "%0A".to_owned(),
        _ if character.is_control() && character != '\t' => format!("‹U+{:04X}›", u32::from(character)),
        _ => character.to_string(),
    };
    unordered(text).chars().map(one).collect()
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
