//! Which table is a list of what: told by its header, then by the headings above it.

use crate::kinds::PageKind;
use crate::model::{Key, Kind};

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub kind: Kind,
    /// The column that names the thing.
    pub subject: usize,
}

/// Words of a header that name the things of a column.
const SUBJECTS: &[(Kind, &[&str])] = &[
    (
        Kind::Secret,
        &["secret", "secrets", "secret name", "secret key", "github secret", "github secrets", "token", "credential"],
    ),
    (Kind::EnvVar, &["environment variable", "env var", "env variable"]),
    (Kind::Variable, &["actions variable", "repository variable", "configuration variable", "github variable"]),
    (Kind::Workflow, &["workflow", "workflow file", "pipeline"]),
    (Kind::Job, &["job", "job id", "job name"]),
    (Kind::DispatchInput, &["input", "input name"]),
    (Kind::Environment, &["environment", "github environment"]),
    (Kind::Tool, &["tool", "cli", "program"]),
    (Kind::ComposeService, &["service", "compose service", "container"]),
];

/// Reads a header, cell by cell in lower case; `headings` are those above, nearest first.
pub(super) fn recognise(page: PageKind, header: &[String], headings: &[String]) -> Option<Shape> {
    let named = |words: &str| SUBJECTS.iter().find(|(_, names)| names.contains(&words)).map(|(kind, _)| *kind);
    let found: Vec<(usize, Kind)> =
        header.iter().enumerate().filter_map(|(column, words)| Some((column, named(words)?))).collect();
    let column = |kind: Kind| found.iter().find(|(_, of)| *of == kind).map(|(column, _)| *column);
    // What belongs to another thing stands beside it: a job beside its workflow, a secret beside its environment.
    for kind in [Kind::DispatchInput, Kind::Job, Kind::Secret, Kind::EnvVar, Kind::Variable] {
        let is_inner = |at: usize| at == 0 || (at == 1 && found.iter().any(|(column, _)| *column == 0));
        // Elsewhere it is the subject if other columns tell of it: `owner | secret`, `# | secret`.
        let is_told_of = |at: usize| is_told_of(kind, header, at);
        if let Some(subject) = column(kind).filter(|at| is_inner(*at) || is_told_of(*at)) {
            return fits(page, kind, header).then_some(Shape { kind, subject });
        }
    }
    if let Some((0, kind)) = found.first() {
        return fits(page, *kind, header).then_some(Shape { kind: *kind, subject: 0 });
    }
    let is_general = |words: &String| {
        matches!(words.as_str(), "name" | "file" | "key" | "id" | "variable" | "variable name" | "variables")
    };
    let subject = header.iter().position(is_general)?;
    let first = header[subject].as_str();
    let kind = headings.iter().find_map(|heading| of_heading(page, heading));
    let kind = match first {
        "variable" | "variables" | "variable name" => {
            kind.filter(|kind| matches!(kind, Kind::EnvVar | Kind::Variable)).or_else(|| variables_of(page))
        }
        "file" => kind.filter(|kind| *kind == Kind::Workflow),
        _ => kind,
    }?;
    let is_key = subject == 0 || is_told_of(kind, header, subject);
    (is_key && fits(page, kind, header)).then_some(Shape { kind, subject })
}

/// Headers of columns that number things or tell of them in words, whatever they are.
const REMARKS: &[&str] = &[
    "#",
    "no",
    "no.",
    "nr",
    "nr.",
    "purpose",
    "description",
    "meaning",
    "use",
    "usage",
    "used for",
    "what for",
    "why",
    "note",
    "notes",
    "comment",
    "comments",
];

/// Whether other columns tell of the things in one.
fn is_told_of(kind: Kind, header: &[String], subject: usize) -> bool {
    header.iter().any(|words| key_of(kind, words).is_some())
        || header[..subject].iter().all(|words| REMARKS.contains(&words.as_str()))
}

