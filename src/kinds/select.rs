//! Which Markdown files are pages about the present of this repository.

use std::sync::LazyLock;

use regex::Regex;

use super::{AGENT_ROOTS, AgentFile};
use crate::config::{Config, Mark};
use crate::model::markdown_stem;

/// What a path is to the linter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A page of a knowledge base.
    Typed,
    /// A file that agents work by.
    Agent,
    /// Any other page.
    Untyped,
    /// Markdown that says nothing about the present of this repository.
    LeftOut(&'static str),
    /// No page.
    Other,
}

/// Folders whose files were written elsewhere or are samples.
const VENDORED: &[&str] = &[
    "node_modules",
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "testdata",
    "test-data",
    "test_data",
    "fixtures",
    "__fixtures__",
    "fixture",
    "__snapshots__",
    "snapshots",
    "__tests__",
    "site-packages",
    ".venv",
    "dist",
    "_site",
    "goldens",
    "bower_components",
    "github.com",
    "golang.org",
    "gopkg.in",
];

/// Folders whose pages speak of another time.
const OTHER_TIMES: &[&str] = &[
    "backlog",
    "adr",
    "adrs",
    "decisions",
    "decision-records",
    "architecture-decision-record",
    "architecture-decision-records",
    "architecture-decisions",
    "rfc",
    "rfcs",
    "proposals",
    "proposal",
    "plans",
    "specs",
    "keps",
    "enhancements",
    "briefs",
    "dispatches",
    "logs",
    "archive",
    "archives",
    "archived",
    "deprecated",
    "legacy",
    "old",
    "blog",
    "posts",
    "_posts",
    "news",
    "changelogs",
    "changelog",
    "changes",
    ".changeset",
    "changelog.d",
    "release-notes",
    "release_notes",
    "releasenotes",
    "releases",
    "whatsnew",
    "meeting-notes",
    "minutes",
    "postmortems",
    "design",
    "designs",
    "versioned_docs",
    "design-docs",
    "changesets",
    "newsfragments",
    "upgrading",
    "upgrades",
    "migrations",
    "migration",
    "i18n",
    "version_docs",
    "research",
    "checklists",
    "retros",
    "prd",
    "prds",
    "fixes",
];

/// Folders of texts to be filled in elsewhere.
const TEMPLATES: &[&str] =
    &["templates", "template", "_templates", "archetypes", "boilerplate", "scaffold", "scaffolds", "prompts"];

static OTHER_TIME_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?: .*change-?log.* | changes | history | news | releases | .*release[-_]?notes.* | roadmap | rationale
        | (?:.*[-_])?v?\d[\d.]*[-_]to[-_]v?\d.* | .*[-_]history | (?:.*\d.*[-_])?(?:upgrad(?:e|ing)|migrat(?:e|ion|ing))s?(?:[-_](?:guide|notes?|plan|steps?|from|to|v?\d).*)? | .*[-_](?:upgrade|upgrading|migration)[-_](?:guide|notes?|plan) | .*proposal.* | rfc[-_]?\d.* | adr[-_]?\d.* | \d{4}[-_]\d{2}[-_]\d{2}.*
        | .*\bpost-?mortem.* | plan | spec | todo | .*-notes | findings | learnings | manual-qa | .*[-_](?:plan|rfc|adr|spec|prd|design|brief) | v?\d+\.\d+(?:\.(?:\d+|x))?(?:-.*)? | breaking[-_]changes.* )$",
    )
    .expect("the names of pages about other times are a valid expression")
});

/// Whether a file lies in a folder of other people's files or of samples.
pub fn is_vendored(path: &str) -> bool {
    steps(path).any(|step| VENDORED.contains(&step) || is_unpacked(step))
}

/// Whether a folder is an unpacked release of something: `connect-v1.3.4`, `zstd-1.5.7`.
fn is_unpacked(step: &str) -> bool {
    let is_release = |numbers: &str| {
        let numbers: Vec<&str> = numbers.split('.').collect();
        numbers.len() == 3 && numbers.iter().all(|part| part.parse::<u32>().is_ok())
    };
    step.split('-').skip(1).any(|part| is_release(part.trim_start_matches('v')))
}

impl Standing {
    /// Whether such a file is read as a page.
    pub fn is_page(self) -> bool {
        matches!(self, Self::Typed | Self::Agent | Self::Untyped)
    }
}

