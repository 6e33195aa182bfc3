//! The jobs that deploy or publish, as their environments, names, actions and commands show.

use super::commands::{commands, program};
use super::names::{BUILD, DEPLOY, DEPLOY_VERBS, OTHER, RELEASE, does, has, words};
use super::orders::by;
use super::platforms::{self, Platform, platforms};
use super::{called, workflows};
use crate::facts::composite_steps;
use crate::model::{Job, Step, Words, Workflow, join};
use crate::workspace::Workspace;

/// A job that brings something to its users, or works where it is brought to.
#[derive(Clone, Debug)]
pub struct Deploy<'a> {
    /// Its workflow.
    pub workflow: &'a Workflow,
    /// The job.
    pub job: &'a Job,
    /// Where to: an environment, a registry, a platform; in the order of the steps.
    pub targets: Vec<Target>,
    sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Deployment,
    Preview,
    /// It works in an environment: a backup, a test, a plan.
    Other,
}

/// Where something is brought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An environment of GitHub, as written.
    Environment(String),
    /// A registry or platform that we know.
    Platform(&'static Platform),
    /// One that we do not know: what brings it there, an action, a workflow or a command.
    By(String),
}

impl Target {
    /// Its name for people.
    pub fn name(&self) -> String {
        match self {
            Self::Environment(name) => name.clone(),
            Self::Platform(platform) => platform.name.clone(),
            Self::By(what) => format!("by {what}"),
        }
    }
}

impl Deploy<'_> {
    /// Whether it brings something to users.
    pub fn is_certain(&self) -> bool {
        self.sort == Sort::Deployment
    }

    /// Whether it shows a pull request before it is merged.
    pub fn is_preview(&self) -> bool {
        self.sort == Sort::Preview
    }
}

/// The jobs that deploy or publish, in the order of workflows and jobs.
pub fn deploys<'a>(ws: &'a Workspace, folder: &'a str) -> Vec<Deploy<'a>> {
    workflows(ws, folder).flat_map(|workflow| of_workflow(ws, workflow, false)).collect()
}

/// The jobs of a workflow that deploy; of one that is called, those that do it themselves.
fn of_workflow<'a>(ws: &'a Workspace, workflow: &'a Workflow, is_called: bool) -> Vec<Deploy<'a>> {
    let running = workflow.jobs.iter().filter(|job| !is_off(job.condition.as_ref()));
    let found: Vec<(Deploy, Signs)> = running
        .filter(|job| !(is_called && job.uses.as_ref().is_some_and(|uses| uses.text.starts_with("./"))))
        .map(|job| {
            let (targets, signs) = look(ws, workflow, job);
            (Deploy { workflow, job, targets, sort: Sort::Other }, signs)
        })
        .collect();
    let one_acts = found.iter().any(|(_, signs)| signs.acts || signs.job_says);
    let judged = found.into_iter().filter_map(|(mut deploy, signs)| {
        deploy.sort = signs.sort(one_acts, &deploy.targets)?;
        Some(deploy)
    });
    judged.collect()
}

/// What speaks for and against a deployment.
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own, and all combinations occur")]
struct Signs {
    /// The job says so by its name.
    job_says: bool,
    /// Its workflow does.
    file_says: bool,
    /// Its workflow does, and not merely of a release.
    file_deploys: bool,
    /// The names tell of something else.
    is_other: bool,
    /// The job's own begins with that: `test-publish`.
    tests: bool,
    /// A step or a call does it.
    acts: bool,
    publishes: bool,
    /// It has steps of its own, and more than the right to read.
    has_credentials: bool,
    environment: bool,
    /// Pull requests start it too, and nothing keeps it from them.
    may_be_test: bool,
    for_requests: bool,
}

impl Signs {
    fn sort(&self, one_acts: bool, targets: &[Target]) -> Option<Sort> {
        let by_place = self.environment && (self.job_says || self.file_says && (self.acts || !one_acts));
        let by_name = self.job_says || self.file_deploys && !one_acts;
        let by_right = by_name && self.has_credentials && !self.may_be_test;
        let deploys = self.publishes && !self.tests || !self.is_other && (self.acts || by_place || by_right);
        match deploys {
            true if self.for_requests => Some(Sort::Preview),
            true => Some(Sort::Deployment),
            false => (!targets.is_empty()).then_some(Sort::Other),
        }
    }
}

