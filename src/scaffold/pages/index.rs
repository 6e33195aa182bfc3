//! `README.md`: what is here, who owns it, "I want to…".

use super::doc::Doc;
use super::{Known, environment, place, root};
use crate::kinds::PageKind;
use crate::scaffold::pointers;
use crate::scaffold::words::code;
use crate::survey;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let title = format!("How {} is operated", known.name);
    let mut doc = Doc::new(ws, known, path, &title, &[]);
    let readme =
        ["README.md", "README.markdown", "readme.md", "Readme.md"].into_iter().find(|path| ws.files.exists(path));
    let about = readme.map_or_else(String::new, |readme| {
        format!(" What the project is stands in its {}.", doc.link("README", readme))
    });
    doc.say(format!(
        "How to set it up, change it, bring it to its users and keep it running.{about} These pages were begun by `devops-docs init` from what the repository states; `TODO(owner)` marks what only people know, and `devops-docs lint` tells when a page and the repository come to disagree."
    ));
    wishes(&mut doc, ws, known);
    infrastructure(&mut doc, ws);
    integrations(&mut doc, ws);
    ownership(&mut doc, ws, known);
    doc.done()
}

fn wishes(doc: &mut Doc, ws: &Workspace, known: &Known) {
    let has_workflows = survey::workflows(ws, "").next().is_some();
    let root = root(ws);
    let page = |doc: &Doc, words: &str, name: &str| doc.link(words, &format!("{root}/{name}"));
    let mut rows = vec![vec![
        "set up my machine and see that it works".to_owned(),
        page(doc, "Local environment", "environments/local.md"),
    ]];
    let mut add = |wish: &str, link: String| rows.push(vec![wish.to_owned(), link]);
    if !survey::tools(ws, "").is_empty() {
        add("know which tools are needed", doc.link("Tooling", &place(ws, PageKind::Tooling, "tooling.md")));
    }
    if has_workflows {
        add(
            "know what runs on a change, or why it failed",
            doc.link("Continuous integration", &place(ws, PageKind::Ci, "ci-cd.md")),
        );
    }
    if !known.minimal {
        let deployments = place(ws, PageKind::Deployment, "deployments.md");
        add("bring a change to its users", doc.link("Deployments", &deployments));
        add("take one back", doc.rollback());
        for name in environment::names(ws) {
            let file = format!("environments/{}.md", environment::stem(&name));
            add(
                &format!("know the environment {}", code(&name)),
                page(doc, &format!("Environment {}", crate::scaffold::words::text(&name)), &file),
            );
        }
        add("follow a procedure", page(doc, "Runbooks", "runbooks/README.md"));
        add("know what is due", doc.link("Maintenance", &place(ws, PageKind::Maintenance, "maintenance.md")));
    }
    doc.section("I want to…");
    doc.table(&["I want to…", "read"], &rows);
}

/// Pointers to the files that define infrastructure, which these pages do not repeat.
fn infrastructure(doc: &mut Doc, ws: &Workspace) {
    let path = doc.path();
    let rows: Vec<Vec<String>> = survey::infrastructure(ws).iter().map(|found| pointers::cells(path, found)).collect();
    if !rows.is_empty() {
        doc.section(pointers::TITLE);
        doc.table(&pointers::HEADER, &rows);
    }
}

fn integrations(doc: &mut Doc, ws: &Workspace) {
    let found = survey::integrations(ws);
    if !found.is_empty() {
        let names: Vec<&str> = found.iter().map(|integration| integration.name).collect();
        doc.section("What it works with");
        doc.say(format!("{}. `devops-docs inventory` lists the files that show each.", names.join(", ")));
    }
}

fn ownership(doc: &mut Doc, ws: &Workspace, known: &Known) {
    doc.section("Who owns it");
    match &known.owner {
        Some(owner) => doc.say(format!("Owners: {}.", crate::scaffold::words::text(owner))),
        None => doc.ask("who looks after these pages, and who is asked when they do not help?"),
    }
    let owners = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"].into_iter().find(|path| ws.files.exists(path));
    let security =
        ["SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"].into_iter().find(|path| ws.files.exists(path));
    let mut lines = Vec::new();
    lines.extend(owners.map(|path| format!("- Who reviews which files: {}.", doc.link("CODEOWNERS", path))));
    lines.extend(
        security.map(|path| format!("- How vulnerabilities are reported: {}.", doc.link("the security policy", path))),
    );
    if !lines.is_empty() {
        doc.say(lines.join("\n"));
    }
}
