//! The files that programs read: one JSON document a list, and `index.json`, which says what there is.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Value, json};

use super::host::Host;
use super::list::List;
use super::{
    CheckItem, CommandItem, EnvironmentItem, IncidentItem, Index, IntentItem, JobItem, MeasureItem, PageItem,
    ReleaseItem, RunbookItem, SecretItem, ServiceItem, ToolItem, WorkflowItem, badge, llms, sitemap, twins,
};
use crate::artifact::Artifact;
use crate::diagnostic::Diagnostic;
use crate::git::Record;
use crate::report::{Summary, findings};
use crate::workspace::Workspace;

/// Where the schemas are published.
const SCHEMAS: &str = "https://devops-docs.github.io/devops-docs/schemas";

/// The shape that every list has.
#[derive(Debug, Serialize, JsonSchema)]
struct Document<T> {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    version: u32,
    /// The items, always in the same order.
    items: Vec<T>,
}

/// `index.json`: what there is, where it comes from and what state it is in.
#[derive(Debug, Serialize, JsonSchema)]
struct Contents {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    version: u32,
    /// What wrote this.
    tool: ToolName,
    /// The name of the documentation.
    title: String,
    /// `owner/name` at the host; absent when nothing tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    /// What stands before a path of the repository to see it at its host.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The commit that was read, abbreviated.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    /// The time of that commit, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    built: Option<String>,
    /// Whether pages and repository agree.
    health: Health,
    /// The files.
    items: Vec<FileItem>,
}

/// The program that wrote a file.
#[derive(Debug, Serialize, JsonSchema)]
struct ToolName {
    /// `devops-docs`.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// How far the pages can be believed.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    /// Findings that are wrong.
    errors: usize,
    /// Findings that are probably wrong.
    warnings: usize,
    /// Claims of pages that were held against the repository.
    judged: usize,
    /// Claims that nobody can judge.
    unjudged: usize,
    /// Incidents that nobody has called over.
    open_incidents: usize,
}

/// A file that can be read.
#[derive(Debug, Serialize, JsonSchema)]
struct FileItem {
    /// Relative to the folder of `index.json`.
    file: String,
    /// What it holds.
    holds: &'static str,
    /// When it is worth reading.
    read_when: &'static str,
    /// How many items it has; absent for texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<usize>,
    /// How large it is.
    bytes: usize,
    /// The JSON Schema that describes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
}

/// Every file for programs: the lists, `index.json`, the texts for language models, the Markdown of each published
/// page, the badge, and the site map when the address of the site is known. The Markdown, which is the most, is made as it
/// is asked for.
pub fn artifacts<'a>(
    ws: &'a Workspace,
    index: &'a Index,
    diagnostics: &[Diagnostic],
    record: &Record,
) -> impl Iterator<Item = Artifact> + use<'a> {
    let lists: Vec<(List, usize, Artifact)> = List::ALL
        .into_iter()
        .map(|list| (list, count(index, diagnostics, list), document(ws, index, diagnostics, list)))
        .map(|(list, count, text)| (list, count, Artifact::new(list.file(), text)))
        .collect();
    let mut texts = llms::texts(ws, index);
    let contents = Artifact::new("index.json", contents(ws, index, diagnostics, record, &lists, &texts));
    let mut all: Vec<Artifact> = lists.into_iter().map(|(_, _, artifact)| artifact).collect();
    all.push(contents);
    all.append(&mut texts);
    all.extend(badge::badges(diagnostics));
    all.extend(sitemap::sitemap(ws, index));
    all.into_iter().chain(twins::twins(ws, index))
}

/// The document of one list: an item a line, so that searching it for a word gives whole items.
pub fn document(ws: &Workspace, index: &Index, diagnostics: &[Diagnostic], list: List) -> String {
    match list {
        List::Intents => lines(&index.intents),
        List::Runbooks => lines(&index.runbooks),
        List::Commands => lines(&index.commands),
        List::Checks => lines(&index.checks),
        List::Environments => lines(&index.environments),
        List::Secrets => lines(&index.secrets),
        List::Variables => lines(&index.variables),
        List::Workflows => lines(&index.workflows),
        List::Jobs => lines(&index.jobs),
        List::Services => lines(&index.services),
        List::Tools => lines(&index.tools),
        List::Pages => lines(&index.pages),
        List::Releases => lines(&index.releases),
        List::Incidents => lines(&index.incidents),
        List::Measures => lines(&index.measures),
        List::Diagnostics => lines(&findings(ws, diagnostics).collect::<Vec<_>>()),
    }
}

