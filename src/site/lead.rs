//! What stands before the words of a page on an environment, a deployment or a long procedure: what to run first, the way back beside it, who
//! agrees, and what went there last. Everything in it is told by the page, its records or the workflows.

use minijinja::Value;
use serde::Serialize;

use super::markdown::typed;
use super::starts::starts;
use super::{Site, releases};
use crate::index::{CommandItem, DrillItem, EnvironmentItem, PageItem, ReleaseItem, UserItem, WorkflowItem, drill_of};
use crate::kinds::{ORDER, Page, PageKind, is_about_rollback, sections};
use crate::model::{Check, Effect, join, parent};
use crate::survey::{self, Deploy};
use crate::syntax::markdown::{Fence, Heading};
use crate::syntax::shell::is_shell;
use crate::text::counted;

/// After so many letters the first command of a procedure is out of sight on a phone.
const FAR: usize = 450;
/// How many lines of commands a card shows; the rest stands in the page.
const MOST_LINES: usize = 6;

/// How many workflows a card names that bring something to its environment.
const MOST_USERS: usize = 3;

/// The first things to know and to do, for one environment or for all.
#[derive(Serialize)]
pub(super) struct Lead {
    /// The environment, where there are several.
    name: Option<String>,
    cards: Vec<Card>,
}

/// Commands or a way to them, and what is known of them.
#[derive(Serialize)]
struct Card {
    id: String,
    title: String,
    effect: &'static str,
    tone: &'static str,
    icon: &'static str,
    pill: String,
    /// What is typed, as a listing.
    commands: Option<Value>,
    /// How many lines are not shown.
    more: usize,
    /// What must be pressed again, where others share what is changed.
    confirm: Option<String>,
    rows: Vec<Row>,
}

/// A line of the foot of a card.
#[derive(Default, Serialize)]
struct Row {
    term: &'static str,
    /// Markdown with nothing but code in it.
    words: String,
    address: Option<String>,
    tone: Option<(&'static str, &'static str)>,
    time: Option<String>,
}

/// What a page leads with; nothing where it is of another kind, or tells nothing that could be run.
pub(super) fn of(site: &Site, page: &Page, item: &PageItem) -> Vec<Lead> {
    let mut leads = match page.kind {
        Some(PageKind::Environment) => vec![environment(site, page)],
        Some(PageKind::Deployment) => deployment(site, page, item),
        Some(PageKind::Runbook) => runbook(site, page).into_iter().collect(),
        _ => Vec::new(),
    };
    leads.retain(|lead| !lead.cards.is_empty());
    let cards = leads.iter_mut().flat_map(|lead| &mut lead.cards);
    cards.enumerate().for_each(|(at, card)| card.id = format!("L{}", at + 1));
    leads
}

/// The last release whose record says that it went to an environment; without one, the last that anything is known of.
pub(super) fn last_release<'a>(site: &Site<'a>, environment: Option<&str>) -> Option<&'a ReleaseItem> {
    let went = |release: &&ReleaseItem| match environment {
        Some(name) => release.environment.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name)),
        None => release.page.is_some(),
    };
    site.index.releases.iter().find(went)
}

fn environment(site: &Site, page: &Page) -> Lead {
    let name = page.environment().unwrap_or_else(|| page.stem());
    let command = format!("devops-docs doctor --env {name}");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let doctor = Card {
        pill: "reads: this machine".to_owned(),
        rows: vec![Row::new("Tells", "what this machine lacks for it and the line that installs it; changes nothing")],
        ..Card::new("What is missing here?", Effect::Read, &command)
    };
    let mut cards: Vec<Card> = is_plain.then_some(doctor).into_iter().collect();
    for (title, part) in [("Set it up", "setup"), ("See that it works", "validation")] {
        cards.extend(section(page, part).and_then(|heading| {
            let block = first_block(site, page, heading, Some(name))?;
            let card = card(site, page, title, &block, name, heading);
            Some(Card { pill: format!("{}: {name}", card.pill), ..card })
        }));
    }
    Lead { name: None, cards }
}

