//! The jobs that deploy or publish, as their environments, names, actions and commands show.

use std::collections::{HashMap, HashSet};

use super::commands::{commands_of, program};
use super::names::{BUILD, DEPLOY, DEPLOY_VERBS, LOOKS, TRIES, does, has, is_other, releases, words};
use super::occasions::{Left, Occasion};
use super::orders::{by, by_name};
use super::platforms::{self, Platform, platforms};
use super::{called, goreleaser};
use crate::facts::composite_steps;
use crate::model::{Job, Kind, Step, Trigger, Words, Workflow, is_built_in_secret, join};
use crate::syntax::expression::{Condition, Demand};
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
    /// What the job, the jobs that it waits for and its steps demand beside the events of the workflow.
    demands: Condition,
    /// Whether its name, or that of its workflow, says that it deploys.
    pub is_named: bool,
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

    /// Whether it shows a change before it is merged.
    pub fn is_preview(&self) -> bool {
        self.sort == Sort::Preview
    }

    /// What it demands beside the events of its workflow, as expressions say it.
    pub fn condition(&self) -> Option<&str> {
        Some(self.demands.words.as_str()).filter(|words| !words.is_empty())
    }

    /// What an event of its workflow must find, so that it deploys.
    pub fn left(&self, trigger: &Trigger) -> Left {
        Occasion::of(trigger).left(&self.demands)
    }

    /// Whether it demands something beside the events of its workflow.
    pub fn is_limited(&self) -> bool {
        self.workflow.triggers.iter().any(|trigger| self.left(trigger) != Left::Nothing)
    }

    /// Whether people who start its workflow with an input set to a word get to it.
    pub(super) fn runs_with(&self, input: &str, word: &str) -> bool {
        let mut by_hand =
            self.workflow.triggers.iter().filter(|trigger| trigger.event.text == "workflow_dispatch").peekable();
        by_hand.peek().is_none()
            || by_hand.any(|on| Occasion::of(on).with_input(input, word).left(&self.demands) != Left::Never)
    }

    /// Whether it takes whatever tag an event of its workflow is started on: what asks for a branch does nothing there.
    pub fn takes_any_tag(&self, trigger: &Trigger) -> bool {
        match Occasion::of(trigger).on_a_tag().left(&self.demands) {
            Left::Nothing => true,
            Left::Never => false,
            Left::If(condition) => {
                !condition.asks_for(|path| path.starts_with("github.ref") || path == "github.event.ref")
            }
        }
    }
}

/// A deployment as it is kept, its workflow and its job by their places.
struct Kept {
    workflow: usize,
    job: usize,
    targets: Vec<Target>,
    demands: Condition,
    is_named: bool,
    sort: Sort,
}

/// The jobs that deploy or publish, in the order of workflows and jobs.
pub fn deploys<'a>(ws: &'a Workspace, folder: &str) -> Vec<Deploy<'a>> {
    let kept = ws.memo.of(folder, || {
        let own = ws.workflows.iter().enumerate().filter(|(_, workflow)| workflow.folder == folder);
        let all = own.flat_map(|(at, workflow)| of_workflow(ws, workflow, 0).into_iter().map(move |one| (at, one)));
        let kept = all.filter_map(|(workflow, Deploy { job, targets, demands, is_named, sort, .. })| {
            let job = ws.workflows[workflow].jobs.iter().position(|other| std::ptr::eq(other, job))?;
            Some(Kept { workflow, job, targets, demands, is_named, sort })
        });
        kept.collect::<Vec<Kept>>()
    });
    let one = |kept: &Kept| {
        let workflow = &ws.workflows[kept.workflow];
        let job = &workflow.jobs[kept.job];
        let Kept { targets, demands, is_named, sort, .. } = kept;
        Deploy { workflow, job, targets: targets.clone(), demands: demands.clone(), is_named: *is_named, sort: *sort }
    };
    kept.iter().map(one).collect()
}

/// Through how many calls a deployment is looked for.
const MOST_CALLS: usize = 3;

/// A workflow with more jobs than these is not asked again for what those do that it calls itself.
const MOST_CALLING: usize = 10;

