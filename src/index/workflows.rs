//! Workflows and their jobs, with what they use and where they are documented.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Index;
use super::place::{Mention, Place};
use super::told::{Told, word};
use super::triggers;
use crate::model::environment::is_same;
use crate::model::{
    ContextReference, Job, Key, Kind, Matrix, Name, Term, Trigger, Words, Workflow, is_built_in_secret,
    names_environment,
};
use crate::survey;
use crate::text::Span;
use crate::workspace::Workspace;

/// A workflow.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WorkflowItem {
    /// The path of its file.
    pub path: String,
    /// Where the site has it.
    pub address: String,
    /// The name of its file.
    pub file: String,
    /// Its display name.
    pub name: String,
    /// The events that start it.
    pub events: Vec<String>,
    /// What starts it, in sentences of Markdown.
    pub triggers: Vec<String>,
    /// The inputs that a person gives.
    pub inputs: Vec<InputItem>,
    /// The ids of its jobs.
    pub jobs: Vec<String>,
    /// The secrets that it names, without `GITHUB_TOKEN`, which every run has.
    pub secrets: Vec<String>,
    /// The configuration variables that it names.
    pub variables: Vec<String>,
    /// The environments that its jobs run in, or hand to the workflows that they call.
    pub environments: Vec<String>,
    /// The group of which one run goes at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<String>,
    /// The lines of pages that speak of it.
    pub documented: Vec<Mention>,
    /// How many findings have to do with it.
    pub findings: usize,
}

impl WorkflowItem {
    /// What starts it, in words, without the last sentence on how many run at once.
    pub fn starts(&self) -> String {
        self.triggers[..self.triggers.len() - usize::from(self.concurrency.is_some())].join(" ")
    }

    /// Whether it runs when somebody changes something.
    pub fn runs_on_changes(&self) -> bool {
        self.events.iter().any(|event| event == "push" || event == "pull_request")
    }
}

impl JobItem {
    /// Whether it enters an environment of which only a run tells the name.
    pub fn is_undecided(&self) -> bool {
        self.environments.is_empty() && self.environment.as_ref().is_some_and(|name| name.contains("${{"))
    }
}

/// An input of a workflow.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InputItem {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether a run needs it.
    pub required: bool,
    /// What holds when nobody sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// A job.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JobItem {
    /// The path of its workflow.
    pub workflow: String,
    /// Its key.
    pub id: String,
    /// Its display name, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The jobs that it waits for.
    pub needs: Vec<String>,
    /// The labels of its machine.
    pub runs_on: Vec<String>,
    /// The axes of its matrix, as `os: ubuntu, macos`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matrix: Vec<String>,
    /// How many jobs its matrix makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<usize>,
    /// The environment that it runs in, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The names of the environments that it runs in, or hands to the workflow that it calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// Whether its name, an action or a command shows that it brings something to users.
    pub deploys: bool,
    /// When it runs at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// After how many minutes it is stopped; GitHub's 360 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_minutes: Option<String>,
    /// What it may do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// The reusable workflow that it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<String>,
    /// The actions that it uses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// The lines of its steps that a person could type: without expressions, comments and shell syntax over lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// The services beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// The secrets that it reads, or has from its workflow, without `GITHUB_TOKEN`, which every run has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The configuration variables that it reads, or has from its workflow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<String>,
    /// Whether its failure does not fail the run.
    pub may_fail: bool,
    /// Where it is defined.
    pub stated: Place,
    /// The lines of pages that speak of it.
    pub documented: Vec<Mention>,
}