/// The first commands of a procedure, if much stands before them and none of it warns.
fn runbook(site: &Site, page: &Page) -> Option<Lead> {
    let (fence, block) = page.markdown.fences.iter().find_map(|fence| Some((fence, block(site, page, fence)?)))?;
    let heading = fence.section.map(|at| &page.markdown.headings[at]).filter(|heading| heading.level > 1)?;
    let before = page.markdown.blocks.iter().filter(|block| block.span.start < fence.span.start);
    let letters: usize = before.clone().map(|block| block.prose.trim().len()).sum();
    let warns = before.into_iter().any(|block| {
        let words = site.ws.files.words(block.span).trim_start();
        ["warning", "caution", "danger", "important"].iter().any(|word| {
            let words = words.trim_start_matches(['>', '[', '!', '*', ' ']).get(..word.len());
            words.is_some_and(|words| words.eq_ignore_ascii_case(word))
        })
    });
    let has_alert = site.ws.files.text(page.file).is_some_and(|text| text[..fence.span.start as usize].contains("[!"));
    (letters > FAR && !warns && !has_alert && block.effect != Effect::Destroy)
        .then(|| Lead { name: None, cards: vec![card(site, page, &heading.text, &block, "", heading)] })
}

fn deployment(site: &Site, page: &Page, item: &PageItem) -> Vec<Lead> {
    let targets: Vec<&EnvironmentItem> = site
        .index
        .environments
        .iter()
        .filter(|environment| !environment.name.contains("${{") && is_target(site, page, environment))
        .collect();
    let one = |environment: Option<&EnvironmentItem>| {
        let name = environment.map(|environment| environment.name.as_str());
        let own = Own { name, alone: targets.len() < 2 };
        let cards = forth(site, page, item, environment, own).into_iter().chain(back(site, page, own));
        Lead { name: name.filter(|_| targets.len() > 1).map(str::to_owned), cards: cards.collect() }
    };
    if targets.is_empty() { vec![one(None)] } else { targets.iter().map(|target| one(Some(target))).collect() }
}

/// Which environment a card is for, and whether the page tells of no other, so that all of it is about this one.
#[derive(Clone, Copy)]
struct Own<'a> {
    name: Option<&'a str>,
    alone: bool,
}

/// Whether something is deployed there: a job is known to do it, or the page has a check or a heading for it.
fn is_target(site: &Site, page: &Page, environment: &EnvironmentItem) -> bool {
    let checks = site.ws.checks.iter().filter(|check| check.fence.file == page.file);
    !environment.deployed_by.is_empty()
        || checks.into_iter().any(|check| check.environments.contains(&environment.name))
        || page.markdown.headings.iter().any(|heading| names(&heading.text, &environment.name))
}

