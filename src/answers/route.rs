//! A request in words to the page that serves it, with the commands, checks, approvals and secrets that go with it.
//!
//! Words are compared, not understood: a request is a set of terms, and so is all that could serve it. What shares the
//! most of what was asked, in the most telling places, wins.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::words::{shown, terms, weight};
use crate::index::{CheckItem, Index, PageItem, Place, WorkflowItem};

/// From which share of a request something fits it.
const FITS: f64 = 0.5;
/// How many other answers are given.
const OTHERS: usize = 4;
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
    /// Other answers, the likeliest first; when nothing fits, what comes nearest.
    pub alternatives: Vec<Answer>,
}

/// Something that serves a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// How much of the request it covers, from 0 to 100; from 50 on it fits.
    pub score: u32,
    /// `page`, `workflow` or `command`.
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
    /// The folder to run it in, relative to the repository.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub folder: String,
    /// Under which heading it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it stands.
    pub place: Place,
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

/// Something that could serve a request: the terms that speak for it, each with how telling its place is.
struct Candidate<'a> {
    what: What<'a>,
    tells: BTreeMap<String, f64>,
    /// The terms of its own name.
    name: BTreeSet<String>,
    /// The terms of the requests that a page says it serves.
    serves: Vec<BTreeSet<String>>,
    /// How readily it is chosen, whatever it says.
    favour: f64,
    /// The environments that it is for.
    environments: BTreeSet<String>,
}

