//! What could serve a request: pages and their sections, workflows, commands, each with the terms that speak for it.

use std::collections::{BTreeMap, BTreeSet};

use super::words::terms;
use crate::index::{EnvironmentItem, Index, Mention, PageItem, Place, WorkflowItem};
use crate::kinds::{Page, is_about_rollback};
use crate::syntax::markdown::BlockKind;
use crate::workspace::Workspace;

/// How telling the text of a section is: it makes something come near, and does not decide alone.
const SAID: f64 = 0.3;

/// Something that could serve a request: the terms that speak for it, each with how telling its place is.
pub(super) struct Candidate<'a> {
    pub what: What<'a>,
    pub tells: BTreeMap<String, f64>,
    /// The terms of its own name.
    pub name: BTreeSet<String>,
    /// The terms of the requests that a page says it serves.
    pub serves: Vec<BTreeSet<String>>,
    /// How readily it is chosen, whatever it says.
    pub favour: f64,
    /// The environments that it is for.
    pub environments: BTreeSet<String>,
}

#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Page(&'a PageItem),
    Section(&'a PageItem, usize),
    Workflow(&'a WorkflowItem),
    Command(usize),
    /// How one finds out why a run failed, of a workflow like this one.
    FailedRun(&'a WorkflowItem),
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

    /// What is said in passing: of plain words only, for many a page speaks of places and of work that it is not about.
    fn say(&mut self, words: &str, places: &BTreeSet<String>) {
        for term in terms(words).into_iter().filter(|term| !term.starts_with('@') && !places.contains(term)) {
            let known = self.tells.entry(term).or_default();
            *known = known.max(SAID);
        }
    }

    pub fn tell_terms(&mut self, given: &[(&str, f64)]) {
        for (term, worth) in given {
            let known = self.tells.entry((*term).to_owned()).or_default();
            *known = known.max(*worth);
        }
    }
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

/// What the text of a page says, by the line on which each piece begins.
type Text<'a> = Vec<(usize, &'a str)>;

fn texts(ws: &Workspace) -> BTreeMap<&str, Text<'_>> {
    let of_page = |page: &Page| {
        let blocks = page.markdown.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading(_)));
        blocks.map(|block| (ws.files.position(block.span).line, ws.files.words(block.span))).collect::<Text<'_>>()
    };
    ws.pages.iter().map(|page| (page.path.as_str(), of_page(page))).collect()
}

/// Everything that could serve a request.
pub(super) fn candidates<'a>(index: &'a Index, ws: &Workspace) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let (lines, texts) = (lines(index), texts(ws));
    let elsewhere: BTreeSet<String> =
        index.environments.iter().flat_map(|environment| terms(&environment.name)).collect();
    for page in &index.pages {
        let mut of_page = of_page(index, page, lines.get(page.path.as_str()).map_or(&[], Vec::as_slice));
        for (line, words) in texts.get(page.path.as_str()).into_iter().flatten() {
            let is_in = |candidate: &Candidate| match candidate.what {
                What::Section(page, at) => {
                    let (first, last) = lines_of(page, at);
                    first <= *line && last.is_none_or(|last| *line <= last)
                }
                _ => false,
            };
            // The innermost section says it; what stands before the first, the page itself.
            let at = of_page.iter().rposition(is_in).unwrap_or(0);
            of_page[at].say(words, &elsewhere);
        }
        found.extend(of_page);
    }
    found.extend(index.workflows.iter().map(|workflow| of_workflow(index, workflow)));
    found.extend(failed_run(index));
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
        candidate.tell(command.description.as_deref().unwrap_or_default(), 0.7);
        candidate.tell_terms(&[("@run", 0.9), ("@local", 0.9)]);
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
        "deployment" => &[("@deploy", 0.95), ("@approve", 0.6)],
        "ci" => &[("@ci", 1.0), ("@fix", 0.7), ("@build", 0.5), ("@test", 0.4), ("@rerun", 0.5)],
        "tooling" => &[("@tool", 1.0), ("@setup", 0.8), ("@update", 0.4)],
        "maintenance" => &[("@maintain", 1.0), ("@rotate", 0.8), ("@secret", 0.6), ("@update", 0.7)],
        "incident" => &[("@incident", 0.7)],
        "release" => &[("@deploy", 0.4)],
        _ => &[],
    }
}

