//! Words of cells as values: events, crons, minutes, ports. What is not wholly understood is no value.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::Schedule;

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"`([^`]+)`|<br\s*/?>|[\w*.:-]+|[^\s\w]").expect("a valid expression"));

static MINUTES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(\d{1,4})\s*(?:(m|mins?|minutes?)|(h|hrs?|hours?))?$").expect("a valid expression")
});

/// Events by GitHub's own names.
const EVENTS: &[&str] = &[
    "push",
    "pull_request",
    "pull_request_target",
    "workflow_dispatch",
    "workflow_call",
    "workflow_run",
    "schedule",
    "release",
    "repository_dispatch",
    "merge_group",
    "issues",
    "issue_comment",
    "pull_request_review",
    "deployment",
    "deployment_status",
    "create",
    "delete",
    "label",
    "check_suite",
    "check_run",
    "discussion",
    "milestone",
    "page_build",
    "registry_package",
    "watch",
    "branch_protection_rule",
    "discussion_comment",
    "fork",
    "gollum",
    "image_version",
    "member",
    "public",
    "project",
    "pull_request_comment",
    "pull_request_review_comment",
    "status",
];

/// Events in people's words.
const SPOKEN: &[(&str, &str)] = &[
    ("pushes", "push"),
    ("pr", "pull_request"),
    ("prs", "pull_request"),
    ("manual", "workflow_dispatch"),
    ("manually", "workflow_dispatch"),
    ("dispatch", "workflow_dispatch"),
    ("nightly", "schedule"),
    ("weekdays", "schedule"),
    ("daily", "schedule"),
    ("weekly", "schedule"),
    ("monthly", "schedule"),
    ("hourly", "schedule"),
    ("cron", "schedule"),
    ("scheduled", "schedule"),
    ("tag", "push"),
    ("tags", "push"),
    ("releases", "release"),
    ("call", "workflow_call"),
    ("called", "workflow_call"),
    ("reusable", "workflow_call"),
];

/// Words between events that change nothing.
const FILLERS: &[&str] = &[
    "on",
    "to",
    "every",
    "each",
    "any",
    "all",
    "a",
    "an",
    "the",
    "via",
    "and",
    "or",
    "by",
    "against",
    "targeting",
    "branch",
    "branches",
    "main",
    "master",
    "published",
    "run",
    "runs",
    "of",
    "utc",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "at",
    ",",
    "/",
    ";",
    "+",
    "&",
    "(",
    ")",
    ".",
    "-",
    "|",
];

/// The events that a phrase names, by GitHub's names.
pub(super) fn events(phrase: &str) -> Option<BTreeSet<String>> {
    let lower = phrase.to_lowercase();
    let lower = lower.replace("pull requests", "pull_request").replace("pull request", "pull_request");
    let lower = lower.replace("merge queue", "merge_group").replace("merge group", "merge_group");
    let mut found = BTreeSet::new();
    let mut times = false;
    let mut before = "";
    for token in TOKEN.captures_iter(&lower) {
        let code = token.get(1).map(|code| code.as_str().trim());
        let word = code.unwrap_or_else(|| token.get(0).map_or("", |all| all.as_str()));
        let event = EVENTS.iter().copied().find(|event| *event == word);
        let event = event.or_else(|| SPOKEN.iter().find(|(said, _)| *said == word).map(|(_, event)| *event));
        match event {
            // "push to release" and "release branches" speak of branches.
            Some("release") if before == "to" => return None,
            Some(event) => {
                found.insert(event.to_owned());
            }
            None if matches!(word, "branch" | "branches") && before.starts_with("release") => return None,
            None if code.is_some() || word.starts_with("<br") || FILLERS.contains(&word) => {}
            None if word.starts_with(|c: char| c.is_ascii_digit()) => times = true,
            None => return None,
        }
        before = token.get(0).map_or("", |all| all.as_str());
    }
    (!found.is_empty() && (!times || found.contains("schedule"))).then_some(found)
}

/// The events at which a job is said to run; a word that may tell of an approval, of a tag or of a caller is none.
pub(super) fn events_of_job(phrase: &str) -> Option<BTreeSet<String>> {
    static MAY_BE_ELSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:manual(?:ly)?|dispatch|tags?|releases?|call(?:ed)?|reusable)\b")
            .expect("a valid expression")
    });
    if MAY_BE_ELSE.is_match(phrase) { None } else { events(phrase) }
}

