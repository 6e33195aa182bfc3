//! Sections that a page lacks: a heading, what the repository knows about it, and a question for what it does not.

use crate::diagnostic::Edit;
use crate::kinds::{Page, PageKind};
use crate::model::{Role, Workflow};
use crate::scaffold::words::{code, names};
use crate::survey;
use crate::syntax::markdown::Heading;
use crate::text::{Files, Span};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What people are asked for who must write the rest.
const QUESTION: &str = "TODO(owner)";

/// The edit that adds a section with this body at the end of a page.
pub fn append_section(files: &Files, page: &Page, title: &str, body: &str) -> Edit {
    insert(files, page.markdown.body, 2, title, body)
}

/// The edit that adds a section with this body at the end of another one.
pub fn append_below(files: &Files, heading: &Heading, title: &str, body: &str) -> Edit {
    insert(files, heading.section, heading.level + 1, title, body)
}

/// The edit that puts lines at the end of the front matter, which is made if there is none; none where it is TOML.
pub fn front_line(files: &Files, page: &Page, lines: &str) -> Option<Edit> {
    let text = files.text(page.file)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines = lines.replace('\n', newline);
    match page.markdown.front_matter {
        Some(_) if page.markdown.front_matter_toml => None,
        Some(inner) => Some(Edit::replace(inner.after(), format!("{lines}{newline}"))),
        None if text.starts_with('\u{feff}') => None,
        None => {
            let start = Span::new(page.file, 0, 0);
            Some(Edit::replace(start, format!("---{newline}{lines}{newline}---{newline}")))
        }
    }
}

fn insert(files: &Files, part: Span, level: u8, title: &str, body: &str) -> Edit {
    let text = files.text(part.file).unwrap_or_default();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let words = files.words(part);
    let end = part.start as usize + words.trim_end().len();
    let after = if end == text.trim_end().len() { text.len() } else { end };
    let marks = "#".repeat(usize::from(level.min(6)));
    let written = format!("\n\n{marks} {title}\n\n{}", body.trim_end());
    // A text that ends without a newline keeps to that, so that several parts can come in one behind the other.
    let written = if after == text.len() && after > end { format!("{written}\n") } else { written };
    Edit { span: Span::new(part.file, end, after), text: written.replace('\n', newline) }
}

/// The title and body of a part that a page of a kind lacks, filled with what the repository knows of it.
pub fn skeleton(ws: &Workspace, page: &Page, kind: PageKind, name: &str) -> (String, String) {
    let known = match (kind, name) {
        (PageKind::Environment, "prerequisites") => tools(ws, page),
        (PageKind::Deployment, "steps") => deploys(ws, page),
        (PageKind::Ci, "workflows") => return ("Workflows".to_owned(), workflows(ws, page)),
        (PageKind::Tooling, _) => return ("Tools".to_owned(), tool_table(ws, page)),
        (PageKind::Maintenance, _) => {
            let table =
                format!("| Task | Cadence |\n|---|---|\n| {QUESTION}: what is done again and again | {QUESTION} |");
            return ("Tasks".to_owned(), table);
        }
        (PageKind::Runbook, _) => return ("Steps".to_owned(), format!("{QUESTION}: what to do, one step at a time.")),
        _ => String::new(),
    };
    let mut title = name.to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    (title, format!("{known}{QUESTION}: write down the {name}."))
}

/// What is known about going back: what deploys, and the workflows that say they go back.
pub fn rollback(ws: &Workspace, page: &Page) -> String {
    let by_hand = |workflow: &&Workflow| workflow.triggers.iter().any(|on| on.event.text == "workflow_dispatch");
    let mut body = String::new();
    for workflow in running(ws, page).filter(|workflow| survey::is_way_back(workflow)).filter(by_hand) {
        let inputs = workflow.triggers.iter().flat_map(|trigger| &trigger.inputs).filter(|input| input.required);
        let inputs: String = inputs.map(|input| format!(" -f {0}=<{0}>", input.name.text)).collect();
        write!(body, "```sh\ngh workflow run {}{inputs}\n```\n\n", workflow.file_name()).expect("a string takes all");
    }
    format!("{body}{QUESTION}: say who decides, what to run, and what happens to the data.")
}

/// The workflows that GitHub runs for the folder that a page speaks for.
fn running<'a>(ws: &'a Workspace, page: &'a Page) -> impl Iterator<Item = &'a Workflow> {
    ws.workflows.iter().filter(|workflow| workflow.folder == page.folder)
}

fn workflows(ws: &Workspace, page: &Page) -> String {
    let row = |workflow: &Workflow| {
        let events: Vec<&str> = workflow.triggers.iter().map(|trigger| trigger.event.text.as_str()).collect();
        format!("| {} | {} |\n", code(workflow.file_name()), names(events))
    };
    format!("| Workflow | Triggers |\n|---|---|\n{}", running(ws, page).map(row).collect::<String>())
}

fn deploys(ws: &Workspace, page: &Page) -> String {
    let mut body = String::new();
    for workflow in running(ws, page) {
        for job in &workflow.jobs {
            if let Some(to) = job.environment.as_ref().filter(|to| !to.name.is_computed()) {
                let (id, file) = (&job.id.text, workflow.file_name());
                writeln!(body, "- The job `{id}` of `{file}` deploys to {}.", to.name.text)
                    .expect("a string takes all");
            }
        }
    }
    if body.is_empty() { body } else { format!("{body}\n") }
}

/// The versions that the repository pins for the folder of a page, each tool once.
fn pins(ws: &Workspace, page: &Page) -> Vec<(&'static str, String)> {
    let facts = ws.ledger.versions.facts.iter().map(|fact| &fact.said);
    let here = facts.filter(|fact| *fact.scope.folder == *page.folder && fact.value.role == Role::Pin);
    let mut pins: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for fact in here {
        let versions = pins.entry(fact.value.tool.shown).or_default();
        if !versions.contains(&fact.value.words.as_str()) {
            versions.push(&fact.value.words);
        }
    }
    pins.into_iter().map(|(tool, versions)| (tool, versions.join(" or "))).collect()
}

fn tools(ws: &Workspace, page: &Page) -> String {
    let lines: String = pins(ws, page).iter().map(|(tool, version)| format!("- {tool} {version}\n")).collect();
    if lines.is_empty() { lines } else { format!("{lines}\n") }
}

fn tool_table(ws: &Workspace, page: &Page) -> String {
    let row = |(tool, version): &(&str, String)| format!("| {tool} | {version} |\n");
    format!("| Tool | Version |\n|---|---|\n{}", pins(ws, page).iter().map(row).collect::<String>())
}
