#![doc = include_str!("stale_action_version.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::Words;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "stale-action-version",
    summary: "a page shows an older version of an action than the workflows use",
    page: include_str!("stale_action_version.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static USES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*(?:- )?uses:\s*["']?(?P<action>[\w.-]+/[\w./-]+)@(?P<version>v\d+(?:\.\d+)*)\b"#)
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let used = used(ws);
    let fences = present(ws).flat_map(|page| &page.markdown.fences);
    let samples = fences.filter(|fence| matches!(fence.language.as_str(), "yaml" | "yml") && !fence.quoted);
    let mut found = Vec::new();
    for fence in samples {
        for one in USES.captures_iter(&fence.text) {
            let version = one.name("version").expect("the expression names it");
            let Some(all) = used.get(&one["action"].to_lowercase()) else { continue };
            let major = |version: &str| version.split('.').next().unwrap_or(version).to_owned();
            if all.iter().any(|(used, _)| major(used) == major(version.as_str()) || !used.starts_with('v')) {
                continue;
            }
            let span = fence.locate(version.start(), version.end());
            let (first, place) = &all[0];
            let message = format!("{}@{} is shown, but the workflows use {first}", &one["action"], version.as_str());
            let is_one = all.iter().all(|(used, _)| used == first);
            let fix = is_one.then(|| Fix::safe(format!("write {first}"), vec![Edit::replace(span, *first)]));
            found.push(RULE.at(span, message).about(&one["action"]).related(place.span, "used here").fix(fix));
        }
    }
    found
}

/// The versions of each action that workflows use.
fn used(ws: &Workspace) -> BTreeMap<String, Vec<(&str, &Words)>> {
    let mut used: BTreeMap<String, Vec<(&str, &Words)>> = BTreeMap::new();
    let running = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty());
    for uses in
        running.flat_map(|workflow| &workflow.jobs).flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref())
    {
        if let Some((action, version)) = uses.text.split_once('@') {
            used.entry(action.to_lowercase()).or_default().push((version, uses));
        }
    }
    used
}
