//! The environments that deployments name without telling GitHub: by the name of a job or workflow, a matrix, an argument,
//! a file of values, a folder. What is not sure is told as such.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::commands::{commands, is_command, program};
use super::deploys::with_composite;
use super::environments::{Environment, environments};
use super::names::{DEPLOY, has, words};
use super::orders::{by, by_name};
use super::platforms::platforms;
use super::{Deploy, Target, User, deploys, infrastructure};
use crate::model::environment::{common, is_deployed_to, is_same};
use crate::model::{ContextReference, Job, Step, Words, Workflow, names_environment};
use crate::workspace::Workspace;

/// An environment that no `environment:` names.
#[derive(Clone, Debug)]
pub struct Stage {
    /// As it is written where it is named first.
    pub name: String,
    /// The jobs that deploy to it.
    pub users: Vec<User>,
    /// The folders that define it.
    pub folders: Vec<String>,
}

/// The environments that the deployments of a folder name without GitHub's `environment:`, and those that infrastructure
/// has a folder for, in the order of their names. Those that GitHub knows are left out.
pub fn stages(ws: &Workspace, folder: &str) -> Vec<Stage> {
    let known = environments(ws, folder);
    let is_new = |stage: &Stage| !known.iter().any(|of| is_same(&of.name, &stage.name));
    every_stage(ws, folder).into_iter().filter(is_new).collect()
}

/// What deployments and folders show of an environment, be it one of GitHub too.
pub fn stage_of(ws: &Workspace, name: &str) -> Option<Stage> {
    every_stage(ws, "").into_iter().find(|stage| is_same(&stage.name, name))
}

/// The environments that deployments name without GitHub's `environment:`, and those that infrastructure has a folder for,
/// be they environments of GitHub too.
pub fn every_stage(ws: &Workspace, folder: &str) -> Vec<Stage> {
    let mut found: BTreeMap<String, Stage> = BTreeMap::new();
    let mut of = |name: &str, add: &dyn Fn(&mut Stage)| {
        let stage = || Stage { name: name.to_owned(), users: Vec::new(), folders: Vec::new() };
        let key = common(name).map_or_else(|| name.to_lowercase(), str::to_owned);
        add(found.entry(key).or_insert_with(stage));
    };
    let all = deploys(ws, folder);
    let known = environments(ws, folder);
    for deploy in &all {
        let (file, job) = (deploy.workflow.file_name(), &deploy.job.id.text);
        for name in named(ws, deploy, &all, &known).unwrap_or_default() {
            of(&name, &|stage| match stage.users.iter_mut().find(|user| user.workflow == file) {
                Some(user) => _ = user.jobs.insert(job.clone()),
                None => stage.users.push(User { workflow: file.to_owned(), jobs: BTreeSet::from([job.clone()]) }),
            });
        }
    }
    for path in infrastructure(ws).into_iter().flat_map(|found| found.paths).filter(|_| folder.is_empty()) {
        if let Some((name, folder)) = folder_of(&path) {
            of(name, &|stage| {
                if !stage.folders.iter().any(|other| other == folder) {
                    stage.folders.push(folder.to_owned());
                }
            });
        }
    }
    found.into_values().collect()
}

/// The environments of a list that a deployment names without GitHub's `environment:`.
pub fn names_of<'a>(stages: &'a [Stage], deploy: &'a Deploy) -> impl Iterator<Item = &'a str> {
    let (file, job) = (deploy.workflow.file_name(), &deploy.job.id.text);
    let is_it = move |user: &User| user.workflow == file && user.jobs.contains(job);
    stages.iter().filter(move |stage| stage.users.iter().any(is_it)).map(|stage| stage.name.as_str())
}

