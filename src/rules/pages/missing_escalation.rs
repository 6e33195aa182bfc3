#![doc = include_str!("missing_escalation.md")]

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{ESCALATION, Page, PageKind};
use crate::rules::owners::owners;
use crate::rules::parts::{has_part, present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::append_section;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "missing-escalation",
    summary: "a procedure does not say whom to call when it does not help",
    page: include_str!("missing_escalation.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    // What the first page says holds for all.
    if present(ws).any(|page| page.kind == Some(PageKind::Index) && tells(page)) {
        return Vec::new();
    }
    let is_procedure = |page: &&Page| matches!(page.kind, Some(PageKind::Runbook | PageKind::Deployment));
    present(ws).filter(is_procedure).filter(|page| !tells(page)).map(|page| finding(ws, page)).collect()
}

fn tells(page: &Page) -> bool {
    page.front_word("escalation").is_some_and(|words| !words.trim().is_empty()) || has_part(page, ESCALATION)
}

fn finding(ws: &Workspace, page: &Page) -> Diagnostic {
    let message = "this page does not say whom to call when it does not help";
    if let Some(line) = owners(ws, &page.path) {
        let names = line.value.shown();
        let body = format!("Tell {names}: CODEOWNERS gives this page to them.");
        let edit = append_section(&ws.files, page, "Escalation", &body);
        let diagnostic = RULE.at(title(page), message).level(Level::Info).about(page.path.as_str());
        let fix = Fix::safe("add a section called Escalation with its owners", vec![edit]);
        return diagnostic.related(line.span, "its owners").fix(fix);
    }
    let is_risky = page.front_word("risk") == Some("high");
    let level = if is_risky || ws.config.is_strict() { Level::Warning } else { Level::Info };
    RULE.at(title(page), message).level(level).about(page.path.as_str())
}
