#![doc = include_str!("broken_iac_pointer.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::model::{ComponentKind, join, parent};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::survey::infrastructure_sort;
use crate::syntax::markdown::{Link, Row};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "broken-iac-pointer",
    summary: "a page says that infrastructure is defined where it is not",
    page: include_str!("broken_iac_pointer.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Tools whose files are known by their names.
const SORTS: &[&str] = &["Terraform", "OpenTofu", "Docker", "Compose", "Kustomize", "Helm", "Ansible", "Pulumi"];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in present(ws) {
        let rows = page.markdown.tables.iter().flat_map(|table| &table.rows);
        found.extend(rows.filter_map(|row| of_row(ws, page, row)));
    }
    found
}

/// A row that is called after a tool and leads to what exists, and none of it is for that tool.
fn of_row(ws: &Workspace, page: &Page, row: &Row) -> Option<Diagnostic> {
    let name = row.cells.first()?.text.trim();
    let sort = *SORTS.iter().find(|sort| sort.eq_ignore_ascii_case(name))?;
    let links = page.markdown.links.iter().filter(|link| row.span.contains(link.span));
    let target = |link: &Link| join(page.own_folder(), link.dest.split(['#', '?']).next().unwrap_or_default());
    // What does not exist at all, `broken-link` tells.
    let there: Vec<(&Link, String)> = links
        .filter(|link| !link.dest.contains("://"))
        .filter_map(|link| Some((link, target(link)?)))
        .filter(|(_, path)| ws.files.exists(path))
        .collect();
    let (first, path) = there.first()?;
    if there.iter().any(|(_, path)| is_of(ws, path, sort)) {
        return None;
    }
    let message = format!("nothing at {path} is read by {sort}");
    Some(RULE.at(first.dest_span.unwrap_or(first.span), message).about(format!("{sort} {path}")))
}

/// Whether a tool reads a file, something beside it, or something in a folder.
fn is_of(ws: &Workspace, path: &str, sort: &str) -> bool {
    let folder = if ws.files.find(path).is_some() { parent(path) } else { path };
    // A file of Compose may have a name of its own.
    let is_of_compose = |path: &str| {
        sort == "Compose" && ws.components.iter().any(|of| of.kind == ComponentKind::Compose && of.path == path)
    };
    ws.files.below(folder).any(|(file, entry)| {
        infrastructure_sort(&entry.path) == Some(sort)
            || is_of_compose(&entry.path)
            || sort == "Ansible" && is_playbook(&entry.path, ws.files.text(file).unwrap_or_default())
    })
}

/// Whether a file is a playbook of Ansible, which may be called anything: it says on which hosts it is played.
fn is_playbook(path: &str, text: &str) -> bool {
    let says_hosts = |line: &str| line.trim_start_matches([' ', '-']).starts_with("hosts:");
    (path.ends_with(".yml") || path.ends_with(".yaml")) && text.lines().any(says_hosts)
}