/// The deployments to an environment, whether GitHub knows it or not, and those that are for all alike, such as an upload
/// to a registry, or a workflow that is told the environment when it is started.
pub fn deploys_for<'a>(ws: &'a Workspace, name: &str) -> Vec<Deploy<'a>> {
    let all = deploys(ws, "");
    let known = environments(ws, "");
    let is_meant = |deploy: &&Deploy| {
        let is_started = !deploy.workflow.is_only_called();
        let is_it = |of: &str| is_same(of, name) || is_started && of.contains("${{");
        let mut told = deploy.targets.iter().filter_map(|target| match target {
            Target::Environment(of) => Some(of.as_str()),
            Target::Platform(_) | Target::By(_) => None,
        });
        if told.clone().next().is_some() {
            return told.any(is_it);
        }
        let for_it = |names: BTreeSet<String>| names.is_empty() || names.iter().any(|of| is_it(of));
        named(ws, deploy, &all, &known).is_some_and(for_it)
    };
    all.iter().filter(is_meant).cloned().collect()
}

/// The deployments that have an environment by all signs, of which only a run or a person knows the name.
pub fn deploys_somewhere<'a>(ws: &'a Workspace, folder: &'a str) -> Vec<Deploy<'a>> {
    let all = deploys(ws, folder);
    let known = environments(ws, folder);
    let is_open = |deploy: &&Deploy| !deploy.workflow.is_only_called() && named(ws, deploy, &all, &known).is_none();
    all.iter().filter(is_open).cloned().collect()
}

/// The environments that a deployment names without telling GitHub, an empty list if it has no sign of one; none where
/// the signs are not sure.
fn named(ws: &Workspace, deploy: &Deploy, all: &[Deploy], known: &[Environment]) -> Option<BTreeSet<String>> {
    // Registries, and pages of GitHub, are one place for everybody.
    let runs = |target: &Target| match target {
        Target::Environment(_) => false,
        Target::Platform(platform) => !platform.keeps && platform.name != "GitHub Pages" && platform.name != "Sentry",
        Target::By(_) => true,
    };
    let is_told = deploy.targets.iter().any(|target| matches!(target, Target::Environment(_)));
    if !deploy.is_certain() || is_told {
        return Some(BTreeSet::new());
    }
    let Deploy { workflow, job, .. } = deploy;
    let mut signs = Signs { known, ..Signs::default() };
    signs.settings(deploy);
    // One that nobody knows the targets of goes somewhere all the same.
    if !deploy.targets.is_empty() && !deploy.targets.iter().any(runs) {
        return Some(signs.sure);
    }
    signs.given(workflow, job, &workflow.env);
    for step in job.steps.iter().flat_map(|step| with_composite(ws, workflow, job, step)) {
        signs.step(workflow, job, &step);
    }
    let title = job.name.iter().chain([&job.id]).map(|words| words.text.as_str());
    let by_job: BTreeSet<String> = title.flat_map(in_title).collect();
    // The file of a workflow with several deployments speaks for none of them alone.
    let is_alone = all.iter().filter(|other| other.is_certain() && other.workflow.path == workflow.path).count() == 1;
    let by_file = || if is_alone { in_title(workflow.file_name()).collect() } else { BTreeSet::new() };
    let by_name = if by_job.is_empty() { by_file() } else { by_job };
    signs.with_name(&by_name)
}

#[derive(Default)]
struct Signs<'a> {
    /// The environments of GitHub.
    known: &'a [Environment],
    sure: BTreeSet<String>,
    /// What decides only where no name does, or which of several: a cluster, a workspace, the options with which people
    /// get to the job.
    likely: BTreeSet<String>,
    /// Whether something names an environment that only a run knows.
    is_open: bool,
}