#[derive(Clone, Copy)]
enum What<'a> {
    Page(&'a PageItem),
    Section(&'a PageItem, usize),
    Workflow(&'a WorkflowItem),
    Command(usize),
}

impl Candidate<'_> {
    fn tell(&mut self, words: &str, worth: f64) {
        for term in terms(words) {
            let known = self.tells.entry(term).or_default();
            *known = known.max(worth);
        }
    }

    /// A request that a page says it serves.
    fn serve(&mut self, phrase: &str) {
        self.tell(phrase, 0.95);
        self.serves.push(terms(phrase));
    }

    fn tell_terms(&mut self, given: &[(&str, f64)]) {
        for (term, worth) in given {
            let known = self.tells.entry((*term).to_owned()).or_default();
            *known = known.max(*worth);
        }
    }
}

/// Finds what serves a request.
pub fn route(index: &Index, phrase: &str) -> Routed {
    let candidates = candidates(index);
    let asked = asked(index, &candidates, phrase);
    let whole: f64 = asked.iter().map(|term| weight(term)).sum();
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let covered: f64 =
            asked.iter().map(|term| weight(term) * candidate.tells.get(term).copied().unwrap_or_default()).sum();
        if whole <= 0.0 || covered <= 0.0 {
            continue;
        }
        let names = std::iter::once(&candidate.name).chain(&candidate.serves);
        let exact = names.map(|name| spoken(name, &asked)).fold(0.0, f64::max);
        let elsewhere = is_elsewhere(index, candidate, &asked);
        let mut factor = if elsewhere { 0.5 } else { 1.0 };
        // "Rollback" in a runbook is about what the runbook does.
        if let What::Section(page, _) = candidate.what
            && page.kind.as_deref() == Some("runbook")
            && asked.is_disjoint(&terms(&page.title))
        {
            factor *= 0.7;
        }
        // Of a repository that says nothing of its checks, general advice on errors is no answer.
        let is_general =
            |page: &PageItem| page.kind.is_none() && asked.contains("@ci") && !candidate.tells.contains_key("@ci");
        if let What::Page(page) | What::Section(page, _) = candidate.what
            && is_general(page)
        {
            factor *= 0.6;
        }
        // Of two that cover the same, the one whose name says nothing else is meant.
        let score = covered / whole * candidate.favour * factor * (0.9 + 0.1 * exact);
        scored.push((score, at));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut answers = Vec::new();
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for (score, at) in scored {
        let page = match candidates[at].what {
            What::Page(page) | What::Section(page, _) => Some(page.path.as_str()),
            What::Workflow(_) | What::Command(_) => None,
        };
        let before = page.map(|page| pages.entry(page).or_default());
        if before.is_some_and(|before| std::mem::replace(before, *before + 1) >= 2) {
            continue;
        }
        answers.push(answer(index, &candidates[at], &asked, score));
        if answers.len() > OTHERS {
            break;
        }
    }
    let fits = answers.first().is_some_and(|answer| f64::from(answer.score) >= FITS * 100.0);
    let best = fits.then(|| answers.remove(0));
    Routed { version: 1, phrase: phrase.to_owned(), best, alternatives: answers }
}

/// How much of a name is in a request.
fn spoken(name: &BTreeSet<String>, asked: &BTreeSet<String>) -> f64 {
    let count = name.intersection(asked).count();
    if name.is_empty() { 0.0 } else { count as f64 / name.len() as f64 }
}

/// The terms of a request. A word that nothing here has, and that is nearly one that something has, is taken for it.
fn asked(index: &Index, candidates: &[Candidate], phrase: &str) -> BTreeSet<String> {
    let known: BTreeSet<&str> =
        candidates.iter().flat_map(|candidate| candidate.tells.keys()).map(String::as_str).collect();
    let near = |term: String| {
        if term.starts_with('@') || term.len() < 4 || known.contains(term.as_str()) {
            return term;
        }
        let like = known
            .iter()
            .filter(|word| word.len() > 3 && strsim::osa_distance(word.trim_start_matches('@'), &term) <= 1);
        like.min().map_or(term.clone(), |word| (*word).to_owned())
    };
    let mut asked: BTreeSet<String> = terms(phrase).into_iter().map(near).collect();
    // Documentation has workflows of many kinds; who asks of one means what runs on each change.
    if asked.remove("@workflow") {
        asked.insert("@ci".to_owned());
    }
    // Who sets something up and names no place speaks of the machine before them.
    let names_place = asked.iter().any(|term| is_place(index, term));
    let only_setup = asked.iter().all(|term| matches!(term.as_str(), "@setup" | "@environment" | "@run" | "@tool"));
    if asked.contains("@setup") && only_setup && !names_place {
        asked.insert("@local".to_owned());
    }
    asked
}

/// Whether a term names an environment.
fn is_place(index: &Index, term: &str) -> bool {
    matches!(term, "@local" | "@production" | "@staging")
        || index.environments.iter().any(|environment| {
            let name = terms(&environment.name);
            name.len() == 1 && name.contains(term)
        })
}

/// Whether something is for another environment than the one that was asked for.
fn is_elsewhere(index: &Index, candidate: &Candidate, asked: &BTreeSet<String>) -> bool {
    let wanted: BTreeSet<&String> = asked.iter().filter(|term| is_place(index, term)).collect();
    let is_for =
        |term: &&String| candidate.environments.contains(term.as_str()) || candidate.tells.contains_key(term.as_str());
    !wanted.is_empty() && !candidate.environments.is_empty() && !wanted.iter().any(|term| is_for(term))
}

/// What stands on the lines of each page: words, and how telling they are.
type Lines<'a> = BTreeMap<&'a str, Vec<(usize, &'a str, f64)>>;

fn lines(index: &Index) -> Lines<'_> {
    let mut lines: Lines = BTreeMap::new();
    for command in index.commands.iter().filter(|command| command.kind == "page") {
        for place in &command.stated {
            lines.entry(&place.path).or_default().push((place.line, &command.command, 0.5));
        }
    }
    let secrets = index.secrets.iter().map(|secret| (&secret.name, &secret.documented, 0.5));
    let tools = index.tools.iter().map(|tool| (&tool.name, &tool.documented, 0.6));
    for (name, documented, worth) in secrets.chain(tools) {
        for mention in documented {
            lines.entry(&mention.place.path).or_default().push((mention.place.line, name, worth));
        }
    }
    for of_page in lines.values_mut() {
        of_page.sort_by_key(|(line, _, _)| *line);
    }
    lines
}

fn candidates(index: &Index) -> Vec<Candidate<'_>> {
    let mut found = Vec::new();
    let lines = lines(index);
    for page in &index.pages {
        found.extend(of_page(index, page, lines.get(page.path.as_str()).map_or(&[], Vec::as_slice)));
    }
    found.extend(index.workflows.iter().map(|workflow| of_workflow(index, workflow)));
    let defined = index.commands.iter().enumerate().filter(|(_, command)| command.kind != "page");
    found.extend(defined.map(|(at, command)| {
        let name = command.command.split_whitespace().last().unwrap_or_default();
        let mut candidate = Candidate {
            what: What::Command(at),
            tells: BTreeMap::new(),
            serves: Vec::new(),
            name: terms(name),
            // A command of the root is meant before one of a part.
            favour: if command.folder.is_empty() { 0.8 } else { 0.7 },
            environments: places(index, &terms(name)),
        };
        candidate.tell(name, 1.0);
        candidate.tell_terms(&[("@run", 0.9)]);
        candidate
    }));
    found
}

