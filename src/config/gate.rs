//! Gates and waivers as data: what must hold before something is done, and what is let pass for a while, by whom it is
//! told and until when. Those that everybody has are written in the same form, in `gates.toml`.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FailOn, Settings};
use crate::model::calendar::{day, period};

/// What must hold before something is done. A gate by the name of one that is built in takes its place.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gate {
    /// What it is called: `devops-docs gate NAME`.
    pub name: String,
    /// What it is for, in a sentence.
    pub summary: String,
    /// The environment that it is about, unless `--env` names another.
    pub environment: Option<String>,
    /// What must hold, all of it.
    pub condition: Vec<Condition>,
}

/// One thing that must hold.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Condition {
    /// What it is called in outputs and waivers. By default what it needs.
    pub name: Option<String>,
    /// What it needs.
    pub needs: Option<Need>,
    /// Whether it is fine that there is nothing to judge. Otherwise the gate does not hold then.
    pub optional: bool,
    /// `no-findings`: names of rules or families; all rules when empty.
    pub rules: Vec<String>,
    /// `no-findings`: the lowest level that counts, by default `error`.
    pub fail_on: Option<FailOn>,
    /// `no-findings`, `checks-passed`, `drilled`: globs of the pages and sources that count; all when empty.
    pub paths: Vec<String>,
    /// `no-findings`: kinds of the pages that count, such as `deployment`; all when empty. Pages of another environment
    /// are left out then.
    pub page_kinds: Vec<String>,
    /// `checks-passed`: whether only what ran on this machine just now counts, with `--run`: a record is of the machine
    /// that made it.
    pub here: bool,
    /// `checks-passed`: names of checks; all when empty.
    pub names: Vec<String>,
    /// `checks-passed`: tags of checks; all when empty.
    pub tags: Vec<String>,
    /// `checks-passed`, `drilled`: how old a record may be, such as `30d`.
    pub within: Option<String>,
    /// `nothing-overdue`: what is looked at; all when empty.
    pub kinds: Vec<DueKind>,
}

/// What can be late.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum DueKind {
    /// The review of a page.
    Review,
    /// The renewal of a secret.
    Rotation,
    /// A task of a maintenance table.
    Task,
    /// An action of an incident.
    Action,
    /// The drill of a runbook.
    Drill,
}

/// What a condition can need.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// There is a page of the environment.
    PageWritten,
    /// No finding of these rules.
    NoFindings,
    /// The checks of the environment passed when they were last run, and are still the same.
    ChecksPassed,
    /// The tools that pages list and the repository pins are on this machine; judged only with `--run`.
    ToolsPresent,
    /// Runbooks were drilled.
    Drilled,
    /// The release has a record that names who approved it.
    ReleaseApproved,
    /// The record of the release says that it was verified.
    ReleaseVerified,
    /// No incident goes on.
    NoOpenIncident,
    /// Nothing is late.
    NothingOverdue,
}

impl Need {
    /// Its word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::PageWritten => "page-written",
            Self::NoFindings => "no-findings",
            Self::ChecksPassed => "checks-passed",
            Self::ToolsPresent => "tools-present",
            Self::Drilled => "drilled",
            Self::ReleaseApproved => "release-approved",
            Self::ReleaseVerified => "release-verified",
            Self::NoOpenIncident => "no-open-incident",
            Self::NothingOverdue => "nothing-overdue",
        }
    }
}

impl Condition {
    /// What it is called.
    pub fn called(&self) -> &str {
        self.name.as_deref().or(self.needs.map(Need::word)).unwrap_or("nothing")
    }

    /// What is wrong with it, with the key that it is about.
    fn mistakes(&self) -> Vec<(Option<&'static str>, String)> {
        let Some(need) = self.needs else {
            return vec![(None, "this condition needs nothing: write `needs = …`".to_owned())];
        };
        let keys: [(_, bool, &[Need]); 9] = [
            ("rules", !self.rules.is_empty(), &[Need::NoFindings]),
            ("fail-on", self.fail_on.is_some(), &[Need::NoFindings]),
            ("paths", !self.paths.is_empty(), &[Need::NoFindings, Need::ChecksPassed, Need::Drilled]),
            ("page-kinds", !self.page_kinds.is_empty(), &[Need::NoFindings]),
            ("here", self.here, &[Need::ChecksPassed]),
            ("names", !self.names.is_empty(), &[Need::ChecksPassed]),
            ("tags", !self.tags.is_empty(), &[Need::ChecksPassed]),
            ("within", self.within.is_some(), &[Need::ChecksPassed, Need::Drilled]),
            ("kinds", !self.kinds.is_empty(), &[Need::NothingOverdue]),
        ];
        let idle = keys.into_iter().filter(|(_, is_set, of)| *is_set && !of.contains(&need));
        let mut found: Vec<_> = idle
            .map(|(key, ..)| (Some(key), format!("`{key}` means nothing where `{}` is needed", need.word())))
            .collect();
        if let Some(within) = self.within.as_deref().filter(|within| period(within).is_none()) {
            found.push((Some("within"), format!("{within} is no period: write one such as `30d`")));
        }
        if self.fail_on == Some(FailOn::Never) {
            found.push((Some("fail-on"), "what never fails is no condition".to_owned()));
        }
        found
    }
}

