//! What is missing on this machine: every tool that the pages list or the repository pins, and the variables that the
//! environment's page asks for. Plans what to ask, and judges the answers; asks nothing itself.

mod hooks;
mod services;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::kinds::{Column, PageKind};
use crate::model::{Answer as Held, Kind, Role, Spec, Term, Tool, ToolVersion, Version};
use crate::scaffold::quoted;
use crate::snippets::{is_early, version_in};
use crate::survey::{
    KnownTool, SampleVariable, cell_address, cell_code, known_tool, listed_tools, sample_variables, samples,
};
use crate::syntax::dotenv;
use crate::text::{Excerpt, FileId, Span};
use crate::workspace::Workspace;

pub use hooks::{Hook, hooks, judge_hook};
pub use services::{Allowed, Service, judge_service, services};

/// Something that this machine is to have.
#[derive(Clone, Debug)]
pub struct Need {
    /// What it is called.
    pub name: String,
    /// What asks for it, in words: `20.11.1`, `>=3.10`; none if any will do.
    pub required: Option<(String, Spec)>,
    /// What asks for it, in words that are not understood.
    unread: Option<String>,
    /// Where that is written.
    pub place: Span,
    /// What the row of the page asks for.
    row: Option<Asked>,
    /// What contradicts it: the row of the page if a pin counts, or else the pin.
    pub other: Option<Asked>,
    /// The program and what it is told; none if nobody knows how to ask.
    pub probe: Option<Vec<String>>,
    /// The line by which the page installs it here.
    pub install: Option<String>,
    /// Where one gets a version of one's choice: an address, or words; none where any will do or nobody knows.
    pub source: Option<String>,
}

/// A version that is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    words: String,
    spec: Spec,
    place: Span,
}

/// How it is with one need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// It is there, as it must be.
    Ok,
    /// It cannot be told.
    Unknown,
    /// It is there, and not as it should be.
    Warning,
    /// It is missing or cannot be used.
    Error,
}

/// What contradicts the version that is asked for: a page and a pin of the repository disagree.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Contradiction {
    /// The version that this asks for, and that does not count.
    pub required: String,
    /// Where that is written, relative to the root.
    pub path: String,
    /// The line of it.
    pub line: usize,
    /// How the machine stands to it.
    pub status: Health,
}

/// What was found about one need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `tool`, `variable`, `service`, `hook` or `configuration`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// How it is.
    pub status: Health,
    /// The version that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The version that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    /// Where that is written, relative to the root.
    pub path: String,
    /// The line of it.
    pub line: usize,
    /// What else is asked for, elsewhere, and contradicts that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradiction: Option<Contradiction>,
    /// What installs it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install: Option<String>,
    /// Where the version that is asked for can be had, in words, when no line is known that installs that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// All of it in a sentence.
    pub message: String,
}

impl Finding {
    /// What is found of something that has no version; `place` is the path and line where it is asked for.
    pub fn new(kind: &'static str, name: &str, status: Health, message: String, place: (String, usize)) -> Self {
        let (path, line) = place;
        let name = name.to_owned();
        Self {
            kind,
            name,
            status,
            found: None,
            required: None,
            path,
            line,
            contradiction: None,
            install: None,
            source: None,
            message,
        }
    }
}

/// Where a span lies: its path and line.
fn place(ws: &Workspace, span: Span) -> (String, usize) {
    (ws.files.path(span.file).to_owned(), ws.files.position(span).line)
}

/// What answered a probe.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// Whether it ended well.
    pub succeeded: bool,
    /// Whether it was confined, so that it may have missed what it needs.
    pub confined: bool,
}