/// What pages are called that lead through working on a project.
const ABOUT_DEVELOPMENT: &[&str] = &["contributing", "development", "developing", "hacking", "develop", "building"];

/// What these pages are about.
const OF_DEVELOPMENT: &[(&str, f64)] =
    &[("@local", 0.8), ("@setup", 0.6), ("@test", 0.5), ("@build", 0.5), ("@environment", 0.6)];

fn of_page<'a>(index: &'a Index, page: &'a PageItem, lines: &[(usize, &str, f64)]) -> Vec<Candidate<'a>> {
    let stem = page.path.rsplit('/').next().unwrap_or(&page.path).split('.').next().unwrap_or_default();
    let kind = page.kind.as_deref().unwrap_or_default();
    let lower = stem.to_lowercase();
    let favour = match kind {
        "release" | "incident" | "index" => 0.6,
        "" if page.address.is_some() => 0.9,
        "" => 0.75,
        // A checklist goes with a procedure and is none.
        "note" if page.path.contains("/checklists/") => 0.9,
        _ => 1.0,
    };
    // A README in a folder of the repository is about that folder.
    let favour = if kind.is_empty() && lower == "readme" && page.path.contains('/') { favour * 0.85 } else { favour };
    let intents: Vec<_> = index.intents.iter().filter(|intent| intent.page == page.path).collect();
    let mut about = page.environment.as_deref().map(terms).unwrap_or_default();
    if kind == "environment" {
        about.extend(terms(page.environment.as_deref().unwrap_or(stem)));
    }
    // `dev` is what runs on one's own machine, unless it is deployed to.
    let described = index.environments.iter().find(|of| of.page.as_deref() == Some(page.path.as_str()));
    let deployed = described.and_then(|of| deployed_name(index, of));
    if let Some(name) = &deployed {
        about = BTreeSet::from([name.clone()]);
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
        if let Some(name) = &deployed {
            candidate.tells.remove("@local");
            candidate.tell_terms(&[(name.as_str(), 1.0)]);
        } else if !about.is_empty() {
            candidate.tell(page.environment.as_deref().unwrap_or(stem), 1.0);
        }
        if ABOUT_DEVELOPMENT.contains(&lower.as_str()) {
            candidate.tell_terms(OF_DEVELOPMENT);
        }
        candidate
    };
    let mut whole = base(What::Page(page), &page.title, 1.0);
    whole.tell(&page.summary, if kind.is_empty() { 0.3 } else { 0.5 });
    for heading in &page.headings {
        whole.tell(&heading.text, 0.6);
    }
    if kind == "environment" {
        // Prerequisites, set-up and validation belong together.
        whole.tell_terms(&[("@setup", 1.0)]);
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
        section.favour *= if kind == "runbook" && undoes(page, &heading.text) { 0.8 } else { 1.0 };
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
        if heading.text.to_lowercase().contains("develop") {
            section.tell_of_development();
        }
        let own = places(index, &section.name);
        if own.is_empty() && kind == "deployment" {
            reach(index, page, &mut section, (first, last));
        }
        section.environments.extend(own);
        found.push(section);
    }
    found
}

/// Whether a part of a procedure takes back what that did, which may be what took a deployment back.
fn undoes(page: &PageItem, heading: &str) -> bool {
    is_about_rollback(heading) && !is_about_rollback(&page.title)
}

/// What a section about development may be about, and be about nothing else.
const SETTING_UP: &[&str] = &["@local", "@setup", "@environment", "@run", "@contribute"];

impl Candidate<'_> {
    /// Under "Development" stands how a machine is set up; under "Developing a plugin" how a plugin is made.
    fn tell_of_development(&mut self) {
        if self.name.iter().all(|term| SETTING_UP.contains(&term.as_str())) {
            self.tell_terms(&[("@setup", 0.8), ("@environment", 0.8)]);
        } else if !self.name.contains("@setup") {
            self.tells.remove("@setup");
            self.tells.remove("@local");
        }
    }
}

