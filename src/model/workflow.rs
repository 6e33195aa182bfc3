//! A workflow as its file defines it: what drawings, indexes and rules about its shape look at.
//!
//! The ledger holds what a page could say of a workflow, statement by statement; here it stands as a whole.

use super::expression::{Outcome, outcomes};
use super::path::join;
use crate::text::{FileId, Span};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Words of a source, with their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// As meant: without escapes, and of a block without its indentation.
    pub text: String,
    /// As written, without quotes.
    pub span: Span,
}

impl Words {
    /// Whether an expression computes them, or a part of them.
    pub fn is_computed(&self) -> bool {
        self.text.contains("${{")
    }

    /// The path after a context, if all of it is one expression that is that and nothing else: `${{ matrix.stage }}`.
    pub fn refers_to(&self, context: &str) -> Option<Vec<String>> {
        let inner = self.text.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim();
        let path = inner.strip_prefix(context)?.strip_prefix('.')?;
        let is_name = |step: &str| !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
        path.split('.').all(is_name).then(|| path.split('.').map(str::to_owned).collect())
    }
}

/// A workflow of GitHub Actions.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Its file.
    pub file: FileId,
    /// The path of its file.
    pub path: String,
    /// The folder that holds its `.github`: empty for a workflow that GitHub runs.
    pub folder: String,
    /// Its display name.
    pub name: Option<Words>,
    /// What starts it, in source order.
    pub triggers: Vec<Trigger>,
    /// The group of which one run goes at a time.
    pub concurrency: Option<Concurrency>,
    /// What its jobs may do unless they say otherwise, as `contents: read`; alone `read-all`, `write-all` or `none`.
    pub permissions: Vec<Words>,
    /// The environment variables that it sets for all jobs, with their values.
    pub env: Vec<(Words, Words)>,
    /// Its jobs, in source order.
    pub jobs: Vec<Job>,
    /// What expressions outside its jobs refer to.
    pub references: Vec<ContextReference>,
}

impl Workflow {
    /// Whether nothing starts it but other workflows.
    pub fn is_only_called(&self) -> bool {
        !self.triggers.is_empty() && self.triggers.iter().all(|trigger| trigger.event.text == "workflow_call")
    }