/// Where a phrase names branches that one pushes to: ``push to `main` and `release/*` ``, `pushes to main`.
pub(super) fn pushed_to(phrase: &str) -> Vec<Range<usize>> {
    static PUSH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\bpush(?:es)?`?\s+(?:to|on)\s+").expect("a valid expression"));
    // Of words without marks only those that are branches everywhere.
    static BRANCH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:`([^`\s]+)`|(main|master|develop|trunk)\b)").expect("a valid expression"));
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+|\s*/\s*)`").expect("a valid expression")
    });
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:\s+branch(?:es)?\b)?\s*(?:$|[,;.()/&+|]|<br|\b(?:and|or)\b)").expect("a valid expression")
    });
    static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:not?|never|except|other\s+than|unless|tags?|without)\b").expect("a valid expression")
    });
    if OTHERWISE.is_match(phrase) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for push in PUSH.find_iter(phrase) {
        let mut at = push.end();
        let mut places = Vec::new();
        while let Some(branch) = BRANCH.captures(&phrase[at..]) {
            let name = branch.get(1).or(branch.get(2)).expect("one of the two matches");
            places.push(at + name.start()..at + name.end());
            at += branch[0].len();
            let Some(next) = NEXT.captures(&phrase[at..]) else { break };
            at += next[1].len();
        }
        // What follows may make something else of it: "push to main repository".
        if END.is_match(&phrase[at..]) {
            found.extend(places);
        }
    }
    // Behind a comma a pattern may be one of paths.
    let is_sure = |place: &Range<usize>| {
        let name = &phrase[place.clone()];
        is_label(name) && !(name.contains('*') && phrase[..place.start].trim_end_matches('`').trim_end().ends_with(','))
    };
    found.retain(is_sure);
    found
}

/// The schedule that words are, as written; what stands before it may say that it is one.
pub(super) fn schedule(words: &str) -> Option<String> {
    let words = words.trim().trim_matches(['(', ')']).trim();
    let words =
        ["schedule:", "schedule", "cron:", "cron"].iter().find_map(|mark| words.strip_prefix(mark)).unwrap_or(words);
    let words = words.trim().trim_matches(['(', ')']).trim();
    Schedule::parse(words).map(|_| words.to_owned())
}

/// Whether a word is a day of the week, alone.
pub(super) fn is_day(word: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:sun|mon|tues|wednes|thurs|fri|satur)days?|sun|mon|tue|wed|thu|fri|sat)$")
            .expect("a valid expression")
    });
    DAY.is_match(word.trim())
}

/// How many minutes words are.
pub(super) fn minutes(words: &str) -> Option<String> {
    let found = MINUTES.captures(words.trim())?;
    let number: u32 = found.get(1)?.as_str().parse().ok()?;
    Some((if found.get(3).is_some() { number * 60 } else { number }).to_string())
}

/// Whether a port is said to be one of this machine.
pub(super) fn says_host(words: &str) -> bool {
    words.contains(':')
}

/// The names of this machine before a port.
const HERE: &[&str] = &["localhost:", "127.0.0.1:", "0.0.0.0:"];

/// The port of this machine in `8080`, `localhost:8080`, `8080:80` or `127.0.0.1:8080:80`.
pub(super) fn host_port(words: &str) -> Option<String> {
    let words = words.trim().split('/').next()?;
    let words = HERE.iter().find_map(|host| words.strip_prefix(host)).unwrap_or(words);
    let mut parts = words.rsplit(':');
    let last = parts.next()?;
    let port = parts.next().unwrap_or(last);
    let is_port = |port: &str| !port.is_empty() && port.len() < 6 && port.bytes().all(|b| b.is_ascii_digit());
    (is_port(port) && is_port(last)).then(|| port.to_owned())
}

/// The permission that words are: `contents: read`.
pub(super) fn permission(words: &str) -> Option<String> {
    let (what, right) = words.split_once(':')?;
    let (what, right) = (what.trim(), right.trim());
    let is_known = matches!(right, "read" | "write" | "none") && is_label(what);
    is_known.then(|| format!("{what}: {right}"))
}

