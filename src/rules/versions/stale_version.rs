#![doc = include_str!("stale_version.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{How, Role, Spec, Statement, ToolVersion, Version};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "stale-version",
    summary: "a page gives a version other than the one the repository pins",
    page: include_str!("stale_version.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    ws.ledger.versions.contradictions().map(|(claim, facts)| finding(ws, claim, &facts)).collect()
}

fn finding(ws: &Workspace, claim: &Statement<ToolVersion>, facts: &[&Statement<ToolVersion>]) -> Diagnostic {
    let said = &claim.value;
    // What pins a tool for everybody says more than what a job sets up.
    let mut facts = facts.to_vec();
    facts.sort_by_key(|fact| is_workflow(ws.files.path(fact.span.file)));
    let fact = &facts[0].value;
    let tool = said.tool.shown;
    let pinned = fact.words.trim();
    let file = ws.files.path(facts[0].span.file);
    // What jobs are tried with says what is supported, and demands nothing.
    let is_tried = fact.role == Role::Floor && is_workflow(file);
    let message = match &said.spec {
        Spec::AtLeast(_) if is_tried => {
            format!("{tool} {} is documented as enough, but {file} tests nothing below {pinned}", said.words)
        }
        Spec::AtLeast(_) => format!("{tool} {} is documented as enough, but {file} requires {pinned}", said.words),
        _ if is_pin(fact) => format!("{tool} {} is documented, but {file} pins {pinned}", said.words),
        _ => format!("{tool} {} is documented, but {file} requires {pinned}", said.words),
    };
    let mut diagnostic = RULE.at(claim.span, message).about(format!("{} {}", said.tool.id, said.words));
    for fact in distinct(&facts) {
        let label = match () {
            () if is_pin(&fact.value) => "pinned here",
            () if is_workflow(ws.files.path(fact.span.file)) => "tested here",
            () => "required here",
        };
        diagnostic = diagnostic.related(fact.span, label);
    }
    diagnostic.fix(fix(ws, claim, &facts))
}

/// Whether a version is one and the one in use; a range only says which ones will do.
fn is_pin(fact: &ToolVersion) -> bool {
    fact.role == Role::Pin && matches!(fact.spec, Spec::Exactly(_))
}

/// The facts that stand at different places, at most four.
fn distinct<'a>(facts: &[&'a Statement<ToolVersion>]) -> Vec<&'a Statement<ToolVersion>> {
    let mut seen = Vec::new();
    for fact in facts {
        if !seen.iter().any(|other: &&Statement<ToolVersion>| other.span == fact.span) {
            seen.push(*fact);
        }
    }
    seen.truncate(4);
    seen
}

/// The pinned version, as precise as the page was, if every source would write the same. What only a workflow sets up is
/// what its jobs need, which proves nothing about readers.
fn fix(ws: &Workspace, claim: &Statement<ToolVersion>, facts: &[&Statement<ToolVersion>]) -> Option<Fix> {
    let written = written(claim)?;
    let better = |fact: &&Statement<ToolVersion>| Some(fact.value.spec.lowest()?.as_precise_as(&written));
    let mut all = facts.iter().map(better);
    let first = all.next()??;
    // A source that is less precise than the page cannot say what the page should.
    let precise = first.precision() == written.precision();
    if !precise || !all.all(|other| other.as_ref() == Some(&first)) {
        return None;
    }
    let (title, edits) = (format!("write {first}"), vec![Edit::replace(claim.span, first.to_string())]);
    let is_weak = |fact: &&Statement<ToolVersion>| {
        let path = ws.files.path(fact.span.file);
        is_workflow(path) || path.split('/').any(|step| step == ".devcontainer")
    };
    let is_sure = !facts.iter().all(is_weak) && !is_bounded(ws, claim) && !stands_elsewhere(ws, claim);
    Some(if is_sure { Fix::safe(title, edits) } else { Fix::guess(title, edits) })
}

/// Whether the version is the lower end of a range: ">=8.0 <8.2".
fn is_bounded(ws: &Workspace, claim: &Statement<ToolVersion>) -> bool {
    let text = ws.files.text(claim.span.file).unwrap_or_default();
    let behind = text.get(claim.span.end as usize..).unwrap_or_default();
    let behind = behind.trim_start_matches([' ', ',', '`', '&']);
    behind.starts_with('<') || behind.starts_with("||")
}

/// Whether another line of the page has the tool with the same version, where nothing says that it is wrong: a link to what
/// is to be installed, a listing.
fn stands_elsewhere(ws: &Workspace, claim: &Statement<ToolVersion>) -> bool {
    let (said, file) = (&claim.value, claim.span.file);
    let told: BTreeSet<usize> = ws
        .ledger
        .versions
        .contradictions()
        .filter(|(other, _)| other.span.file == file && other.value.tool == said.tool)
        .map(|(other, _)| ws.files.position(other.span).line)
        .collect();
    let names = [said.tool.id, said.tool.shown].map(str::to_lowercase);
    let has_version = |line: &str| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        line.match_indices(&said.words).any(|(at, _)| {
            let (before, behind) = (&line[..at], &line[at + said.words.len()..]);
            !is_digit(before.chars().next_back()) && !before.ends_with('.') && !is_digit(behind.chars().next())
        })
    };
    let lines = ws.files.text(file).unwrap_or_default().lines().enumerate();
    lines.filter(|(at, _)| !told.contains(&(at + 1))).any(|(_, line)| {
        let lower = line.to_lowercase();
        names.iter().any(|name| lower.contains(name.as_str())) && has_version(line)
    })
}

/// The version that stands at the claim's place, when it is nothing but that.
fn written(claim: &Statement<ToolVersion>) -> Option<Version> {
    let version = Version::parse(&claim.value.words)?;
    let plain = claim.value.words == version.to_string() && claim.span.len() == claim.value.words.len();
    (plain && claim.evidence.how != How::Link).then_some(version)
}
