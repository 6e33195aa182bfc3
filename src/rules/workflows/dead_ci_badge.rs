#![doc = include_str!("dead_ci_badge.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "dead-ci-badge",
    summary: "a page shows the state of a CI service that the repository no longer uses",
    page: include_str!("dead_ci_badge.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Hosts of CI services, what they are called, and the files that configure them.
const SERVICES: &[(&[&str], &str, &[&str])] = &[
    (&["travis-ci.org/", "travis-ci.com/"], "Travis CI", &[".travis.yml", ".travis.yaml"]),
    (&["circleci.com/gh/", "circleci.com/build-badge", "dl.circleci.com/"], "CircleCI", &[".circleci"]),
    (&["ci.appveyor.com/"], "AppVeyor", &["appveyor.yml", ".appveyor.yml", ".appveyor"]),
    (&["cirrus-ci.com/", "api.cirrus-ci.com/"], "Cirrus CI", &[".cirrus.yml", ".cirrus.star"]),
    (&["semaphoreci.com/"], "Semaphore", &[".semaphore"]),
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in ws.pages.iter().filter(|page| page.is_typed() || !page.path.contains('/')) {
        for link in &page.markdown.links {
            let Some(span) = link.dest_span else { continue };
            let dest = link.dest.to_lowercase();
            // The service may build another repository that the page also shows.
            let own = ws.repository.slugs.iter().any(|slug| dest.contains(slug.as_str()));
            let service = SERVICES.iter().find(|(hosts, ..)| hosts.iter().any(|host| dest.contains(host)));
            let Some((_, name, files)) = service.filter(|_| own) else { continue };
            if files.iter().all(|file| !ws.files.exists(file)) {
                let message = format!("this shows {name}, and the repository has no {}", files[0]);
                found.push(RULE.at(span, message).about(*name));
            }
        }
    }
    found
}
