#![doc = include_str!("stale_phases.md")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::in_roots;
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{AGENT_ROOTS, AgentKind, Page};
use crate::model::Kind;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::markdown::BlockKind;
use crate::text::{FileId, Span};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-phases",
    summary: "an agent file lists the phases of a workflow otherwise than the workflow does",
    page: include_str!("stale_phases.md"),
    level: Level::Warning,
    pages: Pages::Agents,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static PHASE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bPhase (\d{1,2})\s*[:–—]\s*(\S[^.,;(\n]*)").expect("a valid expression"));

/// A phase, with its number.
struct Phase {
    number: u8,
    title: String,
    span: Span,
}

/// A phase that a file speaks of.
struct Mention {
    phase: Phase,
    /// All that follows the number: a title may hold a comma.
    rest: String,
    /// The list that it is an item of: its section.
    list: Option<usize>,
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let named = workflows_named(ws);
    let judged = in_roots(ws).filter(|(_, file, _)| file.kind != AgentKind::Workflow);
    judged
        .filter_map(|(page, file, _)| {
            // Of a file that names several workflows nobody knows whose phases it lists.
            let mut workflows = named.get(&page.file)?.iter();
            let (workflow, None) = (resolved(ws, workflows.next()?)?, workflows.next()) else { return None };
            let phases = phases(workflow);
            let leads = file.inside.starts_with("agents/workflow/");
            (!phases.is_empty()).then(|| of_page(page, workflow, &phases, leads))
        })
        .flatten()
        .collect()
}

/// The workflows that each file names by path.
fn workflows_named(ws: &Workspace) -> BTreeMap<FileId, BTreeSet<&str>> {
    let mut named: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
    let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said);
    for claim in
        claims.filter(|claim| claim.value.kind == Kind::AgentFile && claim.value.name.starts_with("workflows/"))
    {
        named.entry(claim.span.file).or_default().insert(&claim.value.name);
    }
    named
}

/// The page that a path below the roots stands for.
fn resolved<'a>(ws: &'a Workspace, inside: &str) -> Option<&'a Page> {
    AGENT_ROOTS.iter().find_map(|root| ws.page(ws.files.find(&format!("{root}/{inside}"))?))
}

fn phases(workflow: &Page) -> Vec<Phase> {
    let headings = workflow.markdown.headings.iter();
    headings
        .filter_map(|heading| {
            let found =
                PHASE.captures(&heading.text).filter(|found| found.get(0).is_some_and(|all| all.start() == 0))?;
            let title = heading.text[found.get(2)?.start()..].trim().to_owned();
            Some(Phase { number: found[1].parse().ok()?, title, span: heading.span })
        })
        .collect()
}

fn mentions(page: &Page) -> Vec<Mention> {
    let mut found = Vec::new();
    for block in page.markdown.blocks.iter().filter(|block| !block.quoted) {
        for hit in PHASE.captures_iter(&block.prose) {
            let (Some(all), Some(words), Ok(number)) = (hit.get(0), hit.get(2), hit[1].parse()) else { continue };
            let start = block.span.start as usize;
            let span = Span::new(
                block.span.file,
                start + all.start(),
                start + words.start() + words.as_str().trim_end().len(),
            );
            let title = words.as_str().trim().to_owned();
            let rest = block.prose[words.start()..].split_whitespace().collect::<Vec<_>>().join(" ");
            let list = block.section.filter(|_| block.kind == BlockKind::ListItem && all.start() == 0);
            found.push(Mention { phase: Phase { number, title, span }, rest, list });
        }
    }
    found
}

fn of_page(page: &Page, workflow: &Page, phases: &[Phase], leads: bool) -> Vec<Diagnostic> {
    let said = mentions(page);
    if said.is_empty() && leads {
        return of_plain_list(page, phases);
    }
    let mut found = Vec::new();
    for mention in &said {
        let Phase { number, title, span } = &mention.phase;
        let about = format!("phase {number} {title}");
        match phases.iter().find(|phase| phase.number == *number) {
            None => {
                let message = format!("{} has no phase {number}", workflow.path);
                found.push(RULE.at(*span, message).about(about));
            }
            Some(phase) if !begins(&mention.rest, &phase.title) => {
                let message = format!("phase {number} is “{}”, and not “{title}”", phase.title);
                found.push(RULE.at(*span, message).about(about).related(phase.span, "the phase of the workflow"));
            }
            Some(_) => {}
        }
    }
    for pair in said.windows(2) {
        let [before, after] = pair else { continue };
        if before.list.is_some() && before.list == after.list && before.phase.number > after.phase.number {
            let message = format!("phase {} comes before phase {}", after.phase.number, before.phase.number);
            found.push(RULE.at(after.phase.span, message).about(format!("order of phase {}", after.phase.number)));
        }
    }
    let listed: Vec<&Mention> = said.iter().filter(|mention| mention.list.is_some()).collect();
    // Who leads the workflow knows all of it.
    if let Some(last) = listed.last().filter(|_| leads && listed.len() > 1) {
        for phase in phases.iter().filter(|phase| said.iter().all(|mention| mention.phase.number != phase.number)) {
            let message = format!("phase {} “{}” is not listed here", phase.number, phase.title);
            let diagnostic = RULE.at(last.phase.span, message).about(format!("phase {} {}", phase.number, phase.title));
            found.push(diagnostic.related(phase.span, "the phase of the workflow"));
        }
    }
    found
}

/// What is wrong with the list of titles without numbers that an agent has under a heading of alignment.
fn of_plain_list(page: &Page, phases: &[Phase]) -> Vec<Diagnostic> {
    let markdown = &page.markdown;
    let is_aligned = |at: usize| markdown.headings[at].text.to_lowercase().contains("alignment");
    let items = markdown
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::ListItem && block.section.is_some_and(is_aligned));
    let items: Vec<(String, Span)> =
        items.map(|block| (block.prose.split_whitespace().collect::<Vec<_>>().join(" "), block.span)).collect();
    let is = |words: &str, phase: &Phase| words.eq_ignore_ascii_case(&phase.title);
    let known = items.iter().filter(|(words, _)| phases.iter().any(|phase| is(words, phase))).count();
    // A list that shares less with the workflow is one of something else.
    if known < 2 || known * 2 < items.len() {
        return Vec::new();
    }
    let strange = items.iter().filter(|(words, _)| phases.iter().all(|phase| !is(words, phase)));
    let strange = strange
        .map(|(words, span)| RULE.at(*span, format!("the workflow has no phase “{words}”")).about(words.as_str()));
    let lacking = phases.iter().filter(|phase| items.iter().all(|(words, _)| !is(words, phase)));
    let last = items.last().map_or(markdown.body, |(_, span)| *span);
    let lacking = lacking.map(|phase| {
        let message = format!("phase {} “{}” is not listed here", phase.number, phase.title);
        RULE.at(last, message)
            .about(format!("phase {} {}", phase.number, phase.title))
            .related(phase.span, "the phase of the workflow")
    });
    strange.chain(lacking).collect()
}

/// Whether words begin with a title, and go on with another word at most.
fn begins(words: &str, title: &str) -> bool {
    let title: Vec<&str> = title.split_whitespace().collect();
    let title = title.join(" ").to_lowercase();
    words.to_lowercase().strip_prefix(&title).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
