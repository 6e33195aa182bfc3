//! The first page: what one wants to do, and how things stand.

use std::collections::BTreeSet;

use minijinja::Value;

use super::findings::Finding;
use super::frame::Frame;
use super::words::upper_first;
use super::{Made, Site, ThemeError, commands, gates, needs, releases, search};
use crate::index::{ChangeItem, IncidentItem, PageItem, WorkflowItem, first_reads, is_read_last};
use crate::survey;
use crate::syntax::markdown::BlockKind;

/// How many lines of a list are shown.
const SHOWN: usize = 8;
/// From this place in the order of reading on, a name does not tell that somebody begins with a page.
const OTHERS: u8 = 4;
/// A page with fewer letters only points somewhere.
const LEAST_LETTERS: usize = 60;
/// How many findings are.
const FINDINGS: usize = 5;

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let index = site.index;
    let frame = Frame { crumbs: Vec::new(), ..Frame::new("index.html", "Home", "home") };
    let content = context! {
        pages => published(site).count(),
        incidents => open_incidents(site),
        intents => intents(site),
        environments => &index.environments,
        workflows => workflows(site),
        workflow_count => index.workflows.len(),
        has_base => index.pages.iter().any(|page| page.kind.is_some()),
        reading => reading(site),
        commands => commands(site),
        command_count => commands::defined(site).count(),
        changes => changes(site),
        ..standing(site)
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

/// How things stand: what disagrees, what is late, what may go out, what went out last.
fn standing(site: &Site) -> Value {
    let counts = |level| site.findings.iter().filter(|finding| finding.level == level).count();
    let tally = site.ws.ledger.tally();
    let overdue = overdue(site);
    let release = releases::newest(site);
    context! {
        holds => tally.holds,
        unjudged => tally.unjudged,
        errors => counts("error"),
        warnings => counts("warning"),
        findings => site.findings.len(),
        findings_shown => findings(site),
        overdue => overdue.iter().take(SHOWN).cloned().collect::<Vec<_>>(),
        overdue_count => overdue.len(),
        is_dated => site.index.pages.iter().any(|page| page.review_due.is_some())
            || site.index.secrets.iter().any(|secret| secret.rotation_due.is_some()),
        gates => gates::rows(site),
        gates_tone => gates::tone(site),
        gates_closed => site.gates.iter().filter(|verdict| !gates::is_open(verdict)).count(),
        release,
        release_tone => release.map(|release| releases::outcome(release).0),
    }
}

/// The first findings; the same words at many places are said once.
fn findings(site: &Site) -> Vec<Value> {
    let mut found: Vec<(&Finding, usize)> = Vec::new();
    for finding in &site.findings {
        if let Some((_, places)) = found.iter_mut().find(|(known, _)| known.message == finding.message) {
            *places += 1;
        } else if found.len() < FINDINGS {
            found.push((finding, 1));
        }
    }
    found.into_iter().map(|(finding, places)| context! { item => finding, places }).collect()
}

fn published<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a PageItem> {
    site.index.pages.iter().filter(|page| page.address.is_some())
}

/// What goes on, the worst first.
fn open_incidents<'a>(site: &Site<'a>) -> Vec<&'a IncidentItem> {
    let mut open: Vec<&IncidentItem> = site.index.incidents.iter().filter(|incident| incident.is_open()).collect();
    open.sort_by_key(|incident| incident.rank());
    open
}

/// What people want to do, and the page that tells how.
fn intents(site: &Site) -> Vec<Value> {
    // Several links of one row to one page serve one wish.
    let mut known = BTreeSet::new();
    let wishes = site.index.intents.iter().filter(|intent| known.insert((&intent.phrase, &intent.page)));
    let intents = wishes.filter_map(|intent| {
        let page = site.index.page(&intent.page)?;
        Some(context! {
            phrase => upper_first(&intent.phrase),
            address => intent.address.as_ref()?,
            icon => icon(page.kind.as_deref()),
            risk => page.risk,
            environment => page.environment,
            summary => page.title,
        })
    });
    intents.collect()
}

