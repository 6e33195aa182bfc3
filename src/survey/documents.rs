//! The documents beside the knowledge base that tell how the repository is operated, as their names, titles and headings
//! show. Those that tell its users how they use it are none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::names::{has, words};
use super::sections::sections;
use crate::claims::is_of_site;
use crate::kinds::{Page, is_about_rollback};
use crate::model::parent;
use crate::syntax::markdown::Heading;
use crate::workspace::Workspace;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// How one works on it.
    Contributing,
    /// What helps when something does not work.
    Trouble,
    /// What runs on each change.
    Pipeline,
    /// How a version gets to its users.
    Deploying,
    /// How a version is made.
    Releasing,
    /// What is done under pressure: runbooks, incidents, backups.
    Procedures,
    /// What it runs on, and how that is watched.
    Infrastructure,
    /// Why it is operated so.
    Decisions,
}

impl Topic {
    /// All of them, in the order in which people need them.
    pub const ALL: [Self; 8] = [
        Self::Contributing,
        Self::Trouble,
        Self::Pipeline,
        Self::Deploying,
        Self::Releasing,
        Self::Procedures,
        Self::Infrastructure,
        Self::Decisions,
    ];
}

/// A document of the repository, or a section of one.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// What it is about.
    pub topic: Topic,
    /// Its path.
    pub path: &'a str,
    /// What it is called.
    pub title: String,
    /// The anchor of the section, if it is one.
    pub section: Option<&'a str>,
    page: Option<&'a Page>,
}

impl<'a> Document<'a> {
    /// A section of the page at a path.
    pub(super) fn section(topic: Topic, path: &'a str, heading: &'a Heading) -> Self {
        Self { topic, path, title: heading.text.clone(), section: Some(&heading.slug), page: None }
    }

    /// Its part about going back, if it has one.
    pub fn rollback(&self) -> Option<&'a Heading> {
        let mut headings = self.page.iter().flat_map(|page| &page.markdown.headings);
        headings.find(|heading| heading.level > 1 && is_about_rollback(&heading.text))
    }
}

/// The documents about operating the repository, by what they are about and then by their paths.
pub fn documents(ws: &Workspace) -> Vec<Document<'_>> {
    let environments = super::environments(ws, "").into_iter().map(|of| of.name.to_lowercase()).collect();
    let mut found: Vec<Document> = decisions(ws).into_iter().chain(in_plain_text(ws)).collect();
    for page in &ws.pages {
        let topic = topic(ws, page, &environments);
        let whole = |topic| Document { topic, path: &page.path, title: page.title(), section: None, page: Some(page) };
        found.extend(topic.map(whole));
        if page.is_root_readme() || topic == Some(Topic::Contributing) {
            found.extend(sections(ws, page, &environments));
        }
    }
    found.sort_by_key(|document| (document.topic, document.section.is_some(), document.path));
    found
}

/// Folders at the root in which people write about a repository.
const FOLDERS: &[&str] = &[
    ".github",
    "doc",
    "docs",
    "documentation",
    "dev-docs",
    "devdocs",
    "developer-docs",
    "engineering",
    "guide",
    "guides",
    "handbook",
    "playbooks",
    "wiki",
    "ops",
    "operations",
    "devops",
    "runbook",
    "runbooks",
    "contribute",
    "contributing",
    "deploy",
    "deployment",
    "deployments",
    "infra",
    "infrastructure",
];

/// Steps of paths that speak to the people who use what is made here, and of what is filled in elsewhere.
const FOR_USERS: &[&str] =
    &["user", "users", "usage", "tutorial", "tutorials", "how", "admin", "customers", "issue", "pull", "api", "sdk"];

/// Steps of paths that speak to the people who make it.
const FOR_MAKERS: &[&str] = &[
    "contribute",
    "contributing",
    "contributor",
    "contributors",
    "dev",
    "developer",
    "developers",
    "development",
    "maintainer",
    "maintainers",
    "internal",
    "internals",
    "team",
    "ops",
    "operations",
    "devops",
    "runbook",
    "runbooks",
];

/// Stems of pages that tell contributors how to begin, without marks.
const GUIDES: &[&str] = &[
    "contributing",
    "contributingguide",
    "development",
    "developmentsetup",
    "developing",
    "developer",
    "developers",
    "developerguide",
    "developersetup",
    "devsetup",
    "hacking",
    "building",
    "localdevelopment",
    "localsetup",
    "machinesetup",
    "setupdevelopment",
];