/// The jobs of a workflow that deploy; of one that is called through others, those that do it themselves.
fn of_workflow<'a>(ws: &'a Workspace, workflow: &'a Workflow, calls: usize) -> Vec<Deploy<'a>> {
    let running = workflow.jobs.iter().filter(|job| !is_off(job.condition.as_ref()));
    let goes_on = calls < MOST_CALLS && workflow.jobs.len() <= MOST_CALLING;
    let found: Vec<(Deploy, Signs)> = running
        .filter(|job| calls == 0 || goes_on || job.called_path().is_none())
        .map(|job| {
            let (targets, demands, signs) = look(ws, workflow, job, calls);
            let is_named = signs.job_says || signs.file_says || has(&job.id.text, &["apply"]);
            (Deploy { workflow, job, targets, demands, is_named, sort: Sort::Other }, signs)
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

fn look(ws: &Workspace, workflow: &Workflow, job: &Job, calls: usize) -> (Vec<Target>, Condition, Signs) {
    // A queue checks what is approved already, so alone it shows nothing to reviewers.
    let on_requests = workflow.triggers.iter().any(|on| is_request(on) && on.event.text != "merge_group");
    let may_be_test = on_requests && job.condition.is_none() && !is_kept_from_requests(workflow, job);
    let title = job.name.iter().chain(Some(&job.id)).map(|words| words.text.as_str());
    let file = [workflow.file_name(), workflow.title()];
    // What is built for a release is not released by that.
    let builds = title.clone().any(|name| has(name, BUILD));
    let job_says = title.clone().any(|name| has(name, DEPLOY) || releases(name) && !builds);
    let file_says = file.into_iter().any(|name| has(name, DEPLOY) || releases(name) && !builds);
    let mut found = Found {
        targets: environments(ws, workflow, job),
        acts: false,
        is_known: false,
        is_kept: false,
        demands: Vec::new(),
    };
    // What is deployed to the environment `test` is no test by that word.
    let places: Vec<String> =
        found.targets.iter().flat_map(|target| words(&target.name()).collect::<Vec<_>>()).collect();
    let is_place = |word: &str| places.iter().any(|place| place == word);
    let is_other_word = |word: &str| is_other(word) && !is_place(word);
    let environment = !found.targets.is_empty() || job.handed_environments().next().is_some();
    if let Some(uses) = &job.uses {
        let says_so = title.clone().chain(file).any(|name| has(name, DEPLOY) || releases(name));
        found.call(ws, (workflow, job, calls), uses, says_so);
    }
    let steps: Vec<Step> = job.steps.iter().flat_map(|step| with_composite(ws, workflow, job, step)).collect();
    let has_cluster = steps.iter().any(starts_cluster);
    for step in steps.iter().filter(|step| !is_off(step.condition.as_ref())) {
        if may_be_test && !platforms::is_decided(step) {
            continue;
        }
        let settings = goreleaser::targets(ws, step);
        for platform in platforms(step, job_says || file_says) {
            if !(platform.tested && (on_requests && may_be_test || has_cluster)) {
                let told = settings.clone().filter(|_| platform.is_default_of_goreleaser());
                told.unwrap_or_else(|| vec![Target::Platform(platform)]).into_iter().for_each(|to| found.add(to));
                found.demands.push(demanded(step));
            }
        }
        found.is_known |= platforms(step, false).iter().any(|platform| !platform.keeps && !platform.tested);
    }
    let free =
        || steps.iter().filter(|step| (!may_be_test || step.condition.is_some()) && !is_off(step.condition.as_ref()));
    if !found.acts {
        found.add_each(free(), |step| by(step, job_says || file_says));
    }
    // What a step does that nothing but its name tells needs the means to do so.
    if !found.acts && !has_cluster && (environment || has_credentials(workflow, job)) {
        found.add_each(free(), by_name);
    }
    let publishes = found.targets.iter().any(|target| matches!(target, Target::Platform(platform) if platform.keeps));
    let only_requests = on_requests && workflow.triggers.iter().all(is_request);
    // What a job is called after and has a place for it does in any case, whatever a step beside it waits for.
    let waits = found.demands.iter().any(|one| !one.words.is_empty() && !is_about_start(one));
    if job_says && environment && waits {
        found.demands.clear();
    }
    let demands = demands(workflow, job, found.demands);
    // Whatever else starts the workflow, the job is kept from it.
    let only_for_requests = on_requests
        && workflow.triggers.iter().all(|on| is_request(on) || Occasion::of(on).left(&demands) == Left::Never);
    let is_preview = |name: &str| has(name, &["preview", "previews"]);
    // What is brought to a place of its own name by hand is no preview of a request, whatever its file is called.
    let is_named =
        |target: &Target| matches!(target, Target::Environment(name) if !name.contains("${{") && !is_preview(name));
    let has_place = !on_requests && found.targets.iter().any(is_named);
    // What it does in a cluster of its own is a test, be it called a deployment.
    let (acts, is_known) = (found.acts && !has_cluster, found.is_known && !has_cluster);
    let brings = |word: &str| DEPLOY_VERBS.contains(&word) || word == "apply";
    let is_other_name = |name: &str| {
        let all: Vec<String> = words(name).collect();
        let is_brought = |at: usize| all[..at].iter().any(|word| brings(word));
        let is_ordered = all.first().is_some_and(|first| brings(first));
        (0..all.len()).any(|at| {
            let word = all[at].as_str();
            // What is brought is no test for being called so: `deploy-alerts`, `apply-load-test`.
            let names_what = if is_known {
                is_brought(at) || !TRIES.contains(&word)
            } else {
                acts && is_ordered && (word == "test" || !TRIES.contains(&word))
            };
            // A plan that is applied is more than one.
            is_other_word(word) && !(word == "plan" && has(name, &["apply"])) && !names_what
        })
    };
    let signs = Signs {
        job_says,
        file_says,
        file_deploys: file.iter().any(|name| has(name, DEPLOY_VERBS)),
        is_other: found.is_kept || title.clone().any(is_other_name) || !job_says && file.into_iter().any(is_other_name),
        tests: words(&job.id.text).next().is_some_and(|word| is_other_word(&word)),
        acts: found.acts,
        publishes,
        has_credentials: job.uses.is_none() && !builds && has_credentials(workflow, job),
        environment,
        may_be_test,
        for_requests: only_requests || only_for_requests || !has_place && title.chain(file).any(is_preview),
    };
    (found.targets, demands, signs)
}

/// Whether the jobs that a job waits for run for no pull request, so that it does not either.
fn is_kept_from_requests(workflow: &Workflow, job: &Job) -> bool {
    let demands = demands(workflow, job, Vec::new());
    let mut requests = workflow.triggers.iter().filter(|trigger| is_request(trigger));
    requests.all(|trigger| Occasion::of(trigger).left(&demands) == Left::Never)
}

/// What a step demands: its `if`, and what decides whether its action publishes anything.
fn demanded(step: &Step) -> Condition {
    let decides = platforms::deciding(step).map(|value| Condition::read(&value.text));
    Condition::all(step.condition.iter().map(|condition| Condition::read(&condition.text)).chain(decides).collect())
}

/// What a job demands, the jobs that it waits for as far as events and references go, and one of its steps that act.
fn demands(workflow: &Workflow, job: &Job, mut steps: Vec<Condition>) -> Condition {
    let mut all: Vec<Condition> =
        job.condition.iter().map(|condition| Condition::read(&condition.text)).flat_map(parts).collect();
    // A job that waits for a skipped one is skipped too, unless it asks for how that ended.
    let by_id: HashMap<&str, &Job> = workflow.jobs.iter().map(|job| (job.id.text.as_str(), job)).collect();
    let mut waiting = vec![job];
    let mut seen = HashSet::from([job.id.text.as_str()]);
    while let Some(job) = waiting.pop().filter(|_| all.len() < MOST_DEMANDS) {
        if job.condition.as_ref().is_some_and(|own| Condition::read(&own.text).asks_how_others_ended()) {
            continue;
        }
        for other in job.needs.iter().filter_map(|need| by_id.get(need.text.as_str()).copied()) {
            if seen.insert(&other.id.text) {
                waiting.push(other);
                let own = other.condition.iter().map(|condition| Condition::read(&condition.text)).flat_map(parts);
                all.extend(own.filter(is_about_start));
            }
        }
    }
    once(&mut steps);
    // Where one of them acts in any case, the others decide nothing.
    if !steps.is_empty() && steps.iter().all(|step| !step.words.is_empty()) {
        all.extend(parts(Condition::any(steps)));
    }
    once(&mut all);
    Condition::all(all)
}

/// After so many conditions no further job is asked for its own: nobody would read them.
const MOST_DEMANDS: usize = 20;

/// Leaves out what stands there a second time.
fn once(conditions: &mut Vec<Condition>) {
    let mut seen = HashSet::new();
    conditions.retain(|one| seen.insert(one.words.clone()));
}

/// The parts of a condition that all must hold.
fn parts(condition: Condition) -> Vec<Condition> {
    match condition.demand {
        Demand::All(parts) => parts,
        _ => vec![condition],
    }
}

/// Whether a condition is about nothing but what starts a run.
fn is_about_start(condition: &Condition) -> bool {
    match &condition.demand {
        Demand::All(parts) | Demand::Any(parts) => parts.iter().all(is_about_start),
        Demand::Not(inner) => is_about_start(inner),
        Demand::Is(path, _) | Demand::Begins(path, _) | Demand::Has(path, _) | Demand::Holds(path) => {
            path.starts_with("github.")
        }
        Demand::Constant(_) => true,
        Demand::Other => false,
    }
}

struct Found {
    targets: Vec<Target>,
    acts: bool,
    /// Whether it does so by a command or action that is for nothing else.
    is_known: bool,
    /// Whether what it hands to the workflow that it calls keeps that from deploying.
    is_kept: bool,
    /// What each of those that act demands.
    demands: Vec<Condition>,
}

impl Found {
    /// Takes in each step that acts by something.
    fn add_each<'s>(&mut self, steps: impl Iterator<Item = &'s Step>, by: impl Fn(&Step) -> Option<String>) {
        for step in steps {
            if let Some(by) = by(step) {
                self.add(Target::By(by));
                self.demands.push(demanded(step));
            }
        }
    }

    fn add(&mut self, target: Target) {
        self.acts = true;
        if !self.targets.contains(&target) {
            self.targets.push(target);
        }
    }

    /// What a job does by calling a workflow: what that does, if it is one of the repository, else what it is called.
    fn call(&mut self, ws: &Workspace, (workflow, job, calls): (&Workflow, &Job, usize), uses: &Words, job_says: bool) {
        let gives = !self.targets.is_empty() || job.handed_environments().next().is_some();
        let Some(called) = called(ws, workflow, job) else {
            let path = uses.text.split('@').next().unwrap_or_default();
            let file = path.rsplit('/').next().unwrap_or(path);
            let pushes = has(file, &["push"]) && has(file, &["build", "image", "images", "docker"]);
            if (pushes || does(file)) && !tries(job) {
                self.add(Target::By(path.to_owned()));
            }
            return;
        };
        if !(gives || job_says || does(called.file_name())) || tries(job) {
            return;
        }
        let handed = Occasion::of_call(called, job);
        let there: Vec<Deploy> = of_workflow(ws, called, calls + 1).into_iter().filter(Deploy::is_certain).collect();
        let left = |of: &Deploy| handed.left(&handed_on(&of.demands, job));
        let open = || there.iter().map(|of| (of, left(of))).filter(|(_, left)| *left != Left::Never);
        self.is_kept = !there.is_empty() && open().next().is_none();
        for (of, left) in open() {
            self.acts = true;
            self.is_known |=
                of.targets.iter().any(|target| matches!(target, Target::Platform(platform) if !platform.keeps));
            let is_computed = |target: &&Target| matches!(target, Target::Environment(name) if name.contains("${{"));
            of.targets.iter().filter(|target| !is_computed(target)).for_each(|target| self.add(target.clone()));
            // What it demands in words of its own means nothing here.
            let demanded = match left {
                Left::If(condition) => parts(condition).into_iter().filter(is_about_start).collect(),
                Left::Nothing | Left::Never => Vec::new(),
            };
            self.demands.push(Condition::all(demanded));
        }
    }
}

/// A condition of a called workflow with what a call computes in the place of the inputs that are asked for alone.
fn handed_on(condition: &Condition, call: &Job) -> Condition {
    let each = |parts: &[Condition]| parts.iter().map(|part| handed_on(part, call)).collect();
    let asked = match &condition.demand {
        Demand::All(parts) => return Condition::all(each(parts)),
        Demand::Any(parts) => return Condition::any(each(parts)),
        Demand::Holds(path) => path,
        Demand::Is(path, word) if word == "true" => path,
        _ => return condition.clone(),
    };
    let given = call.with.iter().find(|(name, value)| {
        asked.strip_prefix("inputs.") == Some(name.text.as_str()) && value.text.starts_with("${{")
    });
    given.map_or_else(|| condition.clone(), |(_, value)| Condition::read(&value.text))
}

/// Whether a call says that nothing is to happen.
fn tries(job: &Job) -> bool {
    job.with.iter().any(|(name, value)| {
        let is_dry = words(&name.text).any(|word| word == "dry" || word == "dryrun");
        is_dry && value.text == "true" || platforms::is_decision(&name.text) && value.text == "false"
    })
}

/// The environments of a job, or those in which the workflow runs that it calls.
fn environments(ws: &Workspace, workflow: &Workflow, job: &Job) -> Vec<Target> {
    let Some(called) = called(ws, workflow, job) else {
        return workflow.entered(job).map(|name| Target::Environment(name.text.clone())).collect();
    };
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    let known = facts.filter(|fact| fact.value.kind == Kind::Environment && job.span.contains(fact.span));
    let known = known.map(|fact| fact.value.name.clone());
    let enters = called.jobs.iter().any(|job| job.environment.is_some());
    let computed = workflow.entered(job).filter(|name| enters && name.is_computed()).map(|name| name.text.clone());
    let mut seen = HashSet::new();
    let named = known.chain(computed).filter(|name| !name.trim().is_empty() && seen.insert(name.to_lowercase()));
    named.map(Target::Environment).collect()
}

/// A step, and the steps of the action of the repository that it uses.
pub(super) fn with_composite(ws: &Workspace, workflow: &Workflow, job: &Job, step: &Step) -> Vec<Step> {
    let path = step.uses.as_ref().and_then(|uses| uses.text.strip_prefix("./"));
    // What makes a machine ready may use a tool that also deploys.
    let path = path.map(|path| path.trim_end_matches('/')).filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        !has(name, LOOKS)
    });
    let folder = path.and_then(|path| join(&workflow.folder, path));
    let inside = folder.map(|folder| composite_steps(&ws.files, &folder)).unwrap_or_default();
    let inside: Vec<Step> = inside.into_iter().map(|inner| given(step, inner)).collect();
    // What a job says of folders is said of its own steps only.
    let mut all = vec![Step { folder: step.folder.clone().or_else(|| job.folder.clone()), ..step.clone() }];
    if !is_off(step.condition.as_ref()) && !platforms::only_tries(step) {
        // The inputs of an action are other ones than those of the workflow.
        let is_plain = |condition: &Words| !condition.text.contains("inputs.");
        let inside = inside.into_iter().filter(|inner| !is_off(inner.condition.as_ref()));
        all.extend(inside.map(|inner| {
            let own = inner.condition.clone().filter(is_plain);
            Step { condition: step.condition.clone().or(own), ..inner }
        }));
    }
    all
}

