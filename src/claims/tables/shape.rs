//! Which table is a list of what: told by its header, then by the headings above it.

use crate::kinds::{Column, PageKind, is_of_anything, is_of_versions};
use crate::model::{Key, Kind};

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub kind: Kind,
    /// The column that names the thing.
    pub subject: usize,
    /// Whether nothing but what the table says of these things stands before their names.
    leads: bool,
}

impl Shape {
    fn new(kind: Kind, subject: usize, header: &[String]) -> Self {
        let is_said = |words: &String| key_of(kind, words).is_some() || is_of_anything(words);
        Self { kind, subject, leads: header[..subject].iter().all(is_said) }
    }

    /// Whether the rows may be all such things there are: behind those of another column, they are those of it.
    pub fn may_be_whole(&self) -> bool {
        self.leads || is_inner(self.kind)
    }
}

/// The columns that name things, those first that belong to the others.
const THINGS: &[(Column, Kind)] = &[
    (Column::Input, Kind::DispatchInput),
    (Column::Job, Kind::Job),
    (Column::Secret, Kind::Secret),
    (Column::EnvVar, Kind::EnvVar),
    (Column::RepositoryVariable, Kind::Variable),
    (Column::Workflow, Kind::Workflow),
    (Column::Environment, Kind::Environment),
    (Column::Tool, Kind::Tool),
    (Column::Service, Kind::ComposeService),
];

/// Whether things of a kind belong to others, and stand beside them: a job beside its workflow.
fn is_inner(kind: Kind) -> bool {
    matches!(kind, Kind::DispatchInput | Kind::Job | Kind::Secret | Kind::EnvVar | Kind::Variable)
}

/// The things that the columns of a header name.
pub(super) fn things(header: &[String]) -> impl Iterator<Item = (usize, Kind)> {
    let named = |words: &String| THINGS.iter().find(|(column, _)| column.is(words)).map(|(_, kind)| *kind);
    header.iter().enumerate().filter_map(move |(column, words)| Some((column, named(words)?)))
}

/// Reads a header, cell by cell in lower case; `headings` are those above, nearest first.
pub(super) fn recognise(page: PageKind, header: &[String], headings: &[String]) -> Option<Shape> {
    let found: Vec<(usize, Kind)> = things(header).collect();
    let shape = |kind: Kind, subject: usize| Shape::new(kind, subject, header);
    let column = |kind: Kind| found.iter().find(|(_, of)| *of == kind).map(|(column, _)| *column);
    // What belongs to another thing stands beside it: a job beside its workflow, a secret beside its environment.
    for kind in THINGS.iter().map(|(_, kind)| *kind).filter(|kind| is_inner(*kind)) {
        let is_beside = |at: usize| at == 0 || (at == 1 && found.iter().any(|(column, _)| *column == 0));
        // Elsewhere it is the subject if other columns tell of it: `owner | secret`, `# | secret`.
        let is_told_of = |at: usize| is_told_of(kind, header, at);
        if let Some(subject) = column(kind).filter(|at| is_beside(*at) || is_told_of(*at)) {
            return fits(page, kind, header).then(|| shape(kind, subject));
        }
    }
    if let Some((0, kind)) = found.first()
        && fits(page, *kind, header)
    {
        return Some(shape(*kind, 0));
    }
    let is_subject =
        |at: usize, kind: Kind| is_told_of(kind, header, at) && !is_on_the_way(header, at) && fits(page, kind, header);
    let outer = found.iter().filter(|(at, kind)| *at > 0 && !is_inner(*kind));
    if let Some((at, kind)) = outer.into_iter().find(|(at, kind)| is_subject(*at, *kind)) {
        return Some(shape(*kind, *at));
    }
    if found.first().is_some_and(|(at, _)| *at == 0) {
        return None;
    }
    let is_general =
        |words: &String| [Column::Name, Column::File, Column::Variable].iter().any(|column| column.is(words));
    let subject = header.iter().position(is_general)?;
    let words = &header[subject];
    let kind = headings.iter().find_map(|heading| of_heading(page, heading));
    let kind = match () {
        () if Column::Variable.is(words) => kind
            .filter(|kind| matches!(kind, Kind::EnvVar | Kind::Variable | Kind::Secret))
            .or_else(|| variables_of(page)),
        () if Column::File.is(words) => kind.filter(|kind| *kind == Kind::Workflow),
        () => kind,
    }?;
    let is_key = subject == 0 || is_told_of(kind, header, subject);
    (is_key && fits(page, kind, header)).then(|| shape(kind, subject))
}

/// Whether things are only met on the way, since a step or a symptom stands before them.
fn is_on_the_way(header: &[String], column: usize) -> bool {
    header[..column].iter().any(|words| Column::Topic.is(words))
}