/// The tools that this machine is to have: those of the lists, then those that are pinned and on no list.
pub fn needs(ws: &Workspace, system: &str) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for tool in listed_tools(ws) {
        let words = tool.version.unwrap_or_default();
        let required = spec(words, Tool::named(&tool.name));
        // `any`, `latest` and the like ask for nothing that can be compared.
        let is_unread = required.is_none() && words.contains(|c: char| c.is_ascii_digit());
        let probe = tool.probe.map(|probe| ["sh", "-c", probe].map(str::to_owned).to_vec());
        let probe = probe.or_else(|| known_tool(&tool.name).map(|known| known.ask.clone()));
        let way = tool.way(system);
        let row = required.clone().map(|(words, spec)| Asked { words, spec, place: tool.place });
        needs.push(Need {
            name: tool.name,
            required,
            unread: is_unread.then(|| words.to_owned()),
            place: tool.place,
            row,
            other: None,
            probe,
            install: way.and_then(cell_code).map(str::to_owned),
            source: way.and_then(cell_address).map(str::to_owned),
        });
    }
    let pins = ws.ledger.versions.facts.iter().map(|fact| &fact.said);
    // The tag of an image (`postgres:16`) is of what runs in a container, not of what stands on this machine.
    let is_tag = |span: Span| {
        let text = ws.files.text(span.file).unwrap_or_default();
        text.get(..span.start as usize).is_some_and(|before| before.ends_with(':'))
    };
    let pins = pins.filter(|pin| pin.value.role != Role::Claimed && !is_tag(pin.span));
    for pin in pins.filter(|pin| pin.scope.folder.is_empty()) {
        let tool = pin.value.tool;
        let required = Some(pinned(&pin.value.words, &pin.value.spec, pin.value.role));
        let Some(common) = known_tool(tool.id) else { continue };
        let listed = needs.iter_mut().find(|need| known_tool(&need.name).is_some_and(|known| known.id == common.id));
        match listed {
            Some(need) => {
                let row = need.row.clone().filter(|row| contradicts(row, &pin.value));
                // What a machine must have is said by what machines read.
                if pin.value.role == Role::Pin || need.required.is_none() {
                    need.required = required;
                    need.place = pin.span;
                    need.other = row;
                } else if need.other.is_none() && row.is_some() {
                    need.other = required.map(|(words, spec)| Asked { words, spec, place: pin.span });
                }
            }
            None => needs.push(Need {
                name: tool.shown.to_owned(),
                required,
                unread: None,
                place: pin.span,
                row: None,
                other: None,
                probe: Some(common.ask.clone()),
                install: None,
                source: None,
            }),
        }
    }
    for need in needs.iter_mut().filter(|need| need.required.is_some() && need.source.is_none()) {
        need.source = known_tool(&need.name).and_then(|tool| of_choice(tool, system));
    }
    needs
}

/// Where one gets a version of one's choice of a tool, since what a package manager has is seldom the one that is pinned.
fn of_choice(tool: &KnownTool, system: &str) -> Option<String> {
    let [debian, macos, windows] = tool.ways();
    let way = match system {
        "macos" => macos,
        "windows" => windows,
        _ => debian,
    };
    (way.starts_with("https://") || way.starts_with("comes with ")).then_some(way)
}

/// Whether a row of a page and a pin cannot both be right.
fn contradicts(row: &Asked, pin: &ToolVersion) -> bool {
    let claim = ToolVersion { tool: pin.tool, spec: row.spec.clone(), role: Role::Claimed, words: row.words.clone() };
    claim.held_against(pin) == Held::Differs
}

/// The versions that the words of a cell ask for; none if they are not understood.
fn spec(words: &str, tool: Option<Tool>) -> Option<(String, Spec)> {
    let spec = Spec::of_words(words)?;
    Some((words.to_owned(), if let Some(tool) = tool { spec.of(tool) } else { spec }))
}

fn pinned(words: &str, spec: &Spec, role: Role) -> (String, Spec) {
    match (spec, role) {
        (Spec::Exactly(floor), Role::Floor) => (format!(">={words}"), Spec::AtLeast(floor.clone())),
        _ => (words.to_owned(), spec.clone()),
    }
}

/// Judges what was found about a tool; `has` tells which programs this machine has.
pub fn judge(ws: &Workspace, need: &Need, answer: Option<&Answer>, has: &dyn Fn(&str) -> bool) -> Finding {
    let name = &need.name;
    let common = known_tool(name);
    let install = || need.install.clone().or_else(|| common.and_then(|tool| tool.install(has)));
    let required = need.required.as_ref().map(|(words, _)| words.clone());
    let wanted = required.as_ref().map_or_else(String::new, |words| format!(", {words} is asked for"));
    let is_remark = |line: &&str| line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("warn"));
    let line = answer.filter(|answer| answer.succeeded).and_then(|answer| {
        let said = if answer.stdout.trim().is_empty() { answer.stderr.as_str() } else { answer.stdout.as_str() };
        let said = common.map_or(said, |tool| tool.answer(said, &answer.stderr));
        said.lines().filter(|line| !is_remark(line)).find(|line| version_in(line).is_some())
    });
    let found = line.and_then(version_in);
    let found = found.map(|version| if let Some(tool) = Tool::named(name) { version.of(tool) } else { version });
    let is_early = line.is_some_and(is_early);
    let (status, message) = match (&need.probe, answer, &found, &need.required) {
        (None, ..) => (Health::Unknown, format!("{name}: nobody knows how to ask for its version")),
        (Some(_), None, ..) => (Health::Error, format!("{name} is not installed{wanted}")),
        (_, Some(answer), _, _) if !answer.succeeded && answer.confined => {
            let where_it_is = "and does not answer where it is asked: confined, and without most of your home";
            (Health::Unknown, format!("{name} is there, {where_it_is}{wanted}"))
        }
        (_, Some(answer), _, _) if !answer.succeeded => {
            (Health::Error, format!("{name} is there and does not answer{wanted}"))
        }
        (_, _, None, Some(_)) => (Health::Unknown, format!("{name} is there, and says no version{wanted}")),
        (_, _, None, None) => (Health::Ok, format!("{name} is there")),
        (_, _, Some(version), Some((_, spec))) if !spec.admits(&version.clone().padded()) => {
            (Health::Error, format!("{name} is {version}{wanted}"))
        }
        // An early version comes before the release of its numbers.
        (_, _, Some(version), Some((_, spec))) if is_early && is_first_of(spec, version) => {
            (Health::Error, format!("{name} is an early version of {version}{wanted}"))
        }
        (_, _, Some(version), None) if need.unread.is_some() => {
            let words = need.unread.as_deref().unwrap_or_default();
            (Health::Unknown, format!("{name} is {version}, and nobody can tell whether that is `{words}`"))
        }
        (_, _, Some(version), _) => (Health::Ok, format!("{name} {version}")),
    };
    let is_bad = status == Health::Error;
    let source = need.source.clone().filter(|_| is_bad && need.install.is_none());
    let source = source.map(|source| match &required {
        Some(words) if source.starts_with("https://") => format!("get {words} from {source}"),
        _ => source,
    });
    // What is there already in another version came from the package manager, which has no other.
    let install = (is_bad && source.is_none()).then(install).flatten();
    let install = install.filter(|_| found.is_none() || need.install.is_some());
    Finding {
        contradiction: need.other.as_ref().map(|other| contradiction(ws, other, found.as_ref())),
        found: found.map(|found| found.to_string()),
        required,
        install,
        source,
        ..Finding::new("tool", name, status, message, place(ws, need.place))
    }
}