/// Whether such a page and such columns are where these things are listed.
fn fits(page: PageKind, kind: Kind, header: &[String]) -> bool {
    let has = |words: &[&str]| header.iter().any(|cell| words.iter().any(|word| cell.contains(word)));
    match kind {
        Kind::Environment => {
            matches!(page, PageKind::Deployment | PageKind::Index | PageKind::Ci | PageKind::Note)
                && has(&["url", "address", "branch", "approver", "reviewer", "approval", "endpoint"])
        }
        Kind::Tool => matches!(page, PageKind::Tooling | PageKind::Environment),
        // Elsewhere a service may be anything, unless it is called one of Compose.
        Kind::ComposeService => {
            has(&["port", "image", "health"]) && (page == PageKind::Environment || has(&["compose service"]))
        }
        Kind::Workflow => matches!(page, PageKind::Ci | PageKind::Note | PageKind::Deployment),
        _ => true,
    }
}

/// What a heading says that its section lists.
pub(super) fn of_heading(page: PageKind, heading: &str) -> Option<Kind> {
    let has = |word: &str| heading.contains(word);
    match () {
        () if has("environment variable") || has("env var") || has(".env") => Some(Kind::EnvVar),
        () if has("secret") && has("variable") => None,
        () if has("secret") => Some(Kind::Secret),
        () if has("variable") => variables_of(page),
        () if has("configuration") && page == PageKind::Environment => Some(Kind::EnvVar),
        () if has("job") => Some(Kind::Job),
        () if has("workflow") => Some(Kind::Workflow),
        () if has("input") => Some(Kind::DispatchInput),
        () if has("environments") => Some(Kind::Environment),
        () if has("tool") || has("prerequisite") => Some(Kind::Tool),
        () if has("service") => Some(Kind::ComposeService),
        () => None,
    }
}

/// What "variable" means on a page.
fn variables_of(page: PageKind) -> Option<Kind> {
    match page {
        PageKind::Environment => Some(Kind::EnvVar),
        PageKind::Ci => Some(Kind::Variable),
        _ => None,
    }
}

/// Whether a list on such a page is meant to be whole.
pub(super) fn is_whole(page: PageKind, kind: Kind) -> bool {
    match kind {
        Kind::Secret | Kind::Variable | Kind::Workflow | Kind::Job | Kind::DispatchInput => {
            matches!(page, PageKind::Ci | PageKind::Note)
        }
        Kind::EnvVar | Kind::ComposeService => page == PageKind::Environment,
        Kind::Environment => matches!(page, PageKind::Deployment | PageKind::Index),
        Kind::Tool => page == PageKind::Tooling,
        _ => false,
    }
}

/// Whether a table picks some things out for a purpose: the flaky jobs, the checks that merging requires.
pub(super) fn is_partial(header: &[String], heading: Option<&String>) -> bool {
    const PICKED: &[&str] = &[
        "flak",
        "fail",
        "troubleshoot",
        "required",
        "known",
        "symptom",
        "cach",
        "permission",
        "rotat",
        "example",
        "slow",
    ];
    const COLUMNS: &[&str] = &["last seen", "cause", "symptom", "workaround", "cache", "fix", "error"];
    heading.is_some_and(|heading| PICKED.iter().any(|word| heading.contains(word)))
        || header.iter().any(|cell| COLUMNS.contains(&cell.as_str()))
}

/// What a column of such a table says of its things.
pub(super) fn key_of(kind: Kind, header: &str) -> Option<Key> {
    let is = |words: &[&str]| words.contains(&header);
    let key = match () {
        () if is(&["trigger", "triggers", "triggered by", "on", "event", "events", "when", "runs on"])
            && kind == Kind::Workflow =>
        {
            Key::Triggers
        }
        () if is(&["schedule", "cron", "schedules"]) => Key::Schedule,
        () if is(&["branch", "branches"]) && kind == Kind::Workflow => Key::Branches,
        () if is(&["runner", "runs on", "runs-on"]) => Key::Runner,
        () if is(&["timeout", "timeout (min)", "timeout (minutes)", "timeout-minutes", "time limit"]) => Key::Timeout,
        () if is(&["permission", "permissions", "rights"]) && kind == Kind::Job => Key::Permissions,
        () if is(&["needs", "depends on", "after", "waits for", "requires"]) && kind == Kind::Job => Key::Needs,
        () if is(&["environment", "environments", "github environment"]) => Key::Environment,
        () if is(&["matrix", "versions", "matrix values"]) && kind == Kind::Job => Key::Matrix,
        () if is(&["concurrency", "concurrency group", "group"]) => Key::Concurrency,
        () if is(&["health", "health check", "healthcheck", "health path", "health endpoint"]) => Key::Health,
        () if is(&["default", "default value"]) => Key::Default,
        () if is(&["host port", "host ports", "published port", "published ports", "published", "local port"]) => {
            Key::HostPort
        }
        () if is(&["port", "ports"]) => Key::Port,
        () if is(&["url", "address", "endpoint"]) => Key::Url,
        () if is(&["image"]) => Key::Image,
        () if is(&["status", "state"]) => Key::Status,
        () if is(&["owner", "owners"]) => Key::Owner,
        () if is(&["rotation", "rotate", "rotate every", "rotation period", "rotates"]) => Key::Rotation,
        () if is(&["rotated", "last rotated", "last rotation", "rotated on"]) => Key::Rotated,
        () if is(&["probe", "check", "verify", "probe command", "check command"]) => Key::Probe,
        () if header.starts_with("install") => Key::Install,
        () => return None,
    };
    fits_key(kind, key).then_some(key)
}