/// The values of a matrix that a phrase lists, each with a digit in it: `Node 18, 20 and 22`, `ubuntu-24.04 / macos-15`.
pub(super) fn matrix(phrase: &str) -> Option<Vec<String>> {
    let phrase = ["<br>", "<br/>", "<br />", "×", "`", ",", ";", "&"]
        .iter()
        .fold(phrase.to_owned(), |phrase, mark| phrase.replace(mark, " "));
    let mut values = Vec::new();
    for word in phrase.split_whitespace() {
        let lower = word.to_lowercase();
        let word = word.trim_end_matches(':');
        match () {
            () if matches!(lower.as_str(), "and" | "/" | "x" | "on" | "os:" | "os") => {}
            () if word.bytes().any(|b| b.is_ascii_digit()) && is_label(word) => {
                values.push(word.trim_start_matches('v').to_owned());
            }
            () if crate::model::Tool::named(&word.to_lowercase()).is_some() => {}
            () => return None,
        }
    }
    (!values.is_empty()).then_some(values)
}

/// Whether words are one label or id, without blanks.
pub(super) fn is_label(words: &str) -> bool {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z0-9_][\w.@/:*+-]*$").expect("a valid expression"));
    LABEL.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_phrases_that_are_wholly_understood_name_events() {
        for (phrase, expected) in [
            ("push, pull_request", Some("pull_request push")),
            ("Push to `main`, PRs", Some("pull_request push")),
            ("every pull request and nightly", Some("pull_request schedule")),
            ("`push`<br>`workflow_dispatch`", Some("push workflow_dispatch")),
            ("tags `v*`", Some("push")),
            ("manual", Some("workflow_dispatch")),
            ("cron `0 3 * * *`", Some("schedule")),
            ("daily at 02:00 UTC", Some("schedule")),
            ("push, weekly on Monday", Some("push schedule")),
            ("push to release branches", None),
            ("after CI succeeds", None),
            ("push to main unless docs changed", None),
            ("", None),
        ] {
            let found = events(phrase).map(|events| events.into_iter().collect::<Vec<_>>().join(" "));
            assert_eq!(found.as_deref(), expected, "{phrase}");
        }
    }

    #[test]
    fn branches_of_pushes_are_those_that_are_sure_to_be_some() {
        for (phrase, expected) in [
            ("push to main", "main"),
            ("`push` to `main` and `release/*`, PRs", "main release/*"),
            ("Pushes to `main`, `next` or `1.x` branches; nightly", "main next 1.x"),
            ("PR, push to master<br>manual", "master"),
            ("push to `main`, `docs/**`", "main"),
            ("push, PR to main", ""),
            ("push to the main branch", ""),
            ("push to main repository", ""),
            ("push to release branches", ""),
            ("push to `main` but not `next`", ""),
            ("push to `v*` tags", ""),
        ] {
            let found: Vec<&str> = pushed_to(phrase).into_iter().map(|place| &phrase[place]).collect();
            assert_eq!(found.join(" "), expected, "{phrase}");
        }
    }

    #[test]
    fn a_matrix_is_read_when_all_of_it_is_understood() {
        for (phrase, expected) in [
            ("Node 18, 20 and 22", Some("18 20 22")),
            ("`ubuntu-24.04` / `macos-15`", Some("ubuntu-24.04 macos-15")),
            ("Python: 3.12 × ubuntu-24.04", Some("3.12 ubuntu-24.04")),
            ("Linux, macOS", None),
            ("18 and newer", None),
            ("3 shards", None),
            ("", None),
        ] {
            assert_eq!(matrix(phrase).map(|values| values.join(" ")).as_deref(), expected, "{phrase}");
        }
    }

    #[test]
    fn times_are_read_in_people_s_words() {
        assert_eq!(schedule("0 3 * * 1-5").as_deref(), Some("0 3 * * 1-5"));
        assert_eq!(schedule("schedule (nightly at 02:30 UTC)").as_deref(), Some("nightly at 02:30 UTC"));
        assert_eq!(schedule("when it suits"), None);
        assert_eq!(minutes("30 min").as_deref(), Some("30"));
        assert_eq!(minutes("2h").as_deref(), Some("120"));
        assert_eq!(minutes("about 5"), None);
        assert_eq!(host_port("127.0.0.1:8080:80").as_deref(), Some("8080"));
        assert_eq!(host_port("8080").as_deref(), Some("8080"));
        assert_eq!(host_port("localhost:8080").as_deref(), Some("8080"));
        assert_eq!(host_port("${PORT}:80"), None);
    }
}
