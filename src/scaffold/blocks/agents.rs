//! Where agents begin: what an `AGENTS.md` says of the operation of the repository, in two kilobytes at most.

use crate::kinds::{AgentKind, Page, PageKind};
use crate::scaffold::words::{code, link, text};
use crate::workspace::Workspace;

/// How many bytes it may have; agents read it before every task.
const MOST: usize = 1900;

/// How many pages of a kind, agents or commands are named.
const NAMED: usize = 6;

/// The words, with links that lead from the page at `path`.
pub(super) fn agents(ws: &Workspace, path: &str) -> String {
    let root = crate::scaffold::pages::root(ws);
    let here = |page: &&Page| page.path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let of = |kind: PageKind| ws.pages.iter().filter(here).filter(move |page| page.kind == Some(kind));
    let index = of(PageKind::Index).next();
    let base = index.map_or_else(|| code(root), |page| link(&code(root), path, &page.path));
    let mut lines = vec![
        "## Operating this repository".to_owned(),
        String::new(),
        format!("How it is set up, changed, deployed and repaired stands in {base}. `devops-docs lint` holds these pages against the repository."),
        String::new(),
        "- Before such a task ask `devops-docs route \"the request\" --format json`: the page, its commands in order, the checks, the approvals, the names of the secrets. `devops-docs index` writes all that is known as JSON lists, `index.json` first.".to_owned(),
        "- After a change of workflows, versions, variables, scripts or pages run `devops-docs lint --fix` and mend what is left.".to_owned(),
        "- Nothing is deployed, destroyed, rotated or installed without a person's approval that names it. Names of secrets are written, values never.".to_owned(),
    ];
    let titled = |page: &Page| link(&text(&page.title()), path, &page.path);
    let single = [PageKind::Deployment, PageKind::Ci, PageKind::Tooling, PageKind::Maintenance];
    let pages = listed(single.into_iter().flat_map(of).map(titled));
    add(&mut lines, (!pages.is_empty()).then(|| format!("- Pages: {pages}.")));
    for (what, kind) in [("Environments", PageKind::Environment), ("Runbooks", PageKind::Runbook)] {
        let pages = listed(of(kind).map(|page| link(&text(page.stem()), path, &page.path)));
        add(&mut lines, (!pages.is_empty()).then(|| format!("- {what}: {pages}.")));
    }
    let agents = |kind: AgentKind| {
        let mut names: Vec<String> = ws
            .pages
            .iter()
            .filter_map(|page| page.agent.as_ref())
            .filter(|file| file.root.is_some() && file.kind == kind)
            .map(|file| file.name().to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let commands = listed(agents(AgentKind::Command).iter().map(|name| code(&format!("/{name}"))));
    let others = listed(agents(AgentKind::Agent).iter().map(|name| code(name)));
    let line = format!(
        "- Commands: {commands}. Agents: {others}. A file in `_ai` stands for the one of the same path in `_ai.dev`."
    );
    add(&mut lines, (!commands.is_empty() && !others.is_empty()).then_some(line));
    lines.join("\n")
}

/// Adds a line, if there is one and room for it.
fn add(lines: &mut Vec<String>, line: Option<String>) {
    let size: usize = lines.iter().map(|line| line.len() + 1).sum();
    lines.extend(line.filter(|line| size + line.len() < MOST));
}

/// The first of some names, and how many there are beside.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let shown = names.join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
