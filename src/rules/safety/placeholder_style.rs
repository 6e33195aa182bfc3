#![doc = include_str!("placeholder_style.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "placeholder-style",
    summary: "the place for a secret is marked in a way that programs do not know",
    page: include_str!("placeholder_style.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// A setting that is a secret by its name, and its value.
static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b([A-Z][A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY))=["']?([^\s"'&|;]+)"#)
        .expect("a valid expression")
});

/// Words that stand for a secret and are none.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:x{3,}|\*{3,}|\.{3,}|…|your[-_].+|.+[-_]here|change[-_]?me|replace[-_]?me|insert[-_].+|put[-_].+|todo|tbd)$")
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let fences = present(ws).flat_map(|page| &page.markdown.fences).filter(|fence| !fence.info.contains("ignore"));
    let mut found = Vec::new();
    for fence in fences {
        for setting in SETTING.captures_iter(&fence.text) {
            let (Some(name), Some(value)) = (setting.get(1), setting.get(2)) else { continue };
            if !PLACEHOLDER.is_match(value.as_str()) {
                continue;
            }
            let span = fence.locate(value.start(), value.end());
            let better = format!("<{}>", name.as_str());
            let message = format!("{} stands for a secret in a way that no program can tell", value.as_str());
            let fix = Fix::safe(format!("write {better}"), vec![Edit::replace(span, better)]);
            found.push(RULE.at(span, message).about(format!("{} {}", name.as_str(), value.as_str())).fix(fix));
        }
    }
    found
}