/// The environments among some terms.
fn places(index: &Index, terms: &BTreeSet<String>) -> BTreeSet<String> {
    terms.iter().filter(|term| is_place(index, term)).cloned().collect()
}

/// What a page is about by its kind.
fn of_kind(kind: &str) -> &'static [(&'static str, f64)] {
    match kind {
        "environment" => &[("@setup", 0.9), ("@environment", 1.0)],
        "deployment" => &[("@deploy", 0.95), ("@rollback", 0.6), ("@approve", 0.6)],
        "ci" => &[("@ci", 1.0), ("@fix", 0.7), ("@build", 0.5), ("@test", 0.4), ("@rerun", 0.5)],
        "tooling" => &[("@tool", 1.0), ("@setup", 0.8), ("@update", 0.4)],
        "maintenance" => &[("@maintain", 1.0), ("@rotate", 0.8), ("@secret", 0.6), ("@update", 0.7)],
        "incident" => &[("@incident", 0.7)],
        "release" => &[("@deploy", 0.4)],
        _ => &[],
    }
}

fn of_page<'a>(index: &'a Index, page: &'a PageItem, lines: &[(usize, &str, f64)]) -> Vec<Candidate<'a>> {
    let stem = page.path.rsplit('/').next().unwrap_or(&page.path).split('.').next().unwrap_or_default();
    let kind = page.kind.as_deref().unwrap_or_default();
    let lower = stem.to_lowercase();
    let favour = match kind {
        "release" | "incident" => 0.6,
        "index" => 0.6,
        "" if page.address.is_some() => 0.9,
        "" => 0.75,
        _ => 1.0,
    };
    // A README in a folder of the repository is about that folder.
    let favour = if kind.is_empty() && lower == "readme" && page.path.contains('/') { favour * 0.85 } else { favour };
    let intents: Vec<_> = index.intents.iter().filter(|intent| intent.page == page.path).collect();
    let mut about = page.environment.as_deref().map(terms).unwrap_or_default();
    if kind == "environment" {
        about.extend(terms(page.environment.as_deref().unwrap_or(stem)));
    }
    let environments = places(index, &about);
    let base = |what, name: &str, own: f64| {
        let mut candidate = Candidate {
            what,
            tells: BTreeMap::new(),
            serves: Vec::new(),
            name: terms(name),
            favour,
            environments: environments.clone(),
        };
        candidate.tell(&page.title, own);
        candidate.tell(stem, own.min(0.85));
        candidate.tell_terms(of_kind(kind));
        for words in page.tags.iter().chain(&page.aliases) {
            candidate.tell(words, 0.9);
        }
        if !about.is_empty() {
            candidate.tell(page.environment.as_deref().unwrap_or(stem), 1.0);
        }
        if matches!(lower.as_str(), "contributing" | "development" | "developing" | "hacking" | "develop" | "building")
        {
            candidate.tell_terms(&[
                ("@local", 0.8),
                ("@setup", 0.6),
                ("@test", 0.5),
                ("@build", 0.5),
                ("@environment", 0.6),
            ]);
        }
        candidate
    };
    let mut whole = base(What::Page(page), &page.title, 1.0);
    whole.tell(&page.summary, if kind.is_empty() { 0.3 } else { 0.5 });
    for heading in &page.headings {
        whole.tell(&heading.text, 0.6);
    }
    if kind == "tooling" {
        for (_, words, _) in lines {
            whole.tell(words, 0.9);
        }
    }
    for intent in intents.iter().filter(|intent| intent.section.is_none()) {
        whole.serve(&intent.phrase);
    }
    let mut found = vec![whole];
    for (at, heading) in page.headings.iter().enumerate().filter(|(at, heading)| *at > 0 && heading.level > 1) {
        let mut section = base(What::Section(page, at), &heading.text, 0.75);
        section.tell(&heading.text, 1.0);
        if section.name.is_empty() {
            continue;
        }
        let mut level = heading.level;
        for above in page.headings[..at].iter().rev() {
            if above.level < level {
                level = above.level;
                section.tell(&above.text, 0.8);
            }
        }
        for intent in intents.iter().filter(|intent| intent.section.as_deref() == Some(heading.id.as_str())) {
            section.serve(&intent.phrase);
        }
        let (first, last) = lines_of(page, at);
        let own = lines.iter().filter(|(line, _, _)| *line >= first && last.is_none_or(|last| *line <= last));
        for (_, words, worth) in own {
            section.tell(words, *worth);
            section.tell_terms(&[("@run", 0.8)]);
        }
        // Under "Development" stands how a machine is set up.
        if section.name.len() <= 3 && heading.text.to_lowercase().contains("develop") {
            section.tell_terms(&[("@setup", 0.8), ("@environment", 0.8)]);
        }
        section.environments.extend(places(index, &section.name));
        found.push(section);
    }
    found
}

