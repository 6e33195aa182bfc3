//! The tools that the tables of tooling pages list.

use crate::kinds::{Column, PageKind};
use crate::model::{Effect, Kind};
use crate::snippets::infer;
use crate::text::Span;
use crate::workspace::Workspace;

/// A tool of such a table.
#[derive(Clone, Debug)]
pub struct ListedTool<'a> {
    /// What it is called there.
    pub name: String,
    /// Where its name stands.
    pub place: Span,
    /// The words for its version, without marks around them.
    pub version: Option<&'a str>,
    /// The command that asks for its version, if that only looks.
    pub probe: Option<&'a str>,
    /// How it is installed on Linux, macOS, Windows, and elsewhere, as its cells say.
    ways: [Option<&'a str>; 4],
}

/// Systems with a column of their own.
const SYSTEMS: [(&str, Column); 3] =
    [("linux", Column::InstallOnLinux), ("macos", Column::InstallOnMacos), ("windows", Column::InstallOnWindows)];

impl<'a> ListedTool<'a> {
    /// The cell that says how it is installed on a system: `linux`, `macos`, `windows`.
    pub fn way(&self, system: &str) -> Option<&'a str> {
        let at = SYSTEMS.iter().position(|(name, _)| *name == system).unwrap_or(SYSTEMS.len());
        self.ways[at]
    }
}

/// The tools of the tables, in their order.
pub fn listed_tools(ws: &Workspace) -> Vec<ListedTool<'_>> {
    let mut found = Vec::new();
    for listing in ws.ledger.names.claim_listings.iter().filter(|listing| listing.domain.0 == Kind::Tool) {
        let Some(table) = &listing.table else { continue };
        let of_tools = ws.page(table.span.file).is_some_and(|page| page.kind == Some(PageKind::Tooling));
        if !of_tools {
            continue;
        }
        let (version, probe) = (Column::Version.find(&table.header), Column::Probe.find(&table.header));
        let ways = ["linux", "macos", "windows", ""].map(|system| install_column(&table.header, system));
        for row in &table.rows {
            let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(|span| ws.words(*span).trim());
            let Some(place) = row.cells.get(table.subject).copied() else { continue };
            let name = ws.words(place).trim_matches(['`', '*', ' ']).to_owned();
            if !name.is_empty() {
                let probe = cell(probe).and_then(cell_code).filter(|probe| only_looks(probe));
                found.push(ListedTool {
                    name,
                    place,
                    version: cell(version).map(unmarked),
                    probe,
                    ways: ways.map(cell),
                });
            }
        }
    }
    found
}

/// The column of the commands that install on a system: its own, else that for all.
fn install_column(header: &[String], system: &str) -> Option<usize> {
    let own = SYSTEMS.iter().find(|(name, _)| *name == system).and_then(|(_, column)| column.find(header));
    let is_for_one = |words: &String| SYSTEMS.iter().any(|(_, column)| column.is(words));
    own.or_else(|| header.iter().position(|words| Column::Install.is(words) && !is_for_one(words)))
}

/// The words of a cell without the marks around all of it.
fn unmarked(cell: &str) -> &str {
    let mut words = cell.trim();
    for mark in ["**", "*", "`"] {
        words = words.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)).unwrap_or(words).trim();
    }
    words
}

/// The code of a cell that holds nothing else.
pub fn cell_code(cell: &str) -> Option<&str> {
    let inner = cell.strip_prefix('`')?.strip_suffix('`')?.trim();
    (!inner.is_empty() && !inner.contains('`')).then_some(inner)
}

/// The address in a cell.
pub fn cell_address(cell: &str) -> Option<&str> {
    let from = &cell[cell.find("https://")?..];
    Some(from.split([')', '>', ' ', '`']).next().unwrap_or(from))
}

fn only_looks(probe: &str) -> bool {
    let found = infer(probe, "sh", false);
    found.effect == Effect::Read && !found.needs_net() && !found.questions.may_leave
}
