//! Procedures: what each is for, its steps, its commands; and the requests in words that lead to them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::checks::CheckItem;
use super::commands::CommandItem;
use super::pages::{PageItem, front_list};
use crate::kinds::{Page, PageKind};
use crate::model::{join, parent};
use crate::survey::{last_drill, page_hash};
use crate::workspace::Workspace;

/// A procedure: a runbook, an environment's set-up, a deployment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunbookItem {
    /// Its name.
    pub title: String,
    /// The path of its page.
    pub page: String,
    /// Where the site has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `runbook`, `environment` or `deployment`.
    pub kind: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// `low`, `medium` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Where it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who must agree first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Alerts and words that lead here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its headings, in order.
    pub sections: Vec<String>,
    /// Its commands, in order.
    pub commands: Vec<String>,
    /// The names of its checks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// When somebody walked through it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drill: Option<DrillItem>,
}

/// The last walk through a runbook that somebody recorded and judged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DrillItem {
    /// The day.
    pub day: String,
    /// Who.
    pub person: String,
    /// Whether the text of the runbook is still the same.
    pub same: bool,
    /// How many steps were unclear or would have failed.
    pub open: usize,
}

/// The last drill of a page.
pub fn drill_of(ws: &Workspace, page: &Page) -> Option<DrillItem> {
    let drill = last_drill(ws, &page.path)?;
    let (day, person) = (drill.day().to_owned(), drill.person.clone());
    Some(DrillItem { day, person, same: drill.hash == page_hash(ws, page), open: drill.open_steps().count() })
}

/// A request in words, and what serves it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IntentItem {
    /// "deploy to production".
    pub phrase: String,
    /// The path of the page that serves it.
    pub page: String,
    /// The section of that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where the site has it, with its section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `page` when a page promises it, `kind` when it follows from what the page is.
    pub from: &'static str,
}

pub(super) fn runbooks(
    ws: &Workspace,
    pages: &[PageItem],
    commands: &[CommandItem],
    checks: &[CheckItem],
) -> Vec<RunbookItem> {
    let kinds = [PageKind::Runbook, PageKind::Environment, PageKind::Deployment];
    let item = |(page, item): (&Page, &PageItem)| {
        let kind = page.kind.filter(|kind| kinds.contains(kind))?;
        let mut its: Vec<&CommandItem> =
            commands.iter().filter(|command| command.kind == "page" && command.stated[0].path == page.path).collect();
        its.sort_by_key(|command| command.stated[0].line);
        Some(RunbookItem {
            title: item.title.clone(),
            page: page.path.clone(),
            address: item.address.clone(),
            kind: kind.word().to_owned(),
            summary: item.summary.clone(),
            risk: item.risk.clone(),
            environment: item.environment.clone(),
            owner: item.owner.clone(),
            approver: item.approver.clone(),
            aliases: front_list(page, "aliases"),
            sections: item
                .headings
                .iter()
                .filter(|heading| heading.level > 1)
                .map(|heading| heading.text.clone())
                .collect(),
            commands: its.into_iter().map(|command| command.command.clone()).collect(),
            checks: checks.iter().filter(|check| check.page == page.path).map(|check| check.name.clone()).collect(),
            drill: drill_of(ws, page),
        })
    };
    ws.pages.iter().zip(pages).filter_map(item).collect()
}

pub(super) fn intents(ws: &Workspace, pages: &[PageItem]) -> Vec<IntentItem> {
    let mut found = promised(ws, pages);
    let served: BTreeSet<(String, Option<String>)> =
        found.iter().map(|intent| (intent.page.clone(), intent.section.clone())).collect();
    for (page, item) in ws.pages.iter().zip(pages) {
        let add = |phrase: String| IntentItem {
            phrase,
            page: page.path.clone(),
            section: None,
            address: item.address.clone(),
            from: "kind",
        };
        if served.contains(&(page.path.clone(), None)) {
            continue;
        }
        let environment = page.environment().unwrap_or_else(|| page.stem());
        found.extend(match page.kind {
            Some(PageKind::Environment) if matches!(environment, "local" | "development" | "dev") => {
                Some(add("set up my environment".to_owned()))
            }
            Some(PageKind::Environment) => Some(add(format!("work with {environment}"))),
            Some(PageKind::Deployment) => Some(add("deploy".to_owned())),
            Some(PageKind::Ci) => Some(add("find out why CI failed".to_owned())),
            Some(PageKind::Tooling) => Some(add("install the tools".to_owned())),
            Some(PageKind::Maintenance) => Some(add("see what is due".to_owned())),
            Some(PageKind::Runbook) => Some(add(lower_first(&item.title))),
            _ => None,
        });
    }
    found
}

/// The rows and list items under "I want to…" of the pages that say what is where.
fn promised(ws: &Workspace, pages: &[PageItem]) -> Vec<IntentItem> {
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.kind == Some(PageKind::Index)) {
        let wishes = page.markdown.headings.iter().filter(|heading| heading.text.to_lowercase().contains("want to"));
        for wish in wishes {
            for link in page.markdown.links.iter().filter(|link| wish.section.contains(link.span)) {
                let (path, fragment) =
                    link.dest.split_once('#').map_or((link.dest.as_str(), None), |(p, f)| (p, Some(f)));
                let Some(target) = join(parent(&page.path), path) else { continue };
                let Some(item) = pages.iter().find(|item| item.path == target) else { continue };
                let address = item.address.as_ref().map(|address| match fragment {
                    Some(fragment) => format!("{address}#{fragment}"),
                    None => address.clone(),
                });
                found.push(IntentItem {
                    phrase: row_phrase(page, link.span).unwrap_or_else(|| lower_first(&link.text)),
                    page: target,
                    section: fragment.map(str::to_owned),
                    address,
                    from: "page",
                });
            }
        }
    }
    found
}

/// The words of the first cell of the row that holds a link, when the link stands in another.
fn row_phrase(page: &Page, link: crate::text::Span) -> Option<String> {
    let table = page.markdown.tables.iter().find(|table| table.span.contains(link))?;
    let row = table.rows.iter().find(|row| row.cells.iter().any(|cell| cell.span.contains(link)))?;
    let first = row.cells.first().filter(|cell| !cell.span.contains(link))?;
    let words = first.text.trim().to_owned();
    (!words.is_empty()).then_some(words)
}

/// The words without a capital that only begins a title.
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(words.chars().skip(1)).collect()
        }
        _ => words.to_owned(),
    }
}
