//! What is to be done again and when: reviews, rotations, maintenance, drills, actions of incidents.

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::DueKind;
use crate::git::Record;
use crate::index::{Index, Place, SecretItem};
use crate::kinds::{Action, Page, PageKind, actions, cell, questions};
use crate::model::calendar;
use crate::survey::{Rehearsal, first_day, rehearsals};
use crate::workspace::Workspace;

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct DueItem {
    /// The day; absent where the words for it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// What sort of thing.
    pub kind: DueKind,
    /// What.
    pub what: String,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether the day is past.
    pub overdue: bool,
    /// The words for the day, or for how often, that nobody can read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
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
    due_of(ws, &Index::new(ws, &[], &Record::default()).secrets, until)
}

/// The same where the secrets are listed already.
pub(super) fn due_of(ws: &Workspace, secrets: &[SecretItem], until: &str) -> Due {
    let mut items = Vec::new();
    let typed = || ws.pages.iter().filter(|page| page.is_typed());
    for page in typed() {
        items.extend(review(ws, page));
        items.extend(unreadable_drill(ws, page));
        match page.kind {
            Some(PageKind::Maintenance) => items.extend(tasks(ws, page)),
            Some(PageKind::Incident) => items.extend(open_actions(ws, page)),
            _ => {}
        }
    }
    items.extend(secrets.iter().filter_map(rotation));
    for rehearsal in rehearsals(ws) {
        let last = rehearsal.last(ws);
        let since = last.clone().unwrap_or_else(|| first_day(ws, rehearsal.page));
        let due = calendar::due(&since, &rehearsal.every).map(|day| day.to_string());
        let place = Place::of(ws, rehearsal.place);
        match items.iter_mut().find(|item| item.place == place && item.kind == DueKind::Task) {
            // A row that is a task, with a drill that was recorded since.
            Some(task) if last.is_some() => task.due = due.into_iter().chain(task.due.take()).max(),
            Some(_) => {}
            None => items.push(drill(ws, &rehearsal, due)),
        }
    }
    for item in &mut items {
        item.overdue = item.due.as_deref().is_some_and(|due| due < ws.today.as_str());
    }
    items.retain(|item| item.due.as_deref().map_or(item.unreadable.is_some(), |due| due <= until));
    items.sort();
    let unanswered = typed().flat_map(questions).count();
    Due { version: 1, today: ws.today.clone(), items, unanswered }
}

fn item(ws: &Workspace, kind: DueKind, what: String, due: Option<String>, span: crate::text::Span) -> DueItem {
    DueItem { due, kind, what, owner: None, overdue: false, unreadable: None, place: Place::of(ws, span) }
}

/// The day on which something is due, or what of it cannot be read; neither where nothing is asked for.
struct When {
    due: Option<String>,
    unreadable: Option<String>,
}

impl When {
    /// A period after the last time, be that the first day of the page.
    fn after(last: Option<&str>, every: &str, first: impl Fn() -> String) -> Self {
        let wrong = |words: &str| Self { due: None, unreadable: Some(words.trim().to_owned()) };
        if calendar::period(every).is_none() {
            return if calendar::is_open(every) { Self { due: None, unreadable: None } } else { wrong(every) };
        }
        match last.filter(|last| !calendar::is_open(last)) {
            Some(last) if calendar::day(last).is_none() => wrong(last),
            last => {
                let due = calendar::due(&last.map_or_else(first, str::to_owned), every);
                Self { due: due.map(|day| day.to_string()), unreadable: None }
            }
        }
    }

    fn item(self, ws: &Workspace, kind: DueKind, what: String, span: crate::text::Span) -> Option<DueItem> {
        (self.due.is_some() || self.unreadable.is_some())
            .then(|| DueItem { unreadable: self.unreadable, ..item(ws, kind, what, self.due, span) })
    }
}

fn review(ws: &Workspace, page: &Page) -> Option<DueItem> {
    let front = page.front.as_ref()?;
    let when = When::after(page.front_word("reviewed"), page.front_word("review_every")?, || first_day(ws, page));
    let span = front.get("reviewed").or_else(|| front.get("review_every"))?.span;
    let owner = page.front_word("owner").map(str::to_owned);
    Some(DueItem { owner, ..when.item(ws, DueKind::Review, format!("review {}", page.path), span)? })
}

/// A period of drills that cannot be read.
fn unreadable_drill(ws: &Workspace, page: &Page) -> Option<DueItem> {
    let every = page.front.as_ref()?.get("drill_every")?;
    let when = When::after(None, every.text()?, String::new);
    when.unreadable.is_some().then(|| when.item(ws, DueKind::Drill, format!("drill {}", page.path), every.span))?
}

/// A drill that the front matter of a runbook asks for.
fn drill(ws: &Workspace, rehearsal: &Rehearsal, due: Option<String>) -> DueItem {
    let owner = rehearsal.page.front_word("owner").map(str::to_owned);
    let what = format!("drill {}", rehearsal.page.path);
    DueItem { owner, ..item(ws, DueKind::Drill, what, due, rehearsal.place) }
}

fn rotation(secret: &SecretItem) -> Option<DueItem> {
    let place = secret.documented.first()?.place.clone();
    let rotated = secret.rotated.as_deref().filter(|day| !calendar::is_open(day));
    // A secret that was never rotated is of a day that nobody knows.
    let when = match rotated {
        Some(last) => When::after(Some(last), secret.rotation.as_deref()?, String::new),
        None => When { due: None, ..When::after(None, secret.rotation.as_deref()?, String::new) },
    };
    if when.due.is_none() && when.unreadable.is_none() {
        return None;
    }
    let (owner, what) = (secret.owner.clone(), format!("rotate {}", secret.name));
    let When { due, unreadable } = when;
    Some(DueItem { due, kind: DueKind::Rotation, what, owner, overdue: false, unreadable, place })
}

/// The tasks of the tables of maintenance.
fn tasks(ws: &Workspace, page: &Page) -> Vec<DueItem> {
    let mut found = Vec::new();
    for table in &page.markdown.tables {
        for row in &table.rows {
            let words = |names: &[&str]| cell(table, row, names).map(|cell| cell.text.trim().to_owned());
            let Some((what, when)) = task(&words, &|| first_day(ws, page)) else { continue };
            let owner = words(&["owner", "who"]);
            found.extend(when.item(ws, DueKind::Task, what, row.span).map(|item| DueItem { owner, ..item }));
        }
    }
    found
}

/// A task and its day, from the words of a row by header.
fn task(words: &dyn Fn(&[&str]) -> Option<String>, first: &dyn Fn() -> String) -> Option<(String, When)> {
    let what = words(&["task", "what", "activity", "item"])?;
    let every = words(&["cadence", "how often", "frequency", "every", "interval"])?;
    let next = words(&["next due", "due", "next"]).filter(|day| !calendar::is_open(day));
    let when = match next {
        Some(next) => match calendar::day(&next) {
            Some(day) => When { due: Some(day.to_string()), unreadable: None },
            None => When { due: None, unreadable: Some(next) },
        },
        None => When::after(words(&["last done", "last", "done"]).as_deref(), &every, first),
    };
    Some((what, when))
}

/// The actions of an incident that are still to be done by a day.
fn open_actions(ws: &Workspace, page: &Page) -> Vec<DueItem> {
    let item = |action: Action| {
        let when = When { due: action.due.map(|(day, _)| day), unreadable: action.unreadable };
        Some(DueItem { owner: action.owner, ..when.item(ws, DueKind::Action, action.what, action.span)? })
    };
    actions(page).into_iter().filter(|action| action.is_open).filter_map(item).collect()
}
