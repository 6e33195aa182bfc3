#![doc = include_str!("secret_without_owner.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "secret-without-owner",
    summary: "a secret's row names no owner",
    page: include_str!("secret_without_owner.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let listings = ws.ledger.names.claim_listings.iter().filter(|listing| listing.domain.0 == Kind::Secret);
    let mut found = Vec::new();
    for table in listings.filter_map(|listing| listing.table.as_ref()) {
        let Some(owner) = Column::Owner.find(&table.header) else { continue };
        for row in &table.rows {
            let (Some(cell), Some(name)) = (row.cells.get(owner), row.cells.get(table.subject)) else { continue };
            let says = ws.words(*cell).trim();
            if matches!(says, "" | "-" | "—" | "–" | "?") || says.to_lowercase().starts_with("todo") {
                let shown = ws.words(*name).trim_matches('`');
                // GitHub makes it for each run.
                if shown == "GITHUB_TOKEN" {
                    continue;
                }
                found.push(RULE.at(*name, format!("nobody is named as the owner of {shown}")).about(shown));
            }
        }
    }
    found
}
