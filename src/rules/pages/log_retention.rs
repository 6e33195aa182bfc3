#![doc = include_str!("log_retention.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "log-retention",
    summary: "captured logs are part of the repository",
    page: include_str!("log_retention.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let roots = ws.config.settings.pages.typed.iter().map(|root| format!("{}/logs", root.trim_matches('/')));
    let files = roots.flat_map(|root| ws.files.below(&root).collect::<Vec<_>>());
    let logs = files.filter(|(_, entry)| {
        let name = entry.path.rsplit('/').next().unwrap_or_default();
        !name.starts_with('.') && !name.to_lowercase().starts_with("readme")
    });
    logs.map(|(id, entry)| {
        let help = "remove it, and let git ignore the folder: logs hold addresses, names and tokens";
        RULE.at(id, "this log is part of the repository").about(&*entry.path).help(help)
    })
    .collect()
}