pub(super) fn workflows(ws: &Workspace, told: &Told, findings: &dyn Fn(&str) -> usize) -> Vec<WorkflowItem> {
    let item = |workflow: &Workflow| {
        let references = || workflow.references.iter().chain(workflow.jobs.iter().flat_map(|job| &job.references));
        let asks = |trigger: &&Trigger| matches!(trigger.event.text.as_str(), "workflow_dispatch" | "workflow_call");
        let mut seen = BTreeSet::new();
        let inputs = workflow.triggers.iter().filter(asks).flat_map(|trigger| &trigger.inputs);
        let inputs = inputs.filter(|input| seen.insert(input.name.text.as_str()));
        let environments = workflow.jobs.iter().flat_map(|job| named_environments(workflow, job));
        WorkflowItem {
            path: workflow.path.clone(),
            address: address(&workflow.path),
            file: workflow.file_name().to_owned(),
            name: workflow.title().to_owned(),
            events: workflow.triggers.iter().map(|trigger| trigger.event.text.clone()).collect(),
            triggers: triggers::in_words(workflow),
            inputs: inputs
                .map(|input| InputItem {
                    name: input.name.text.clone(),
                    description: text(input.description.as_ref()),
                    required: input.required,
                    default: text(input.default.as_ref()),
                    options: texts(&input.options),
                })
                .collect(),
            jobs: workflow.jobs.iter().map(|job| job.id.text.clone()).collect(),
            secrets: named(references(), "secrets"),
            variables: named(references(), "vars"),
            environments: environments.collect::<BTreeSet<_>>().into_iter().collect(),
            concurrency: workflow.concurrency.as_ref().map(|concurrency| concurrency.group.text.clone()),
            documented: mentions(ws, told, workflow),
            findings: findings(&workflow.path),
        }
    };
    own(ws).map(item).collect()
}

pub(super) fn jobs(ws: &Workspace, told: &Told) -> Vec<JobItem> {
    let deploying = survey::deploys(ws, "").into_iter().filter(|deploy| deploy.is_certain() || deploy.is_preview());
    let deploying: BTreeSet<Span> = deploying.map(|deploy| deploy.job.id.span).collect();
    let item = |workflow: &Workflow, job: &Job| JobItem {
        workflow: workflow.path.clone(),
        id: job.id.text.clone(),
        name: text(job.name.as_ref()),
        needs: texts(&job.needs),
        runs_on: texts(&job.runner),
        matrix: job.matrix.as_ref().map(axes).unwrap_or_default(),
        times: job.matrix.as_ref().and_then(|matrix| matrix.jobs),
        environment: job.environment.as_ref().map(|environment| environment.name.text.clone()),
        environments: named_environments(workflow, job).collect::<BTreeSet<_>>().into_iter().collect(),
        deploys: deploying.contains(&job.id.span),
        condition: text(job.condition.as_ref()),
        timeout_minutes: text(job.timeout.as_ref()),
        permissions: texts(if job.permissions.is_empty() { &workflow.permissions } else { &job.permissions }),
        calls: text(job.uses.as_ref()),
        actions: job
            .steps
            .iter()
            .filter_map(|step| text(step.uses.as_ref()))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        commands: job
            .steps
            .iter()
            .filter_map(|step| step.run.as_ref())
            .flat_map(|run| typed(&run.text))
            .take(STEPS)
            .collect(),
        services: job
            .services
            .iter()
            .map(|(name, image)| match image {
                Some(image) => format!("{} ({})", name.text, image.text),
                None => name.text.clone(),
            })
            .collect(),
        secrets: named(read_in(workflow, job), "secrets"),
        variables: named(read_in(workflow, job), "vars"),
        may_fail: job.may_fail,
        stated: Place::of(ws, job.id.span),
        documented: told.mentions(&Name::within(Kind::Job, workflow.path.as_str(), job.id.text.as_str())),
    };
    own(ws).flat_map(|workflow| workflow.jobs.iter().map(move |job| item(workflow, job))).collect()
}

impl Index {
    /// The workflow that a command starts, or whose runs it lists.
    pub fn workflow_of(&self, command: &str) -> Option<&WorkflowItem> {
        let mut words = command.split_whitespace();
        words.find(|word| *word == "run")?;
        let file = match words.next()? {
            "list" => words.skip_while(|word| *word != "--workflow").nth(1)?,
            file => file,
        };
        command.starts_with("gh ").then(|| self.workflows.iter().find(|workflow| workflow.file == file))?
    }

