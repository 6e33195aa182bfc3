//! The first page: what one wants to do, and how things stand.

use minijinja::Value;

use super::frame::Frame;
use super::{Made, Site, ThemeError, commands, gates, needs, records, search};
use crate::index::{IncidentItem, PageItem, WorkflowItem, first_reads};

/// How many recent changes, intents and due dates are shown.
const SHOWN: usize = 8;

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let index = site.index;
    let frame = Frame { crumbs: Vec::new(), ..Frame::new("index.html", "Home", "home") };
    let counts = |level| site.findings.iter().filter(|finding| finding.level == level).count();
    let tally = site.ws.ledger.tally();
    let overdue = overdue(site);
    let published: Vec<&PageItem> = index.pages.iter().filter(|page| page.address.is_some()).collect();
    let mut changes: Vec<(&PageItem, &crate::index::ChangeItem)> =
        published.iter().filter_map(|page| Some((*page, page.changes.first()?))).collect();
    changes.sort_by(|a, b| (&b.1.time, &a.0.path).cmp(&(&a.1.time, &b.0.path)));
    let changes = changes.into_iter().take(SHOWN).map(|(page, change)| {
        context! { title => page.title, address => page.address, kind => page.kind, change => change }
    });
    let intents = index.intents.iter().filter_map(|intent| {
        let page = index.page(&intent.page)?;
        Some(context! {
            phrase => upper_first(&intent.phrase),
            address => intent.address.as_ref()?,
            kind => page.kind,
            icon => icon(page.kind.as_deref()),
            risk => page.risk,
            environment => page.environment,
            summary => page.title,
        })
    });
    let mut reading: Vec<&PageItem> =
        index.chapters.iter().flat_map(|chapter| &chapter.pages).map(|at| &index.pages[*at]).collect();
    reading.sort_by_key(|page| first_reads(&page.path));
    let reading = reading.into_iter().take(SHOWN).map(|page| {
        context! { title => page.title, address => page.address, summary => page.summary }
    });
    let at_the_root: Vec<_> = commands::defined(site).filter(|command| command.folder.is_empty()).collect();
    let starts = needs::first(&at_the_root).into_iter().take(SHOWN);
    let starts = starts.map(|(need, command)| context! { need, ..commands::row(site, command) });
    let mut open: Vec<&IncidentItem> = index.incidents.iter().filter(|incident| incident.is_open()).collect();
    open.sort_by_key(|incident| incident.rank());
    let content = context! {
        pages => published.len(),
        holds => tally.holds,
        unjudged => tally.unjudged,
        errors => counts("error"),
        warnings => counts("warning"),
        findings => site.findings.len(),
        findings_shown => site.findings.iter().take(5).collect::<Vec<_>>(),
        overdue => overdue.iter().take(SHOWN).cloned().collect::<Vec<_>>(),
        overdue_count => overdue.len(),
        release => index.releases.first(),
        release_tone => index.releases.first().map(|release| records::outcome(release).0),
        incidents => open,
        intents => intents.collect::<Vec<_>>(),
        environments => &index.environments,
        workflows => workflows(site).into_iter().take(SHOWN).map(|workflow| context! {
            title => workflow.name, file => workflow.file, address => workflow.address,
            trigger => workflow.starts(), jobs => workflow.jobs.len(), findings => workflow.findings,
        }).collect::<Vec<_>>(),
        workflow_count => index.workflows.len(),
        has_base => index.pages.iter().any(|page| page.kind.is_some()),
        reading => reading.collect::<Vec<_>>(),
        commands => starts.collect::<Vec<_>>(),
        command_count => commands::defined(site).count(),
        changes => changes.collect::<Vec<_>>(),
        checks => index.checks.len(),
        gates => gates::rows(site),
        gates_tone => gates::tone(site),
        gates_closed => site.gates.iter().filter(|verdict| !gates::is_open(verdict)).count(),
    };
    let artifact = site.render("home.html", &frame, content)?;
    let document = search::Document {
        address: "index.html".to_owned(),
        kind: "page".to_owned(),
        title: "Home".to_owned(),
        aliases: Vec::new(),
        standing: search::Standing::Ordinary,
        sections: vec![search::Section::default()],
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

/// The workflows, those first that bring something somewhere, and those last that only others call.
fn workflows<'a>(site: &Site<'a>) -> Vec<&'a WorkflowItem> {
    let deploys = |workflow: &WorkflowItem| {
        let mut users = site.index.environments.iter().flat_map(|environment| &environment.deployed_by);
        users.any(|user| user.workflow == workflow.path)
    };
    let is_only_called = |workflow: &WorkflowItem| workflow.events.iter().all(|event| event == "workflow_call");
    let mut all: Vec<_> = site.index.workflows.iter().collect();
    all.sort_by_key(|workflow| (!deploys(workflow), is_only_called(workflow)));
    all
}

/// What is late: reviews of pages and renewals of secrets, the latest first.
fn overdue(site: &Site) -> Vec<Value> {
    let today = site.ws.today.as_str();
    let mut found: Vec<(String, Value)> = Vec::new();
    for page in site.index.pages.iter().filter(|page| page.address.is_some()) {
        if let Some(due) = page.review_due.as_deref().filter(|due| *due < today) {
            let item = context! { what => "Review", name => page.title, code => false, address => page.address, due, owner => page.owner };
            found.push((due.to_owned(), item));
        }
    }
    for secret in site.index.secrets.iter().filter(|secret| secret.is_overdue(today)) {
        let due = secret.rotation_due.clone().unwrap_or_default();
        let item = context! { what => "Rotate", name => secret.name, code => true, address => "secrets.html", due, owner => secret.owner };
        found.push((due, item));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, item)| item).collect()
}

/// The sign of a kind of page.
pub(super) fn icon(kind: Option<&str>) -> &'static str {
    match kind {
        Some("environment") => "env",
        Some("deployment") => "play",
        Some("ci") => "layers",
        Some("tooling") => "tool",
        Some("runbook") => "book",
        Some("release") => "tag",
        Some("incident") => "bell",
        Some("maintenance") => "clock",
        Some("index") => "list",
        _ => "page",
    }
}

fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
