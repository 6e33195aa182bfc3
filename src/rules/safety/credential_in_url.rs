#![doc = include_str!("credential_in_url.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "credential-in-url",
    summary: "an address or a command in a page contains a password",
    page: include_str!("credential_in_url.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let on_pages = ws.files.leaks().into_iter().filter(|leak| leak.is_password() && ws.page(leak.span.file).is_some());
    on_pages
        .map(|leak| {
            let text = ws.files.text(leak.span.file).unwrap_or_default();
            let after = &text[leak.span.end as usize..];
            let help = "write a placeholder such as ${PASSWORD}, and change the password if it was real";
            let Some(host) = after.strip_prefix('@') else {
                return RULE.at(leak.span, "this command contains a password").about("command").help(help);
            };
            let host = host.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).next();
            let host = host.unwrap_or_default();
            RULE.at(leak.span, format!("this address of {host} contains a password")).about(host).help(help)
        })
        .collect()
}