fn of_workflow<'a>(index: &'a Index, workflow: &'a WorkflowItem) -> Candidate<'a> {
    let mut candidate = Candidate {
        what: What::Workflow(workflow),
        tells: BTreeMap::new(),
        serves: Vec::new(),
        name: terms(&workflow.name),
        favour: 0.89,
        environments: workflow.environments.iter().flat_map(|name| places(index, &terms(name))).collect(),
    };
    candidate.tell(&workflow.name, 1.0);
    candidate.tell(workflow.file.split('.').next().unwrap_or_default(), 1.0);
    for environment in &workflow.environments {
        candidate.tell(environment, 0.9);
    }
    for job in &workflow.jobs {
        candidate.tell(job, 0.6);
    }
    for option in workflow.inputs.iter().flat_map(|input| &input.options) {
        candidate.tell(option, 0.8);
    }
    let on_changes = workflow.events.iter().any(|event| event == "push" || event == "pull_request");
    if on_changes {
        candidate.tell_terms(&[("@ci", 1.0), ("@fix", 0.6)]);
    } else {
        candidate.tell_terms(&[("@ci", 0.6)]);
    }
    candidate
}

/// The lines of a section: its first, and its last when another follows.
fn lines_of(page: &PageItem, at: usize) -> (usize, Option<usize>) {
    let heading = &page.headings[at];
    let next = page.headings[at + 1..].iter().find(|next| next.level <= heading.level);
    (heading.line, next.map(|next| next.line - 1))
}

fn answer(index: &Index, candidate: &Candidate, asked: &BTreeSet<String>, score: f64) -> Answer {
    let missing = asked.iter().filter(|term| !candidate.tells.contains_key(*term));
    // The place that was only supposed is not missed.
    let missing = missing.filter(|term| *term != "@local").map(|term| shown(term).to_owned()).collect();
    let mut answer = match candidate.what {
        What::Page(page) => of_lines(index, page, None),
        What::Section(page, at) => of_lines(index, page, Some(at)),
        What::Workflow(workflow) => by_workflow(index, workflow),
        What::Command(at) => by_command(index, at),
    };
    answer.score = (score.clamp(0.0, 1.0) * 100.0).round() as u32;
    answer.missing = missing;
    let named = index.environments.iter().find(|environment| {
        let name = terms(&environment.name);
        !name.is_empty() && name.is_subset(asked)
    });
    if let Some(named) = named {
        answer.environment = Some(named.name.clone());
    }
    let environment = answer.environment.as_ref().map(|name| name.to_lowercase());
    if let Some(environment) = index.environments.iter().find(|item| Some(item.name.to_lowercase()) == environment) {
        answer.secrets.extend(environment.secrets.iter().cloned());
        let page = environment.page.as_deref().and_then(|path| index.page(path));
        answer.approver = answer.approver.or_else(|| page?.approver.clone());
    }
    answer.secrets.sort();
    answer.secrets.dedup();
    if let What::Page(page) = candidate.what
        && page.kind.as_deref() == Some("tooling")
    {
        answer.commands.extend(of_tools(index, asked));
    }
    answer
}

