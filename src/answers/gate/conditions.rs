//! What speaks for and against each kind of condition.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{Evidence, Outcome, Reason};
use crate::answers::DueItem;
use crate::answers::due::due_of;
use crate::checks::plan::Choice;
use crate::config::{Condition, FailOn, Need, RuleLevel};
use crate::diagnostic::{Diagnostic, Level};
use crate::index::{Place, ReleaseItem};
use crate::kinds::{Page, PageKind};
use crate::model::calendar::overdue;
use crate::model::environment::is_same;
use crate::model::{Drill, StepOutcome};
use crate::rules;
use crate::survey::{last_drill, page_hash};
use crate::text::counted;
use crate::workspace::{Workspace, path_of};

/// What was seen of a condition.
#[derive(Default)]
pub(super) struct Seen {
    pub judged: usize,
    /// What was judged, or why nothing was.
    pub message: String,
    pub reasons: Vec<Reason>,
}

impl Seen {
    pub(super) fn nothing(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }
}

pub(super) fn reason(message: impl Into<String>, place: Option<Place>) -> Reason {
    Reason { outcome: Outcome::Fails, message: message.into(), place, rule: None, check: None, waiver: None }
}

/// Looks at what a condition needs.
pub(super) fn look(at: usize, condition: &Condition, needs: Need, environment: &str, evidence: &Evidence) -> Seen {
    match needs {
        Need::PageWritten => page_written(environment, evidence),
        Need::NoFindings => no_findings(condition, environment, evidence),
        Need::ChecksPassed => super::checks::passed(at, condition, environment, evidence),
        Need::ToolsPresent => tools_present(evidence),
        Need::Drilled => drilled(condition, evidence.ws),
        Need::ReleaseApproved => release(environment, evidence, approved),
        Need::ReleaseVerified => release(environment, evidence, verified),
        Need::NoOpenIncident => no_open_incident(evidence),
        Need::NothingOverdue => nothing_overdue(condition, evidence),
    }
}

fn globs(paths: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    // What is no glob was told with the configuration, and such a gate is not judged.
    for glob in paths.iter().filter_map(|path| Glob::new(path).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

fn page_written(environment: &str, evidence: &Evidence) -> Seen {
    let of_kind = evidence.ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment));
    let named = |page: &Page| page.environment() == Some(environment);
    if let Some(page) = of_kind.into_iter().find(|page| named(page)) {
        return Seen { judged: 1, message: page.path.clone(), reasons: Vec::new() };
    }
    let message = format!("no page is about the environment {environment}");
    Seen { judged: 1, message: message.clone(), reasons: vec![reason(message, None)] }
}