    /// What words of one of its jobs are: themselves, the values that its matrix gives them, those that people choose
    /// from when they start it, or those that an expression chooses from, which are owned; none if a run or a caller
    /// decides.
    pub fn meant<'a>(&'a self, job: &'a Job, words: &'a Words) -> Option<Vec<Cow<'a, Words>>> {
        let given = job.meant(words).or_else(|| self.choices(words));
        given.map(|given| given.into_iter().map(Cow::Borrowed).collect()).or_else(|| self.outcomes(job, words))
    }

    /// What an expression chooses from, if all of it is written here.
    fn outcomes<'a>(&'a self, job: &'a Job, words: &Words) -> Option<Vec<Cow<'a, Words>>> {
        let mut found: Vec<Words> = Vec::new();
        for outcome in outcomes(&words.text)? {
            match outcome {
                Outcome::Literal(text, place) => {
                    let is_as_written = words.span.len() == words.text.len();
                    let (file, start) = (words.span.file, words.span.start as usize);
                    let part = || Span::new(file, start + place.start, start + place.end);
                    found.push(Words { text, span: if is_as_written { part() } else { words.span } });
                }
                Outcome::Context(path) => {
                    let inner = Words { text: format!("${{{{ {path} }}}}"), span: words.span };
                    found.extend(self.meant(job, &inner)?.into_iter().map(Cow::into_owned));
                }
            }
        }
        let mut seen = Vec::new();
        found.retain(|name| {
            !seen.contains(&name.text) && {
                seen.push(name.text.clone());
                true
            }
        });
        Some(found.into_iter().map(Cow::Owned).collect())
    }

    /// The environments that one of its jobs deploys to: none if a run or a caller decides.
    pub fn environments<'a>(&'a self, job: &'a Job) -> Option<Vec<Cow<'a, Words>>> {
        let mut names = job.environment.as_ref().map_or(Some(Vec::new()), |of| self.meant(job, &of.name))?;
        names.retain(|name| !name.text.trim().is_empty());
        Some(names)
    }

    /// The environments that one of its jobs runs in or hands to the workflow that it calls. Where a run decides they are
    /// those that people may choose from when they start it, or as written.
    pub fn entered<'a>(&'a self, job: &'a Job) -> impl Iterator<Item = Cow<'a, Words>> {
        let own = job.environment.iter().map(|environment| &environment.name);
        let named = own.chain(job.handed_environments());
        let meant = named.flat_map(|words| {
            let offered = || Some(self.offered(words)).filter(|offered| !offered.is_empty());
            self.meant(job, words).or_else(offered).unwrap_or_else(|| vec![Cow::Borrowed(words)])
        });
        meant.filter(|name| !name.text.trim().is_empty())
    }

    /// The environments that people may choose from when they start it, at the words by which a run decides on one.
    pub fn offered(&self, words: &Words) -> Vec<Cow<'static, Words>> {
        let by_hand = self.triggers.iter().filter(|trigger| trigger.event.text == "workflow_dispatch");
        let inputs = by_hand.flat_map(|trigger| &trigger.inputs).filter(|input| names_environment(&input.name.text));
        let options =
            inputs.flat_map(Input::choices).filter(|option| !option.is_computed() && !is_no_single_one(&option.text));
        // `shop-${{ inputs.environment }}` is called after what is chosen.
        let (before, behind) = around_expression(&words.text).unwrap_or_default();
        let named = |option: &Words| format!("{before}{}{behind}", option.text);
        options.map(|option| Cow::Owned(Words { text: named(option), span: words.span })).collect()
    }

    /// The options of the input that words are, if nobody but people sets it.
    fn choices(&self, words: &Words) -> Option<Vec<&Words>> {
        let path = words.refers_to("inputs").or_else(|| words.refers_to("github.event.inputs"))?;
        let [name] = path.as_slice() else { return None };
        let with_inputs =
            |trigger: &&Trigger| matches!(trigger.event.text.as_str(), "workflow_dispatch" | "workflow_call");
        let inputs = self.triggers.iter().filter(with_inputs).flat_map(|trigger| &trigger.inputs);
        let mut named = inputs.filter(|input| input.name.text == *name);
        let input = named.next().filter(|_| named.next().is_none())?;
        let options: Vec<&Words> = input.choices().collect();
        let is_written = !options.is_empty() && !options.iter().any(|option| option.is_computed());
        is_written.then_some(options)
    }

    /// The name of its file: `ci.yml`.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Its display name, or the name of its file.
    pub fn title(&self) -> &str {
        self.name.as_ref().map_or_else(|| self.file_name(), |name| name.text.as_str())
    }
}

/// What stands before and behind the only expression in words.
fn around_expression(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.trim().split_once("${{")?;
    let (_, behind) = rest.split_once("}}")?;
    (!behind.contains("${{")).then_some((before, behind))
}

/// What starts a workflow.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The event, as GitHub names it: `push`.
    pub event: Words,
    /// Everything that belongs to it.
    pub span: Span,
    /// Its filters in source order: `branches`, `paths-ignore`, `types`, `workflows` and the words of each.
    pub filters: Vec<(String, Vec<Words>)>,
    /// The cron lines of `schedule`.
    pub crons: Vec<Words>,
    /// The inputs of `workflow_dispatch` and `workflow_call`.
    pub inputs: Vec<Input>,
    /// The secrets that a caller of `workflow_call` hands over.
    pub secrets: Vec<Words>,
}

/// A parameter of a workflow.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: Words,
    /// What it takes, if it says so: `string`, `boolean`, `choice`.
    pub sort: Option<Words>,
    /// What it is for.
    pub description: Option<Words>,
    /// Whether a run needs it.
    pub required: bool,
    /// What holds when nobody sets it.
    pub default: Option<Words>,
    /// What may be chosen, for `type: choice`.
    pub options: Vec<Words>,
}

