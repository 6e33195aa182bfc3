#![doc = include_str!("broken_link.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::model::{Drift, Naming, RepoPath, Statement};
use crate::rules::gone::{is_open, meant, moved, nearest, receipt, relative, rewrite, with_receipt};
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
    let receipt = receipt(drift, &path, ws);
    if let Some((why, address)) = hidden_address(ws.words(claim.span)).filter(|_| receipt.is_none()) {
        let fix = Fix::guess(format!("write {address}"), vec![Edit::replace(claim.span, address)]);
        return RULE.at(claim.span, format!("this link is a path, since {why}")).about(path.as_str()).fix(fix);
    }
    let message = match receipt.filter(|receipt| is_open(receipt)) {
        Some(receipt) => format!("this link leads to {path}, which {} removes", receipt.commit),
        None => format!("this link leads to {path}, which does not exist"),
    };
    let diagnostic = RULE.at(claim.span, message).about(path.as_str());
    if let Some(receipt) = receipt {
        let moved = moved(receipt, &path, Some(page.file), ws);
        let fix = moved.and_then(|(to, sure)| rewrite(claim, ws, page.own_folder(), to, sure));
        return with_receipt(diagnostic, &path, receipt, ws).fix(fix);
    }
    let written = ws.words(claim.span).split(['#', '?']).next().unwrap_or_default();
    let from_root = Some(written).filter(|path| ws.files.exists(path));
    match from_root.or_else(|| nearest(&path, ws)).filter(|near| *near != page.path) {
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

/// Why a path is none, and the address that it was meant to be: `./https://a.b`, `https//a.b`, `a.org/b`.
fn hidden_address(words: &str) -> Option<(String, String)> {
    // A query may well have an address in it.
    let path = words.split(['?', '#']).next().unwrap_or(words);
    for scheme in ["https", "http"] {
        if let Some(rest) = words.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("//")) {
            return Some(("its address has no colon".to_owned(), format!("{scheme}://{rest}")));
        }
        match path.find(&format!("{scheme}://")) {
            // It is one of this repository, and leads to nothing.
            Some(0) => return None,
            Some(at) => {
                let address = words[at..].split("](").next().unwrap_or_default();
                return Some((format!("`{}` stands before its address", &words[..at]), address.to_owned()));
            }
            None => {}
        }
    }
    let is_address = is_host(path.split('/').next().unwrap_or(path));
    is_address.then(|| ("its address has no `https://`".to_owned(), format!("https://{words}")))
}

/// Whether a name is that of a host: it ends as no file does.
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let ends = [".com", ".org", ".net", ".io", ".ai", ".cloud", ".gov", ".edu", ".eu"];
    ends.iter().any(|end| name.ends_with(end)) && name.split('.').all(is_label)
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
