//! Secrets of other stores than GitHub's: tables and lists that workflows know nothing of.

use std::sync::LazyLock;

use regex::Regex;

use super::headings::outward;
use crate::kinds::Page;

static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:kubernetes|k8s|namespaces?|(?:key)?vaults?|arns?|ssm|parameter store|secrets? ?managers?|1password|bitwarden|lastpass|keepass|doppler|infisical|sealed[- ]?secrets?|external[- ]?secrets?|sops|docker secrets?|swarm)\b",
    )
    .expect("a valid expression")
});

static GITHUB: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:github|actions|repository)\b").expect("a valid expression"));

/// Whether a section, or a table with this header in it, is about secrets that are kept elsewhere.
pub(super) fn is_elsewhere(page: &Page, section: Option<usize>, header: &[String]) -> bool {
    if header.iter().any(|cell| GITHUB.is_match(cell)) {
        return false;
    }
    for at in outward(page, section) {
        let heading = &page.markdown.headings[at];
        // A title tells what all of the page is about, which may run on Kubernetes without its secrets being there.
        let is_title = heading.level == 1 && at == 0 && !heading.text.to_lowercase().contains("secret");
        match () {
            () if GITHUB.is_match(&heading.text) => return false,
            () if !is_title && OTHER.is_match(&heading.text) => return true,
            () => {}
        }
    }
    header.iter().any(|cell| OTHER.is_match(cell))
}