/// Whether a file, which is no page, says in which order pages are read: the configuration of `MkDocs`.
pub fn orders_pages(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let of_folders = ["_category_.json", "_category_.yml", "_category_.yaml"];
    let of_sites = ["mkdocs.yml", "mkdocs.yaml", "sidebars.js", "sidebars.cjs", "sidebars.ts"];
    (of_folders.contains(&name) || of_sites.contains(&name)) && !is_vendored(path)
}

/// What a path is to the linter.
pub fn standing(path: &str, config: &Config) -> Standing {
    if let Some(root) = config.typed_root(path) {
        let inside = &path[root.len() + 1..];
        let unread = ["logs/", "templates/", "checks/"].iter().any(|folder| inside.starts_with(folder));
        return match () {
            () if markdown_stem(path).is_none() => Standing::Other,
            () if unread => Standing::LeftOut("captured or templates"),
            () if config.is_excluded(path) => Standing::LeftOut("excluded by the configuration"),
            () => Standing::Typed,
        };
    }
    // Folders such as `design` and `plans` mean nothing here: agents are sorted by what they do.
    if AgentFile::of_path(path).is_some_and(|file| file.root.is_some()) {
        return match () {
            () if config.is_excluded(path) => Standing::LeftOut("excluded by the configuration"),
            () if is_state(path) => Standing::LeftOut("the state of a task"),
            () => Standing::Agent,
        };
    }
    if !config.is_untyped(path) {
        return Standing::Other;
    }
    if config.is_included(path) {
        return Standing::Untyped;
    }
    match left_out(path, config) {
        Some(why) => Standing::LeftOut(why),
        None => Standing::Untyped,
    }
}

fn left_out(path: &str, config: &Config) -> Option<&'static str> {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    if config.is_excluded(path) {
        return Some("excluded by the configuration");
    }
    if is_vendored(path) {
        return Some("vendored, or a sample for tests");
    }
    if let Some(mark) = config.mark(path) {
        return Some(match mark {
            Mark::Vendored => "vendored, says .gitattributes",
            Mark::Generated => "generated, says .gitattributes",
        });
    }
    let is_of_another_time =
        |step: &str| OTHER_TIMES.contains(&step) || step.replace('_', "-").ends_with("decision-records");
    if steps(path).any(|step| is_of_another_time(&step.to_ascii_lowercase())) && !tells_how_to_post(path) {
        return Some("about another time");
    }
    if steps(path).any(is_versioned) {
        return Some("about another version");
    }
    if steps(path).any(|step| TEMPLATES.contains(&step.to_ascii_lowercase().as_str()) || step.contains("{{")) {
        return Some("a template");
    }
    if is_test_input(path) {
        return Some("an input of tests");
    }
    if is_state(path) {
        return Some("the state of a task");
    }
    OTHER_TIME_NAMES.is_match(stem).then_some("about another time")
}

/// Whether a path is the README of a folder of posts or translations, which tells how to write one.
fn tells_how_to_post(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let folder = path.strip_suffix("/readme.md").map(|folder| folder.rsplit('/').next().unwrap_or(folder));
    folder.is_some_and(|folder| matches!(folder, "blog" | "posts" | "_posts" | "news" | "i18n"))
}

/// Whether a path is that of a file in which agents keep where they are.
fn is_state(path: &str) -> bool {
    let in_root = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let name = path.rsplit('/').next().unwrap_or(path);
    AGENT_ROOTS.iter().any(|root| in_root(root)) && ["status.md", "todos.md", "handoff.md", "tasks.md"].contains(&name)
}

/// Whether a path lies in a folder with the documentation of one version beside others.
pub fn is_of_a_version(path: &str) -> bool {
    steps(path).any(is_versioned)
}

