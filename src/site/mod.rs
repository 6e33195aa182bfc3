//! The runbook site: pages, drawings, search. Knows no disk: it hands over each file as soon as it is made, and says which
//! files are to be copied.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use minijinja::Value;
use rayon::prelude::*;

use crate::answers::gate::Verdict;
use crate::artifact::Artifact;
use crate::diagnostic::Diagnostic;
use crate::git::Record;
use crate::index::{Host, Index, site_title};
use crate::survey::other_ci;
use crate::workspace::Workspace;

/// What a template is filled with: names and anything that can be serialized.
macro_rules! context {
    (@value $key:ident) => { $crate::site::value(&$key) };
    (@value $key:ident $value:expr) => { $crate::site::value(&$value) };
    ($($key:ident $(=> $value:expr)?),* $(, ..$rest:expr)? $(,)?) => {
        minijinja::context! { $($key => context!(@value $key $($value)?)),* $(, ..$rest)? }
    };
}

mod breaks;
mod commands;
mod document;
pub mod drawing;
mod drift;
mod feed;
mod findings;
mod frame;
mod gates;
mod home;
mod ids;
mod image;
mod inventory;
mod lead;
mod lists;
pub mod markdown;
mod needs;
mod not_found;
mod plan;
mod records;
mod releases;
mod rule_pages;
mod said;
pub mod search;
mod sidebar;
mod starts;
mod svg;
mod theme;
mod twin;
mod words;
mod workflow;

use findings::Finding;
use frame::Frame;
pub use image::Image;
use said::Said;
use sidebar::Sidebar;
pub use svg::is_harmless;
pub use theme::{Theme, ThemeError, unused as unused_in_theme};

/// What is left to do when every file of a site was handed over.
#[derive(Debug, Default)]
pub struct Built {
    /// Files of the repository that pages show: where each is, and its address.
    pub copies: BTreeMap<String, String>,
    /// How many pages there are.
    pub pages: usize,
}

/// The images of the repository that may be copied, by their paths.
pub type Images<'a> = dyn Fn(&str) -> Option<Image> + Sync + 'a;

/// What the pages of a site are made from.
pub struct Site<'a> {
    ws: &'a Workspace,
    index: &'a Index,
    record: &'a Record,
    gates: &'a [Verdict],
    theme: &'a Theme,
    image: &'a Images<'a>,
    host: Host,
    title: String,
    /// Systems other than GitHub Actions that are configured here, each with its file.
    other_ci: Vec<(&'static str, &'a str)>,
    findings: Vec<Finding>,
    sidebar: Sidebar,
    /// Made when the first list asks.
    said: OnceLock<Said>,
}

/// A page that was made, and what search is told of it.
struct Made {
    artifact: Artifact,
    document: Option<search::Document>,
    copies: Vec<(String, String)>,
}

impl From<Artifact> for Made {
    fn from(artifact: Artifact) -> Self {
        Self { artifact, document: None, copies: Vec::new() }
    }
}

/// Makes the whole site. Pages come in any order, each once; what comes after them has a fixed order.
pub fn build<E: From<ThemeError> + Send>(
    site: &Site,
    write: &(dyn Fn(Artifact) -> Result<(), E> + Sync),
) -> Result<Built, E> {
    let plan = plan::pages(site);
    let make = |page: &plan::Planned| {
        let made = page.make(site)?;
        if let Some(twin) = page.twin(&made.artifact) {
            write(twin)?;
        }
        write(made.artifact)?;
        Ok((made.document, made.copies))
    };
    let told: Vec<_> = plan.par_iter().map(|(_, page)| make(page)).collect::<Result<_, E>>()?;
    let mut built = Built { pages: told.len(), ..Built::default() };
    let mut documents = Vec::new();
    for (document, copies) in told {
        documents.extend(document);
        built.copies.extend(copies);
    }
    let mut rest = search::build(&documents).into_iter().chain(site.theme.assets()).chain(feed::feeds(site));
    rest.try_for_each(write)?;
    Ok(built)
}

/// Makes the page at one address, or the Markdown of one that nobody writes, if there is one.
pub fn page(site: &Site, address: &str) -> Result<Option<Artifact>, ThemeError> {
    let plan = plan::pages(site);
    let of = address.strip_suffix(".md").map(|stem| format!("{stem}.html"));
    let Some(page) = plan.get(of.as_deref().unwrap_or(address)) else { return Ok(None) };
    let made = page.make(site)?.artifact;
    Ok(if of.is_some() { page.twin(&made) } else { Some(made) })
}

