#![doc = include_str!("unknown_tool.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{How, Kind, Tool};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-tool",
    summary: "the list of tools has one that no file names",
    page: include_str!("unknown_tool.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said);
    let listed =
        claims.filter(|said| said.value.kind == Kind::Tool && said.evidence.typed && said.evidence.how == How::Table);
    let is_pinned = |tool: Tool| ws.ledger.versions.facts.iter().any(|fact| fact.said.value.tool == tool);
    let mut found = Vec::new();
    for claim in listed {
        // A tool of which we know all names is looked for under each of them; of others, one word is its command.
        let name = &claim.value.name;
        let known = Tool::named(name);
        let is_used = match known {
            Some(tool) => is_pinned(tool) || ws.answers.mentioned.contains(name),
            None => name.contains(' ') || ws.answers.mentioned.contains(name),
        };
        let is_asked = ws.answers.mentioned.contains(&name.to_lowercase());
        if !is_used && !is_asked && !is_told_elsewhere(ws, &name.to_lowercase()) {
            found.push(RULE.at(claim.span, format!("no file of the repository names {name}")).about(name.as_str()));
        }
    }
    found
}

/// Whether some path or command of a page names a tool.
fn is_told_elsewhere(ws: &Workspace, name: &str) -> bool {
    let in_commands = ws.pages.iter().flat_map(|page| &page.markdown.fences).any(|fence| fence.text.contains(name));
    in_commands || ws.files.iter().any(|(_, entry)| entry.path.to_lowercase().contains(name))
}
