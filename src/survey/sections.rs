//! Sections of pages for everybody that tell its makers how something is done: `Releasing` of a guide for contributors,
//! `Local development` of the README.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::documents::{Document, MAKES_RELEASES, Topic, names_our_own, speaks_to_users};
use super::names::has;
use crate::kinds::Page;
use crate::syntax::markdown::Heading;
use crate::workspace::Workspace;

/// How many sections of a page count for one topic.
const MOST: usize = 3;

/// The sections of a README or of a guide for contributors.
pub(super) fn sections<'a>(ws: &'a Workspace, page: &'a Page, environments: &BTreeSet<String>) -> Vec<Document<'a>> {
    let is_readme = page.stem().eq_ignore_ascii_case("readme");
    let headings = &page.markdown.headings;
    let topics: Vec<Option<Topic>> = headings.iter().map(|heading| topic(&heading.text, is_readme)).collect();
    let mut found: Vec<Document> = Vec::new();
    for (at, heading) in headings.iter().enumerate().skip(1) {
        let Some(topic) = topics[at] else { continue };
        // What a larger section tells of is found through that.
        let is_within = |mut at: usize| {
            while let Some(parent) = headings[at].parent {
                if topics[parent].is_some() {
                    return true;
                }
                at = parent;
            }
            false
        };
        let is_meant = !is_readme || topic == Topic::Contributing || is_ours(ws, heading, environments);
        let same = found.iter().filter(|document| document.topic == topic).count();
        if is_meant && same < MOST && !is_within(at) {
            found.push(Document::section(topic, &page.path, heading));
        }
    }
    found
}

/// What a section is about by its heading.
fn topic(heading: &str, is_readme: bool) -> Option<Topic> {
    static DEVELOPS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:local )?(?:development|developing)(?: (?:setup|environment|guide|workflow))?$|^(?:how to )?(?:run|running|running it|running this|running the app|setup|setting up) locally$|^local (?:setup|environment)$|^(?:how to )?(?:run|running)(?: the)?(?: unit)? tests$|^building from source$|^developer (?:setup|guide)$")
            .expect("a valid expression")
    });
    let says = |words: &[&str]| has(heading, words);
    match () {
        () if has(heading, &["notes", "your", "button", "policy"]) => None,
        // What is built for oneself is none that others get.
        () if says(&["local", "locally", "development"]) && says(&["release", "releases", "deploy"]) => None,
        () if says(&["releasing"]) || says(&["release", "releases"]) && says(MAKES_RELEASES) => Some(Topic::Releasing),
        () if says(&["deploy", "deploying", "deployment", "deployments"]) => Some(Topic::Deploying),
        () if is_readme && DEVELOPS.is_match(heading.trim()) => Some(Topic::Contributing),
        () => None,
    }
}

/// Whether a section speaks of where this repository is brought, and not of how others run it.
fn is_ours(ws: &Workspace, heading: &Heading, environments: &BTreeSet<String>) -> bool {
    static TELLS_OF_US: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bwe (?:\w+ )?(?:host|deploy|merge|release|ship|run)\b|\bour (?:\w+ )?(?:pipelines?|team|staging|production|apps?|services?|clusters?)\b")
            .expect("a valid expression")
    });
    let text = ws.files.words(heading.section);
    !speaks_to_users(text) && (names_our_own(ws, text, environments) || TELLS_OF_US.is_match(text))
}