/// Whether a version is the very release that a specification begins with.
fn is_first_of(spec: &Spec, version: &Version) -> bool {
    spec.lowest().is_some_and(|lowest| lowest.precision() >= 3 && lowest.agrees_with(version))
}

/// How the machine stands to what does not count.
fn contradiction(ws: &Workspace, other: &Asked, found: Option<&Version>) -> Contradiction {
    let status = match found {
        None => Health::Unknown,
        Some(version) if other.spec.admits(&version.clone().padded()) => Health::Ok,
        Some(_) => Health::Error,
    };
    let (path, line) = place(ws, other.place);
    Contradiction { required: other.words.clone(), path, line, status }
}

/// The variables that such a file sets to something.
pub fn set_in(text: &str) -> impl Iterator<Item = String> {
    let variables = dotenv::parse(Excerpt::whole(FileId(u32::MAX), text)).into_iter();
    variables.filter(|variable| !variable.commented && variable.value.is_some()).map(|variable| variable.name)
}

/// The lines that copy the samples whose variables nobody has set yet, by the names of their variables.
fn copies(ws: &Workspace, is_there: &dyn Fn(&str) -> bool) -> BTreeMap<String, String> {
    let samples: Vec<_> = samples(ws).into_iter().filter(|sample| !is_there(&sample.becomes)).collect();
    let of_sample = |path: &String| samples.iter().find(|sample| sample.path == *path);
    let line = |variable: SampleVariable| {
        let sample = variable.files.iter().find_map(of_sample)?;
        Some((variable.name, format!("cp {} {}", quoted(&sample.path), quoted(&sample.becomes))))
    };
    sample_variables(ws, "").into_iter().filter_map(line).collect()
}

/// The variables that the page of an environment asks for: set or not, never their values. `is_there` tells whether a
/// file lies beside the repository.
pub fn variables(
    ws: &Workspace,
    environment: &str,
    set: &BTreeSet<String>,
    is_there: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let copies = if environment == "local" { copies(ws, is_there) } else { BTreeMap::new() };
    let mut found: BTreeMap<String, Finding> = BTreeMap::new();
    for listing in ws.ledger.names.claim_listings.iter().filter(|listing| listing.domain.0 == Kind::EnvVar) {
        let Some(table) = &listing.table else { continue };
        let page = ws.page(table.span.file).filter(|page| page.kind == Some(PageKind::Environment));
        if page.is_none_or(|page| page.stem() != environment) {
            continue;
        }
        let column = Column::Required.find(&table.header);
        for row in &table.rows {
            let Some(subject) = row.cells.get(table.subject) else { continue };
            let name = ws.words(*subject).trim_matches(['`', '*', ' ']).to_owned();
            let says = column.and_then(|at| row.cells.get(at)).map(|cell| ws.words(*cell).trim().to_lowercase());
            let says = says.filter(|word| !word.is_empty());
            let is_needed = says.as_deref().map(|word| matches!(word, "yes" | "required" | "x" | "✓" | "✅" | "true"));
            let (status, message) = match (set.contains(&name), is_needed) {
                (true, _) => (Health::Ok, format!("{name} is set")),
                (false, Some(true)) => (Health::Error, format!("{name} is not set, and {environment} needs it")),
                (false, Some(false)) => continue,
                (false, None) => (Health::Warning, format!("{name} is not set")),
            };
            let install = copies.get(&name).filter(|_| status != Health::Ok).cloned();
            let finding = Finding { install, ..Finding::new("variable", &name, status, message, place(ws, *subject)) };
            found.entry(name).or_insert(finding);
        }
    }
    let mut found: Vec<Finding> = found.into_values().collect();
    found.sort_by(|a, b| (a.status, &a.install).cmp(&(b.status, &b.install)));
    found
}
