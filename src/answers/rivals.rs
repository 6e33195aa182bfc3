//! Which of several workflows brings the application to a place, and which bring only a part of it.

use std::collections::BTreeSet;

use super::candidate::is_place;
use super::words::terms;
use crate::index::{Index, JobItem, WorkflowItem};

/// As many times the deploying jobs of any other, and the workflow deploys everything.
const MANY: usize = 3;

/// So many others that are called as one is, but for a word, make it one of several.
const FAMILY: usize = 2;

/// Words of names that tell of no part: they name the whole, the way to it, or what else is done on it.
const NO_PART: &[&str] = &[
    "main",
    "master",
    "trunk",
    "branch",
    "push",
    "merge",
    "tag",
    "new",
    "application",
    "app",
    "all",
    "cd",
    "pipeline",
    "production",
    "live",
    "path",
];

/// The workflows that bring something to the place of a request.
pub(super) struct Rivals<'a> {
    /// All of them, in the order of their files.
    pub all: Vec<&'a WorkflowItem>,
    /// The one that plainly brings everything.
    pub main: Option<&'a WorkflowItem>,
}

impl Rivals<'_> {
    /// Whether a workflow is one of those that bring a part only.
    pub fn is_part(&self, workflow: &WorkflowItem) -> bool {
        self.main.is_some_and(|main| main.path != workflow.path) && self.has(&workflow.path)
    }

    /// Whether the workflow at a path is one of them.
    pub fn has(&self, path: &str) -> bool {
        self.all.iter().any(|rival| rival.path == path)
    }
}

/// The rivals for a request that says no more than to deploy, and where to; none for any other, or where only one does.
pub(super) fn rivals<'a>(index: &'a Index, asked: &BTreeSet<String>, title: &str) -> Option<Rivals<'a>> {
    let place = asked.iter().find(|term| is_place(index, term));
    let is_plain = |term: &String| term == "@deploy" || term == "@environment" || Some(term) == place;
    if !asked.contains("@deploy") || !asked.iter().all(is_plain) {
        return None;
    }
    let deploying = |workflow: &WorkflowItem| {
        let jobs = index.jobs.iter().filter(|job| job.workflow == workflow.path && brings(index, job));
        jobs.filter(|job| place.is_none_or(|place| reaches(workflow, job, place))).count()
    };
    let is_started = |workflow: &&WorkflowItem| workflow.events.iter().any(|event| event != "workflow_call");
    let all: Vec<_> = index.workflows.iter().filter(is_started).filter(|workflow| deploying(workflow) > 0).collect();
    if all.len() < 2 {
        return None;
    }
    let own = own_words(title);
    let names_no_part = |workflow: &&&WorkflowItem| {
        terms(&workflow.name).iter().all(|term| {
            term.starts_with('@') || own.contains(term) || NO_PART.iter().any(|word| terms(word).contains(term))
        })
    };
    let mut whole = all.iter().copied().filter(|workflow| names_no_part(&workflow));
    let named = whole.next().filter(|_| whole.next().is_none());
    let most = all.iter().copied().max_by_key(|workflow| deploying(workflow));
    let most = most.filter(|most| {
        let others = all.iter().filter(|other| other.path != most.path);
        others.map(|other| deploying(other)).max().unwrap_or_default() * MANY <= deploying(most)
    });
    // Those that are called alike but for one word bring a part each: "Deploy PROD API", "Deploy PROD Web".
    let is_sibling = |one: &WorkflowItem, other: &WorkflowItem| {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.name.split_whitespace().collect(), other.name.split_whitespace().collect());
        one.len() > 2 && one.len() == other.len() && one.iter().zip(&other).filter(|(a, b)| a != b).count() == 1
    };
    let is_of_a_family = |main: &&WorkflowItem| all.iter().filter(|other| is_sibling(main, other)).count() >= FAMILY;
    Some(Rivals { main: most.or(named).filter(|main| !is_of_a_family(main)), all })
}

/// Whether a job brings something to users, itself or by the workflow that it calls.
fn brings(index: &Index, job: &JobItem) -> bool {
    let called = job.calls.as_deref().and_then(|path| path.strip_prefix("./"));
    job.deploys || index.jobs.iter().any(|other| other.deploys && called == Some(other.workflow.as_str()))
}

/// Whether a deploying job brings something to a place, as far as names tell.
fn reaches(workflow: &WorkflowItem, job: &JobItem, place: &str) -> bool {
    // Where a run decides, it may be any.
    let options = workflow.inputs.iter().flat_map(|input| &input.options);
    let mut words = job.environments.iter().chain([&job.id, &workflow.name, &workflow.file]).chain(options);
    job.is_undecided() || words.any(|words| terms(words).contains(place))
}

/// The terms that mean the repository itself: its name, and the first letters of its parts.
fn own_words(title: &str) -> BTreeSet<String> {
    let parts = title.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let initials: String = parts.filter_map(|part| part.chars().next()).collect();
    terms(title).into_iter().chain(terms(&initials)).collect()
}