impl Input {
    /// What one can choose from; an empty option stands for no choice yet.
    pub fn choices(&self) -> impl Iterator<Item = &Words> {
        self.options.iter().filter(|option| !option.text.trim().is_empty())
    }
}

/// The group of which one run goes at a time.
#[derive(Clone, Debug)]
pub struct Concurrency {
    /// The name of the group, expressions as written.
    pub group: Words,
    /// Whether a newer run cancels an older one: `true`, `false` or an expression.
    pub cancels: Option<Words>,
}

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its key.
    pub id: Words,
    /// Everything that belongs to it.
    pub span: Span,
    /// Its display name, expressions as written.
    pub name: Option<Words>,
    /// The jobs that it waits for.
    pub needs: Vec<Words>,
    /// The labels of its machine, expressions as written.
    pub runner: Vec<Words>,
    /// The group that its machine is taken from.
    pub runner_group: Option<Words>,
    /// The axes that it is repeated over.
    pub matrix: Option<Matrix>,
    /// The environment that it deploys to, expressions as written.
    pub environment: Option<JobEnvironment>,
    /// When it runs at all.
    pub condition: Option<Words>,
    /// After how many minutes it is stopped.
    pub timeout: Option<Words>,
    /// What it may do, as `contents: read`; alone `read-all`, `write-all` or `none`. Empty when the workflow says it.
    pub permissions: Vec<Words>,
    /// The group of which one run goes at a time.
    pub concurrency: Option<Concurrency>,
    /// Whether its failure does not fail the run.
    pub may_fail: bool,
    /// The folder that its scripts run in, as written, be it for all jobs.
    pub folder: Option<Words>,
    /// The reusable workflow that it calls.
    pub uses: Option<Words>,
    /// What it hands to the workflow that it calls.
    pub with: Vec<(Words, Words)>,
    /// The secrets that it hands to the workflow that it calls: their name there, and what they are here.
    pub secrets: Vec<(Words, Words)>,
    /// Whether it hands all secrets to the workflow that it calls.
    pub inherits_secrets: bool,
    /// The image that it runs in.
    pub container: Option<Words>,
    /// The services beside it: name and image.
    pub services: Vec<(Words, Option<Words>)>,
    /// The environment variables that it sets, with their values.
    pub env: Vec<(Words, Words)>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What its expressions refer to, in source order.
    pub references: Vec<ContextReference>,
}

/// Whether an input, an axis or an option is called as those are that say where to deploy to, so that none may be left
/// to its default.
pub fn names_environment(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "environment",
        "env",
        "environ",
        "stage",
        "environment_name",
        "env_name",
        "target_environment",
        "target_env",
        "deploy_environment",
        "deploy_env",
        "config_env",
    ];
    NAMES.contains(&name.replace('-', "_").to_lowercase().as_str())
}

/// Whether an option stands for more than one environment or for none: `all`, `all-production`, `both`, `none`.
fn is_no_single_one(option: &str) -> bool {
    matches!(option.split(['-', '_', ' ']).next(), Some("all" | "both" | "none" | "every"))
}

impl Job {
    /// What words of it are: themselves, or the values that its matrix gives them; none if a run computes them.
    fn meant<'a>(&'a self, words: &'a Words) -> Option<Vec<&'a Words>> {
        if !words.is_computed() {
            return Some(vec![words]);
        }
        let matrix = self.matrix.as_ref().filter(|matrix| matrix.jobs.is_some())?;
        let path = words.refers_to("matrix")?;
        let values: Vec<&Words> = matrix.at(&path).collect();
        (!values.is_empty() && !values.iter().any(|value| value.is_computed())).then_some(values)
    }

    /// The path of the workflow of this repository that it calls, from the folder of its own.
    pub fn called_path(&self) -> Option<&str> {
        self.uses.as_ref()?.text.split('@').next()?.strip_prefix("./")
    }

    /// The values of the inputs by which it tells the workflow that it calls where to deploy to.
    pub fn handed_environments(&self) -> impl Iterator<Item = &Words> {
        // A stage may be one of a pipeline.
        let is_one = |name: &str| names_environment(name) && name != "stage";
        let given = self.with.iter().filter(move |(name, _)| self.uses.is_some() && is_one(&name.text));
        given.map(|(_, value)| value)
    }