/// Words of titles that tell of making a release, and not of one that was made.
pub(super) const MAKES_RELEASES: &[&str] = &[
    "process",
    "procedure",
    "checklist",
    "how",
    "create",
    "creating",
    "cut",
    "cutting",
    "make",
    "making",
    "start",
    "publish",
    "publishing",
    "guide",
    "management",
    "steps",
    "new",
];

fn topic(ws: &Workspace, page: &Page, environments: &BTreeSet<String>) -> Option<Topic> {
    if page.is_typed() || page.agent.is_some() || page.is_part() || ws.files.entry(page.file).is_ignored {
        return None;
    }
    let (folder, stem) = (page.own_folder(), page.stem());
    let steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    let is_folder = |first: &str| {
        FOLDERS.contains(&first.to_lowercase().as_str()) || has(first, &["deploy", "deployment", "infra"])
    };
    // A part of the repository may have a guide of its own.
    let is_guide_of_part =
        stem.eq_ignore_ascii_case("contributing") && steps.len() == 1 && !super::is_sample_folder(&page.path);
    let is_near = steps.first().is_none_or(|first| is_folder(first)) && steps.len() <= 4 || is_guide_of_part;
    let is_for_users = steps.iter().any(|step| has(step, FOR_USERS)) || is_translated(&steps, stem);
    let title = page.title();
    if !is_near
        || is_for_users && !is_guide_of_part
        || has(&title, &["your"])
        || has(stem, &["template", "notes", "policy"])
    {
        return None;
    }
    // The README of a folder is about what the folder is called; the one of the repository is about everything.
    let name = if stem.eq_ignore_ascii_case("readme") || stem == "index" { steps.last().copied()? } else { stem };
    let found = named(page, name, &title, &steps)?;
    let is_of_site = || is_of_site(&page.path, &ws.files);
    let text = ws.files.text(page.file).unwrap_or_default();
    let speaks_to_makers =
        || steps.iter().chain([&stem]).any(|step| has(step, FOR_MAKERS)) || names_our_own(ws, text, environments);
    let is_meant = match found {
        Topic::Contributing => steps.len() <= 1,
        Topic::Procedures if steps.iter().any(|step| is_runbooks(step)) => true,
        Topic::Infrastructure => speaks_to_makers() || !is_of_site() && has(text, &["we", "our"]),
        _ => speaks_to_makers() || !is_of_site() && !speaks_to_users(text),
    };
    is_meant.then_some(found)
}

fn is_runbooks(step: &str) -> bool {
    has(step, &["runbook", "runbooks"])
}

/// What a page is about by its name and title.
fn named(page: &Page, name: &str, title: &str, steps: &[&str]) -> Option<Topic> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let is_called = |wanted: &[&str]| has(name, wanted) || has(title, wanted);
    let is_both =
        |first: &str, second: &str| [name, title].iter().any(|words| has(words, &[first]) && has(words, &[second]));
    let is_pressing = is_called(&[
        "runbook",
        "runbooks",
        "playbook",
        "playbooks",
        "incident",
        "incidents",
        "oncall",
        "outage",
        "outages",
    ]) || is_called(&["backup", "backups"])
        || plain == "disasterrecovery"
        || is_both("on", "call")
        || is_both("disaster", "recovery");
    match () {
        () if steps.iter().any(|step| is_runbooks(step)) || is_pressing => Some(Topic::Procedures),
        () if is_called(&["troubleshooting", "troubleshoot"]) => Some(Topic::Trouble),
        () if is_called(&["deploy", "deploys", "deploying", "deployment", "deployments"]) => Some(Topic::Deploying),
        () if is_called(&["release", "releases", "releasing"]) => {
            makes_releases(page, name, title).then_some(Topic::Releasing)
        }
        () if is_called(&["ci", "cicd"])
            || plain == "pipeline"
            || plain == "pipelines"
            || is_both("continuous", "integration") =>
        {
            Some(Topic::Pipeline)
        }
        () if is_called(&["infrastructure", "operations", "monitoring", "alerting", "observability"]) => {
            Some(Topic::Infrastructure)
        }
        () if GUIDES.contains(&plain.as_str()) => Some(Topic::Contributing),
        () => None,
    }
}

/// Whether a page tells how a release is made: by its name, or by its parts and commands.
fn makes_releases(page: &Page, name: &str, title: &str) -> bool {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\W*v?\d+\.\d+").expect("a valid expression"));
    let headings = || page.markdown.headings.iter().map(|heading| heading.text.as_str());
    let lists_versions = headings().filter(|heading| VERSION.is_match(heading)).count() > 1;
    let says_so =
        |words: &str| has(words, &["releasing"]) || has(words, &["release", "releases"]) && has(words, MAKES_RELEASES);
    let pushes_tags = || page.markdown.fences.iter().any(|fence| fence.text.contains("git tag"));
    !lists_versions && (says_so(name) || says_so(title) || headings().any(says_so) || pushes_tags())
}