/// A step of an action with what the step that uses it gives for inputs.
fn given(outer: &Step, inner: Step) -> Step {
    let put = |words: Words| {
        let Words { mut text, span } = words;
        for (name, value) in &outer.with {
            for asked in [format!("${{{{ inputs.{} }}}}", name.text), format!("${{{{inputs.{}}}}}", name.text)] {
                text = text.replace(&asked, &value.text);
            }
        }
        Words { text, span }
    };
    let put_each = |all: Vec<(Words, Words)>| all.into_iter().map(|(name, value)| (name, put(value))).collect();
    Step { run: inner.run.map(put), with: put_each(inner.with), env: put_each(inner.env), ..inner }
}

fn is_request(trigger: &Trigger) -> bool {
    let closes = trigger
        .filters
        .iter()
        .any(|(name, words)| name == "types" && !words.is_empty() && words.iter().all(|word| word.text == "closed"));
    (trigger.event.text.starts_with("pull_request") || trigger.event.text == "merge_group") && !closes
}

/// Whether a condition never holds.
fn is_off(condition: Option<&Words>) -> bool {
    condition.is_some_and(|condition| Occasion::default().left(&Condition::read(&condition.text)) == Left::Never)
}

/// Whether a step starts a cluster that lives as long as the job.
fn starts_cluster(step: &Step) -> bool {
    const ACTIONS: &[&str] =
        &["helm/kind-action", "engineerd/setup-kind", "medyagh/setup-minikube", "abcxyz/setup-k3d", "nolar/setup-k3d"];
    let is_one = |command: &Vec<String>| matches!(program(command), "kind" | "minikube" | "k3d" | "k3s");
    let creates = step.uses.as_ref().is_some_and(|uses| has(&uses.text, &["create"]) && has(&uses.text, &["cluster"]));
    creates || super::integrations::uses(step, ACTIONS) || commands_of(step).iter().any(is_one)
}

/// Whether a job can do more than read: secrets of its own, or permissions to write.
fn has_credentials(workflow: &Workflow, job: &Job) -> bool {
    let is_own = |path: &[String]| path.first().is_some_and(|name| !is_built_in_secret(name));
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