/// How a version gets there.
fn forth(site: &Site, page: &Page, item: &PageItem, environment: Option<&EnvironmentItem>, own: Own) -> Option<Card> {
    let name = own.name;
    let title = name.map_or_else(|| "Deploy".to_owned(), |name| format!("Deploy to {name}"));
    let heading = section(page, "steps");
    let block = heading.and_then(|heading| first_change(site, page, heading, own));
    let mut rows = Vec::new();
    if let Some(environment) = environment {
        let deploys = survey::deploys(site.ws, "");
        let is_known = !environment.deployed_by.is_empty();
        let mut users: Vec<&UserItem> =
            if is_known { &environment.deployed_by } else { &environment.jobs }.iter().collect();
        // What is started here first, and of many others only how many there are.
        let started = block.as_ref().and_then(|block| block.workflow).map(|workflow| &workflow.path);
        users.sort_by_key(|user| Some(&user.workflow) != started);
        let more = users.len().saturating_sub(MOST_USERS);
        users.truncate(MOST_USERS);
        for user in users {
            let Some(workflow) = site.index.workflow(&user.workflow) else { continue };
            let jobs: Vec<String> = user.jobs.iter().map(|job| format!("`{job}`")).collect();
            // That a job runs in an environment does not say that it brings something there.
            let term = if is_known { "By" } else { "Runs there" };
            rows.push(Row {
                address: Some(workflow.address.clone()),
                ..Row::new(term, format!("{} of `{}`", jobs.join(", "), workflow.file))
            });
            let is_own = |deploy: &&Deploy| {
                let is_meant = user.jobs.is_empty() || user.jobs.contains(&deploy.job.id.text);
                deploy.is_certain() && deploy.workflow.path == workflow.path && is_meant
            };
            rows.push(Row::new("Starts", starts(site, workflow, deploys.iter().filter(is_own))));
        }
        if more > 0 {
            let address = heading.and_then(|heading| anchor(site, page, heading));
            rows.push(Row { address, ..Row::new("And by", counted(more, "other workflow")) });
        }
    }
    let approvals = section(page, "approvals");
    if let Some(approver) = &item.approver {
        rows.push(Row::new("Approval", approver.clone()));
    } else if let Some(heading) = approvals {
        rows.push(told(site, page, heading, "Approval"));
    }
    rows.extend(
        environment
            .and_then(|environment| environment.url.clone())
            .map(|url| Row::new("Reached at", format!("`{url}`"))),
    );
    let last = last_release(site, name);
    rows.extend(last.map(release));
    if block.is_none() && rows.is_empty() {
        return None;
    }
    let mut card = match (&block, heading) {
        (Some(block), Some(heading)) => card(site, page, &title, block, name.unwrap_or_default(), heading),
        _ => Card::new(&title, Effect::Manual, ""),
    };
    rows.append(&mut card.rows);
    Some(Card { rows, ..card })
}

/// The way back: commands of the page, or of the procedure that it leads to.
fn back(site: &Site, page: &Page, own: Own) -> Option<Card> {
    let name = own.name;
    let title = name.map_or_else(|| "Roll back".to_owned(), |name| format!("Roll back {name}"));
    let headings: Vec<&Heading> = ways_back(page, own);
    // What only looks leads nowhere back.
    let changes = |block: &Block| block.effect != Effect::Read;
    let block_under = |heading: &&Heading| first_change(site, page, heading, own).filter(changes);
    if let Some((block, heading)) = headings.iter().find_map(|heading| Some((block_under(heading)?, *heading))) {
        return Some(card(site, page, &title, &block, name.unwrap_or_default(), heading));
    }
    let heading = *headings.first()?;
    let there = page.markdown.links.iter().filter(|link| heading.section.contains(link.span)).find_map(|link| {
        let (path, anchor) =
            link.dest.split_once('#').map_or((link.dest.as_str(), None), |(path, to)| (path, Some(to)));
        let path = join(parent(&page.path), path)?;
        let item = site.index.page(&path).filter(|item| item.address.is_some())?;
        Some((site.ws.pages.iter().find(|page| page.path == path)?, item, anchor))
    });
    let Some((other, item, anchor)) = there else {
        let rows = vec![told(site, page, heading, "Procedure")];
        return Some(Card { rows, ..Card::new(&title, Effect::Manual, "") });
    };
    // What finds the cause or proves the result stands there too, and takes nothing back.
    let meant = match anchor {
        Some(anchor) => other.markdown.headings.iter().find(|heading| heading.slug == anchor && heading.level > 1),
        None => procedure(other),
    };
    let own = Own { name, alone: true };
    let checked = || {
        let all = other.markdown.fences.iter().filter_map(|fence| block(site, other, fence));
        all.filter(changes).find(|block| block.check.is_some_and(|check| fits(check, name)))
    };
    let block = meant.and_then(|heading| first_change(site, other, heading, own)).or_else(checked);
    let mut card = match &block {
        Some(block) => shown(site, block, &title, name.unwrap_or_default(), item.address.as_deref()),
        None => Card::new(&title, Effect::Manual, ""),
    };
    card.rows.insert(0, Row { address: item.address.clone(), ..Row::new("Procedure", item.title.clone()) });
    card.rows.extend(item.approver.clone().map(|approver| Row::new("Approval", approver)));
    card.rows.push(drill(drill_of(site.ws, other).as_ref()));
    Some(card)
}