impl Gate {
    /// What is wrong with it, with the condition and the key that it is about.
    pub(super) fn mistakes(&self) -> Vec<(Option<usize>, Option<&'static str>, String)> {
        let mut found = Vec::new();
        if self.name.trim().is_empty() {
            found.push((None, None, "this gate has no name".to_owned()));
        }
        if self.condition.is_empty() {
            found.push((None, None, "a gate without conditions says nothing: write `[[gate.condition]]`".to_owned()));
        }
        for (at, condition) in self.condition.iter().enumerate() {
            found.extend(condition.mistakes().into_iter().map(|(key, message)| (Some(at), key, message)));
        }
        found
    }
}

/// Something that a gate lets pass for a while. Without a reason and a last day it lets nothing pass.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Waiver {
    /// Only for this gate; for all when absent.
    pub gate: Option<String>,
    /// The condition that may fail, by its name or by what it needs.
    pub condition: Option<String>,
    /// The rule whose findings do not count.
    pub rule: Option<String>,
    /// The check that may fail: its name, or `page:name`.
    pub check: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it counts, as `2026-12-31`.
    pub until: Option<String>,
}

/// Whether words say something: with letters that one sees, and no mark that they are still to be written.
fn is_reason(words: &str) -> bool {
    // The fillers of Hangul are letters, of nothing.
    let is_seen = |c: char| c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    let is_open = ["TODO", "FIXME", "TBD"].iter().any(|mark| words.trim_start().starts_with(mark));
    words.contains(is_seen) && !is_open
}

impl Waiver {
    /// Why it lets nothing pass; none if it does.
    pub fn void(&self, today: &str) -> Option<String> {
        let says = |words: &Option<String>| words.as_deref().is_some_and(|words| !words.trim().is_empty());
        if ![&self.gate, &self.condition, &self.rule, &self.check].into_iter().any(says) {
            return Some("it names no gate, condition, rule or check".to_owned());
        }
        if !self.reason.as_deref().is_some_and(is_reason) {
            return Some("it gives no reason".to_owned());
        }
        let Some(until) = self.until.as_deref().filter(|until| !until.trim().is_empty()) else {
            return Some("it has no last day: `until`".to_owned());
        };
        match (day(until).filter(|day| day.to_string() == until), day(today)) {
            (None, _) => Some(format!("{until} is no day like 2026-12-31")),
            (Some(last), Some(today)) if last < today => Some(format!("it ended on {last}")),
            _ => None,
        }
    }

    /// What it lets pass, in words.
    pub fn about(&self) -> String {
        let named =
            [("gate", &self.gate), ("condition", &self.condition), ("rule", &self.rule), ("check", &self.check)];
        let named = named.iter().filter_map(|(what, name)| Some(format!("{what} {}", name.as_deref()?)));
        named.collect::<Vec<_>>().join(", ")
    }
}

static BUILT_IN: LazyLock<Vec<Gate>> = LazyLock::new(|| {
    let settings: Settings = ::toml::from_str(include_str!("gates.toml")).expect("our gates are settings");
    settings.gate
});

/// The gates that everybody has.
pub fn built_in() -> &'static [Gate] {
    &BUILT_IN
}

/// Every gate: those that are built in, or what takes their place, then the others.
pub fn gates(own: &[Gate]) -> Vec<&Gate> {
    let replaced = built_in().iter().map(|gate| own.iter().find(|own| own.name == gate.name).unwrap_or(gate));
    let others = own.iter().filter(|own| built_in().iter().all(|gate| gate.name != own.name));
    replaced.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_gates_are_settings_that_mean_something() {
        for gate in built_in() {
            assert!(!gate.summary.is_empty() && !gate.condition.is_empty(), "{}", gate.name);
            assert_eq!(gate.mistakes(), []);
        }
    }

    #[test]
    fn a_waiver_says_why_and_ends() {
        let waiver = |reason: &str, until: &str| Waiver {
            rule: Some("stale-run".to_owned()),
            reason: Some(reason.to_owned()),
            until: Some(until.to_owned()),
            ..Waiver::default()
        };
        let void = |waiver: Waiver| waiver.void("2026-11-22");
        assert_eq!(void(waiver("moved to the new host", "2026-11-22")), None);
        assert_eq!(void(waiver(" ", "2026-11-22")).as_deref(), Some("it gives no reason"));
        assert_eq!(void(waiver("x", "2026-11-21")).as_deref(), Some("it ended on 2026-11-21"));
        assert_eq!(void(waiver("x", "soon")).as_deref(), Some("soon is no day like 2026-12-31"));
        assert_eq!(void(waiver("x", "20991231")).as_deref(), Some("20991231 is no day like 2026-12-31"));
        assert_eq!(void(waiver("x", "")).as_deref(), Some("it has no last day: `until`"));
        let about_nothing = Waiver { rule: None, ..waiver("x", "2026-11-22") };
        assert!(void(about_nothing).is_some());
    }
}