/// Whether a folder holds the documentation of one version beside others: `v1.12`, `v1.12-docs`, `docs-1.2`.
fn is_versioned(step: &str) -> bool {
    let version = step.strip_suffix("-docs").or_else(|| step.strip_prefix("docs-")).unwrap_or(step);
    let numbers = version.trim_start_matches('v');
    numbers.contains('.')
        && numbers.split('.').all(|part| part == "x" || !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Folders of tests, whose pages are inputs unless they are for people.
#[rustfmt::skip]
const TESTS: &[&str] = &[
    "tests", "test", "testsuite", "spec", "e2e", "benches", "benchmarks", "test_suite", "integrationtest",
    "integrationtests", "integration-test", "integration-tests", "integration_test", "integration_tests",
];

/// Folders of files that tests work with, and of samples, beside those of [`TESTS`].
const TEST_FILES: &[&str] = &[
    "testing",
    "integration",
    "testdata",
    "test-data",
    "test_data",
    "fixtures",
    "fixture",
    "__tests__",
    "__fixtures__",
    "examples",
    "example",
    "samples",
];

/// Whether a file lies in a folder of tests.
pub fn is_in_tests(path: &str) -> bool {
    steps(path).any(|step| TESTS.contains(&step.to_ascii_lowercase().as_str()))
}

/// Whether a file belongs to tests or samples, by its folders or its name: `shop_test.go`, `shop.spec.ts`.
pub fn is_of_tests(path: &str) -> bool {
    let is_one = |step: &str| {
        let step = step.to_ascii_lowercase();
        TEST_FILES.contains(&step.as_str()) || step.contains("for-test")
    };
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let marks = ["_test.", "-test.", ".test.", "_spec.", ".spec."];
    let begins = ["test_", "test-"].iter().any(|start| name.starts_with(start));
    is_in_tests(path) || steps(path).any(is_one) || begins || marks.iter().any(|mark| name.contains(mark))
}

/// Whether a page is an input of tests: below a folder of tests, and not its README.
fn is_test_input(path: &str) -> bool {
    // `docs/testing` tells how to test.
    let is_of_tests = |(at, step): (usize, &str)| TESTS.contains(&step) || at == 0 && step == "testing";
    let Some(at) = steps(path).enumerate().position(is_of_tests) else { return false };
    let below = steps(path).count() - at - 1;
    let stem = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let for_people =
        ["readme", "contributing", "testing", "agents", "claude"].iter().any(|word| stem.starts_with(word));
    !(for_people && below <= 1)
}

/// The folders above a file.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.rfind('/').map_or("", |at| &path[..at]);
    folders.split('/').filter(|step| !step.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_about_other_times_and_other_peoples_files_are_left_out() {
        let config = Config::defaults();
        for path in [
            "CHANGELOG.md",
            "docs/adr/0001-x.md",
            "vendor/a/README.md",
            "docs/2023-05-01-outage.md",
            "docs/UPGRADING.md",
            "docs/upgrade-guide.md",
            "docs/migrating_from_1.md",
            "docs/v2-migration.md",
            "docs/django-upgrade-notes.md",
            "backlog/tasks/task-1.md",
            "content/v1.12-docs/install.md",
            "website/content/en/v1.0/install.md",
            "version-history.md",
            "extra/kafka-connect-v1.3.4/README.md",
            "lib/zstd-1.5.7/README.md",
            "control/gateway-api-0.7.1-custom/geps/1.md",
        ] {
            assert!(matches!(standing(path, &config), Standing::LeftOut(_)), "{path}");
        }
        for path in [
            "README.md",
            "docs/setup.mdx",
            "api/CONTRIBUTING.md",
            "RELEASING.md",
            "docs/deploy.md",
            "docs/cluster-upgrade.md",
            "docs/data_migration.md",
            "docs/migration-troubleshooting.md",
        ] {
            assert_eq!(standing(path, &config), Standing::Untyped, "{path}");
        }
        assert_eq!(standing("docs/blog/README.md", &config), Standing::Untyped);
        assert_eq!(standing("shop/i18n/README.md", &config), Standing::Untyped);
        assert_eq!(standing("docs/i18n/de/setup.md", &config), Standing::LeftOut("about another time"));
        assert_eq!(standing("docs/blog/first.md", &config), Standing::LeftOut("about another time"));
        assert_eq!(standing("_ai/devops/tooling.md", &config), Standing::Typed);
        assert_eq!(standing("_ai/devops/logs/run.md", &config), Standing::LeftOut("captured or templates"));
        assert_eq!(standing("_ai.dev/agents/design/planner.md", &config), Standing::Agent);
        assert_eq!(standing("_ai/workflows/status.md", &config), Standing::LeftOut("the state of a task"));
        assert_eq!(standing("src/main.rs", &config), Standing::Other);
    }
}