    /// Whether a command starts a workflow that cannot be told this environment, since it is none of its options, or that is
    /// told none and enters others.
    pub fn is_for_others(&self, command: &str, environment: &str) -> bool {
        let lacks = |names: &[String]| !names.is_empty() && !names.iter().any(|name| is_same(name, environment));
        let asks = |workflow: &WorkflowItem| {
            let mut inputs = workflow.inputs.iter().filter(|input| names_environment(&input.name)).peekable();
            if inputs.peek().is_none() {
                return lacks(&workflow.environments);
            }
            inputs.any(|input| lacks(&input.options))
        };
        command.starts_with("gh workflow run ") && self.workflow_of(command).is_some_and(asks)
    }

    /// A command with the environment in it, if there is one, and it starts a workflow and leaves that open.
    pub fn for_environment(&self, command: &str, environment: &str) -> String {
        let mut command = command.to_owned();
        let starts = command.starts_with("gh workflow run ") && !environment.is_empty();
        let Some(workflow) = self.workflow_of(&command).filter(|_| starts) else {
            return command;
        };
        for input in workflow.inputs.iter().filter(|input| names_environment(&input.name)) {
            let options = &input.options;
            let option = options.iter().find(|option| is_same(option, environment));
            let Some(value) = option.map(String::as_str).or(options.is_empty().then_some(environment)) else {
                continue;
            };
            let variable = input.name.to_uppercase().replace('-', "_");
            for open in [
                format!("<{}>", input.name),
                format!("\"${{{variable}}}\""),
                format!("\"${{{variable}:?}}\""),
                format!("\"${variable}\""),
            ] {
                command = command.replace(&format!("{}={open}", input.name), &format!("{}={value}", input.name));
            }
        }
        command
    }
}

/// The environments that a job runs in or hands on, without those that only a run knows.
fn named_environments<'a>(workflow: &'a Workflow, job: &'a Job) -> impl Iterator<Item = String> + 'a {
    workflow.entered(job).filter(|name| !name.is_computed()).map(|name| name.text.clone())
}

/// The axes of a matrix with their values, and what it includes beside their combinations.
fn axes(matrix: &Matrix) -> Vec<String> {
    let shown = |value: &str| if value.is_empty() { "(none)".to_owned() } else { value.to_owned() };
    let axes = matrix.axes.iter().map(|(axis, values)| {
        let all = |values: &Vec<Words>| values.iter().map(|value| shown(&value.text)).collect::<Vec<_>>().join(", ");
        format!("{}: {}", axis.text, values.as_ref().map_or_else(|| "computed".to_owned(), all))
    });
    let included = matrix.include.iter().map(|entry| {
        let pairs = entry.iter().map(|(axis, value)| format!("{}: {}", axis.text, shown(&value.text)));
        format!("with {}", pairs.collect::<Vec<_>>().join(", "))
    });
    axes.chain(included).collect()
}

/// How many commands of one job are listed.
const STEPS: usize = 20;

/// The commands of a script that mean the same on another machine; none when it branches or goes on over lines.
fn typed(script: &str) -> Vec<String> {
    let lines = || script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_program = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let branches =
            ["if", "then", "else", "elif", "fi", "for", "while", "do", "done", "case", "esac", "{", "}", "function"];
        branches.contains(&first) || line.ends_with('\\') || line.contains("<<") || line.ends_with("() {")
    };
    if lines().any(is_program) {
        return Vec::new();
    }
    // What needs the runner, or a value from a line before, cannot be typed alone.
    let needs_more = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        line.contains("${{") || line.contains("GITHUB_") || first.contains('=')
    };
    if lines().any(|line| needs_more(line) && !line.starts_with("echo ")) {
        return Vec::new();
    }
    lines().filter(|line| !line.starts_with("echo ") && !line.starts_with("set -")).map(str::to_owned).collect()
}

/// The workflows that GitHub runs: those of the root, not those of a sample in a folder.
pub(super) fn own(ws: &Workspace) -> impl Iterator<Item = &Workflow> {
    ws.workflows.iter().filter(|workflow| workflow.folder.is_empty())
}

