//! What is said about a named thing: the runner of a job, the crons of a workflow.

use std::collections::BTreeSet;

use super::name::{Kind, Name};
use super::patterns::starred;
use super::schedule::Schedule;
use super::statement::{Absence, Answer, Evidence, Term};
use super::version::Version;

/// Which quality of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// The name that people see, when it is not the one in the source.
    Title,
    /// The events that start a workflow.
    Triggers,
    /// The branches that start a workflow.
    Branches,
    /// A branch that is among those whose pushes start a workflow, whichever others are.
    PushedTo,
    /// The cron lines of a workflow.
    Schedule,
    /// The machine that a job runs on.
    Runner,
    /// After how many minutes a job is stopped.
    Timeout,
    /// The jobs that a job waits for.
    Needs,
    /// The environment that a job deploys to, or that a secret belongs to.
    Environment,
    /// The values of an axis that a job is repeated over.
    Matrix,
    /// The group of which one run goes at a time.
    Concurrency,
    /// What a job may do, as `contents: read`.
    Permissions,
    /// The default of an input.
    Default,
    /// The values that an input takes.
    Choices,
    /// The ports of a service: on a page that does not say of which side, of either.
    Port,
    /// The ports of this machine that lead to a service.
    HostPort,
    /// Where an environment is reached.
    Url,
    /// The image that a service runs.
    Image,
    /// The path that is asked whether a service is well.
    Health,
    /// In use, retired, or kept outside.
    Status,
    /// Who looks after it.
    Owner,
    /// How often it is renewed.
    Rotation,
    /// When it was last renewed.
    Rotated,
    /// How it is probed for.
    Probe,
    /// How it is installed.
    Install,
    /// Whether a job that uses it deploys.
    Deploys,
    /// Whether what names it stops without it.
    Required,
}

impl Key {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "display name",
            Self::Triggers => "triggers",
            Self::Branches | Self::PushedTo => "branches",
            Self::Schedule => "schedule",
            Self::Runner => "runner",
            Self::Timeout => "timeout",
            Self::Needs => "needs",
            Self::Environment => "environment",
            Self::Matrix => "matrix",
            Self::Concurrency => "concurrency group",
            Self::Permissions => "permissions",
            Self::Default => "default",
            Self::Choices => "choices",
            Self::Port | Self::HostPort => "port",
            Self::Url => "address",
            Self::Image => "image",
            Self::Health => "health check",
            Self::Status => "status",
            Self::Owner => "owner",
            Self::Rotation => "rotation",
            Self::Rotated => "last rotation",
            Self::Probe => "probe",
            Self::Install => "install command",
            Self::Deploys => "deploys",
            Self::Required => "required",
        }
    }
}

/// One quality of one thing, as a set of words: most have one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The thing.
    pub of: Name,
    /// The quality.
    pub key: Key,
    /// Its values, as written.
    pub values: BTreeSet<String>,
}

impl Property {
    /// A quality with these values.
    pub fn new(of: Name, key: Key, values: impl IntoIterator<Item = String>) -> Self {
        Self { of, key, values: values.into_iter().collect() }
    }

    /// Whether an expression computes it.
    fn is_computed(&self) -> bool {
        self.values.iter().any(|value| value.contains("${{"))
    }

    /// The values as one phrase.
    pub fn shown(&self) -> String {
        if self.values.is_empty() {
            return "none".to_owned();
        }
        self.values.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// A value as it is compared; none if it does not count.
fn plain(key: Key, value: &str) -> Option<String> {
    let value = value.trim().to_ascii_lowercase();
    match (key, value.as_str()) {
        (Key::Triggers, "merge_group") => None,
        (Key::Triggers, "pull_request_target") => Some("pull_request".to_owned()),
        (Key::Default, _) => Some(value.trim_matches(['"', '\'']).to_owned()),
        (Key::Url, _) => Some(value.trim_end_matches('/').to_owned()),
        _ => Some(value),
    }
}

fn answer(agrees: bool) -> Answer {
    if agrees { Answer::Agrees } else { Answer::Differs }
}

/// What a cron line answers to a schedule; one that cannot be read decides nothing.
fn schedules(said: &BTreeSet<String>, lines: &BTreeSet<String>) -> Answer {
    let read =
        |values: &BTreeSet<String>| values.iter().map(|value| Schedule::parse(value)).collect::<Option<Vec<_>>>();
    let (Some(said), Some(lines)) = (read(said), read(lines)) else { return Answer::Silent };
    answer(said.iter().all(|one| lines.iter().any(|line| one.agrees_with(line))))
}

/// What the patterns of a workflow answer to branches that are said to be among them; one that is more than stars
/// decides nothing.
fn pushes(said: &BTreeSet<String>, patterns: &BTreeSet<String>) -> Answer {
    let Some(patterns) = patterns.iter().map(|pattern| starred(pattern)).collect::<Option<Vec<_>>>() else {
        return Answer::Silent;
    };
    answer(said.iter().all(|branch| patterns.iter().any(|pattern| pattern.is_match(branch))))
}

/// Whether each value is among the others, versions as precisely as both are written: 20 is 20.x.
fn each_in(values: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    let is_same = |one: &str, two: &str| match (Version::parse(one), Version::parse(two)) {
        (Some(one), Some(two)) => one.agrees_with(&two),
        _ => one.eq_ignore_ascii_case(two),
    };
    values.iter().all(|value| others.iter().any(|other| is_same(value, other)))
}

impl Term for Property {
    type Subject = (Kind, String, String, Key);
    type Domain = ();

    fn subject(&self) -> Self::Subject {
        let (kind, within, name) = self.of.subject();
        (kind, within, name, self.key)
    }

    fn domain(&self) {}

    fn held_against(&self, other: &Self) -> Answer {
        match self.key {
            Key::Matrix => return answer(each_in(&self.values, &other.values) && each_in(&other.values, &self.values)),
            Key::Choices => return answer(self.values.is_subset(&other.values)),
            Key::Schedule => return schedules(&self.values, &other.values),
            Key::PushedTo => return pushes(&self.values, &other.values),
            // What a run computes is written in other words by people.
            Key::Concurrency if other.is_computed() && !self.is_computed() => return Answer::Silent,
            _ => {}
        }
        let plain = |property: &Self| property.values.iter().filter_map(|value| plain(self.key, value)).collect();
        let (one, two): (BTreeSet<String>, BTreeSet<String>) = (plain(self), plain(other));
        // A job runs at some of the events that start its workflow.
        let is_of_job = self.of.kind == Kind::Job && self.key == Key::Triggers;
        answer(if is_of_job { one.is_subset(&two) } else { one == two })
    }

    fn absence(&self, _: Evidence) -> Absence {
        Absence::Nothing
    }
}
