//! What is to be done again and when: reviews, rotations, maintenance, actions of incidents.

use schemars::JsonSchema;
use serde::Serialize;

use crate::git::Record;
use crate::index::{Index, Place};
use crate::kinds::{Action, Page, PageKind, actions, cell};
use crate::model::calendar;
use crate::workspace::Workspace;

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct DueItem {
    /// The day; absent for what was never done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// `review`, `rotation`, `task` or `action`.
    pub kind: &'static str,
    /// What.
    pub what: String,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether the day is past, or it was never done.
    pub overdue: bool,
    /// Where it is told.
    #[serde(flatten)]
    pub place: Place,
}

/// What is to be done, the oldest first; and how many questions wait for an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs due --format json")]
pub struct Due {
    /// Raised when a field goes or changes its meaning.
    pub version: u32,
    /// The day on which this was judged.
    pub today: String,
    /// What is to be done.
    pub items: Vec<DueItem>,
    /// How many `TODO(owner)` the pages have.
    pub unanswered: usize,
}

/// Collects what is due until a day, as `2024-03-09`, and what is overdue.
pub fn due(ws: &Workspace, until: &str) -> Due {
    let mut items = Vec::new();
    let typed = || ws.pages.iter().filter(|page| page.is_typed());
    for page in typed() {
        items.extend(review(ws, page));
        match page.kind {
            Some(PageKind::Maintenance) => items.extend(tasks(ws, page)),
            Some(PageKind::Incident) => items.extend(open_actions(ws, page)),
            _ => {}
        }
    }
    items.extend(rotations(ws));
    for item in &mut items {
        item.overdue = item.due.as_deref().is_none_or(|due| due < ws.today.as_str());
    }
    items.retain(|item| item.overdue || item.due.as_deref().is_some_and(|due| due <= until));
    items.sort();
    let blocks = typed().flat_map(|page| &page.markdown.blocks);
    let unanswered = blocks.map(|block| block.prose.matches("TODO(").count()).sum();
    Due { version: 1, today: ws.today.clone(), items, unanswered }
}

fn item(ws: &Workspace, kind: &'static str, what: String, due: Option<String>, span: crate::text::Span) -> DueItem {
    DueItem { due, kind, what, owner: None, overdue: false, place: Place::of(ws, span) }
}

fn review(ws: &Workspace, page: &Page) -> Option<DueItem> {
    let every = page.front_word("review_every")?;
    let due = calendar::due(page.front_word("reviewed")?, every)?;
    let what = format!("review {}", page.path);
    let owner = page.front_word("owner").map(str::to_owned);
    let span = page.front.as_ref()?.get("reviewed")?.span;
    Some(DueItem { owner, ..item(ws, "review", what, Some(due.to_string()), span) })
}

fn rotations(ws: &Workspace) -> Vec<DueItem> {
    let index = Index::new(ws, &[], &Record::default());
    let late = index.secrets.into_iter().filter_map(|secret| {
        let place = secret.documented.first()?.place.clone();
        let due = Some(secret.rotation_due?);
        let what = format!("rotate {}", secret.name);
        Some(DueItem { due, kind: "rotation", what, owner: secret.owner, overdue: false, place })
    });
    late.collect()
}

/// The tasks of the tables of maintenance.
fn tasks(ws: &Workspace, page: &Page) -> Vec<DueItem> {
    let mut found = Vec::new();
    for table in &page.markdown.tables {
        for row in &table.rows {
            let words = |names: &[&str]| cell(table, row, names).map(|cell| cell.text.trim().to_owned());
            if let Some((what, due)) = task(&words) {
                let owner = words(&["owner", "who"]);
                found.push(DueItem { owner, ..item(ws, "task", what, due, row.span) });
            }
        }
    }
    found
}

/// A task and its day, from the words of a row by header.
fn task(words: &dyn Fn(&[&str]) -> Option<String>) -> Option<(String, Option<String>)> {
    let what = words(&["task", "what", "activity", "item"])?;
    let every = words(&["cadence", "how often", "frequency", "every", "interval"])?;
    calendar::period(&every)?;
    let next = words(&["next due", "due", "next"]).and_then(|day| calendar::day(&day));
    let last = words(&["last done", "last", "done"]);
    let due = next.or_else(|| last.and_then(|last| calendar::due(&last, &every)));
    Some((what, due.map(|day| day.to_string())))
}

/// The actions of an incident that are still to be done by a day.
fn open_actions(ws: &Workspace, page: &Page) -> Vec<DueItem> {
    let item = |action: Action| {
        let due = Some(action.due?.0);
        Some(DueItem { owner: action.owner, ..item(ws, "action", action.what, due, action.span) })
    };
    actions(page).into_iter().filter(|action| action.is_open).filter_map(item).collect()
}
