#![doc = include_str!("broken_link.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Drift, Naming, RepoPath, Statement};
use crate::rules::gone::{meant, moved, nearest, receipt, relative, rewrite, with_receipt};
use crate::rules::{Detect, Pages, Rule, is_workflow};
use crate::text::{Presence, is_mail_address};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "broken-link",
    summary: "a link leads to a file that does not exist",
    page: include_str!("broken_link.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let links = ws.ledger.paths.unknown().filter(|(claim, _)| claim.value.naming == Naming::Target);
    links.filter(|(claim, _)| !is_workflow(&claim.value.path)).map(|(claim, drift)| finding(ws, claim, drift)).collect()
}

fn finding(ws: &Workspace, claim: &Statement<RepoPath>, drift: &Drift) -> Diagnostic {
    let path = meant(claim, ws);
    let page = ws.page(claim.span.file).expect("a claim stands on a page");
    if let Some(words) = behind_a_link(&path, ws) {
        return RULE.at(claim.span, words).about(path.as_str());
    }
    if is_mail_address(ws.words(claim.span)) {
        let address = format!("mailto:{}", ws.words(claim.span));
        let fix = Fix::guess(format!("write {address}"), vec![Edit::replace(claim.span, address)]);
        return RULE
            .at(claim.span, "this link is a path, since its e-mail address has no `mailto:`")
            .about(path.as_str())
            .fix(fix);
    }
    if let Some((before, address)) = hidden_address(ws.words(claim.span)) {
        let message = match before {
            "" => "this link is a path, since its address has no colon".to_owned(),
            before => format!("this link is a path, since `{before}` stands before its address"),
        };
        let fix = Fix::guess(format!("write {address}"), vec![Edit::replace(claim.span, address)]);
        return RULE.at(claim.span, message).about(path.as_str()).fix(fix);
    }
    let diagnostic =
        RULE.at(claim.span, format!("this link leads to {path}, which does not exist")).about(path.as_str());
    if let Some(receipt) = receipt(drift, &path, ws) {
        let moved = moved(receipt, &path, Some(page.file), ws);
        let fix = moved.and_then(|(to, sure)| rewrite(claim, ws, page.own_folder(), to, sure));
        return with_receipt(diagnostic, &path, receipt, ws).fix(fix);
    }
    match nearest(&path, ws) {
        Some(near) => diagnostic.help(format!("did you mean {}?", relative(page.own_folder(), near))).fix(rewrite(
            claim,
            ws,
            page.own_folder(),
            near,
            false,
        )),
        None => diagnostic,
    }
}

/// The address in a path that was meant to be one, `./https://a.b` or `https//a.b`, with what stands before it.
fn hidden_address(words: &str) -> Option<(&str, String)> {
    // A query may well have an address in it.
    let path = words.split(['?', '#']).next().unwrap_or(words);
    for scheme in ["https", "http"] {
        if let Some(rest) = words.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("//")) {
            return Some(("", format!("{scheme}://{rest}")));
        }
        match path.find(&format!("{scheme}://")) {
            // It is one of this repository, and leads to nothing.
            Some(0) => return None,
            Some(at) => return Some((&words[..at], words[at..].split("](").next().unwrap_or_default().to_owned())),
            None => {}
        }
    }
    None
}

/// What is wrong behind a symbolic link on the way to a path.
fn behind_a_link(path: &str, ws: &Workspace) -> Option<String> {
    match ws.files.presence(path) {
        Presence::Circle => Some(format!("this link leads to {path}, where symbolic links lead in a circle")),
        Presence::Absent(end) if end != path => {
            Some(format!("this link leads through a symbolic link to {end}, which does not exist"))
        }
        _ => None,
    }
}
