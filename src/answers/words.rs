//! Requests and names as sets of terms: words brought to their stem, and different words for one thing made one.

use std::collections::BTreeSet;

/// What is done or spoken of, each with the words for it. A group of words stands for all of its concepts, and the
/// longest group that fits is taken.
const CONCEPTS: &[(&str, &[&str])] = &[
    ("@deploy", &["deploy", "deployment", "ship", "release", "rollout", "roll out", "promote", "go live", "publish"]),
    (
        "@fix",
        &[
            "fix",
            "debug",
            "troubleshoot",
            "troubleshooting",
            "diagnose",
            "diagnosis",
            "investigate",
            "fail",
            "failed",
            "failure",
            "broken",
            "breaks",
            "broke",
            "red",
            "error",
            "crash",
            "not working",
            "does not work",
            "doesn t work",
            "problem",
            "problems",
            "flaky",
            "repair",
            "stuck",
        ],
    ),
    ("@ci", &["ci", "pipeline", "github actions", "continuous integration", "github action"]),
    ("@workflow", &["workflow"]),
    ("@build", &["build", "compile", "make a build", "bundle"]),
    (
        "@setup",
        &[
            "joined",
            "just joined",
            "prepare",
            "new hire",
            "set up",
            "setup",
            "install",
            "installation",
            "installing",
            "bootstrap",
            "onboard",
            "onboarding",
            "get started",
            "getting started",
            "quick start",
            "quickstart",
            "configure",
            "prerequisite",
            "requirements",
            "first day",
            "provision",
        ],
    ),
    (
        "@local",
        &[
            "local",
            "locally",
            "development",
            "dev",
            "my machine",
            "laptop",
            "workstation",
            "developing",
            "my computer",
            "new machine",
            "developer",
            "develop",
        ],
    ),
    ("@production", &["production", "prod", "live"]),
    ("@staging", &["staging", "stage", "preprod", "pre production"]),
    ("@environment", &["environment", "env", "environments"]),
    (
        "@rollback",
        &[
            "roll back",
            "rollback",
            "rolling back",
            "revert",
            "undo",
            "back out",
            "go back",
            "take back",
            "yank",
            "rolled back",
            "previous version",
        ],
    ),
    (
        "@rotate",
        &["rotate", "rotation", "renew", "renewal", "expired", "expire", "expires", "revoke", "leaked", "leak"],
    ),
    ("@secret", &["secret", "credential", "token", "password", "api key", "certificate", "cert", "keys"]),
    (
        "@test",
        &[
            "check that",
            "check whether",
            "check if",
            "test",
            "testing",
            "validate",
            "validation",
            "verify",
            "verification",
        ],
    ),
    ("@run", &["run", "running", "start", "launch", "serve", "bring up", "boot"]),
    ("@rerun", &["re run", "rerun", "retry", "run again", "run it again", "re runs"]),
    ("@restart", &["restart", "reboot", "bounce"]),
    ("@stop", &["stop", "shut down", "shutdown", "pause", "turn off", "disable", "tear down", "teardown"]),
    ("@scale", &["scale", "scaling", "capacity", "replicas"]),
    ("@backup", &["backup", "back up", "dump"]),
    ("@restore", &["data loss", "lost data", "corrupt", "restore", "recover", "recovery"]),
    ("@incident", &["incident", "outage", "down", "alert", "emergency", "on fire", "unavailable"]),
    ("@logs", &["log", "logs", "monitor", "monitoring", "metrics", "dashboard"]),
    ("@database", &["database", "db", "postgres", "postgresql", "mysql"]),
    ("@migrate", &["migrate", "migration", "migrations"]),
    ("@tool", &["tool", "tooling", "tools", "versions", "runtime"]),
    ("@maintain", &["how often", "how frequently", "drill", "maintenance", "due", "overdue", "upkeep", "housekeeping"]),
    ("@approve", &["approve", "approval", "approver", "sign off", "permission"]),
    (
        "@escalate",
        &["escalate", "escalation", "contact", "whom to call", "who to call", "on call", "who owns", "owner"],
    ),
    ("@access", &["access", "login", "log in", "ssh", "connect"]),
    ("@update", &["update", "upgrade", "bump", "updating", "dependencies", "dependency"]),
    (
        "@config",
        &[
            "configuration",
            "config",
            "setting",
            "variable",
            "environment variable",
            "environment variables",
            "env var",
            "env vars",
        ],
    ),
    ("@security", &["security", "vulnerability", "vulnerabilities", "cve"]),
    ("@lint", &["lint", "linter", "linting", "format", "formatting"]),
    ("@contribute", &["contribute", "contributing", "pull request", "pr"]),
    ("@document", &["documentation", "docs", "document", "runbook", "handbook"]),
];

/// What is wrong with a build is a matter of what runs on each change.
const BROKEN_BUILD: &[&str] = &[
    "build failed",
    "build fails",
    "build is failing",
    "build is red",
    "build is broken",
    "broken build",
    "red build",
    "failed build",
    "build broke",
    "fix the build",
    "fix build",
    "failing build",
    "checks failed",
    "failing checks",
    "checks are red",
    "job failed",
    "failed job",
    "job fails",
    "build failure",
    "tests fail in",
    "main is red",
];