/// The parts of a page about the way back from an environment: those that stand under its name, or what is there for all.
fn ways_back<'p>(page: &'p Page, own: Own) -> Vec<&'p Heading> {
    let headings = &page.markdown.headings;
    let all = headings.iter().enumerate().filter(|(_, heading)| is_about_rollback(&heading.text));
    let all: Vec<(usize, &Heading)> = all.collect();
    let is_own = |at: usize| own.name.is_some_and(|name| titles(page, Some(at)).any(|title| names(title, name)));
    let named: Vec<&Heading> = all.iter().filter(|(at, _)| is_own(*at)).map(|(_, heading)| *heading).collect();
    match () {
        () if !named.is_empty() => named,
        // Of several, each is for something; who is sent to that of another takes back what was fine.
        () if all.len() > 1 && !own.alone => Vec::new(),
        () => all.into_iter().map(|(_, heading)| heading).collect(),
    }
}

/// The headings that a part of a page stands under, the innermost first.
fn titles(page: &Page, section: Option<usize>) -> impl Iterator<Item = &str> {
    let headings = &page.markdown.headings;
    std::iter::successors(section, |at| headings[*at].parent).map(|at| headings[at].text.as_str())
}

/// Where a part of a page tells something, or that it does not yet.
fn told(site: &Site, page: &Page, heading: &Heading, term: &'static str) -> Row {
    let address = anchor(site, page, heading);
    if site.ws.files.words(heading.section).contains("TODO(") {
        return Row { address, tone: Some(("warn", "warn")), ..Row::new(term, "not written yet") };
    }
    Row { address, ..Row::new(term, heading.text.clone()) }
}

/// A block of commands.
struct Block<'a> {
    commands: Vec<&'a str>,
    /// The workflow that they start, or whose runs they list.
    workflow: Option<&'a WorkflowItem>,
    effect: Effect,
    check: Option<&'a Check>,
}

/// The commands of a fence, if it has any.
fn block<'a>(site: &Site<'a>, page: &Page, fence: &Fence) -> Option<Block<'a>> {
    if fence.quoted || !is_shell(&fence.language) {
        return None;
    }
    let check = site.ws.checks.iter().find(|check| check.fence == fence.span);
    let lines = fence.lines.iter().map(|line| site.ws.files.position(*line).line).collect::<Vec<_>>();
    let is_here = |command: &&CommandItem| {
        let place = command.stated.first().filter(|place| command.kind == "page" && place.path == page.path);
        place.is_some_and(|place| lines.contains(&place.line))
    };
    let mut commands: Vec<&CommandItem> = site.index.commands.iter().filter(is_here).collect();
    commands.sort_by_key(|command| command.stated[0].line);
    let inferred = commands.iter().filter_map(|command| Effect::named(command.effect)).max()?;
    let commands: Vec<&str> = commands.into_iter().map(|command| command.command.as_str()).collect();
    let workflow = commands.iter().find_map(|command| site.index.workflow_of(command));
    Some(Block { commands, workflow, effect: check.map_or(inferred, |check| check.effect), check })
}

/// The first commands of a part of a page that are for an environment, those that say so before others.
fn first_block<'a>(site: &Site<'a>, page: &Page, heading: &Heading, name: Option<&str>) -> Option<Block<'a>> {
    blocks(site, page, heading, Own { name, alone: true }).into_iter().next()
}

/// The same of those that change something: what only looks stands before what is done, and is not it.
fn first_change<'a>(site: &Site<'a>, page: &Page, heading: &Heading, own: Own) -> Option<Block<'a>> {
    let mut found = blocks(site, page, heading, own);
    let at = found.iter().position(|block| block.effect != Effect::Read).unwrap_or(0);
    (at < found.len()).then(|| found.swap_remove(at))
}

