#![doc = include_str!("incident_incomplete.md")]

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{CAUSE, Page, PageKind, Section, actions, is_under_way, quality, sections};
use crate::rules::parts::{has_part, is_headed, says_something, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{append_section, front_line};
use crate::syntax::markdown::{BlockKind, Heading};
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "incident-incomplete",
    summary: "the record of an incident that is over lacks what the next one needs",
    page: include_str!("incident_incomplete.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{4}-\d{2}-\d{2}\b").expect("a valid expression"));

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let incidents = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Incident));
    incidents.filter(|page| !is_under_way(page)).flat_map(|page| of_page(ws, page)).collect()
}

fn of_page(ws: &Workspace, page: &Page) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lacking: Vec<&str> = Vec::new();
    let mut edits = Vec::new();
    let has_severity = quality(page, &["severity", "sev", "priority", "impact level"]).is_some()
        || page.markdown.headings.iter().any(|heading| heading.level > 1 && is_headed(heading, &["severity"]));
    if !has_severity {
        lacking.push("severity");
        let is_free = page.front.as_ref().is_none_or(|front| front.get("severity").is_none());
        edits.extend(front_line(&ws.files, page, "severity: TODO(owner)").filter(|_| is_free));
    }
    // That a required part is missing altogether, `missing-section` tells.
    let required = sections(PageKind::Incident).iter();
    lacking.extend(required.filter(|part| is_empty(page, part)).map(|part| part.name));
    if !has_part(page, CAUSE) {
        lacking.push(CAUSE.name);
        edits.push(append_section(&ws.files, page, "Cause", "TODO(owner): what contributed, without blame."));
    } else if is_empty(page, CAUSE) {
        lacking.push(CAUSE.name);
    }
    if !lacking.is_empty() {
        let message = format!("this record of an incident tells nothing of {}", lacking.join(", "));
        let fix = (!edits.is_empty()).then(|| Fix::guess("ask for it", edits));
        found.push(RULE.at(title(page), message).about(page.path.as_str()).fix(fix));
    }
    for action in actions(page).iter().filter(|action| action.is_open && !action.is_tracked) {
        let lacks = match (&action.owner, &action.due) {
            (None, None) => "neither an owner nor a day",
            (None, Some(_)) => "no owner",
            (Some(_), None) => "no day until which it is done",
            (Some(_), Some(_)) => continue,
        };
        let subject = format!("{} {}", page.path, action.what);
        found.push(RULE.at(action.span, format!("this action has {lacks}")).about(subject));
    }
    found.extend(page.markdown.headings.iter().filter(|heading| is_vague(page, heading)).map(|heading| {
        let message = "no action here has a day, or a link to where it is looked after";
        RULE.at(heading.span, message).about(format!("{} actions", page.path))
    }));
    found
}

/// Whether all parts of that name are there and tell nothing.
fn is_empty(page: &Page, part: &Section) -> bool {
    let headings = page.markdown.headings.iter().filter(|heading| heading.level > 1);
    let mut parts = headings.filter(|heading| is_headed(heading, part.words)).peekable();
    parts.peek().is_some() && parts.all(|heading| !says_something(page, heading.section))
}

/// Whether a section lists actions in words only.
fn is_vague(page: &Page, heading: &Heading) -> bool {
    let part = heading.content;
    let inside = |span| part.contains(span);
    let items: Vec<_> =
        page.markdown.blocks.iter().filter(|block| block.kind == BlockKind::ListItem && inside(block.span)).collect();
    let answered = items.iter().any(|item| DAY.is_match(&item.prose));
    heading.level > 1
        && is_headed(heading, &["action item", "actions", "follow-up", "follow up"])
        && !items.is_empty()
        && !answered
        && !page.markdown.tables.iter().any(|table| inside(table.span))
        && !page.markdown.links.iter().any(|link| inside(link.span))
}