fn look(ws: &Workspace, workflow: &Workflow, job: &Job) -> (Vec<Target>, Signs) {
    let on_requests = workflow.triggers.iter().any(is_request);
    let may_be_test = on_requests && job.condition.is_none();
    let title = job.name.iter().chain(Some(&job.id)).map(|words| words.text.as_str());
    let file = [workflow.file_name(), workflow.title()];
    // What is built for a release is not released by that.
    let builds = title.clone().any(|name| has(name, BUILD));
    let job_says = title.clone().any(|name| has(name, DEPLOY) || has(name, RELEASE) && !builds);
    let file_says = file.into_iter().any(|name| has(name, DEPLOY) || has(name, RELEASE) && !builds);
    let mut found = Found { targets: environments(workflow, job), acts: false };
    let environment = !found.targets.is_empty();
    if let Some(uses) = &job.uses {
        let says_so = title.clone().chain(file).any(|name| has(name, DEPLOY) || has(name, RELEASE));
        found.call(ws, workflow, job, uses, says_so);
    }
    let steps: Vec<Step> = job.steps.iter().flat_map(|step| with_composite(ws, workflow, step)).collect();
    let has_cluster = steps.iter().any(starts_cluster);
    for step in steps.iter().filter(|step| !is_off(step.condition.as_ref())) {
        if may_be_test && !platforms::is_decided(step) {
            continue;
        }
        for platform in platforms(step, job_says || file_says) {
            if !(platform.tested && (on_requests && may_be_test || has_cluster)) {
                found.add(Target::Platform(platform));
            }
        }
    }
    if !found.acts {
        let free = steps.iter().filter(|step| !may_be_test || step.condition.is_some());
        for step in free.filter(|step| !is_off(step.condition.as_ref())) {
            if let Some(by) = by(step, job_says || file_says) {
                found.add(Target::By(by));
            }
        }
    }
    let publishes = found.targets.iter().any(|target| matches!(target, Target::Platform(platform) if platform.keeps));
    let only_requests = !workflow.triggers.is_empty() && workflow.triggers.iter().all(is_request);
    let asks_request = job.condition.as_ref().is_some_and(|condition| {
        let words = condition.text.replace([' ', '"', '\''], "");
        words.contains("github.event_name==pull_request") && !words.contains("||")
    });
    let is_preview = |name: &str| has(name, &["preview", "previews"]);
    let signs = Signs {
        job_says,
        file_says,
        file_deploys: file.iter().any(|name| has(name, DEPLOY_VERBS)),
        is_other: title.clone().any(|name| has(name, OTHER)) || !job_says && file.iter().any(|name| has(name, OTHER)),
        tests: words(&job.id.text).next().is_some_and(|word| OTHER.contains(&word.as_str())),
        acts: found.acts,
        publishes,
        has_credentials: job.uses.is_none() && !builds && has_credentials(workflow, job),
        environment,
        may_be_test,
        for_requests: only_requests || asks_request || title.chain(file).any(is_preview),
    };
    (found.targets, signs)
}

struct Found {
    targets: Vec<Target>,
    acts: bool,
}

impl Found {
    fn add(&mut self, target: Target) {
        self.acts = true;
        if !self.targets.contains(&target) {
            self.targets.push(target);
        }
    }