fn blocks<'a>(site: &Site<'a>, page: &Page, heading: &Heading, own: Own) -> Vec<Block<'a>> {
    let name = own.name;
    let at = page.markdown.headings.iter().position(|other| std::ptr::eq(other, heading));
    let parts = page.markdown.headings.iter().filter(|other| other.parent == at && at.is_some()).count();
    let inside = page.markdown.fences.iter().filter(|fence| heading.section.contains(fence.span));
    let environment = site.index.environments.iter().find(|environment| Some(environment.name.as_str()) == name);
    let entering = |workflow: &WorkflowItem| {
        let jobs = environment.map(|environment| &environment.jobs)?;
        (!jobs.is_empty()).then(|| jobs.iter().any(|user| user.workflow == workflow.path))
    };
    let mut found: Vec<(Fit, Block)> = Vec::new();
    for fence in inside {
        let told = |name: &str| titles(page, fence.section).any(|title| names(title, name));
        // What stands under one of several parts is for that part.
        let is_of_a_part = parts > 1 && fence.section != at;
        let is_of_another =
            site.index.environments.iter().any(|other| Some(other.name.as_str()) != name && told(&other.name));
        let Some(block) = block(site, page, fence).filter(|block| block.check.is_none_or(|check| fits(check, name)))
        else {
            continue;
        };
        let says_so = name.is_some_and(|name| {
            told(name) || block.check.is_some_and(|check| check.environments.iter().any(|other| other == name))
        });
        let enters = block.workflow.and_then(entering);
        let is_for_all = own.alone && !is_of_another && enters.is_none() && !(is_of_a_part && name.is_none());
        let fit = match block.workflow {
            _ if says_so => Fit::Told,
            Some(workflow) if enters == Some(true) && is_called_after_deploying(workflow) => Fit::Deploys,
            Some(_) if enters == Some(true) => Fit::Enters,
            _ if is_for_all => Fit::ForAll,
            _ => continue,
        };
        found.push((fit, block));
    }
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, block)| block).collect()
}

/// Why a block is for an environment, the best reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// A heading or its check names the environment.
    Told,
    /// It starts a workflow that enters the environment and is called after deploying.
    Deploys,
    /// It starts a workflow that enters the environment.
    Enters,
    /// The page is about no other.
    ForAll,
}

fn is_called_after_deploying(workflow: &WorkflowItem) -> bool {
    [&workflow.file, &workflow.name].into_iter().any(|name| name.to_lowercase().contains("deploy"))
}

/// Whether a check is not for other environments only.
fn fits(check: &Check, name: Option<&str>) -> bool {
    check.environments.is_empty() || name.is_none_or(|name| check.environments.iter().any(|other| other == name))
}

/// Whether a heading has the name of an environment as a word.
fn names(heading: &str, environment: &str) -> bool {
    // `crates.io` and `crates-io` are one.
    let words =
        |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (heading, name) = (words(heading), words(environment));
    heading.windows(name.len()).any(|part| part == name)
}

/// The first heading that is about a part of a page of this kind, as its own list of parts has it.
fn section<'p>(page: &'p Page, part: &str) -> Option<&'p Heading> {
    about(page, sections(page.kind?).iter().find(|section| section.name == part)?.words)
}

/// The heading under which a page tells what to do, and not why or whether it helped.
fn procedure(page: &Page) -> Option<&Heading> {
    let (_, parts) = ORDER.iter().find(|(kind, _)| Some(*kind) == page.kind)?;
    about(page, parts.iter().find(|(name, _)| *name == "steps")?.1)
}

fn about<'p>(page: &'p Page, words: &[&str]) -> Option<&'p Heading> {
    let is_about = |heading: &&Heading| {
        let text = heading.text.to_lowercase();
        heading.level > 1 && !is_about_rollback(&text) && words.iter().any(|word| text.contains(word))
    };
    page.markdown.headings.iter().find(is_about)
}

