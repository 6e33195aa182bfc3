//! What rules about inventories share: what a list lacks, what it has too much, which cell says otherwise.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, Fix, Place};
use crate::kinds::Column;
use crate::model::{Drift, Key, Kind, Listing, Name, Property, Statement, Table, Term};
use crate::rules::Rule;
use crate::scaffold::{blocks, insert_row, names};
use crate::text::Span;
use crate::workspace::Workspace;

/// A thing of the repository that a list of the pages lacks.
pub(super) struct Missing<'a> {
    /// Where the repository names it, each place once.
    pub facts: Vec<&'a Statement<Name>>,
    /// The list.
    pub listing: &'a Listing<(Kind, String)>,
}

impl<'a> Missing<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.facts[0].value.name
    }

    /// The files that name it, as a cell.
    pub fn files(&self, ws: &Workspace) -> String {
        let mut found: Vec<&str> = self.facts.iter().map(|fact| file_name(ws, fact.span)).collect();
        found.dedup();
        names(found)
    }

    /// Whether the rows of the list are those of a managed block, or of a page whose markers are damaged: what is to
    /// stand there, the block's own fix knows.
    pub fn is_written_by_a_block(&self, ws: &Workspace) -> bool {
        let Place::Span(list) = self.listing.place else { return false };
        let blocks = ws.page(list.file).map_or(Ok(Vec::new()), |page| blocks::find(&ws.files, page));
        blocks.map_or(true, |blocks| blocks.iter().any(|block| block.body.contains(list)))
    }

    /// The fix that adds its row, if the list is a table; `cell` knows the Markdown of some columns.
    pub fn add_row(&self, ws: &Workspace, subject: &str, cell: &dyn Fn(&str) -> Option<String>) -> Option<Fix> {
        let table = self.listing.table.as_ref().filter(|_| !self.is_written_by_a_block(ws))?;
        let known = |header: &str| cell(header).or_else(|| written_kind(ws, table, header, self.listing.domain.0));
        let edit = insert_row(&ws.files, table, subject, &known)?;
        Some(Fix::safe(format!("add a row for {subject}"), vec![edit]))
    }
}

/// How a table that lists things of several kinds writes that a row is of one: as in another such row.
fn written_kind(ws: &Workspace, table: &Table, header: &str, kind: Kind) -> Option<String> {
    let column = table.header.iter().position(|words| words == header).filter(|_| Column::Kind.is(header))?;
    let word = if kind == Kind::EnvVar { "env" } else { kind.word() };
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| ws.words(*cell));
    let mut own = cells.filter(|words| words.to_lowercase().contains(word));
    own.next().map(str::to_owned)
}

/// What the lists of the pages lack, by name.
pub(super) fn undocumented(ws: &Workspace, kind: Kind) -> Vec<Missing<'_>> {
    let mut found: BTreeMap<_, Missing> = BTreeMap::new();
    for (fact, listing) in ws.ledger.names.undocumented().filter(|(fact, _)| fact.value.kind == kind) {
        let missing = found.entry(fact.value.subject()).or_insert_with(|| Missing { facts: Vec::new(), listing });
        if missing.facts.iter().all(|other| other.span != fact.span) {
            missing.facts.push(fact);
        }
    }
    found.into_values().collect()
}

/// Whether GitHub takes a name for a secret or variable: one with a dash is of another store.
pub(super) fn is_taken_by_github(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a knowledge base lists and the repository does not have.
pub(super) fn unknown(ws: &Workspace, kind: Kind) -> impl Iterator<Item = &Statement<Name>> {
    let claims = ws.ledger.names.unknown().filter(move |(claim, drift)| {
        claim.value.kind == kind && claim.evidence.typed && matches!(drift, Drift::Absent(_))
    });
    claims.map(|(claim, _)| claim)
}

/// What a knowledge base says of such things, in one respect, and the repository otherwise.
pub(super) fn contradictions(
    ws: &Workspace,
    kind: Kind,
    key: Key,
) -> impl Iterator<Item = (&Statement<Property>, Vec<&Statement<Property>>)> {
    let found = ws.ledger.properties.contradictions();
    found.filter(move |(claim, _)| claim.evidence.typed && claim.value.of.kind == kind && claim.value.key == key)
}

/// What a knowledge base says of one thing in one respect.
pub(super) fn said<'a>(ws: &'a Workspace, of: &Name, key: Key) -> Option<&'a Statement<Property>> {
    let subject = of.subject();
    let mut claims = ws.ledger.properties.claims.iter().map(|claim| &claim.said).filter(|said| said.evidence.typed);
    claims.find(|said| said.value.key == key && said.value.of.kind == subject.0 && said.value.of.subject() == subject)
}

