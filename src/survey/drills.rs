//! Which runbooks are to be walked through again and again, and when that was done last.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::kinds::{Page, PageKind};
use crate::model::{Drill, calendar, join, parent};
use crate::syntax::markdown::{Row, Table};
use crate::text::Span;
use crate::workspace::Workspace;

/// A demand that a runbook be drilled.
#[derive(Clone, Debug)]
pub struct Rehearsal<'a> {
    /// The runbook.
    pub page: &'a Page,
    /// How often, as written.
    pub every: String,
    /// Where that is asked for: in the front matter of the runbook, or in a row of a table of maintenance.
    pub place: Span,
    /// The day on which a row says that it was done last.
    pub told: Option<String>,
}

/// Every such demand, in the order of the pages.
pub fn rehearsals(ws: &Workspace) -> Vec<Rehearsal<'_>> {
    let typed = ws.pages.iter().filter(|page| page.is_typed());
    typed.flat_map(|page| own(page).into_iter().chain(listed(ws, page))).collect()
}

/// The last drill of a page that somebody judged.
pub fn last_drill<'a>(ws: &'a Workspace, page: &str) -> Option<&'a Drill> {
    let of_page = ws.drills.iter().filter(|drill| drill.page == page && drill.is_judged());
    of_page.max_by(|a, b| a.started.cmp(&b.started))
}

/// The hash of a page's text below its front matter, by which a drill is of this text or of an older one.
pub fn page_hash(ws: &Workspace, page: &Page) -> String {
    HEXLOWER.encode(&Sha256::digest(ws.words(page.markdown.body).as_bytes()))
}

impl Rehearsal<'_> {
    /// The last day on which it was done, by a record or by a word of the table.
    pub fn last(&self, ws: &Workspace) -> Option<String> {
        let drilled = last_drill(ws, &self.page.path).map(|drill| drill.day().to_owned());
        drilled.into_iter().chain(self.told.clone()).max()
    }
}

/// What the front matter of a page asks for.
fn own(page: &Page) -> Option<Rehearsal<'_>> {
    let node = page.front.as_ref()?.get("drill_every")?;
    let every = node.text()?;
    calendar::period(every)?;
    Some(Rehearsal { page, every: every.to_owned(), place: node.span, told: None })
}

/// Words by which a task says that it is a drill.
const WORDS: &[&str] = &["drill", "rehears", "practise", "practice", "dry run", "dry-run", "exercise", "game day"];

/// What the tables of a page of maintenance ask for: rows that speak of a drill and lead to a runbook.
fn listed<'a>(ws: &'a Workspace, page: &'a Page) -> Vec<Rehearsal<'a>> {
    if page.kind != Some(PageKind::Maintenance) {
        return Vec::new();
    }
    let rows = page.markdown.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter_map(|(table, row)| of_row(ws, page, table, row)).collect()
}

fn of_row<'a>(ws: &'a Workspace, page: &Page, table: &Table, row: &Row) -> Option<Rehearsal<'a>> {
    let cell = |names: &[&str]| {
        let at = table.header.iter().position(|cell| names.contains(&cell.text.trim().to_lowercase().as_str()))?;
        Some(row.cells.get(at)?.text.trim().to_owned())
    };
    let task = cell(&["task", "what", "activity", "item"])?.to_lowercase();
    let every = cell(&["cadence", "how often", "frequency", "every", "interval"])?;
    calendar::period(&every)?;
    if !WORDS.iter().any(|word| task.contains(word)) {
        return None;
    }
    let mut links = page.markdown.links.iter().filter(|link| row.span.contains(link.span));
    let runbook = links.find_map(|link| {
        let path = link.dest.split('#').next()?;
        let path = join(parent(&page.path), path)?;
        ws.pages.iter().find(|page| page.path == path && page.kind == Some(PageKind::Runbook))
    })?;
    let told = cell(&["last done", "last", "done"]).and_then(|day| calendar::day(&day)).map(|day| day.to_string());
    Some(Rehearsal { page: runbook, every, place: row.span, told })
}
