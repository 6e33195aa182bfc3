//! The inventory for people: a few aligned lines for each list.

use super::{Inventory, UserItem};
use crate::text::counted;

/// The inventory as text; `missing` alone shows only what no page tells.
pub fn text(found: &Inventory, missing: bool) -> String {
    let mut out = String::new();
    if !missing {
        lists(found, &mut out);
    }
    let rows: Vec<Vec<String>> =
        found.missing.iter().map(|gap| vec![gap.kind.to_owned(), gap.name.clone(), gap.why.clone()]).collect();
    section(&mut out, "What no page tells", &rows);
    if found.missing.iter().any(|gap| gap.kind == "page") {
        out.push_str("\n`devops-docs init` begins the pages that are missing.\n");
    }
    if out.is_empty() {
        out.push_str(if missing {
            "Every thing that was found is told by some page.\n"
        } else {
            "Nothing was found.\n"
        });
    }
    out
}

fn lists(found: &Inventory, out: &mut String) {
    let workflows = found.workflows.iter().flat_map(|workflow| {
        let file = workflow.path.rsplit('/').next().unwrap_or(&workflow.path).to_owned();
        let events =
            workflow.events.iter().chain(&workflow.schedule).map(String::as_str).collect::<Vec<_>>().join(", ");
        let head = vec![file, events, counted(workflow.jobs.len(), "job"), told(workflow.documented)];
        let jobs = workflow.jobs.iter().map(|job| {
            let after = if job.needs.is_empty() { String::new() } else { format!("after {}", job.needs.join(", ")) };
            let what =
                job.calls.as_ref().map_or_else(|| counted(job.steps.len(), "step"), |calls| format!("calls {calls}"));
            vec![format!("  {}", job.id), after, what]
        });
        std::iter::once(head).chain(jobs)
    });
    section(out, "Workflows", &workflows.collect::<Vec<_>>());
    section(
        out,
        "Deployments, as far as the workflows show them",
        &rows(&found.deployments, |item| {
            let file = item.workflow.rsplit('/').next().unwrap_or(&item.workflow);
            let refs = if item.refs.is_empty() { String::new() } else { format!(" ({})", item.refs.join(", ")) };
            vec![
                format!("{file} {}", item.job),
                item.targets
                    .iter()
                    .map(String::as_str)
                    .chain(item.preview.then_some("preview"))
                    .collect::<Vec<_>>()
                    .join(", "),
                item.events.join(", ") + &refs,
                told(item.documented),
            ]
        }),
    );
    section(
        out,
        "Other systems, whose files are not read",
        &rows(&found.other_systems, |item| vec![item.name.clone(), some(&item.files)]),
    );
    section(
        out,
        "Environments",
        &rows(&found.environments, |item| {
            let name = if item.github { item.name.clone() } else { format!("{} (not of GitHub)", item.name) };
            vec![name, item.urls.join(", "), users(&item.jobs), told(item.documented)]
        }),
    );
    for (title, items) in [("Secrets", &found.secrets), ("Variables", &found.variables)] {
        section(out, title, &rows(items, |item| vec![item.name.clone(), users(&item.jobs), told(item.documented)]));
    }
    section(
        out,
        "Variables of sample files",
        &rows(&found.sample_variables, |item| vec![item.name.clone(), item.files.join(", "), told(item.documented)]),
    );
    section(
        out,
        "Services",
        &rows(&found.services, |item| {
            vec![
                item.name.clone(),
                item.kind.to_owned(),
                item.images.join(", "),
                item.ports.join(", "),
                item.files.join(", "),
                told(item.documented),
            ]
        }),
    );
    section(
        out,
        "Tools",
        &rows(&found.tools, |item| {
            vec![item.name.clone(), item.versions.join(", "), some(&item.files), told(item.documented)]
        }),
    );
    section(
        out,
        "Tasks",
        &rows(&found.tasks, |item| {
            let at = if item.folder.is_empty() { String::new() } else { format!("in {}", item.folder) };
            vec![item.command.clone(), at, told(item.documented)]
        }),
    );
    section(out, "Scripts", &rows(&found.scripts, |item| vec![item.path.clone(), told(item.documented)]));
    section(out, "Infrastructure", &rows(&found.infrastructure, |item| vec![item.name.clone(), some(&item.files)]));
    section(
        out,
        "Where Terraform keeps its state",
        &rows(&found.terraform_state, |item| {
            let place = item.place.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
            let rest = if item.partial { "the rest is told to `terraform init`" } else { "" };
            vec![item.file.clone(), item.backend.clone(), place, rest.to_owned()]
        }),
    );
    section(out, "Works with", &rows(&found.integrations, |item| vec![item.name.clone(), some(&item.files)]));
}

fn rows<T>(items: &[T], row: impl Fn(&T) -> Vec<String>) -> Vec<Vec<String>> {
    items.iter().map(row).collect()
}

fn told(documented: bool) -> String {
    if documented { String::new() } else { "(no page)".to_owned() }
}

/// The first of some words, and how many more there are.
fn some(words: &[String]) -> String {
    let shown = words.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if words.len() > 3 { format!("{shown} and {} more", words.len() - 3) } else { shown }
}

fn users(users: &[UserItem]) -> String {
    let one = |user: &UserItem| {
        if user.jobs.is_empty() {
            user.workflow.clone()
        } else {
            format!("{} ({})", user.workflow, user.jobs.join(", "))
        }
    };
    some(&users.iter().map(one).collect::<Vec<_>>())
}

/// A title and rows whose columns stand below each other; nothing without rows.
fn section(out: &mut String, title: &str, rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(title);
    out.push('\n');
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    // One long cell does not push all others aside.
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.filter(|width| *width <= 44).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
}
