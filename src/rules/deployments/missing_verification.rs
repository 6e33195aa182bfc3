#![doc = include_str!("missing_verification.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "missing-verification",
    summary: "a deployment page does not say how to check the deployment",
    page: include_str!("missing_verification.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static CHECK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:verif[a-z]*|validat[a-z]*|smoke|health ?-?checks?|confirm[a-z]*|monitor[a-z]*|after (?:the )?deploy[a-z]*|check(?:s|ed|ing)?)\b")
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let pages = present(ws).filter(|page| page.kind == Some(PageKind::Deployment));
    let is_checked = |page: &Page| ws.checks.iter().any(|check| check.fence.file == page.file);
    let silent = pages
        .filter(|page| !page.markdown.blocks.iter().any(|block| CHECK.is_match(&block.prose)) && !is_checked(page));
    silent
        .map(|page| {
            let message = "this page does not say how to check that a deployment works";
            RULE.at(title(page), message).about(page.path.as_str())
        })
        .collect()
}
