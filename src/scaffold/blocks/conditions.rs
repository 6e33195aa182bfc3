//! What a condition demands, in words where it compares something that people know with a word; else as it is written.

use crate::scaffold::words::code;
use crate::syntax::expression::{Condition, Demand};

/// What a condition demands, as the rest of a sentence after "if".
pub(super) fn in_words(condition: &Condition) -> String {
    match &condition.demand {
        Demand::All(parts) => {
            let one = |part: &Condition| match &part.demand {
                Demand::Any(_) => simple(part, true).map_or_else(|| code(&part.words), |said| format!("either {said}")),
                _ => in_words(part),
            };
            parts.iter().map(one).collect::<Vec<_>>().join(" and ")
        }
        _ => simple(condition, true).unwrap_or_else(|| code(&condition.words)),
    }
}

/// The words of a condition of which all parts can be said; `holds` tells whether it is to hold.
fn simple(condition: &Condition, holds: bool) -> Option<String> {
    let several = |parts: &[Condition], word: &str| {
        let said: Option<Vec<String>> = parts.iter().map(|part| simple(part, holds)).collect();
        said.map(|said| said.join(word))
    };
    match &condition.demand {
        Demand::Any(parts) if holds => several(parts, " or "),
        Demand::Any(parts) => several(parts, " and "),
        Demand::Not(inner) => simple(inner, !holds),
        Demand::Is(path, word) => is(path, word, holds),
        Demand::Begins(path, word) => begins(path, word, holds),
        Demand::Has(path, word) if word.starts_with("refs/") => begins(path, word, holds),
        Demand::Has(path, word) => {
            Some(format!("{} {} {}", subject(path)?, if holds { "has" } else { "does not have" }, code(word)))
        }
        Demand::Holds(path) => set(path, holds),
        Demand::All(_) | Demand::Constant(_) | Demand::Other => None,
    }
}

fn is(path: &str, word: &str, holds: bool) -> Option<String> {
    let verb = if holds { "is" } else { "is not" };
    match (path, word) {
        (_, "") => set(path, !holds),
        (_, "true" | "false") if flag(path, true).is_some() => flag(path, holds == (word == "true")),
        ("github.ref" | "github.event.ref", _) => {
            let (kind, name) = reference(word)?;
            Some(format!("the {kind} {verb} {}", code(name)))
        }
        ("github.ref_type", _) => started_on(word, holds),
        _ => Some(format!("{} {verb} {}", subject(path)?, code(word))),
    }
}

fn begins(path: &str, word: &str, holds: bool) -> Option<String> {
    let verb = if holds { "begins with" } else { "does not begin with" };
    match (path, word) {
        ("github.ref", "refs/tags/" | "refs/tags") => started_on("tag", holds),
        ("github.ref", "refs/heads/" | "refs/heads") => started_on("branch", holds),
        ("github.ref" | "github.event.ref", _) => {
            let (kind, name) = reference(word)?;
            Some(format!("the {kind} {verb} {}", code(name)))
        }
        _ => Some(format!("{} {verb} {}", subject(path)?, code(word))),
    }
}

/// The branch or tag that a whole reference is.
fn reference(word: &str) -> Option<(&'static str, &str)> {
    let branch = word.strip_prefix("refs/heads/").map(|name| ("branch", name));
    branch.or_else(|| word.strip_prefix("refs/tags/").map(|name| ("tag", name)))
}

fn started_on(kind: &str, holds: bool) -> Option<String> {
    let not = if holds { "" } else { "not " };
    matches!(kind, "tag" | "branch").then(|| format!("it is {not}started on a {kind}"))
}

/// That something is set, or not.
fn set(path: &str, holds: bool) -> Option<String> {
    let said = || Some(format!("{} is {}set", subject(path)?, if holds { "" } else { "not " }));
    flag(path, holds).or_else(said)
}

/// What is either so or not.
fn flag(path: &str, holds: bool) -> Option<String> {
    let (thing, so, not) = match path {
        "github.event.pull_request.merged" => ("the pull request", "was merged", "was not merged"),
        "github.event.pull_request.draft" => ("the pull request", "is a draft", "is no draft"),
        "github.event.release.prerelease" => ("the release", "is a prerelease", "is no prerelease"),
        "github.event.release.draft" => ("the release", "is a draft", "is no draft"),
        "github.event.repository.fork" => ("the repository", "is a fork", "is no fork"),
        _ => return None,
    };
    Some(format!("{thing} {}", if holds { so } else { not }))
}

/// What a context is about.
fn subject(path: &str) -> Option<String> {
    let known = match path {
        "github.event_name" => "the event",
        "github.ref_name" => "the branch or tag",
        "github.base_ref" => "the base branch",
        "github.head_ref" => "the branch of the pull request",
        "github.repository" => "the repository",
        "github.repository_owner" => "the owner of the repository",
        "github.actor" | "github.triggering_actor" => "the one who starts it",
        "github.event.action" => "the action of the event",
        "github.event.workflow_run.conclusion" => "the conclusion of the run before it",
        "github.event.workflow_run.head_branch" => "the branch of the run before it",
        "github.event.workflow_run.event" => "the event of the run before it",
        _ => return of_several(path),
    };
    Some(known.to_owned())
}

fn of_several(path: &str) -> Option<String> {
    let steps: Vec<&str> = path.split('.').collect();
    match steps.as_slice() {
        ["inputs", name] | ["github", "event", "inputs", name] => Some(format!("the input {}", code(name))),
        ["vars", name] => Some(format!("the variable {}", code(name))),
        ["needs", job, "result"] => Some(format!("the result of {}", code(job))),
        ["needs", job, "outputs", name] => Some(format!("the output {} of {}", code(name), code(job))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_and_the_rest_is_quoted() {
        for (condition, words) in [
            ("github.ref == 'refs/heads/main'", "the branch is `main`"),
            ("github.event_name != 'pull_request'", "the event is not `pull_request`"),
            ("startsWith(github.ref, 'refs/tags/v')", "the tag begins with `v`"),
            ("contains(github.ref, 'refs/tags/')", "it is started on a tag"),
            ("github.event.pull_request.merged == true", "the pull request was merged"),
            ("!github.event.release.prerelease", "the release is no prerelease"),
            ("inputs.version != ''", "the input `version` is set"),
            (
                "github.repository_owner == 'acme' && vars.DEPLOY == 'yes'",
                "the owner of the repository is `acme` and the variable `DEPLOY` is `yes`",
            ),
            (
                "github.event_name == 'push' || github.ref_name == 'main'",
                "the event is `push` or the branch or tag is `main`",
            ),
            ("!(github.event_name == 'push' || inputs.dry)", "the event is not `push` and the input `dry` is not set"),
            (
                "needs.test.result == 'success' && hashFiles('a') != ''",
                "the result of `test` is `success` and `hashFiles('a') != ''`",
            ),
            (
                "github.event_name == 'push' && steps.a.outcome || failure()",
                "`github.event_name == 'push' && steps.a.outcome \\|\\| failure()`",
            ),
        ] {
            assert_eq!(in_words(&Condition::read(condition)), words, "{condition}");
        }
    }
}
