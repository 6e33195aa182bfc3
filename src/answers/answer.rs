//! What an answer says: where to read, what to type, whom to ask first.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::candidate::{Candidate, What, lines_of};
use super::warnings::warnings;
use super::words::{shown, terms};
use crate::index::{Index, PageItem, Place, WorkflowItem, command_effect};
use crate::model::names_environment;
use crate::workspace::Workspace;

/// How many commands one answer has at most.
const COMMANDS: usize = 12;

/// What was found for a request.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs route --format json")]
pub struct Routed {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    pub version: u32,
    /// The request.
    pub phrase: String,
    /// The answer; absent when nothing fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<Answer>,
    /// Whether several workflows serve it, and nothing tells which is meant: all of them are among the alternatives.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ambiguous: bool,
    /// Other answers, the likeliest first; when nothing fits, what comes nearest.
    pub alternatives: Vec<Answer>,
}

/// Something that serves a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// How much of the request it covers, from 0 to 100; from 50 on it fits.
    pub score: u32,
    /// `page`, `workflow`, `command`, or `failed-run`: how one finds out why a run failed.
    pub kind: &'static str,
    /// Its name.
    pub title: String,
    /// The section of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it stands: read from there.
    pub place: Place,
    /// The last line that belongs to it; absent when all of the file does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_line: Option<usize>,
    /// Where the site has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What of the request nothing here speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// `low`, `medium` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Who must agree first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Where approvals are described.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approvals: Option<Place>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What its lines warn of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The commands, in their order.
    pub commands: Vec<Step>,
    /// What can be run to see whether it worked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Probe>,
    /// The workflows that take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<String>,
    /// The names of the secrets that take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// How many findings its page has: what it says may not be so.
    #[serde(skip_serializing_if = "is_zero")]
    pub findings: usize,
}

/// A command of an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// As typed.
    pub command: String,
    /// What it does, as far as its words show: `read`, `write` or `destroy`. What nobody knows counts as a write.
    pub effect: &'static str,
    /// The folder to run it in, relative to the repository.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub folder: String,
    /// Under which heading it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Step {
    /// A command that is run at the root, and stands under no heading.
    fn new(command: impl Into<String>, place: Place) -> Self {
        let command = command.into();
        Self { effect: command_effect(&command), command, folder: String::new(), section: None, place }
    }
}

/// A check of an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Probe {
    /// What runs it.
    pub run: String,
    /// `read`, `write`, `destroy` or `manual`.
    pub effect: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The answer that a candidate gives.
pub(super) fn answer(
    index: &Index,
    ws: &Workspace,
    candidate: &Candidate,
    asked: &BTreeSet<String>,
    score: f64,
) -> Answer {
    let missing = asked.iter().filter(|term| !candidate.tells.contains_key(*term));
    // The place that was only supposed is not missed.
    let missing = missing.filter(|term| *term != "@local").map(|term| shown(term).to_owned()).collect();
    let mut answer = match candidate.what {
        What::Page(page) => of_lines(index, page, None),
        What::Section(page, at) => of_lines(index, page, Some(at)),
        What::Workflow(workflow) => by_workflow(index, workflow, asked.contains("@deploy")),
        What::Command(at) => by_command(index, at),
        What::FailedRun(workflow) => of_failed_run(index, workflow),
    };
    answer.score = percent(score);
    if let What::Page(_) | What::Section(..) = candidate.what {
        answer.warnings = warnings(ws, &answer.place.path, answer.place.line, answer.last_line);
    }
    answer.missing = missing;
    let named = index.environments.iter().find(|environment| {
        let name = terms(&environment.name);
        !name.is_empty() && name.iter().all(|term| asked.contains(term) && candidate.tells.contains_key(term))
    });
    answer.environment = answer.environment.or_else(|| named.map(|named| named.name.clone()));
    let environment = answer.environment.as_ref().map(|name| name.to_lowercase());
    if let Some(environment) = index.environments.iter().find(|item| Some(item.name.to_lowercase()) == environment) {
        // Of several workflows that enter it, those of the answer have secrets of their own.
        let own: Vec<&WorkflowItem> =
            index.workflows.iter().filter(|workflow| answer.workflows.contains(&workflow.path)).collect();
        let is_own = |name: &&String| own.is_empty() || own.iter().any(|workflow| workflow.secrets.contains(name));
        answer.secrets.extend(environment.secrets.iter().filter(is_own).cloned());
        let page = environment.page.as_deref().and_then(|path| index.page(path));
        answer.approver = answer.approver.or_else(|| page?.approver.clone());
        answer.risk = answer.risk.or_else(|| page?.risk.clone());
        // What shows that the environment works shows it after a deployment too.
        let own = page.filter(|page| page.path != answer.place.path && candidate.tells.contains_key("@deploy"));
        answer.checks.extend(own.into_iter().flat_map(|page| checks_of(index, &page.path)));
        answer.commands.retain(|step| !index.is_for_others(&step.command, &environment.name));
        for step in &mut answer.commands {
            step.command = index.for_environment(&step.command, &environment.name);
        }
    }
    answer.secrets.sort();
    answer.secrets.dedup();
    answer.commands.retain(|step| !is_aside(step, asked));
    answer.commands.truncate(COMMANDS);
    if let What::Page(page) = candidate.what
        && page.kind.as_deref() == Some("tooling")
    {
        answer.commands.extend(of_tools(index, asked));
    }
    answer
}