    /// What a job does by calling a workflow: what that does, if it is one of the repository, else what it is called.
    fn call(&mut self, ws: &Workspace, workflow: &Workflow, job: &Job, uses: &Words, job_says: bool) {
        let gives = !self.targets.is_empty();
        let Some(called) = called(ws, workflow, job) else {
            let path = uses.text.split('@').next().unwrap_or_default();
            let file = path.rsplit('/').next().unwrap_or(path);
            let pushes = has(file, &["push"]) && has(file, &["build", "image", "images", "docker"]);
            if (pushes || does(file)) && !tries(job) {
                self.add(Target::By(path.to_owned()));
            }
            return;
        };
        if !(gives || job_says) || tries(job) {
            return;
        }
        for target in of_workflow(ws, called, true).into_iter().filter(Deploy::is_certain).flat_map(|of| of.targets) {
            self.acts = true;
            let is_computed = matches!(&target, Target::Environment(name) if name.contains("${{"));
            if !is_computed {
                self.add(target);
            }
        }
    }
}

/// Whether a call says that nothing is to happen.
fn tries(job: &Job) -> bool {
    job.with.iter().any(|(name, value)| {
        let is_dry = words(&name.text).any(|word| word == "dry" || word == "dryrun");
        is_dry && value.text == "true"
            || matches!(name.text.as_str(), "push" | "publish" | "deploy") && value.text == "false"
    })
}

/// The environments of a job, or those that it hands to the workflow that it calls.
fn environments(workflow: &Workflow, job: &Job) -> Vec<Target> {
    workflow.entered(job).map(|name| Target::Environment(name.text.clone())).collect()
}

/// A step, and the steps of the action of the repository that it uses.
pub(super) fn with_composite(ws: &Workspace, workflow: &Workflow, step: &Step) -> Vec<Step> {
    let path = step.uses.as_ref().and_then(|uses| uses.text.strip_prefix("./"));
    let folder = path.and_then(|path| join(&workflow.folder, path.trim_end_matches('/')));
    let inside = folder.map(|folder| composite_steps(&ws.files, &folder)).unwrap_or_default();
    let mut all = vec![step.clone()];
    if !is_off(step.condition.as_ref()) && !platforms::only_tries(step) {
        all.extend(
            inside
                .into_iter()
                .map(|inner| Step { condition: inner.condition.or_else(|| step.condition.clone()), ..inner }),
        );
    }
    all
}

fn is_request(trigger: &crate::model::Trigger) -> bool {
    let closes = trigger
        .filters
        .iter()
        .any(|(name, words)| name == "types" && !words.is_empty() && words.iter().all(|word| word.text == "closed"));
    (trigger.event.text.starts_with("pull_request") || trigger.event.text == "merge_group") && !closes
}

/// Whether a condition never holds.
fn is_off(condition: Option<&Words>) -> bool {
    condition.is_some_and(|condition| {
        let inner = condition.text.trim().trim_start_matches("${{").trim_end_matches("}}").trim();
        inner == "false" || inner.starts_with("false &&")
    })
}

/// Whether a step starts a cluster that lives as long as the job.
fn starts_cluster(step: &Step) -> bool {
    const ACTIONS: &[&str] =
        &["helm/kind-action", "engineerd/setup-kind", "medyagh/setup-minikube", "abcxyz/setup-k3d", "nolar/setup-k3d"];
    let is_one = |command: &Vec<String>| matches!(program(command), "kind" | "minikube" | "k3d" | "k3s");
    let creates = step.uses.as_ref().is_some_and(|uses| has(&uses.text, &["create"]) && has(&uses.text, &["cluster"]));
    creates
        || super::integrations::uses(step, ACTIONS)
        || step.run.as_ref().is_some_and(|run| commands(&run.text).iter().any(is_one))
}

/// Whether a job can do more than read: secrets of its own, or permissions to write.
fn has_credentials(workflow: &Workflow, job: &Job) -> bool {
    let is_own = |path: &[String]| path.first().is_some_and(|name| !name.eq_ignore_ascii_case("GITHUB_TOKEN"));
    let permissions = if job.permissions.is_empty() { &workflow.permissions } else { &job.permissions };
    let writes = |right: &Words| {
        let right = right.text.as_str();
        matches!(
            right,
            "contents: write" | "packages: write" | "id-token: write" | "pages: write" | "deployments: write"
        )
    };
    job.references.iter().any(|one| one.context == "secrets" && is_own(&one.path)) || permissions.iter().any(writes)
}