fn anchor(site: &Site, page: &Page, heading: &Heading) -> Option<String> {
    let item = site.index.page(&page.path)?;
    Some(format!("{}#{}", item.address.as_ref()?, heading.slug))
}

/// A block of this page, with the way to the part in which it stands.
fn card(site: &Site, page: &Page, title: &str, block: &Block, environment: &str, heading: &Heading) -> Card {
    let address = anchor(site, page, heading);
    let mut card = shown(site, block, title, environment, address.as_deref());
    card.rows.push(Row { address, ..Row::new("All of it", heading.text.clone()) });
    card
}

/// What destroys is not shown here, where it can be copied by accident, but there, where it is guarded.
fn shown(site: &Site, block: &Block, title: &str, environment: &str, there: Option<&str>) -> Card {
    let filled = |command: &&str| site.index.for_environment(command, environment);
    let is_here = |command: &&&str| environment.is_empty() || !site.index.is_for_others(command, environment);
    let commands: Vec<String> = block.commands.iter().filter(is_here).map(filled).collect();
    let is_guarded = block.effect == Effect::Destroy;
    let kept = if is_guarded { String::new() } else { commands[..commands.len().min(MOST_LINES)].join("\n") };
    let mut card = Card::new(title, block.effect, &kept);
    if is_guarded {
        let name = block.check.and_then(|check| check.name.as_deref());
        let page = there.map(|address| address.split('#').next().unwrap_or(address));
        let address = page.zip(name).map(|(page, name)| format!("{page}#{name}")).or_else(|| there.map(str::to_owned));
        card.rows.push(Row { address, ..Row::new("Commands", "shown where they are guarded") });
    } else {
        card.more = commands.len().saturating_sub(MOST_LINES);
        let shared = environment != "local" && block.effect != Effect::Read;
        card.confirm = shared.then(|| format!("Press again: {} {environment}", card.pill).trim_end().to_owned());
    }
    card
}

fn release(release: &ReleaseItem) -> Row {
    let (tone, icon) = releases::outcome(release);
    let status = release.status.as_ref().map(|status| format!(", {status}")).unwrap_or_default();
    Row {
        address: Some(release.address.clone().unwrap_or_else(|| "releases.html".to_owned())),
        tone: Some((tone, icon)),
        time: Some(release.date.clone()),
        ..Row::new("Last", format!("{}{status}", release.version))
    }
}

fn drill(drill: Option<&DrillItem>) -> Row {
    let Some(drill) = drill else {
        return Row { tone: Some(("none", "minus")), ..Row::new("Last drill", "never") };
    };
    let (tone, words) = match drill {
        DrillItem { open: 0, same: true, .. } => (("ok", "ok"), "all clear".to_owned()),
        DrillItem { open: 0, .. } => (("warn", "warn"), "changed since".to_owned()),
        DrillItem { open, .. } => (("warn", "warn"), counted(*open, "open step")),
    };
    Row { tone: Some(tone), time: Some(drill.day.clone()), ..Row::new("Last drill", words) }
}

impl Row {
    fn new(term: &'static str, words: impl Into<String>) -> Self {
        Self { term, words: words.into(), ..Self::default() }
    }
}

impl Card {
    fn new(title: &str, effect: Effect, commands: &str) -> Self {
        let (tone, icon, verb) = match effect {
            Effect::Read => ("none", "read", "reads"),
            Effect::Write => ("warn", "write", "writes"),
            Effect::Destroy => ("danger", "fail", "destroys"),
            Effect::Manual => ("none", "play", ""),
        };
        Self {
            id: String::new(),
            title: title.to_owned(),
            effect: effect.word(),
            tone,
            icon,
            pill: verb.to_owned(),
            commands: (!commands.is_empty()).then(|| Value::from_safe_string(typed(commands))),
            more: 0,
            confirm: None,
            rows: Vec::new(),
        }
    }
}