/// What the repository says of one thing in one respect.
pub(super) fn stated<'a>(ws: &'a Workspace, of: &Name, key: Key) -> impl Iterator<Item = &'a Statement<Property>> {
    let subject = of.subject();
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    facts.filter(move |said| {
        said.value.key == key && said.value.of.kind == subject.0 && said.value.of.subject() == subject
    })
}

/// Where the repository names a thing.
pub(super) fn stated_names<'a>(ws: &'a Workspace, of: &Name) -> impl Iterator<Item = &'a Statement<Name>> {
    let subject = of.subject();
    let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
    facts.filter(move |said| said.value.kind == subject.0 && said.value.subject() == subject)
}

/// Whether the repository names such a thing.
pub(super) fn has(ws: &Workspace, of: &Name) -> bool {
    stated_names(ws, of).next().is_some()
}

/// Whether the pages name such a thing.
pub(super) fn is_documented(ws: &Workspace, of: &Name) -> bool {
    let subject = of.subject();
    let mut claims = ws.ledger.names.claims.iter().map(|claim| &claim.said.value);
    claims.any(|name| name.kind == subject.0 && name.subject() == subject)
}

/// The finding that a cell says one thing and the repository another, with the fix that writes what is so.
pub(super) fn stale(
    ws: &Workspace,
    rule: &Rule,
    (claim, facts): (&Statement<Property>, Vec<&Statement<Property>>),
    message: String,
) -> Diagnostic {
    let said = &claim.value;
    let subject = format!("{} {} {} {}", said.of.within, said.of.name, said.key.word(), said.shown());
    let mut diagnostic = rule.at(claim.span, message).about(subject);
    let mut seen: Vec<Span> = Vec::new();
    for fact in &facts {
        if !seen.contains(&fact.span) && seen.len() < 4 {
            seen.push(fact.span);
            diagnostic = diagnostic.related(fact.span, format!("{} here", fact.value.shown()));
        }
    }
    let fix = one_answer(&facts).filter(|_| is_plain(ws, claim)).map(|value| {
        let edit = Edit::replace(claim.span, value);
        Fix::safe(format!("write {value}"), vec![edit])
    });
    diagnostic.fix(fix)
}

/// The one value that all facts give.
fn one_answer<'a>(facts: &[&'a Statement<Property>]) -> Option<&'a str> {
    let first = facts.first()?;
    let mut values = first.value.values.iter();
    let only = values.next().filter(|_| values.next().is_none())?;
    facts.iter().all(|fact| fact.value.values == first.value.values).then_some(only.as_str())
}

/// Whether a cell is one value and nothing else.
fn is_plain(ws: &Workspace, claim: &Statement<Property>) -> bool {
    let words = ws.words(claim.span);
    let mut values = claim.value.values.iter();
    values.next().is_some_and(|value| value == words) && values.next().is_none()
}

/// What several facts say, as one phrase.
pub(super) fn shown(facts: &[&Statement<Property>]) -> String {
    let mut all: Vec<String> = Vec::new();
    for fact in facts {
        let shown = fact.value.shown();
        if !all.contains(&shown) {
            all.push(shown);
        }
    }
    all.join(" or ")
}

/// The last step of a file's path.
pub(super) fn file_name(ws: &Workspace, span: Span) -> &str {
    let path = ws.files.path(span.file);
    path.rsplit('/').next().unwrap_or(path)
}

/// The job of a workflow in which something stands.
pub(super) fn job_around(ws: &Workspace, span: Span) -> Option<&str> {
    let ids = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    // What starts a job is said of its workflow, and stands elsewhere.
    let is_within = |fact: &&Statement<Property>| fact.value.of.kind == Kind::Job && fact.value.key != Key::Triggers;
    let jobs = ids.filter(|fact| is_within(fact) && fact.span.file == span.file);
    let before = jobs.filter(|fact| fact.span.start <= span.start);
    before.max_by_key(|fact| fact.span.start).map(|fact| fact.value.of.name.as_str())
}

/// Where something is used, in words: "job deploy of deploy.yml".
pub(super) fn user(ws: &Workspace, span: Span) -> String {
    match job_around(ws, span) {
        Some(job) => format!("job {job} of {}", file_name(ws, span)),
        None => file_name(ws, span).to_owned(),
    }
}

/// The cell of a row, by the thing's place.
pub(super) fn cell_of(ws: &Workspace, row_of: Span, column: Column) -> Option<Span> {
    let tables = ws.ledger.names.claim_listings.iter().filter_map(|listing| listing.table.as_ref());
    for table in tables {
        let row = table.rows.iter().find(|row| row.span.contains(row_of));
        if let (Some(row), Some(column)) = (row, column.find(&table.header)) {
            return row.cells.get(column).copied();
        }
    }
    None
}