/// The column of things that a table tells of where nobody can tell whether it is a list of them.
pub(super) fn unclear(header: &[String]) -> Option<usize> {
    let tells = |(at, kind): &(usize, Kind)| {
        header.iter().enumerate().any(|(other, words)| other != *at && key_of(*kind, words).is_some())
    };
    things(header).filter(tells).map(|(at, _)| at).find(|at| !is_on_the_way(header, *at))
}

/// Whether other columns tell of the things in one.
fn is_told_of(kind: Kind, header: &[String], subject: usize) -> bool {
    // A column of checks may be of what a tool checks.
    let tells = |words: &String| match key_of(kind, words) {
        Some(Key::Probe) => false,
        // "When" tells of many a thing.
        Some(Key::Triggers) if kind == Kind::Job => false,
        key => key.is_some() || kind == Kind::Tool && is_of_versions(words),
    };
    header.iter().any(tells) || header[..subject].iter().all(|words| is_of_anything(words))
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
            has(&["port", "image", "health"])
                && (page == PageKind::Environment || Column::ComposeService.find(header).is_some())
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

/// What a column says of a thing that the row names beside its own: the address of an environment that a job deploys to.
///
/// When a workflow starts is left out, for a job of it may start at other times.
pub(super) fn key_beside(header: &[String], words: &str) -> Option<(usize, Kind, Key)> {
    let is_said = |(at, kind): (usize, Kind)| {
        let key = key_of(kind, words)?;
        let tells = matches!((kind, key), (Kind::Environment, Key::Url) | (Kind::Workflow, Key::Schedule));
        tells.then_some((at, kind, key))
    };
    things(header).find_map(is_said)
}

/// The columns that say something of the things of a table.
const QUALITIES: &[(Column, Key)] = &[
    (Column::Runner, Key::Runner),
    (Column::Triggers, Key::Triggers),
    (Column::Schedule, Key::Schedule),
    (Column::Branches, Key::Branches),
    (Column::Timeout, Key::Timeout),
    (Column::Permissions, Key::Permissions),
    (Column::Needs, Key::Needs),
    (Column::Environment, Key::Environment),
    (Column::Environments, Key::Environment),
    (Column::Matrix, Key::Matrix),
    (Column::Concurrency, Key::Concurrency),
    (Column::Health, Key::Health),
    (Column::Default, Key::Default),
    (Column::HostPort, Key::HostPort),
    (Column::Port, Key::Port),
    (Column::Url, Key::Url),
    (Column::Image, Key::Image),
    (Column::Status, Key::Status),
    (Column::Owner, Key::Owner),
    (Column::Rotation, Key::Rotation),
    (Column::Rotated, Key::Rotated),
    (Column::Probe, Key::Probe),
    (Column::Install, Key::Install),
];

/// What a column of such a table says of its things.
pub(super) fn key_of(kind: Kind, header: &str) -> Option<Key> {
    let keys = QUALITIES.iter().filter(|(column, key)| fits_key(kind, *key) && column.is(header));
    keys.map(|(_, key)| *key).next()
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
                    | Key::Triggers
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
    fn a_list_behind_what_it_belongs_to_is_not_the_whole_list() {
        for (page, header, whole) in [
            (PageKind::Ci, "trigger|workflow", true),
            (PageKind::Ci, "environment|workflow|trigger", false),
            (PageKind::Ci, "team|workflow|trigger", false),
            (PageKind::Ci, "workflow|job|runner", true),
        ] {
            let header: Vec<String> = header.split('|').map(str::to_owned).collect();
            let shape = recognise(page, &header, &[]).expect("it is a list");
            assert_eq!(shape.may_be_whole(), whole, "{header:?}");
        }
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
            (Ci, "trigger|workflow", "", Some((Kind::Workflow, 1))),
            (Ci, "branches|workflow", "", Some((Kind::Workflow, 1))),
            (Ci, "schedule (utc)|workflow", "", Some((Kind::Workflow, 1))),
            (Ci, "step|workflow|trigger", "", None),
            (Ci, "where|environment|url", "", Some((Kind::Environment, 1))),
            (Deployment, "url|environment", "", Some((Kind::Environment, 1))),
            (Deployment, "check|environment|url", "", None),
            (Environment, "port|service|image", "", Some((Kind::ComposeService, 1))),
            (Environment, "purpose|service|image", "", Some((Kind::ComposeService, 1))),
            (Environment, "symptom|service|port", "", None),
            (Tooling, "why|tool|version", "", Some((Kind::Tool, 1))),
            (Tooling, "version|tool", "", Some((Kind::Tool, 1))),
            (Tooling, "check|tool|command", "", None),
            (Ci, "symptom|job|fix", "", None),
            (Ci, "name|meaning", "caching", None),
        ] {
            assert_eq!(shape(page, header, heading), expected, "{header} under {heading}");
        }
    }
}