fn fits_key(kind: Kind, key: Key) -> bool {
    match kind {
        Kind::Secret => matches!(key, Key::Environment | Key::Status | Key::Owner | Key::Rotation | Key::Rotated),
        Kind::Variable => matches!(key, Key::Status | Key::Owner),
        Kind::Workflow => matches!(key, Key::Triggers | Key::Schedule | Key::Branches | Key::Concurrency),
        Kind::Job => {
            matches!(
                key,
                Key::Runner
                    | Key::Timeout
                    | Key::Needs
                    | Key::Environment
                    | Key::Permissions
                    | Key::Matrix
                    | Key::Concurrency
            )
        }
        Kind::Environment => key == Key::Url,
        Kind::Tool => matches!(key, Key::Probe | Key::Install),
        Kind::ComposeService => matches!(key, Key::Port | Key::HostPort | Key::Image | Key::Health),
        Kind::DispatchInput => key == Key::Default,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(page: PageKind, header: &str, heading: &str) -> Option<(Kind, usize)> {
        let header: Vec<String> = header.split('|').map(str::to_owned).collect();
        recognise(page, &header, &[heading.to_owned()]).map(|shape| (shape.kind, shape.subject))
    }

    #[test]
    fn a_table_is_known_by_its_header_then_by_its_heading() {
        use PageKind::{Ci, Deployment, Environment, Tooling};
        for (page, header, heading, expected) in [
            (Ci, "secret|used by|owner", "", Some((Kind::Secret, 0))),
            (Ci, "name|used by", "secrets", Some((Kind::Secret, 0))),
            (Ci, "environment|secret", "", Some((Kind::Secret, 1))),
            (Ci, "owner|secret", "", Some((Kind::Secret, 1))),
            (Ci, "purpose|secret", "", Some((Kind::Secret, 1))),
            (Ci, "#|secret|purpose", "", Some((Kind::Secret, 1))),
            (Ci, "no.|name|purpose", "secrets", Some((Kind::Secret, 1))),
            (Ci, "step|secret", "", None),
            (Ci, "timeout|runner|job|workflow", "", Some((Kind::Job, 2))),
            (Ci, "schedule|branches|file|events", "workflows", Some((Kind::Workflow, 2))),
            (Ci, "workflow|job|runner", "", Some((Kind::Job, 1))),
            (Ci, "job|workflow|runner", "", Some((Kind::Job, 0))),
            (Ci, "workflow|triggers|jobs", "", Some((Kind::Workflow, 0))),
            (Ci, "variable|meaning", "variables", Some((Kind::Variable, 0))),
            (Environment, "variable|meaning", "configuration", Some((Kind::EnvVar, 0))),
            (Environment, "service|port", "", Some((Kind::ComposeService, 0))),
            (Deployment, "compose service|port", "", Some((Kind::ComposeService, 0))),
            (Deployment, "service|port", "", None),
            (Deployment, "environment|url|branch", "", Some((Kind::Environment, 0))),
            (Deployment, "environment|steps", "", None),
            (Deployment, "step|secret", "", None),
            (Tooling, "tool|version|probe", "", Some((Kind::Tool, 0))),
            (Ci, "symptom|job|fix", "", None),
            (Ci, "name|meaning", "caching", None),
        ] {
            assert_eq!(shape(page, header, heading), expected, "{header} under {heading}");
        }
    }
}