    /// The files of the repository that its scripts run: the path of each from the root, and the words that name it.
    pub fn calls(&self) -> impl Iterator<Item = (String, &Words)> {
        self.steps.iter().flat_map(move |step| {
            let folder = step.folder.as_ref().or(self.folder.as_ref());
            let folder = folder.map_or(Some(""), |folder| (!folder.is_computed()).then_some(folder.text.as_str()));
            step.calls.iter().filter_map(move |call| Some((join(folder?, &call.text)?, call)))
        })
    }
}

/// The axes of a matrix.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Each axis with its values, maps as written; none when an expression computes them.
    pub axes: Vec<(Words, Option<Vec<Words>>)>,
    /// What `include` adds, one by one: the axes and their values, maps as written.
    pub include: Vec<Vec<(Words, Words)>>,
    /// Every plain value, of `include` too, with the names that lead to it: `["config", "node"]`.
    pub values: Vec<(Vec<String>, Words)>,
    /// How many jobs it makes; none when an expression decides, or when they are more than can be.
    pub jobs: Option<usize>,
    /// Whether one failure stops the others, as said.
    pub fail_fast: Option<bool>,
    /// All of it.
    pub span: Span,
}

impl Matrix {
    /// The values that `matrix.<path>` takes.
    pub fn at<'a, 'p>(&'a self, path: &'p [String]) -> impl Iterator<Item = &'a Words> + use<'a, 'p> {
        self.values.iter().filter(move |(names, _)| names == path).map(|(_, value)| value)
    }
}

/// The environment that a job deploys to.
#[derive(Clone, Debug)]
pub struct JobEnvironment {
    /// Its name, an expression as written.
    pub name: Words,
    /// Where it is reached.
    pub url: Option<Words>,
}

/// A step of a job.
#[derive(Clone, Debug)]
pub struct Step {
    /// All of it.
    pub span: Span,
    /// Its `id`.
    pub id: Option<Words>,
    /// Its display name.
    pub name: Option<Words>,
    /// The action that it runs.
    pub uses: Option<Words>,
    /// The script that it runs.
    pub run: Option<Words>,
    /// The commands of the script, word by word, once somebody asked for them.
    pub commands: OnceLock<Vec<Vec<String>>>,
    /// The shell that runs the script.
    pub shell: Option<Words>,
    /// The folder that the script runs in, as written.
    pub folder: Option<Words>,
    /// The files that its script runs, from the folder that it runs in: `./scripts/deploy.sh`.
    pub calls: Vec<Words>,
    /// The variables without which its script stops: `${TOKEN:?}`.
    pub requires: Vec<Words>,
    /// What it hands to the action.
    pub with: Vec<(Words, Words)>,
    /// The environment variables that it sets, with their values.
    pub env: Vec<(Words, Words)>,
    /// When it runs at all.
    pub condition: Option<Words>,
    /// Whether the job goes on, and may succeed, if it fails.
    pub may_fail: bool,
}

impl Step {
    /// The same with another script in place of what it does.
    #[must_use]
    pub fn running(&self, script: Words) -> Self {
        Self { run: Some(script), uses: None, commands: OnceLock::new(), ..self.clone() }
    }

    /// What an input of its action is given.
    pub fn input(&self, name: &str) -> Option<&Words> {
        self.with.iter().find(|(key, _)| key.text == name).map(|(_, value)| value)
    }
}

/// What an expression refers to: `secrets.TOKEN`, `needs.build.outputs.tag`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextReference {
    /// `secrets`, `vars`, `env`, `inputs`, `needs`, `matrix`, `github`…
    pub context: String,
    /// The steps after it; one that an expression computes ends the list.
    pub path: Vec<String>,
    /// Its place.
    pub span: Span,
}

/// Whether GitHub gives every run a secret of that name, so that nobody has to set it.
pub fn is_built_in_secret(name: &str) -> bool {
    name.eq_ignore_ascii_case("GITHUB_TOKEN")
}
