#![doc = include_str!("unbacked_approval.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::PageKind;
use crate::model::{Job, Workflow};
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "unbacked-approval",
    summary: "a page promises an approval that no workflow asks for",
    page: include_str!("unbacked_approval.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static APPROVAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:manual approval|required reviewers?|approv\w+ (?:in|on|through|by way of) (?:github|the workflow|the pipeline)|wait(?:s|ing)? for (?:an |the )?approval)\b")
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let running: Vec<&Workflow> = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty()).collect();
    let jobs = || running.iter().flat_map(|workflow| &workflow.jobs);
    // Without a job that deploys, the deployment and its approval happen elsewhere.
    let deploys = jobs().any(|job| job.id.text.to_lowercase().contains("deploy"));
    if !deploys || jobs().any(asks) {
        return Vec::new();
    }
    let pages = present(ws).filter(|page| page.kind == Some(PageKind::Deployment));
    let first = pages.filter_map(|page| page.markdown.blocks.iter().find(|block| APPROVAL.is_match(&block.prose)));
    first
        .map(|block| {
            let message = "an approval is documented, and no job has an environment or a step that asks for one";
            let found = APPROVAL.find(&block.prose).expect("it was just found");
            let start = block.span.start as usize + found.start();
            let span = crate::text::Span::new(block.span.file, start, start + found.len());
            RULE.at(span, message).about(ws.files.path(block.span.file))
        })
        .collect()
}

/// Whether a job may be stopped until somebody approves; what it calls may be too.
fn asks(job: &Job) -> bool {
    let asks = |uses: &str| uses.to_lowercase().contains("approval");
    job.environment.is_some()
        || job.uses.is_some()
        || job.steps.iter().filter_map(|step| step.uses.as_ref()).any(|uses| asks(&uses.text))
}
