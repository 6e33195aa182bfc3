//! A repository with all that is listed of it, as the site and the indexes want it.

use std::collections::BTreeSet;
use std::path::Path;

use super::place::{PlaceArguments, Repository};
use crate::answers::gate::{Definitions, Evidence, Verdict, judge};
use crate::baseline;
use crate::diagnostic::{Diagnostic, Level};
use crate::git::{self, Record};
use crate::index::{Index, Publication, released, series};
use crate::kinds::Page;
use crate::lint::{Selection, lint};
use crate::report::visible;
use crate::rules::{self, Detect};
use crate::workspace::{Workspace, path_of};

/// All that is known.
pub(super) struct Known {
    /// The repository.
    pub ws: Workspace,
    /// The findings, without hidden and accepted ones.
    pub diagnostics: Vec<Diagnostic>,
    pub record: Record,
    pub index: Index,
    /// The gates, by records.
    pub gates: Vec<Verdict>,
}

/// Reads a repository and lists what is known of it.
pub(super) fn know(arguments: &PlaceArguments, repository: &Repository) -> anyhow::Result<Known> {
    let ws = arguments.load(repository, true, true)?;
    let all = all_findings(&repository.root, &ws)?;
    let diagnostics = shown(&ws, &all);
    let mut record = git::record(&repository.root, &told(&ws));
    record.released = git::released(&repository.root, &released(&ws));
    record.brought = git::brought(&repository.root, &series(&record.tags));
    let index = Index::new(&ws, &diagnostics, &record);
    let gates = gates(&ws, &index, &all);
    Ok(Known { ws, diagnostics, record, index, gates })
}

/// The gates of a repository that has a knowledge base or gates of its own, judged by records alone; none as long as
/// it is not understood what they ask for.
fn gates(ws: &Workspace, index: &Index, diagnostics: &[Diagnostic]) -> Vec<Verdict> {
    let has_some = ws.pages.iter().any(Page::is_typed) || !ws.config.settings.gate.is_empty();
    if !has_some || !mistakes(ws).is_empty() {
        return Vec::new();
    }
    let definitions = Definitions::new(&ws.config.settings, None);
    let evidence =
        Evidence { ws, base: None, index, diagnostics, environment: None, release: None, ran: None, machine: None };
    definitions.gates.iter().map(|gate| judge(gate, &definitions, &evidence)).collect()
}

/// Fails if the configuration has mistakes, for who acts on what it says rather than tells of it.
pub(super) fn ensure_understood(ws: &Workspace) -> anyhow::Result<()> {
    let mistakes = mistakes(ws);
    let Some(first) = mistakes.first() else { return Ok(()) };
    let file = path_of(ws, &first.place).unwrap_or_default();
    let line = first.place.span().map_or_else(String::new, |span| format!(":{}", ws.files.position(span).line));
    let more = if mistakes.len() > 1 { format!(", and {} more", mistakes.len() - 1) } else { String::new() };
    anyhow::bail!("{file}{line} is not understood: {}{more}; `devops-docs lint` shows where", visible(&first.message))
}

/// What is wrong with the configuration, whatever it says of the rule that reports it.
pub(super) fn mistakes(ws: &Workspace) -> Vec<Diagnostic> {
    match rules::find("unknown-configuration").map(|rule| rule.detect) {
        Some(Detect::Workspace(detect)) => detect(ws),
        _ => Vec::new(),
    }
}

/// The findings that are shown, of all that nobody accepted.
pub(super) fn shown(ws: &Workspace, all: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_shown = |found: &&Diagnostic| found.level > Level::Info || ws.config.is_strict();
    all.iter().filter(is_shown).cloned().collect()
}

/// Every finding of any level that nobody accepted.
pub(super) fn all_findings(root: &Path, ws: &Workspace) -> anyhow::Result<Vec<Diagnostic>> {
    let found = lint(ws, &Selection::default()).diagnostics;
    let accepted = root.join(ws.config.settings.baseline.as_deref().unwrap_or(baseline::PLACE));
    if !accepted.exists() {
        return Ok(found);
    }
    let (fresh, _, _) = super::baseline::read(&accepted)?.apply(ws, found);
    Ok(fresh)
}

/// The paths whose history is told.
fn told(ws: &Workspace) -> BTreeSet<String> {
    let published = Publication::new(ws);
    let pages = published.iter().map(|(path, _)| path.to_owned());
    pages.chain(ws.workflows.iter().map(|workflow| workflow.path.clone())).collect()
}