/// Words for what is built beside what people get.
const ASIDE: &[&str] = &["nightly", "canary", "preview", "snapshot"];

/// Whether a command makes something that is not what users get, and that nobody asked for.
fn is_aside(step: &Step, asked: &BTreeSet<String>) -> bool {
    let names = |word: &str| {
        let section = step.section.as_deref().unwrap_or_default().to_lowercase();
        section.contains(word) || step.command.to_lowercase().contains(word)
    };
    asked.contains("@deploy") && ASIDE.iter().any(|word| names(word) && asked.is_disjoint(&terms(word)))
}

/// The checks on a page.
fn checks_of<'a>(index: &'a Index, path: &'a str) -> impl Iterator<Item = Probe> + 'a {
    let own = index.checks.iter().filter(move |check| check.page == path);
    own.map(|check| Probe { run: check.run.clone(), effect: check.effect })
}

/// How the tools that a request names are installed and probed for.
fn of_tools(index: &Index, asked: &BTreeSet<String>) -> Vec<Step> {
    let mut steps = Vec::new();
    for tool in index.tools.iter().filter(|tool| terms(&tool.name).is_subset(asked)) {
        let Some(mention) = tool.documented.first() else { continue };
        for command in tool.install.iter().chain(&tool.probe) {
            steps.push(Step::new(command, mention.place.clone()));
        }
    }
    steps
}

/// A share as whole parts of a hundred.
#[expect(clippy::cast_sign_loss, reason = "it is at least 0")]
fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// An answer with nothing but its name and place.
fn plain(kind: &'static str, title: &str, place: Place) -> Answer {
    Answer {
        score: 0,
        kind,
        title: title.to_owned(),
        section: None,
        place,
        last_line: None,
        address: None,
        missing: Vec::new(),
        risk: None,
        approver: None,
        approvals: None,
        owner: None,
        environment: None,
        warnings: Vec::new(),
        commands: Vec::new(),
        checks: Vec::new(),
        workflows: Vec::new(),
        secrets: Vec::new(),
        findings: 0,
    }
}

fn of_lines(index: &Index, page: &PageItem, section: Option<usize>) -> Answer {
    let (first, last) = section.map_or((1, None), |at| lines_of(page, at));
    let within =
        |place: &Place| place.path == page.path && place.line >= first && last.is_none_or(|last| place.line <= last);
    let steps = |within: &dyn Fn(&Place) -> bool| {
        let mut steps: Vec<Step> = index
            .commands
            .iter()
            .filter(|command| command.kind == "page")
            .filter_map(|command| {
                let place = command.stated.iter().find(|place| within(place))?.clone();
                Some(Step {
                    command: command.command.clone(),
                    effect: command.effect,
                    folder: command.folder.clone(),
                    section: command.section.clone(),
                    place,
                })
            })
            .collect();
        steps.sort_by(|a, b| a.place.cmp(&b.place));
        // What several parts have in common is typed once.
        let mut typed = BTreeSet::new();
        steps.retain(|step| typed.insert((step.command.clone(), step.folder.clone())));
        steps
    };
    let commands = steps(&within);
    let described = index.environments.iter().find(|environment| environment.page.as_ref() == Some(&page.path));
    let heading = section.map(|at| &page.headings[at]);
    let workflows: BTreeSet<&str> = index
        .workflows
        .iter()
        .filter(|workflow| workflow.documented.iter().any(|mention| within(&mention.place)))
        .map(|workflow| workflow.path.as_str())
        .collect();
    let secrets = index.secrets.iter().filter(|secret| secret.documented.iter().any(|mention| within(&mention.place)));
    Answer {
        section: heading.map(|heading| heading.text.clone()),
        last_line: last,
        address: page.address.as_ref().map(|address| match heading {
            Some(heading) => format!("{address}#{}", heading.id),
            None => address.clone(),
        }),
        risk: page.risk.clone(),
        approver: page.approver.clone(),
        approvals: approvals(page),
        owner: page.owner.clone(),
        environment: page.environment.clone().or_else(|| described.map(|environment| environment.name.clone())),
        commands,
        checks: checks_of(index, &page.path).collect(),
        workflows: workflows.into_iter().map(str::to_owned).collect(),
        secrets: secrets.map(|secret| secret.name.clone()).collect(),
        findings: page.findings,
        ..plain("page", &page.title, Place { path: page.path.clone(), line: first })
    }
}