impl Signs<'_> {
    /// What inputs, variables and the matrix of a job say.
    fn settings(&mut self, deploy: &Deploy) {
        let Deploy { workflow, job, .. } = deploy;
        self.given(workflow, job, &job.env);
        self.given(workflow, job, &job.with);
        let axes = job.matrix.iter().flat_map(|matrix| &matrix.axes).filter(|(name, _)| names_environment(&name.text));
        for (name, values) in axes {
            match values {
                Some(values) => self.sure.extend(values.iter().flat_map(|value| values_of(&name.text, &value.text))),
                None => self.is_open = true,
            }
        }
        let inputs = workflow.triggers.iter().flat_map(|trigger| &trigger.inputs);
        for input in inputs.filter(|input| names_environment(&input.name.text)) {
            let name = input.name.text.as_str();
            let is_it = |one: &&ContextReference| {
                matches!(one.context.as_str(), "inputs" | "github") && one.path.last().is_some_and(|last| last == name)
            };
            let mut reads = job.references.iter().filter(is_it).peekable();
            if reads.peek().is_none() {
                continue;
            }
            let open = input.choices().filter(|option| deploy.runs_with(name, &option.text));
            let open = open.flat_map(|option| values_of(name, &option.text));
            // What only decides whether it runs is no word of where it goes.
            let conditions = || job.condition.iter().chain(job.steps.iter().filter_map(|step| step.condition.as_ref()));
            if reads.all(|one| conditions().any(|condition| condition.span.contains(one.span))) {
                self.likely.extend(open);
            } else {
                self.sure.extend(open);
            }
            self.is_open |= input.options.is_empty();
        }
    }

    /// What is set by name: the environment, or the name of one that is like no other word.
    fn given(&mut self, workflow: &Workflow, job: &Job, all: &[(Words, Words)]) {
        for (name, value) in all {
            let is_known = |of: &Environment| common(&of.name).is_none() && of.name == value.text;
            // A variable of so few letters is used for other things too.
            if names_environment(&name.text) && name.text != "ENV" {
                match meant(workflow, job, value) {
                    Some(values) => {
                        self.sure.extend(values.iter().flat_map(|value| values_of(&name.text, &value.text)));
                    }
                    None => self.is_open = true,
                }
            } else if self.known.iter().any(is_known) {
                self.sure.insert(value.text.clone());
            } else if lies_around(&name.text) {
                let values = meant(workflow, job, value).unwrap_or_default();
                self.likely.extend(values.iter().filter_map(|value| place_of(&value.text)));
            }
        }
    }

    /// What a step says that deploys, or that chooses where the steps behind it do.
    fn step(&mut self, workflow: &Workflow, job: &Job, step: &Step) {
        let deploys = |step: &Step| !platforms(step, true).is_empty() || by(step, true).is_some();
        let all: Vec<Vec<String>> =
            step.run.iter().flat_map(|run| commands(&filled(workflow, job, &run.text))).collect();
        for command in all.iter().filter(|command| CHOOSE.iter().any(|words| is_command(command, words))) {
            self.sure.extend(command.iter().skip(1).filter_map(|word| inside(word)));
        }
        if !deploys(step) && by_name(step).is_none() {
            return;
        }
        self.given(workflow, job, &step.env);
        self.given(workflow, job, &step.with);
        let orders = ["command", "args", "arguments"].iter().filter_map(|name| step.input(name));
        for command in orders.flat_map(|words| commands(&words.text)) {
            self.command(&command);
        }
        let mut folder = step.folder.as_ref().map(|folder| filled(workflow, job, &folder.text));
        for command in all {
            if program(&command) == "cd" {
                folder = command.get(1).cloned();
                continue;
            }
            let alone = Words { text: command.join(" "), span: step.span };
            if deploys(&step.running(alone)) {
                self.command(&command);
                self.sure.extend(folder.as_deref().and_then(folder_of).map(|(name, _)| name.to_owned()));
            }
        }
    }

    /// What the words of a command say: an option, a file, a folder, a task, or the name alone.
    fn command(&mut self, command: &[String]) {
        for (at, word) in command.iter().enumerate().skip(1) {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), command.get(at + 1).map(String::as_str)),
            };
            let is_option = name.starts_with("--") || word.contains('=') && !word.starts_with('-');
            if is_option && names_environment(name.trim_start_matches('-')) {
                match value {
                    Some(value) if value.contains('$') => self.is_open = true,
                    value => self.sure.extend(value.and_then(|value| value_of("environment", value))),
                }
                continue;
            }
            if PLACES.contains(&name) {
                self.sure.extend(value.and_then(inside));
            }
            let path = word.rsplit('=').next().unwrap_or(word);
            let is_task = has(word, DEPLOY) && !word.starts_with('-');
            let is_file = [".yaml", ".yml", ".tfvars", ".toml", ".json"].iter().any(|end| path.ends_with(end));
            let named = if is_task || is_file { in_name(path).collect() } else { BTreeSet::new() };
            self.sure
                .extend(named.into_iter().chain(alone(word)).chain(folder_of(path).map(|(name, _)| name.to_owned())));
        }
    }

    /// All signs together with what the names say, which must not contradict them.
    fn with_name(self, by_name: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        let is_it = |sure: &str, name: &str| is_same(sure, name) || in_name(sure).any(|part| is_same(&part, name));
        let agrees = |name: &String| self.sure.iter().any(|sure| is_it(sure, name));
        let is_likely = |name: &&String| self.likely.iter().any(|likely| is_it(likely, name));
        match (self.sure.is_empty(), by_name.len()) {
            (false, _) if by_name.iter().all(agrees) => Some(self.sure),
            (true, 1) => Some(by_name.clone()),
            (true, 0) if !self.likely.is_empty() || !self.is_open => Some(self.likely),
            (true, _) if by_name.iter().any(|name| is_likely(&name)) => {
                Some(by_name.iter().filter(is_likely).cloned().collect())
            }
            _ => None,
        }
    }
}