/// How the tools that a request names are installed and probed for.
fn of_tools(index: &Index, asked: &BTreeSet<String>) -> Vec<Step> {
    let mut steps = Vec::new();
    for tool in index.tools.iter().filter(|tool| terms(&tool.name).is_subset(asked)) {
        let Some(mention) = tool.documented.first() else { continue };
        for command in tool.install.iter().chain(&tool.probe) {
            steps.push(Step {
                command: command.clone(),
                folder: String::new(),
                section: None,
                place: mention.place.clone(),
            });
        }
    }
    steps
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
                    folder: command.folder.clone(),
                    section: command.section.clone(),
                    place,
                })
            })
            .collect();
        steps.sort_by(|a, b| a.place.cmp(&b.place));
        steps.truncate(COMMANDS);
        steps
    };
    let commands = steps(&within);
    let of_page = |check: &&CheckItem| check.page == page.path;
    let approvals = page.headings.iter().find(|heading| terms(&heading.text).contains("@approve"));
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
        approvals: approvals.map(|heading| Place { path: page.path.clone(), line: heading.line }),
        owner: page.owner.clone(),
        environment: page.environment.clone(),
        commands,
        checks: index
            .checks
            .iter()
            .filter(of_page)
            .map(|check| Probe { run: check.run.clone(), effect: check.effect })
            .collect(),
        workflows: workflows.into_iter().map(str::to_owned).collect(),
        secrets: secrets.map(|secret| secret.name.clone()).collect(),
        findings: page.findings,
        ..plain("page", &page.title, Place { path: page.path.clone(), line: first })
    }
}

fn by_workflow(index: &Index, workflow: &WorkflowItem) -> Answer {
    let place = Place { path: workflow.path.clone(), line: 1 };
    let mut commands = Vec::new();
    if workflow.events.iter().any(|event| event == "workflow_dispatch") {
        let inputs: String = workflow
            .inputs
            .iter()
            .filter(|input| input.required && input.default.is_none())
            .map(|input| format!(" -f {0}=<{0}>", input.name))
            .collect();
        let command = format!("gh workflow run {}{inputs}", workflow.file);
        commands.push(Step { command, folder: String::new(), section: None, place: place.clone() });
    } else if workflow.events.iter().any(|event| event == "pull_request") {
        // What runs on a change can be run before it.
        let jobs = index.jobs.iter().filter(|job| job.workflow == workflow.path);
        let steps = jobs.flat_map(|job| {
            job.commands.iter().map(|command| Step {
                command: command.clone(),
                folder: String::new(),
                section: None,
                place: job.stated.clone(),
            })
        });
        commands.extend(steps.take(COMMANDS));
    }
    Answer {
        address: Some(workflow.address.clone()),
        environment: workflow.environments.first().filter(|_| workflow.environments.len() == 1).cloned(),
        commands,
        workflows: vec![workflow.path.clone()],
        secrets: workflow.secrets.clone(),
        findings: workflow.findings,
        ..plain("workflow", &workflow.name, place)
    }
}

fn by_command(index: &Index, at: usize) -> Answer {
    let command = &index.commands[at];
    let place = command.stated[0].clone();
    let step =
        Step { command: command.command.clone(), folder: command.folder.clone(), section: None, place: place.clone() };
    Answer { commands: vec![step], ..plain("command", &command.command, place) }
}