/// The address of a workflow's page: one in a sub-folder's `.github` keeps that folder.
fn address(path: &str) -> String {
    let inside = path.replacen(".github/workflows/", "", 1);
    let stem = inside.rsplit_once('.').map_or(inside.as_str(), |(stem, _)| stem);
    let is_double = inside.ends_with(".yaml");
    format!("workflows/{}{}.html", stem.replace(' ', "-"), if is_double { "-yaml" } else { "" })
}

/// Every line that speaks of a workflow: of its name, its file, its qualities or its jobs.
fn mentions(ws: &Workspace, told: &Told, workflow: &Workflow) -> Vec<Mention> {
    let mut found = Vec::new();
    for name in [workflow.file_name(), workflow.title(), &workflow.path] {
        found.extend(told.mentions(&Name::new(Kind::Workflow, name)));
    }
    let paths = ws.ledger.paths.claims.iter().filter(|judged| {
        let said = &judged.said;
        crate::model::join(&said.scope.folder, &said.value.path).as_deref() == Some(workflow.path.as_str())
    });
    found
        .extend(paths.map(|judged| Mention { place: Place::of(ws, judged.said.span), verdict: word(&judged.verdict) }));
    let is_its = |of: &Name| of.within == workflow.path || (of.kind == Kind::Workflow && of.name == workflow.path);
    let names = ws.ledger.names.claims.iter().filter(|judged| is_its(&judged.said.value));
    found
        .extend(names.map(|judged| Mention { place: Place::of(ws, judged.said.span), verdict: word(&judged.verdict) }));
    let properties = ws.ledger.properties.claims.iter().filter(|judged| is_its(&judged.said.value.of));
    found.extend(
        properties.map(|judged| Mention { place: Place::of(ws, judged.said.span), verdict: word(&judged.verdict) }),
    );
    Mention::merged(found)
}

/// What a job refers to, and what its workflow does for all jobs that have steps.
fn read_in<'a>(workflow: &'a Workflow, job: &'a Job) -> impl Iterator<Item = &'a ContextReference> {
    job.references.iter().chain(workflow.references.iter().filter(|_| job.uses.is_none()))
}

/// What references name of a context, without what every run has: nobody sets that.
fn named<'a>(references: impl Iterator<Item = &'a ContextReference>, context: &str) -> Vec<String> {
    let names =
        references.filter(|reference| reference.context == context).filter_map(|reference| reference.path.first());
    let is_set = |name: &&String| context != "secrets" || !is_built_in_secret(name);
    names.filter(is_set).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn text(words: Option<&Words>) -> Option<String> {
    words.map(|words| words.text.clone())
}

fn texts(words: &[Words]) -> Vec<String> {
    words.iter().map(|words| words.text.clone()).collect()
}

/// The jobs that name a secret or a variable, by workflow.
pub(super) fn users(ws: &Workspace, context: &str, name: &Name) -> Vec<UserItem> {
    let is_it = |reference: &ContextReference| {
        let found = reference.path.first().map(|path| Name::new(name.kind, path.as_str()).subject());
        reference.context == context && found == Some(name.subject())
    };
    let user = |workflow: &Workflow| {
        let jobs: Vec<String> = workflow
            .jobs
            .iter()
            .filter(|job| job.references.iter().any(is_it))
            .map(|job| job.id.text.clone())
            .collect();
        let uses = !jobs.is_empty() || workflow.references.iter().any(is_it);
        uses.then(|| UserItem { workflow: workflow.path.clone(), jobs })
    };
    own(ws).filter_map(user).collect()
}

/// A workflow that uses something, with the jobs that do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UserItem {
    /// The path of the workflow.
    pub workflow: String,
    /// The ids of the jobs; empty when the workflow does for all of them.
    pub jobs: Vec<String>,
}

/// What pages say of a quality, or what sources do.
pub(super) fn said_of(told: &Told, name: &Name, key: Key) -> Option<String> {
    told.claimed(name, key).or_else(|| told.quality(name, key))
}
