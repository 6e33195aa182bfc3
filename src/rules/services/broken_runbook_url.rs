#![doc = include_str!("broken_runbook_url.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Words;
use crate::rules::gone::nearest;
use crate::rules::links::has_anchor;
use crate::rules::{Detect, Pages, Rule};
use crate::survey::is_sample_folder;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "broken-runbook-url",
    summary: "an alert leads to a runbook that is not in the repository",
    page: include_str!("broken_runbook_url.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    // What samples lead to is for others to have.
    let own = ws.alert_pages.iter().filter(|said| !is_sample_folder(ws.files.path(said.span.file)));
    own.filter_map(|said| finding(ws, said)).collect()
}

fn finding(ws: &Workspace, said: &Words) -> Option<Diagnostic> {
    let (path, anchor) = target(ws, &said.text)?;
    if !ws.files.exists(&path) {
        let diagnostic = RULE.at(said.span, format!("this alert leads to {path}, which is not in the repository"));
        let diagnostic = diagnostic.about(path.as_str());
        return Some(match nearest(&path, ws) {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic,
        });
    }
    let page = ws.page(ws.files.find(&path)?)?;
    let anchor = anchor.filter(|anchor| !anchor.is_empty() && !has_anchor(ws, page, anchor))?;
    let message = format!("this alert leads to #{anchor}, and {path} has no such heading");
    Some(
        RULE.at(said.span, message)
            .level(Level::Warning)
            .about(format!("{path}#{anchor}"))
            .related(page.file, "the runbook"),
    )
}

/// The path and the anchor that an address of this repository leads to.
fn target(ws: &Workspace, url: &str) -> Option<(String, Option<String>)> {
    let (address, anchor) = url.split_once('#').map_or((url, None), |(address, anchor)| (address, Some(anchor)));
    let address = address.split('?').next().unwrap_or_default();
    let path = match address.strip_prefix("https://github.com/") {
        Some(rest) => path_at_host(ws, rest)?,
        None => path_here(ws, address)?,
    };
    Some((path.trim_end_matches('/').to_owned(), anchor.map(str::to_owned)))
}

/// The path behind an owner, a name, a view and a branch that is the present one.
fn path_at_host<'a>(ws: &Workspace, rest: &'a str) -> Option<&'a str> {
    let mut steps = rest.splitn(5, '/');
    let slug = format!("{}/{}", steps.next()?, steps.next()?).to_lowercase();
    let (view, branch) = (steps.next()?, steps.next()?);
    let is_present =
        ["main", "master", "HEAD"].contains(&branch) || ws.repository.default_branch.as_deref() == Some(branch);
    let is_ours = ws.repository.slugs.contains(&slug) && matches!(view, "blob" | "tree") && is_present;
    steps.next().filter(|_| is_ours)
}

/// A path without a host, which is one of the repository only where it begins like one.
fn path_here<'a>(ws: &Workspace, address: &'a str) -> Option<&'a str> {
    let first = address.split('/').next().filter(|first| *first != address && !first.is_empty())?;
    let is_page = address.ends_with(".md") && !address.contains("://");
    Some(address).filter(|_| is_page && ws.files.exists(first))
}