/// Words that say nothing of what is wanted.
const SILENT: &[&str] = &[
    "a",
    "an",
    "the",
    "my",
    "our",
    "your",
    "i",
    "we",
    "you",
    "me",
    "us",
    "it",
    "its",
    "to",
    "of",
    "for",
    "on",
    "in",
    "at",
    "by",
    "with",
    "from",
    "into",
    "and",
    "or",
    "is",
    "are",
    "was",
    "be",
    "been",
    "do",
    "does",
    "did",
    "how",
    "what",
    "where",
    "when",
    "why",
    "which",
    "can",
    "could",
    "should",
    "would",
    "must",
    "need",
    "want",
    "please",
    "help",
    "this",
    "that",
    "these",
    "there",
    "s",
    "t",
    "up",
    "out",
    "now",
    "asap",
    "new",
    "all",
    "again",
    "everything",
    "if",
    "after",
    "before",
    "have",
    "has",
    "had",
    "one",
    "who",
    "not",
    "no",
    "then",
    "so",
    "get",
    "make",
    "see",
    "know",
    "find",
    "show",
    "way",
    "something",
    "thing",
    "about",
    "as",
    "am",
    "ve",
    "re",
    "m",
    "take",
    "take a",
    "gets",
    "got",
    "just",
    "let",
    "go",
    "like",
    "perform",
    "process",
    "steps",
    "step",
    "procedure",
    "guide",
    "instructions",
    "code",
    "app",
    "application",
    "project",
    "repository",
    "repo",
    "works",
    "list",
    "happened",
    "they",
    "them",
    "mean",
    "means",
    "happens",
    "last",
    "use",
    "using",
    "via",
    "through",
    "only",
    "first",
    "their",
    "his",
    "her",
    "someone",
    "anyone",
    "don",
    "isn",
    "won",
    "doesn",
];

/// The terms of some words: stems of words, and concepts that begin with `@`.
pub(super) fn terms(words: &str) -> BTreeSet<String> {
    let words: Vec<String> = split(words);
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let taken = (1..=4.min(words.len() - at)).rev().find(|count| take(&words[at..at + count], &mut found));
        at += taken.unwrap_or_else(|| {
            let word = words[at].as_str();
            if !SILENT.contains(&word) {
                found.insert(stem(word));
            }
            1
        });
    }
    found
}

/// Adds the concepts of a group of words, if it is one.
fn take(group: &[String], found: &mut BTreeSet<String>) -> bool {
    let joined = group.join(" ");
    if BROKEN_BUILD.contains(&joined.as_str()) {
        found.extend(["@ci", "@fix"].map(str::to_owned));
        return true;
    }
    let stemmed = (group.len() == 1).then(|| stem(&joined));
    let means = |words: &&[&str]| {
        words.contains(&joined.as_str())
            || stemmed
                .as_ref()
                .is_some_and(|stemmed| words.iter().any(|word| !word.contains(' ') && stem(word) == *stemmed))
    };
    let concept = CONCEPTS.iter().find(|(_, words)| means(words));
    found.extend(concept.map(|(concept, _)| (*concept).to_owned()));
    concept.is_some()
}

/// Words in lower case, split at all that is no letter or digit and where a capital begins a part of a name.
fn split(words: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    // A version is one of many, and says nothing of what is to be done with it.
    let is_version = |word: &&str| {
        let number = word.trim_start_matches('v');
        number.contains('.')
            && number.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    };
    let words = words.split_whitespace().filter(|word| !is_version(word)).collect::<Vec<_>>().join(" ");
    for letter in words.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_small) {
            parts.push(String::new());
        }
        if letter.is_alphanumeric() {
            parts.last_mut().expect("there is a first").extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A word without its ending.
fn stem(word: &str) -> String {
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    for ending in ["ments", "ment", "ings", "ing", "ies", "ied", "es", "ed", "s", "e", "y"] {
        if let Some(rest) = word.strip_suffix(ending).filter(long_enough) {
            // `access` and `status` end in no plural.
            if ending == "s" && rest.ends_with(['s', 'u', 'i']) {
                break;
            }
            let mut letters = rest.chars().rev();
            let is_doubled = ending.len() > 1 && letters.next() == letters.next() && !rest.ends_with(['l', 's']);
            return if is_doubled {
                rest[..rest.len() - rest.chars().next_back().map_or(0, char::len_utf8)].to_owned()
            } else {
                rest.to_owned()
            };
        }
    }
    word.to_owned()
}

/// What a term is worth: what is to be done more than where and with what.
pub(super) fn weight(term: &str) -> f64 {
    match term {
        "@deploy" | "@fix" | "@setup" | "@rollback" | "@rotate" | "@restart" | "@stop" | "@scale" | "@backup"
        | "@restore" | "@migrate" | "@rerun" => 3.0,
        "@environment" | "@document" | "@run" => 1.0,
        _ => 2.0,
    }
}

/// A term as it is shown.
pub(super) fn shown(term: &str) -> &str {
    term.trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::terms;

    fn check(words: &str, expected: &[&str]) {
        let found = terms(words);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{words}");
    }

    #[test]
    fn different_words_for_one_thing_are_one_term() {
        for words in ["deploy", "Deployments", "shipping", "released", "roll out", "deploying"] {
            check(words, &["@deploy"]);
        }
        check("set up my environment", &["@environment", "@setup"]);
        check("fix CI failure", &["@ci", "@fix"]);
        check("why is the build red?", &["@build", "@fix"]);
        check("the build is red", &["@ci", "@fix"]);
        check("rotate REGISTRY_TOKEN", &["@rotate", "@secret", "registr"]);
        check("budgetBurn", &["budget", "burn"]);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        check("how do I please get it?", &[]);
        check("access", &["@access"]);
    }
}
