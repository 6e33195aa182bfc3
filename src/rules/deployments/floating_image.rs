#![doc = include_str!("floating_image.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::PageKind;
use crate::rules::told::{Told, commands};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "floating-image",
    summary: "a deployment takes whatever image is the latest",
    page: include_str!("floating_image.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let deploys = |told: &Told| matches!(told.page.kind, Some(PageKind::Deployment | PageKind::Runbook));
    let found = commands(ws, false).filter(deploys).filter_map(|told| Some((floating(&told)?.to_owned(), told)));
    found
        .map(|(word, told)| {
            let message = format!("{word} is another image each day");
            let help = "name the version that is to run, so that going back is possible";
            RULE.at(told.span, message).about(word).help(help)
        })
        .collect()
}

/// The word by which a command takes the latest image to stay; a tool that runs once and goes is another matter.
fn floating<'a>(told: &'a Told) -> Option<&'a str> {
    let deploys = match told.program() {
        "docker" | "podman" => told.has(&["run", "pull", "update", "create"]) && !told.has(&["--rm"]),
        "kubectl" | "oc" => told.has(&["set", "run", "create"]),
        "helm" => told.has(&["install", "upgrade"]),
        _ => false,
    };
    let floats = |word: &&String| word.ends_with(":latest") || word.ends_with("tag=latest");
    told.words.iter().find(floats).filter(|_| deploys).map(String::as_str)
}
