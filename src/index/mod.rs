//! What the repository and its pages say, as lists that programs read and the site shows. One source for both, so that
//! they cannot disagree. Knows no HTML and no disk.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::git::Record;
use crate::workspace::{Workspace, path_of};

mod badge;
mod checks;
mod commands;
mod documents;
mod environments;
mod host;
mod led;
mod list;
mod llms;
mod measures;
mod pages;
mod place;
mod publication;
mod reading;
mod records;
mod runbooks;
mod secrets;
mod services;
mod sitemap;
mod told;
mod tools;
mod triggers;
mod twins;
mod workflows;

pub use checks::{CheckItem, RunItem, runs_of};
pub use commands::{CommandItem, effect as command_effect};
pub use documents::{artifacts, document, schema, schema_of, title as site_title};
pub use environments::EnvironmentItem;
pub use host::Host;
pub use led::{anchor_of, page_led_to};
pub use list::List;
pub use measures::{MeasureItem, PointItem, released};
pub use pages::{ChangeItem, HeadingItem, PageItem, shorten, twin};
pub use place::{Mention, Place};
pub use publication::Publication;
pub use reading::{Chapter, first_reads, is_read_last};
pub use records::{IncidentItem, ReleaseItem, series};
pub use runbooks::{DrillItem, IntentItem, RunbookItem, drill_of};
pub use secrets::SecretItem;
pub use services::ServiceItem;
pub use tools::{ToolItem, VersionItem};
pub use twins::relative;
pub use workflows::{InputItem, JobItem, UserItem, WorkflowItem};

/// Everything that is known, item by item, each list in a fixed order.
#[derive(Debug)]
pub struct Index {
    /// Which pages are published, and where.
    pub published: Publication,
    /// The pages.
    pub pages: Vec<PageItem>,
    /// The published pages outside a knowledge base, as they are read one after another.
    pub chapters: Vec<Chapter>,
    /// The workflows.
    pub workflows: Vec<WorkflowItem>,
    /// The jobs of all workflows.
    pub jobs: Vec<JobItem>,
    /// The secrets.
    pub secrets: Vec<SecretItem>,
    /// The variables, of GitHub Actions and of processes.
    pub variables: Vec<SecretItem>,
    /// The environments.
    pub environments: Vec<EnvironmentItem>,
    /// The parts of the running system.
    pub services: Vec<ServiceItem>,
    /// The tools.
    pub tools: Vec<ToolItem>,
    /// The commands.
    pub commands: Vec<CommandItem>,
    /// The commands of pages that can be run.
    pub checks: Vec<CheckItem>,
    /// The procedures.
    pub runbooks: Vec<RunbookItem>,
    /// The requests in words.
    pub intents: Vec<IntentItem>,
    /// The releases, the newest first.
    pub releases: Vec<ReleaseItem>,
    /// The incidents, the newest first.
    pub incidents: Vec<IncidentItem>,
    /// The measures of delivery.
    pub measures: Vec<MeasureItem>,
}

impl Index {
    /// Lists what a workspace, its findings and its history tell.
    pub fn new(ws: &Workspace, diagnostics: &[Diagnostic], record: &Record) -> Self {
        let counts = count(ws, diagnostics);
        let findings = |path: &str| counts.get(path).copied().unwrap_or_default();
        let told = told::Told::new(ws);
        let published = Publication::new(ws);
        let pages = pages::pages(ws, &published, record, &findings);
        let jobs = workflows::jobs(ws, &told);
        let (secrets, variables) = secrets::settings(ws, &told);
        let commands = commands::commands(ws, &told, &published);
        let checks = checks::checks(ws);
        let (releases, incidents) = (records::releases(ws, &published, record), records::incidents(ws, &published));
        Self {
            workflows: workflows::workflows(ws, &told, &findings),
            environments: environments::environments(ws, &told, &published, &jobs, &secrets, &variables),
            services: services::services(ws, &told),
            tools: tools::tools(ws, &told),
            runbooks: runbooks::runbooks(ws, &pages, &commands, &checks),
            intents: runbooks::intents(ws, &pages),
            measures: measures::measures(&releases, &incidents, record),
            releases,
            incidents,
            chapters: reading::chapters(ws, &pages),
            published,
            pages,
            jobs,
            secrets,
            variables,
            commands,
            checks,
        }
    }

    /// The item of a page.
    pub fn page(&self, path: &str) -> Option<&PageItem> {
        self.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok().map(|at| &self.pages[at])
    }

    /// The item of a workflow.
    pub fn workflow(&self, path: &str) -> Option<&WorkflowItem> {
        self.workflows.iter().find(|workflow| workflow.path == path)
    }
}

/// How many findings have to do with each path: at their own place or at one that proves them.
fn count(ws: &Workspace, diagnostics: &[Diagnostic]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        let places = std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place));
        let mut paths: Vec<&str> = places.filter_map(|place| path_of(ws, place)).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            *counts.entry(path.to_owned()).or_default() += 1;
        }
    }
    counts
}