/// The environments that the workflows of a section deploy to: it is read for each of them.
fn reach(index: &Index, page: &PageItem, section: &mut Candidate, (first, last): (usize, Option<usize>)) {
    let is_here = |mention: &Mention| {
        let Place { path, line } = &mention.place;
        *path == page.path && *line >= first && last.is_none_or(|last| *line <= last)
    };
    let told = index.workflows.iter().filter(|workflow| workflow.documented.iter().any(is_here));
    for environment in told.flat_map(|workflow| &workflow.environments) {
        section.tell(environment, 0.9);
    }
}

/// What an environment is called that has a name for one's own machine, as `dev`, and is another: something deploys to it,
/// or a page is about the local one.
pub(super) fn deployed_name(index: &Index, environment: &EnvironmentItem) -> Option<String> {
    let name = environment.name.to_lowercase();
    let is_local = |name: &str| terms(name).iter().eq(["@local"]);
    let has_local = || index.environments.iter().any(|other| other.name == "local" && other.page.is_some());
    let is_other = is_local(&name) && name != "local" && (!environment.jobs.is_empty() || has_local());
    is_other.then_some(name)
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
    // Where some are known to deploy, the name of another only speaks of it: "plan, warn if there is a release".
    let mut deploying = index.jobs.iter().filter(|job| job.deploys).peekable();
    let some_do = deploying.peek().is_some();
    if deploying.any(|job| job.workflow == workflow.path) {
        candidate.tell_terms(&[("@deploy", 0.9)]);
    } else if some_do {
        candidate.tells.entry("@deploy".to_owned()).and_modify(|worth| *worth = worth.min(0.6));
    }
    if workflow.events.iter().any(|event| event == "schedule") {
        candidate.tell_terms(&[("@schedule", 1.0), ("@run", 0.9)]);
    }
    if workflow.runs_on_changes() {
        candidate.tell_terms(&[("@ci", 1.0), ("@fix", 0.6)]);
    } else {
        candidate.tell_terms(&[("@ci", 0.6)]);
    }
    candidate
}

/// How one finds out why a run failed, where changes are tested.
fn failed_run(index: &Index) -> Option<Candidate<'_>> {
    let is_about = |workflow: &WorkflowItem| {
        let name: BTreeSet<String> =
            [&workflow.name, &workflow.file].into_iter().flat_map(|words| terms(words)).collect();
        ["@ci", "@test", "@build", "@lint"].iter().position(|term| name.contains(*term)).unwrap_or(usize::MAX)
    };
    let on_changes = index.workflows.iter().filter(|workflow| workflow.runs_on_changes());
    let on_request = |workflow: &WorkflowItem| workflow.events.iter().any(|event| event == "pull_request");
    let main = on_changes.min_by_key(|workflow| (!on_request(workflow), is_about(workflow), &workflow.path))?;
    let mut candidate = Candidate {
        what: What::FailedRun(main),
        tells: BTreeMap::new(),
        serves: Vec::new(),
        name: terms("fix CI"),
        favour: 0.85,
        environments: BTreeSet::new(),
    };
    candidate.tell("fix CI", 1.0);
    Some(candidate)
}

/// The lines of a section: its first, and its last when another follows.
pub(super) fn lines_of(page: &PageItem, at: usize) -> (usize, Option<usize>) {
    let heading = &page.headings[at];
    let next = page.headings[at + 1..].iter().find(|next| next.level <= heading.level);
    (heading.line, next.map(|next| next.line - 1))
}

/// Whether a term names an environment.
pub(super) fn is_place(index: &Index, term: &str) -> bool {
    matches!(term, "@local" | "@production" | "@staging")
        || index.environments.iter().any(|environment| {
            let name = terms(&environment.name);
            name.len() == 1 && name.contains(term) || deployed_name(index, environment).as_deref() == Some(term)
        })
}