/// Whether a page is a translation of another: `docs/ja/deploy.md`, `contributing_de.md`.
fn is_translated(steps: &[&str], stem: &str) -> bool {
    static LANGUAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:ar|bn|cn|cs|de|es|fa|fr|he|hi|id|it|ja|kr|ko|nl|pl|pt|ro|ru|sk|tr|ua|uk|vi|zh(?:cn|tw)?)(?:[-_][a-z]{2,4})?$")
            .expect("a valid expression")
    });
    let ends = stem.split_once(['_', '.']).is_some_and(|(_, end)| LANGUAGE.is_match(end));
    ends || steps.iter().any(|step| LANGUAGE.is_match(step))
}

/// Whether words name a workflow or an environment of this repository, as only those do who make it.
pub(super) fn names_our_own(ws: &Workspace, text: &str, environments: &BTreeSet<String>) -> bool {
    let has_code = || text.split('`').skip(1).step_by(2).any(|code| environments.contains(&code.to_lowercase()));
    super::workflows(ws, "").any(|workflow| text.contains(workflow.file_name())) || has_code()
}

/// Whether words tell others how they run on their own what is made here.
pub(super) fn speaks_to_users(text: &str) -> bool {
    static THEIRS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\byour\s+(?:own\s+)?(?:server|app|application|project|cluster|instance|site|domain|host|organi[sz]ation|infrastructure)\b")
            .expect("a valid expression")
    });
    THEIRS.find_iter(text).count() > 1
}

/// Guides that are no Markdown, by their names alone.
fn in_plain_text(ws: &Workspace) -> impl Iterator<Item = Document<'_>> {
    ws.files.iter().filter_map(|(_, entry)| {
        let path: &str = &entry.path;
        let (stem, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
        let is_near = matches!(parent(path), "" | ".github" | "doc" | "docs");
        let plain: String = stem.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let topic = match plain.as_str() {
            "releasing" | "releaseprocess" => Topic::Releasing,
            "deploying" | "deployment" => Topic::Deploying,
            name if GUIDES.contains(&name) => Topic::Contributing,
            _ => return None,
        };
        let is_text = matches!(ending, "rst" | "adoc" | "asciidoc" | "org" | "txt");
        let title = path.to_owned();
        (is_near && is_text).then_some(Document { topic, path, title, section: None, page: None })
    })
}

/// Words of names of decisions about operating.
const OPERATES: &[&str] = &[
    "deploy",
    "deploying",
    "deployment",
    "deployments",
    "release",
    "releases",
    "ci",
    "cd",
    "pipeline",
    "pipelines",
    "actions",
    "hosting",
    "infra",
    "infrastructure",
    "terraform",
    "kubernetes",
    "docker",
    "aws",
    "azure",
    "gcp",
    "cloud",
    "secrets",
    "monitoring",
    "alerting",
    "logging",
    "observability",
    "backup",
    "backups",
    "environments",
    "patching",
    "network",
    "oidc",
];

/// The records of decisions about operating, by their names alone: they are not read, since they tell of their own time.
fn decisions(ws: &Workspace) -> Vec<Document<'_>> {
    let is_of_decisions = |step: &str| {
        let step = step.to_lowercase().replace('_', "-");
        matches!(step.as_str(), "adr" | "adrs" | "decisions") || step.trim_end_matches('s').ends_with("decision-record")
    };
    let found = ws.files.iter().filter_map(|(_, entry)| {
        let path: &str = &entry.path;
        let (folder, name) = path.rsplit_once('/')?;
        let stem = name.strip_suffix(".md")?;
        let below = folder.split('/').position(is_of_decisions)?;
        let topic = folder.split('/').skip(below + 1).chain([stem]).any(|step| has(step, OPERATES));
        let is_record = !has(stem, &["template", "readme", "index", "decision", "decisions"]) && below < 3;
        let is_ours = !entry.is_ignored && !crate::kinds::is_vendored(path);
        let number = |word: &String| word.bytes().all(|b| b.is_ascii_digit()) || word == "adr";
        let title = words(stem).skip_while(number).collect::<Vec<_>>().join(" ");
        let document = Document { topic: Topic::Decisions, path, title, section: None, page: None };
        (topic && is_record && is_ours).then_some(document)
    });
    found.collect()
}
