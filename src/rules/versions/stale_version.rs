#![doc = include_str!("stale_version.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{How, Role, Spec, Statement, ToolVersion, Version};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

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
    ws.ledger.versions.contradictions().map(|(claim, facts)| finding(claim, &facts)).collect()
}

fn finding(claim: &Statement<ToolVersion>, facts: &[&Statement<ToolVersion>]) -> Diagnostic {
    let said = &claim.value;
    let fact = &facts[0].value;
    let tool = said.tool.shown;
    let pinned = fact.words.trim();
    let message = match (&said.spec, &fact.spec) {
        (Spec::AtLeast(_), _) => format!("{tool} {} is documented as enough, but {pinned} is required", said.words),
        (_, Spec::Exactly(_)) if fact.role == Role::Pin => {
            format!("{tool} {} is documented, but {pinned} is pinned", said.words)
        }
        _ => format!("{tool} {} is documented, but {pinned} is required", said.words),
    };
    let label = match &fact.spec {
        Spec::Exactly(_) if fact.role == Role::Pin => "pinned here",
        _ => "required here",
    };
    let mut diagnostic = RULE.at(claim.span, message).about(format!("{} {}", said.tool.id, said.words));
    for fact in distinct(facts) {
        diagnostic = diagnostic.related(fact.span, label);
    }
    diagnostic.fix(fix(claim, facts))
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

/// The pinned version, as precise as the page was: safe if every source would write the same.
fn fix(claim: &Statement<ToolVersion>, facts: &[&Statement<ToolVersion>]) -> Option<Fix> {
    let written = written(claim)?;
    let better = |fact: &&Statement<ToolVersion>| Some(fact.value.spec.lowest()?.as_precise_as(&written));
    let mut all = facts.iter().map(better);
    let first = all.next()??;
    // A source that is less precise than the page cannot say what the page should.
    let precise = first.precision() == written.precision();
    if !precise || !all.all(|other| other.as_ref() == Some(&first)) {
        return None;
    }
    Some(Fix::safe(format!("write {first}"), vec![Edit::replace(claim.span, first.to_string())]))
}

/// The version that stands at the claim's place, when it is nothing but that.
fn written(claim: &Statement<ToolVersion>) -> Option<Version> {
    let version = Version::parse(&claim.value.words)?;
    let plain = claim.value.words == version.to_string() && claim.span.len() == claim.value.words.len();
    (plain && claim.evidence.how != How::Link).then_some(version)
}