/// What words of a job are, those that stand for a variable of it or of its workflow too: `${{ env.ENVIRONMENT }}`.
fn meant<'a>(workflow: &'a Workflow, job: &'a Job, words: &'a Words) -> Option<Vec<Cow<'a, Words>>> {
    let path = words.refers_to("env").unwrap_or_default();
    let set = job.env.iter().chain(&workflow.env).find(|(name, _)| path == [name.text.as_str()]);
    workflow.meant(job, set.map_or(words, |(_, value)| value))
}

/// A script with the variables of its job and workflow that name an environment in their places.
fn filled(workflow: &Workflow, job: &Job, script: &str) -> String {
    let set = job
        .env
        .iter()
        .chain(&workflow.env)
        .filter(|(name, value)| !value.is_computed() && (names_environment(&name.text) || lies_around(&name.text)));
    set.fold(script.to_owned(), |text, (name, value)| {
        let (name, value) = (&name.text, value.text.as_str());
        text.replace(&format!("${{{{ env.{name} }}}}"), value)
            .replace(&format!("${{{{env.{name}}}}}"), value)
            .replace(&format!("${{{name}}}"), value)
    })
}

/// Words of settings that name what lies around, or stands for, an environment: `cf_space`, `workspace_name`, `CLUSTER`.
const AROUND: &[&str] = &["environment", "stage", "workspace", "space", "cluster", "namespace"];

/// Whether a setting is called after an environment, or what lies around one. Variables as `NODE_ENV` are about a program.
fn lies_around(name: &str) -> bool {
    let is_variable = name.contains(|c: char| c.is_ascii_uppercase());
    has(name, AROUND) || !is_variable && words(name).last().is_some_and(|last| last == "env")
}

/// Commands that choose where those behind them work.
const CHOOSE: &[&str] = &[
    "cf target",
    "cf login",
    "kubectl config use-context",
    "kubectx",
    "oc project",
    "pulumi stack select",
    "terraform workspace select",
    "terraform workspace new",
    "tofu workspace select",
    "tofu workspace new",
    "aws eks update-kubeconfig",
    "gcloud container clusters get-credentials",
    "az aks get-credentials",
];

/// Options whose values are called after the environment, among other things: `--context shop-prod`.
const PLACES: &[&str] = &[
    "--context",
    "--kube-context",
    "--cluster",
    "--namespace",
    "-n",
    "--space",
    "-s",
    "--stack",
    "--app",
    "-a",
    "--resource-group",
    "-g",
];

/// The environment in a word that is called after one and after nothing else.
fn inside(word: &str) -> Option<String> {
    let mut found = in_name(word);
    found.next().filter(|_| found.next().is_none() && !word.contains(['$', '=']))
}

