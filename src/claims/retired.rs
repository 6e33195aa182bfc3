//! Pages that say of themselves that they hold no more.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::kinds::Page;
use crate::syntax::markdown::BlockKind;

/// How many blocks lead a page, its title among them.
const LEAD: usize = 6;

/// From how many releases on a page is their history.
const SEVERAL: usize = 4;

/// What a page says in its front matter, or in a line such as `Status: superseded by …`.
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)^\W*(?:deprecated|superseded|obsolete|outdated|archived|retired|withdrawn|rejected|done|closed|completed)\b")
        .expect("a valid expression")
});

/// Words under the title by which a page takes leave.
static FAREWELL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix-u)\bthis\s+(?:page|document|documentation|doc|guide|file|readme|runbook|repository|repo|project|package)\s+
        (?:is|has\s+been|was)\s+(?:now\s+)?(?:deprecated|superseded|obsolete|outdated|out[ -]of[ -]date|archived|retired
        |no\s+longer\s+(?:maintained|current|up[ -]to[ -]date|valid|relevant|accurate|in\s+use|used|supported))\b
        |^\W*(?:status\W+|(?:note|warning|important|caution)\W+)?
        (?:deprecated|superseded|obsolete|outdated|archived)(?:\s*(?:[:!.*-]|—|–)|\s+(?:by|in\s+favou?r)\b|\s*$)",
    )
    .expect("a valid expression")
});

/// Whether a page says that it tells of another time. In a knowledge base none does: what is retired there is taken out.
pub(super) fn is_retired(page: &Page) -> bool {
    if page.is_typed() {
        return false;
    }
    let blocks = &page.markdown.blocks;
    page.front_word("status").is_some_and(|status| STATUS.is_match(status.as_bytes()))
        || blocks
            .iter()
            .take(LEAD)
            .take_while(|block| !matches!(block.kind, BlockKind::Heading(level) if level > 1))
            .filter(|block| !matches!(block.kind, BlockKind::Html))
            .any(|block| FAREWELL.is_match(block.prose.as_bytes()))
}

/// The sections that each tell of one release, on a page that tells of several: `## Release 1.5.0`, `## [1.4.0] - 2024-03-01`.
pub(super) fn of_releases(page: &Page) -> HashSet<usize> {
    static RELEASE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i-u)^\W*(?:(?:upcoming|major|minor|patch)\W+)*(?:(?:release|version)\W+)?v?\d+\.\d+(?:\.\d+)?(?:[-.+]?[a-z0-9]+)*\W*(?:\d{4}-\d\d-\d\d|\(.*\))?\W*$")
            .expect("a valid expression")
    });
    if page.is_typed() {
        return HashSet::new();
    }
    let headings = page.markdown.headings.iter().enumerate();
    let releases: Vec<_> = headings.filter(|(_, heading)| RELEASE.is_match(heading.text.as_bytes())).collect();
    let is_one_of_several =
        |level| releases.iter().filter(|(_, heading)| heading.level == level).nth(SEVERAL - 1).is_some();
    releases.iter().filter(|(_, heading)| is_one_of_several(heading.level)).map(|(at, _)| *at).collect()
}