impl<'a> Site<'a> {
    /// The site of a repository, on which the images stand that may be copied.
    pub fn new(
        ws: &'a Workspace,
        diagnostics: &[Diagnostic],
        index: &'a Index,
        record: &'a Record,
        gates: &'a [Verdict],
        theme: &'a Theme,
        image: &'a Images<'a>,
    ) -> Self {
        let (host, title) = (Host::new(ws), site_title(ws, index));
        let mut site = Self {
            ws,
            index,
            record,
            gates,
            theme,
            image,
            host,
            title,
            other_ci: other_ci(&ws.files),
            findings: Vec::new(),
            sidebar: Sidebar::default(),
            said: OnceLock::new(),
        };
        site.findings = findings::findings(&site, diagnostics);
        site.sidebar = Sidebar::new(&site);
        site
    }

    /// Fills a template with a frame and what the page itself shows.
    fn render(&self, template: &str, frame: &Frame, content: Value) -> Result<Artifact, ThemeError> {
        let sidebar = self.sidebar.at(&frame.address, frame.section);
        let head = self.record.head.as_ref();
        let site = context! {
            title => self.title,
            // "Operations" of what is called so already would be said twice.
            called => if self.title.to_lowercase().ends_with("operations") { self.title.clone() } else { format!("{} operations", self.title) },
            letter => self.title.chars().find(|letter| letter.is_alphanumeric()).map(|letter| letter.to_uppercase().to_string()),
            commit => head.map(|head| &head.commit),
            time => head.map(|head| &head.time),
            open_incidents => self.index.incidents.iter().filter(|incident| incident.is_open()).count(),
            tool => env!("CARGO_PKG_VERSION"),
        };
        let all = context! { page => frame, site, sidebar, ..content };
        Ok(Artifact::new(frame.address.clone(), self.theme.render(template, &all)?))
    }

    /// Whether the text of a page has the name of a command or a tool.
    fn says(&self, name: &str) -> bool {
        self.said.get_or_init(|| Said::of(self.ws, self.index)).has(name)
    }

    /// Where a path of the repository is shown: on this site, or at its host.
    fn target(&self, path: &str, line: Option<usize>) -> (Option<String>, bool) {
        if let Some(address) = self.index.published.address(path) {
            return (Some(address.to_owned()), false);
        }
        if let Some(workflow) = self.index.workflow(path) {
            return (Some(workflow.address.clone()), false);
        }
        (self.source_url(path, line), true)
    }

    /// A file or a folder at the repository's host.
    fn source_url(&self, path: &str, line: Option<usize>) -> Option<String> {
        if self.ws.files.is_folder(path) { self.host.folder(path) } else { self.host.file(path, line) }
    }

    /// The findings that have to do with a path.
    fn findings_of<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s Finding> {
        self.findings.iter().filter(move |finding| finding.paths.iter().any(|other| other == path))
    }

    /// The lines of pages that speak of something, as links, each page once, broken ones first.
    fn mentions(&self, mentions: &[crate::index::Mention]) -> Vec<Value> {
        let mut by_page: BTreeMap<&str, &str> = BTreeMap::new();
        for mention in mentions {
            let verdict = by_page.entry(&mention.place.path).or_insert(mention.verdict);
            if rank(mention.verdict) < rank(verdict) {
                *verdict = mention.verdict;
            }
        }
        let mut all: Vec<(&str, &str)> = by_page.into_iter().collect();
        all.sort_by_key(|(path, verdict)| (rank(verdict), *path));
        all.into_iter().map(|(path, verdict)| self.mention(path, verdict)).collect()
    }

    fn mention(&self, path: &str, verdict: &str) -> Value {
        let item = self.index.page(path);
        let (address, outside) = self.target(path, None);
        context! {
            path,
            title => item.map_or(path, |item| item.title.as_str()),
            address => address.filter(|_| !outside),
            verdict,
        }
    }
}

/// A value as templates take it.
fn value(value: &impl serde::Serialize) -> Value {
    Value::from(minijinja::value::Serde(value))
}

/// What a reader wants to see first.
fn rank(verdict: &str) -> u8 {
    match verdict {
        "broken" => 0,
        "holds" => 1,
        _ => 2,
    }
}
