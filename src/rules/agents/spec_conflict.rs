#![doc = include_str!("spec_conflict.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Answer, How, Statement, Term, ToolVersion, Verdict};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "spec-conflict",
    summary: "an agent file gives a version other than the tables of the knowledge base",
    page: include_str!("spec_conflict.md"),
    level: Level::Warning,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims = &ws.ledger.versions.claims;
    let of_agents = claims.iter().filter(|claim| {
        // What the repository itself pins was held against that.
        let is_open = matches!(claim.verdict, Verdict::Unjudged(_));
        is_open && ws.page(claim.said.span.file).is_some_and(|page| page.agent.is_some())
    });
    of_agents
        .filter_map(|claim| {
            let said = &claim.said;
            let tables = claims.iter().map(|claim| &claim.said).filter(|other| {
                other.evidence.typed
                    && other.evidence.how == How::Table
                    && other.value.subject() == said.value.subject()
            });
            let tables: Vec<&Statement<ToolVersion>> = tables.collect();
            let differs = |table: &&Statement<ToolVersion>| said.value.held_against(&table.value) == Answer::Differs;
            let first = tables.first().filter(|_| tables.iter().all(differs))?;
            let (tool, words) = (said.value.tool.shown, &said.value.words);
            let message = format!("{tool} {words} is asked for, and {} is documented", first.value.words.trim());
            let about = format!("{} {words}", said.value.tool.id);
            Some(RULE.at(said.span, message).about(about).related(first.span, "documented here"))
        })
        .collect()
}