fn no_findings(condition: &Condition, environment: &str, evidence: &Evidence) -> Seen {
    let ws = evidence.ws;
    let meant = |rule: &rules::Rule| {
        condition.rules.is_empty() || condition.rules.iter().any(|name| rules::is_meant(name, rule))
    };
    let is_off = |name: &str| ws.config.settings.rules.get(name) == Some(&RuleLevel::Off);
    let off: Vec<&str> = condition.rules.iter().map(String::as_str).filter(|name| is_off(name)).collect();
    if !off.is_empty() {
        return Seen::nothing(format!("the configuration turns off {}", off.join(", ")));
    }
    let running = rules::all().filter(|rule| meant(rule) && !is_off(rule.name)).count();
    let paths = globs(&condition.paths);
    let is_of_kind = |path: &str| {
        let page = ws.pages.iter().find(|page| page.path == path);
        page.is_some_and(|page| is_meant(condition, page, environment))
    };
    let counts = |path: &str| {
        (condition.paths.is_empty() || paths.is_match(path)) && (condition.page_kinds.is_empty() || is_of_kind(path))
    };
    let pages = ws.pages.iter().filter(|page| counts(&page.path)).count();
    let least = match condition.fail_on {
        Some(FailOn::Info) => Level::Info,
        Some(FailOn::Warning) => Level::Warning,
        None | Some(FailOn::Error | FailOn::Never) => Level::Error,
    };
    let is_one = |rule: &str| rules::find(rule).is_some_and(meant);
    let found = evidence.diagnostics.iter().filter(|found| found.level >= least && is_one(found.rule));
    let found = found.filter(|found| counts(path_of(ws, &found.place).unwrap_or_default()));
    let reasons: Vec<Reason> = found
        .map(|found| {
            let at_path = || Some(Place { path: path_of(ws, &found.place)?.to_owned(), line: 1 });
            let place = found.place.span().map(|span| Place::of(ws, span)).or_else(at_path);
            Reason { rule: Some(found.rule), ..reason(found.message.clone(), place) }
        })
        .collect();
    if pages == 0 && reasons.is_empty() {
        return Seen::nothing("there is no page to look at");
    }
    let (one, many) = match least {
        Level::Error => ("error", "errors"),
        Level::Warning => ("error or warning", "errors or warnings"),
        Level::Info => ("finding", "findings"),
    };
    let told = match reasons.len() {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let message = format!("{told} by {} on {}", counted(running, "rule"), counted(pages, "page"));
    Seen { judged: pages.max(1), message, reasons }
}

/// Whether a page is of a kind that counts, and of no other environment.
fn is_meant(condition: &Condition, page: &Page, environment: &str) -> bool {
    let is_kind = |kind: PageKind| condition.page_kinds.iter().any(|name| name == kind.word());
    page.kind.is_some_and(is_kind) && page.environment().is_none_or(|own| is_same(own, environment))
}

/// The checks that a condition is about; none if no page is.
pub fn choice(condition: &Condition, ws: &Workspace) -> Option<Choice> {
    let paths = globs(&condition.paths);
    let pages = ws.pages.iter().filter(|page| paths.is_match(&page.path)).map(|page| page.path.clone());
    let pages: Vec<String> = pages.collect();
    let is_about_none = pages.is_empty() && !condition.paths.is_empty();
    (!is_about_none).then(|| Choice { pages, names: condition.names.clone(), tags: condition.tags.clone() })
}

fn tools_present(evidence: &Evidence) -> Seen {
    use crate::answers::doctor::Health;
    let Some(machine) = &evidence.machine else {
        return Seen::nothing("this machine is asked only with --run");
    };
    let missing = machine
        .iter()
        .filter(|finding| finding.status == Health::Error)
        .map(|finding| reason(finding.message.clone(), Some(Place { path: finding.path.clone(), line: finding.line })));
    let reasons: Vec<Reason> = missing.collect();
    if machine.is_empty() {
        return Seen::nothing("no page lists tools, and nothing is pinned");
    }
    let fine = machine.len() - reasons.len();
    Seen { judged: machine.len(), message: format!("{fine} of {} as they must be", machine.len()), reasons }
}

fn drilled(condition: &Condition, ws: &Workspace) -> Seen {
    let paths = globs(&condition.paths);
    let meant = |page: &&Page| {
        page.kind == Some(PageKind::Runbook) && (condition.paths.is_empty() || paths.is_match(&page.path))
    };
    let mut seen = Seen::default();
    for page in ws.pages.iter().filter(meant) {
        seen.judged += 1;
        let against = match last_drill(ws, &page.path) {
            None => Some("was never drilled".to_owned()),
            Some(drill) => not_drilled(page, drill, condition, ws),
        };
        let place = Some(Place { path: page.path.clone(), line: 1 });
        seen.reasons.extend(against.map(|why| reason(format!("{} {why}", page.stem()), place)));
    }
    if seen.judged == 0 {
        return Seen::nothing("there is no runbook to drill");
    }
    let done = seen.judged - seen.reasons.len();
    seen.message = format!("{done} of {} drilled", counted(seen.judged, "runbook"));
    seen
}

/// Why the last drill of a runbook does not count; none if it does.
fn not_drilled(page: &Page, drill: &Drill, condition: &Condition, ws: &Workspace) -> Option<String> {
    if drill.day() > ws.today.as_str() {
        return Some(format!("has a record of {}, a day that is yet to come", drill.day()));
    }
    if drill.hash != page_hash(ws, page) {
        return Some(format!("has changed since it was drilled on {}", drill.day()));
    }
    // What would not work matters more than what is unclear.
    let would_fail = |(_, outcome): &&(String, StepOutcome)| *outcome == StepOutcome::WouldFail;
    if let Some((step, outcome)) = drill.open_steps().find(would_fail).or_else(|| drill.open_steps().next()) {
        let how = if *outcome == StepOutcome::WouldFail { "would fail" } else { "was unclear" };
        return Some(format!("was drilled on {}, and the step `{step}` {how}", drill.day()));
    }
    let own = page.front_word("drill_every");
    let late = [own, condition.within.as_deref()].into_iter().flatten();
    let late = late.filter_map(|every| overdue(drill.day(), every, &ws.today)).min()?;
    Some(format!("was to be drilled again by {late}"))
}

/// Judges the release that was named, or the newest of the environment that has a record.
fn release(environment: &str, evidence: &Evidence, judge: fn(&ReleaseItem, &Evidence) -> Judged) -> Seen {
    let plain = |version: &str| version.trim_start_matches('v').to_owned();
    let is_own = |own: &str| own.is_empty() || is_same(own, environment);
    let of_environment = |release: &&ReleaseItem| release.environment.as_deref().is_none_or(is_own);
    let recorded = evidence.index.releases.iter().filter(|release| release.page.is_some());
    let mut recorded = recorded.filter(of_environment);
    let found = match evidence.release {
        Some(version) => recorded.find(|release| plain(&release.version) == plain(version)),
        None => recorded.next(),
    };
    let Some(release) = found else {
        return match evidence.release {
            Some(version) => {
                let message = format!("there is no record of {version} for {environment}");
                Seen { judged: 1, message: message.clone(), reasons: vec![reason(message, None)] }
            }
            None => Seen::nothing(format!("no release for {environment} is recorded")),
        };
    };
    let place = release.page.as_ref().map(|path| Place { path: path.clone(), line: 1 });
    match judge(release, evidence) {
        Judged::Fine(message) => Seen { judged: 1, message, reasons: Vec::new() },
        Judged::Not(message) => Seen { judged: 1, message: message.clone(), reasons: vec![reason(message, place)] },
        Judged::Nothing(message) => Seen::nothing(message),
    }
}

enum Judged {
    Fine(String),
    Not(String),
    Nothing(String),
}

fn approved(release: &ReleaseItem, evidence: &Evidence) -> Judged {
    let (version, is_named) = (&release.version, evidence.release.is_some());
    if release.is_taken_back() || release.is_failed() || release.is_done() && !is_named {
        let status = release.status.as_deref().unwrap_or_default();
        let message = format!("{version}, the newest record, is {status}: no release waits");
        return if is_named { Judged::Not(format!("{version} is {status}")) } else { Judged::Nothing(message) };
    }
    match &release.approver {
        Some(approver) => Judged::Fine(format!("{version}, approved by {approver}")),
        None => Judged::Not(format!("the record of {version} names nobody who approved it")),
    }
}

fn verified(release: &ReleaseItem, evidence: &Evidence) -> Judged {
    let version = &release.version;
    let is_of_record = |found: &&Diagnostic| {
        found.rule == "release-incomplete" && path_of(evidence.ws, &found.place) == release.page.as_deref()
    };
    if let Some(open) = evidence.diagnostics.iter().find(is_of_record).filter(|_| release.is_done()) {
        return Judged::Not(format!("{version}: {}", open.message));
    }
    match &release.status {
        Some(status) if release.is_done() => Judged::Fine(format!("{version} is {status}")),
        Some(status) => Judged::Not(format!("{version} is {status}")),
        None => Judged::Not(format!("the record of {version} does not say how it went")),
    }
}

fn no_open_incident(evidence: &Evidence) -> Seen {
    let incidents = &evidence.index.incidents;
    let open = incidents.iter().filter(|incident| incident.is_open()).map(|incident| {
        let status = incident.status.as_deref().unwrap_or_default();
        let message = format!("{}: {status} since {}", incident.title, incident.date);
        reason(message, Some(Place { path: incident.page.clone(), line: 1 }))
    });
    let reasons: Vec<Reason> = open.collect();
    let message = format!("{} recorded, {} open", counted(incidents.len(), "incident"), reasons.len());
    // That nothing is recorded is what one hopes for.
    Seen { judged: incidents.len().max(1), message, reasons }
}

fn nothing_overdue(condition: &Condition, evidence: &Evidence) -> Seen {
    let all = due_of(evidence.ws, &evidence.index.secrets, "9999-12-31").items;
    let meant = |item: &&DueItem| condition.kinds.is_empty() || condition.kinds.contains(&item.kind);
    let items: Vec<&DueItem> = all.iter().filter(meant).collect();
    if items.is_empty() {
        return Seen::nothing("no page says when something is due");
    }
    let late = items.iter().filter_map(|item| {
        let when = match (&item.unreadable, &item.due) {
            (Some(words), _) => format!("is due by words that cannot be read: {words}"),
            (None, Some(day)) if item.overdue => format!("was due on {day}"),
            _ => return None,
        };
        Some(reason(format!("{} {when}", item.what), Some(item.place.clone())))
    });
    let reasons: Vec<Reason> = late.collect();
    let message = format!("{} with a day, {} of them late or not readable", items.len(), reasons.len());
    Seen { judged: items.len(), message, reasons }
}