/// Where a page says who must agree.
fn approvals(page: &PageItem) -> Option<Place> {
    let heading = page.headings.iter().find(|heading| terms(&heading.text).contains("@approve"))?;
    Some(Place { path: page.path.clone(), line: heading.line })
}

fn by_workflow(index: &Index, workflow: &WorkflowItem, is_to_deploy: bool) -> Answer {
    let place = Place { path: workflow.path.clone(), line: 1 };
    let mut commands = Vec::new();
    if workflow.events.iter().any(|event| event == "workflow_dispatch") {
        let inputs: String = workflow
            .inputs
            .iter()
            .filter(|input| input.required && input.default.is_none() || names_environment(&input.name))
            .map(|input| format!(" -f {0}=<{0}>", input.name))
            .collect();
        let command = format!("gh workflow run {}{inputs}", workflow.file);
        commands.push(Step::new(command, place.clone()));
    } else if workflow.events.iter().any(|event| event == "pull_request") && !is_to_deploy {
        // What runs on a change can be run before it; a deployment is more than its steps.
        let jobs = index.jobs.iter().filter(|job| job.workflow == workflow.path);
        let steps = jobs.flat_map(|job| job.commands.iter().map(|command| Step::new(command, job.stated.clone())));
        commands.extend(steps.take(COMMANDS));
    }
    // Who must agree to a deployment stands on its page.
    let is_told = |page: &&PageItem| {
        page.kind.as_deref() == Some("deployment")
            && workflow.documented.iter().any(|mention| mention.place.path == page.path)
    };
    let page = index.pages.iter().find(is_told);
    Answer {
        risk: page.and_then(|page| page.risk.clone()),
        approver: page.and_then(|page| page.approver.clone()),
        approvals: page.and_then(approvals),
        address: Some(workflow.address.clone()),
        environment: workflow.environments.first().filter(|_| workflow.environments.len() == 1).cloned(),
        commands,
        workflows: vec![workflow.path.clone()],
        secrets: workflow.secrets.clone(),
        findings: workflow.findings,
        ..plain("workflow", &workflow.name, place)
    }
}

/// What is typed to find out why the newest run failed.
const OF_FAILED_RUN: &[&str] = &[
    "gh run list --status failure --limit 10",
    "gh run view \"$(gh run list --status failure --limit 1 --json databaseId --jq '.[0].databaseId')\" --log-failed | devops-docs diagnose",
];

/// How one finds out why a run failed, and where there is only one workflow that may have, what it ran.
fn of_failed_run(index: &Index, workflow: &WorkflowItem) -> Answer {
    let place = Place { path: workflow.path.clone(), line: 1 };
    let mut commands: Vec<Step> = OF_FAILED_RUN.iter().map(|command| Step::new(*command, place.clone())).collect();
    let all: Vec<&WorkflowItem> = index.workflows.iter().filter(|workflow| workflow.runs_on_changes()).collect();
    if let [only] = all.as_slice() {
        commands.extend(by_workflow(index, only, false).commands);
    }
    Answer {
        address: Some(workflow.address.clone()),
        commands,
        workflows: all.iter().map(|workflow| workflow.path.clone()).collect(),
        ..plain("failed-run", "Why a run failed", place)
    }
}

fn by_command(index: &Index, at: usize) -> Answer {
    let command = &index.commands[at];
    let place = command.stated[0].clone();
    let step = Step {
        effect: command.effect,
        command: command.command.clone(),
        folder: command.folder.clone(),
        section: None,
        place: place.clone(),
    };
    Answer { commands: vec![step], ..plain("command", &command.command, place) }
}