/// The JSON Schema of a list; of `index.json` without one.
pub fn schema(list: Option<List>) -> Value {
    let (word, holds, mut schema) = match list {
        None => ("index", "What there is, where it comes from and what state it is in.", schema_of::<Contents>()),
        Some(list) => {
            let schema = match list {
                List::Intents => schema_of::<Document<IntentItem>>(),
                List::Runbooks => schema_of::<Document<RunbookItem>>(),
                List::Commands => schema_of::<Document<CommandItem>>(),
                List::Checks => schema_of::<Document<CheckItem>>(),
                List::Environments => schema_of::<Document<EnvironmentItem>>(),
                List::Secrets | List::Variables => schema_of::<Document<SecretItem>>(),
                List::Workflows => schema_of::<Document<WorkflowItem>>(),
                List::Jobs => schema_of::<Document<JobItem>>(),
                List::Services => schema_of::<Document<ServiceItem>>(),
                List::Tools => schema_of::<Document<ToolItem>>(),
                List::Pages => schema_of::<Document<PageItem>>(),
                List::Releases => schema_of::<Document<ReleaseItem>>(),
                List::Incidents => schema_of::<Document<IncidentItem>>(),
                List::Measures => schema_of::<Document<MeasureItem>>(),
                List::Diagnostics => schema_of_findings(),
            };
            (list.word(), list.holds(), schema)
        }
    };
    schema["$id"] = json!(address_of_schema(word));
    schema["title"] = json!(if list.is_some() { format!("index/{word}.json") } else { "index.json".to_owned() });
    schema["description"] = json!(holds);
    schema
}

/// A draft-07 schema of what is written.
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The shapes of `lint --format json`, in the frame of a list.
fn schema_of_findings() -> Value {
    let lint: Value = serde_json::from_str(include_str!("../../schemas/lint.json")).expect("our schema is JSON");
    let mut schema = schema_of::<Document<Value>>();
    schema["definitions"] = lint["definitions"].clone();
    schema["properties"]["items"]["items"] = json!({ "$ref": "#/definitions/diagnostic" });
    schema
}

fn address_of_schema(word: &str) -> String {
    format!("{SCHEMAS}/index/{word}.json")
}

fn lines<T: Serialize>(items: &[T]) -> String {
    let line = |item: &T| serde_json::to_string(item).expect("text and numbers are always JSON");
    let lines: Vec<String> = items.iter().map(line).collect();
    match lines.as_slice() {
        [] => "{\"version\":1,\"items\":[]}\n".to_owned(),
        lines => format!("{{\"version\":1,\"items\":[\n{}\n]}}\n", lines.join(",\n")),
    }
}

fn count(index: &Index, diagnostics: &[Diagnostic], list: List) -> usize {
    match list {
        List::Intents => index.intents.len(),
        List::Runbooks => index.runbooks.len(),
        List::Commands => index.commands.len(),
        List::Checks => index.checks.len(),
        List::Environments => index.environments.len(),
        List::Secrets => index.secrets.len(),
        List::Variables => index.variables.len(),
        List::Workflows => index.workflows.len(),
        List::Jobs => index.jobs.len(),
        List::Services => index.services.len(),
        List::Tools => index.tools.len(),
        List::Pages => index.pages.len(),
        List::Releases => index.releases.len(),
        List::Incidents => index.incidents.len(),
        List::Measures => index.measures.len(),
        List::Diagnostics => diagnostics.len(),
    }
}

fn contents(
    ws: &Workspace,
    index: &Index,
    diagnostics: &[Diagnostic],
    record: &Record,
    lists: &[(List, usize, Artifact)],
    texts: &[Artifact],
) -> String {
    let host = Host::new(ws);
    let summary = Summary::of(ws, diagnostics);
    let lists = lists.iter().map(|(list, count, artifact)| FileItem {
        file: artifact.path.clone(),
        holds: list.holds(),
        read_when: list.read_when(),
        items: Some(*count),
        bytes: artifact.bytes.len(),
        schema: Some(address_of_schema(list.word())),
    });
    let texts = texts.iter().map(|artifact| {
        let (holds, read_when) = llms::described(&artifact.path);
        FileItem {
            file: artifact.path.clone(),
            holds,
            read_when,
            items: None,
            bytes: artifact.bytes.len(),
            schema: None,
        }
    });
    let contents = Contents {
        version: 1,
        tool: ToolName { name: "devops-docs", version: env!("CARGO_PKG_VERSION") },
        title: title(ws, index),
        repository: host.slug().map(str::to_owned),
        source: host.base(),
        commit: record.head.as_ref().map(|head| head.commit.clone()),
        built: record.head.as_ref().map(|head| head.time.clone()),
        health: Health {
            errors: summary.errors,
            warnings: summary.warnings,
            judged: summary.tally.holds + summary.tally.broken,
            unjudged: summary.tally.unjudged,
            open_incidents: index.incidents.iter().filter(|incident| incident.is_open()).count(),
        },
        items: lists.chain(texts).collect(),
    };
    serde_json::to_string_pretty(&contents).expect("text and numbers are always JSON") + "\n"
}

/// The name of the documentation: the configured one, the repository's, or that of its first page.
pub fn title(ws: &Workspace, index: &Index) -> String {
    let configured = ws.config.settings.site.title.clone();
    let host = Host::new(ws);
    let named = || host.slug().and_then(|slug| slug.rsplit('/').next()).map(str::to_owned);
    let readme = || index.pages.iter().find(|page| page.path.eq_ignore_ascii_case("readme.md"));
    configured.or_else(named).or_else(|| Some(readme()?.title.clone())).unwrap_or_else(|| "Operations".to_owned())
}