/// The environments that a value is set for: those that it joins, `dev_and_prod`, or the one that it is.
fn values_of(key: &str, value: &str) -> Vec<String> {
    if has_and(value) { in_name(value).collect() } else { value_of(key, value).into_iter().collect() }
}

/// Whether a name joins others.
fn has_and(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|word| word == "and")
}

/// The environment that something is called after: `prod-gcp`, `demo`.
fn place_of(value: &str) -> Option<String> {
    inside(value).or_else(|| is_deployed_to(value).then(|| value.to_owned()))
}

/// A value that is set for the environment: any name where the word for it leaves no doubt.
fn value_of(key: &str, value: &str) -> Option<String> {
    let (key, value) = (key.to_lowercase(), value.trim());
    let is_sure = key.contains("environ") || key.len() > "stage".len();
    let is_name = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.len() < 30
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && !matches!(value, "true" | "false" | "null" | "none" | "latest" | "default" | "main" | "master");
    one(value).or_else(|| (is_sure && is_name).then(|| value.to_owned()))
}

/// A word that names an environment, or the option of hosts that stands for the one of users: `--prod`.
fn alone(word: &str) -> Option<String> {
    match word.trim_start_matches('-') {
        flag @ ("prod" | "production") => Some(flag.to_owned()),
        _ if word.starts_with('-') => None,
        _ => one(word),
    }
}

/// A value that is the name of an environment.
fn one(value: &str) -> Option<String> {
    common(value.trim()).map(|_| value.trim().to_owned())
}

/// The environments that stand in the name of what deploys, those too that are steps elsewhere: `deploy-to-test`.
fn in_title(name: &str) -> impl Iterator<Item = String> {
    const PLACES: &[&str] = &["demo", "stage"];
    let all: Vec<String> = words(name).collect();
    let deploys = has(name, DEPLOY);
    let is_one = |at: usize| {
        let word = all[at].as_str();
        let is_place =
            PLACES.contains(&word) && (at > 0 || all.get(1).is_some_and(|next| DEPLOY.contains(&next.as_str())));
        deploys && (is_place || at > 0 && all[at - 1] == "to" && is_deployed_to(word))
    };
    let found: Vec<String> =
        (0..all.len()).filter(|at| common(&all[*at]).is_none() && is_one(*at)).map(|at| all[at].clone()).collect();
    in_name(name).chain(found)
}

/// The environments that stand in a name: `deploy-staging`, `values-prod.yaml`. Of `pre-prod` only the whole is one.
fn in_name(name: &str) -> impl Iterator<Item = String> {
    let all: Vec<String> = words(name).collect();
    let is_before = |at: usize, wanted: &[&str]| at > 0 && wanted.contains(&all[at - 1].as_str());
    let found =
        (0..all.len()).filter(|at| common(&all[*at]).is_some() && !is_before(*at, &["pre", "non", "post", "no"]));
    found.map(|at| all[at].clone()).collect::<Vec<_>>().into_iter()
}

/// The environment that a folder is kept for, with that folder: `infra/envs/prod`, `k8s/overlays/staging/web`.
fn folder_of(path: &str) -> Option<(&str, &str)> {
    const ABOVE: &[&str] = &["env", "envs", "environment", "environments", "overlays", "stages", "live"];
    let mut start = 0;
    let mut above = "";
    for step in path.split('/') {
        let end = start + step.len();
        if ABOVE.contains(&above) && common(step).is_some() {
            return Some((step, &path[..end]));
        }
        (above, start) = (step, end + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_folders_tell_which_environment_is_meant() {
        let told = |name: &str| in_name(name).collect::<Vec<_>>();
        assert_eq!(told("deploy-staging.yml"), ["staging"]);
        assert_eq!(told("Deploy to Production"), ["production"]);
        assert_eq!(told("promote-staging-to-prod"), ["staging", "prod"]);
        assert_eq!(told("deploy-pre-prod"), Vec::<String>::new());
        assert_eq!(folder_of("infra/envs/prod/main"), Some(("prod", "infra/envs/prod")));
        assert_eq!(folder_of("infra/prod"), None);
        assert_eq!(folder_of("envs/shared"), None);
    }
}