/// What a newcomer reads first. Licences, rules of conduct and lists of changes begin nothing, however few pages there are.
fn reading(site: &Site) -> Vec<Value> {
    let listed = site.index.chapters.iter().flat_map(|chapter| &chapter.pages);
    let mut pages: Vec<&PageItem> = listed.map(|at| &site.index.pages[*at]).collect();
    pages.retain(|page| !is_read_last(&page.path) && says_enough(site, page));
    pages.sort_by_key(|page| first_reads(&page.path));
    let mut known = BTreeSet::new();
    pages.retain(|page| known.insert(page.title.to_lowercase()));
    let line = |page: &PageItem| context! { title => page.title, address => page.address, summary => page.summary };
    pages.into_iter().take(SHOWN).map(line).collect()
}

/// Whether a page tells something itself: what is only a title and a link, or says the same as others do, begins nothing.
fn says_enough(site: &Site, page: &PageItem) -> bool {
    let own = site.ws.pages.iter().find(|other| other.path == page.path);
    let blocks = own.into_iter().flat_map(|page| &page.markdown.blocks);
    let letters: usize = blocks
        .filter(|block| !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Html))
        .map(|block| block.prose.chars().filter(|letter| letter.is_alphabetic()).count())
        .sum();
    let is_said_elsewhere =
        || site.index.pages.iter().any(|other| other.path != page.path && other.summary == page.summary);
    let is_known_start = first_reads(&page.path) < OTHERS;
    (is_known_start || letters >= LEAST_LETTERS) && (page.summary.is_empty() || !is_said_elsewhere())
}

/// The commands at the root that people come for.
fn commands(site: &Site) -> Vec<Value> {
    let all = survey::tasks(site.ws).into_iter().filter(|task| task.folder.is_empty());
    // What one cannot run as it stands is nothing to begin with.
    let is_none = |task: &survey::Task| {
        survey::leads_nowhere(site.ws, task) || survey::only_sets(site.ws, task) || survey::fails_alone(site.ws, task)
    };
    let nowhere: BTreeSet<String> = all.filter(is_none).map(|task| task.command).collect();
    let at_the_root = commands::defined(site).filter(|command| command.folder.is_empty());
    let at_the_root: Vec<_> = at_the_root.filter(|command| !nowhere.contains(&command.command)).collect();
    let first = needs::first(&at_the_root).into_iter().take(SHOWN);
    first.map(|(need, command)| context! { need, ..commands::row(site, command) }).collect()
}

/// The last change of each page, the newest first.
fn changes(site: &Site) -> Vec<Value> {
    let mut changes: Vec<_> = published(site).filter_map(|page| Some((page, page.changes.first()?))).collect();
    changes.sort_by(|a, b| (&b.1.time, &a.0.path).cmp(&(&a.1.time, &b.0.path)));
    let line =
        |(page, change): (&PageItem, &ChangeItem)| context! { title => page.title, address => page.address, change };
    changes.into_iter().take(SHOWN).map(line).collect()
}

/// The workflows, those first that bring something somewhere, and those last that only others call.
fn workflows(site: &Site) -> Vec<Value> {
    let deploys = |workflow: &WorkflowItem| {
        let mut jobs = site.index.jobs.iter().filter(|job| job.workflow == workflow.path);
        jobs.any(|job| job.deploys)
    };
    let is_only_called = |workflow: &WorkflowItem| workflow.events.iter().all(|event| event == "workflow_call");
    let mut all: Vec<_> = site.index.workflows.iter().collect();
    all.sort_by_cached_key(|workflow| (!deploys(workflow), is_only_called(workflow)));
    let line = |workflow: &WorkflowItem| {
        context! {
            title => workflow.name, address => workflow.address, trigger => workflow.starts(), jobs => workflow.jobs.len(),
        }
    };
    all.into_iter().take(SHOWN).map(line).collect()
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
