//! Gates: whether all holds that must hold before something is done. One verdict, with the reasons and their places.
//!
//! A gate is data, and is judged from what is known: findings, recorded runs, records of releases and incidents, days.
//! What a run just showed is handed in; nothing is executed here. What nothing is known of does not hold.

mod checks;
mod conditions;
mod definition;
mod waivers;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::doctor::Finding as MachineFinding;
use crate::config::{Gate, Need};
use crate::diagnostic::Diagnostic;
use crate::index::{Index, Place};
use crate::kinds::{Page, PageKind};
use crate::model::Status;
use crate::model::environment::is_same;
use crate::workspace::Workspace;

pub use conditions::choice;
pub use definition::{Base, Definitions, stated};
pub use waivers::VoidWaiver;

/// How it is with a condition, or with the whole gate: the later, the worse.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There is nothing to judge, and that is fine here.
    Nothing,
    /// It holds.
    Holds,
    /// It does not hold, and somebody lets that pass for a while.
    Waived,
    /// Somebody must approve a check before it can be told.
    NeedsApproval,
    /// There is nothing to judge it by.
    Unknown,
    /// It does not hold.
    Fails,
    /// What was to tell could not be run.
    Error,
}

impl Outcome {
    /// The exit code of a gate that ends so.
    pub fn code(self) -> u8 {
        match self {
            Self::Holds | Self::Waived => 0,
            Self::Nothing | Self::Unknown | Self::Fails => 1,
            Self::NeedsApproval => 3,
            Self::Error => 4,
        }
    }

    /// Its word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Holds => "holds",
            Self::Waived => "waived",
            Self::NeedsApproval => "needs-approval",
            Self::Unknown => "unknown",
            Self::Fails => "fails",
            Self::Error => "error",
        }
    }
}

/// A waiver that is in use.
#[derive(Clone, Debug, Serialize, JsonSchema, PartialEq, Eq)]
pub struct InUse {
    /// Why this may pass.
    pub reason: String,
    /// The last day on which it may.
    pub until: String,
}

/// Something that speaks against a condition.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// How much it matters.
    pub outcome: Outcome,
    /// What it is.
    pub message: String,
    /// Where it is told, if it is told somewhere.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// The rule that found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// The check that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// What lets it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<InUse>,
}

/// How it is with a condition.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Held {
    /// What it is called.
    pub name: String,
    /// What it needs.
    pub needs: Need,
    /// How it is.
    pub outcome: Outcome,
    /// What was judged, or why nothing was, in words.
    pub message: String,
    /// How many things were judged.
    pub judged: usize,
    /// What speaks against it.
    pub reasons: Vec<Reason>,
    /// What lets all of it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<InUse>,
}

/// What is thought of a gate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs gate --format json")]
pub struct Verdict {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    pub version: u32,
    /// The gate.
    pub gate: String,
    /// What it is for.
    pub summary: String,
    /// Where it is defined; absent for one that is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Place>,
    /// The environment that it was judged for, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The release that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Whether checks were run, or only records read.
    pub ran: bool,
    /// The day on which it was judged.
    pub today: String,
    /// Whether it holds.
    pub outcome: Outcome,
    /// The exit code.
    pub code: u8,
    /// What lets all of it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<InUse>,
    /// Its conditions.
    pub conditions: Vec<Held>,
    /// Waivers that let nothing pass, and why.
    pub void_waivers: Vec<VoidWaiver>,
}

/// What a check did just now.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its page.
    pub page: String,
    /// Its line.
    pub line: usize,
    /// Its label.
    pub name: String,
    /// How it ended.
    pub status: Status,
    /// Why.
    pub why: String,
}

/// What a gate is judged by.
pub struct Evidence<'a> {
    /// The repository.
    pub ws: &'a Workspace,
    /// The pages as the base of a pull request has them, with the records that count.
    pub base: Option<&'a Workspace>,
    /// What is known of it.
    pub index: &'a Index,
    /// Its findings of all levels, without accepted ones.
    pub diagnostics: &'a [Diagnostic],
    /// The environment, instead of the gate's own.
    pub environment: Option<&'a str>,
    /// The release, instead of the newest.
    pub release: Option<&'a str>,
    /// What the checks of each condition did just now, by the number of the condition; none if nothing was run.
    pub ran: Option<BTreeMap<usize, Vec<Ran>>>,
    /// What was found about this machine just now.
    pub machine: Option<Vec<MachineFinding>>,
}

impl Evidence<'_> {
    /// The environment that a gate is judged for.
    pub fn environment_of(&self, gate: &Gate) -> String {
        self.named(gate).unwrap_or_else(|| "local".to_owned())
    }

    /// The environment that it is about, if it is about one.
    fn named(&self, gate: &Gate) -> Option<String> {
        let name = self.environment.or(gate.environment.as_deref())?;
        Some(as_written(self.ws, name).to_owned())
    }
}

/// An environment as the pages call it, such as `prod` for `production`.
fn as_written<'a>(ws: &'a Workspace, name: &'a str) -> &'a str {
    let pages = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment));
    let written: Vec<&str> = pages.filter_map(Page::environment).collect();
    let like = || written.iter().find(|own| is_same(own, name)).copied();
    if written.contains(&name) { name } else { like().unwrap_or(name) }
}

/// Judges a gate.
pub fn judge(gate: &Gate, definitions: &Definitions, evidence: &Evidence) -> Verdict {
    let environment = evidence.environment_of(gate);
    let waivers = waivers::Waivers::new(definitions, &gate.name, &evidence.ws.today);
    let mut conditions: Vec<Held> = Vec::new();
    for (at, condition) in gate.condition.iter().enumerate() {
        let Some(needs) = condition.needs else { continue };
        let seen = conditions::look(at, condition, needs, &environment, evidence);
        let mut reasons = seen.reasons;
        let mut outcome = match seen.judged {
            0 if reasons.is_empty() && condition.optional => Outcome::Nothing,
            0 if reasons.is_empty() => Outcome::Unknown,
            _ => Outcome::Holds,
        };
        for reason in &mut reasons {
            reason.waiver = waivers.of_reason(condition, reason);
            outcome = outcome.max(if reason.waiver.is_some() { Outcome::Waived } else { reason.outcome });
        }
        let waiver = waivers.of_condition(condition, outcome);
        outcome = if waiver.is_some() { Outcome::Waived } else { outcome };
        let (mut message, judged) = (seen.message, seen.judged);
        if let Some(why) = definitions.is_unproven(gate) {
            (outcome, message) = (outcome.max(Outcome::Unknown), why);
        }
        conditions.push(Held { name: condition.called().to_owned(), needs, outcome, message, judged, reasons, waiver });
    }
    let worst = conditions.iter().map(|held| held.outcome).max().unwrap_or(Outcome::Nothing);
    // A gate that looked at nothing has no right to open.
    let worst = if worst == Outcome::Nothing { Outcome::Unknown } else { worst };
    let waiver = waivers.of_gate(worst);
    let outcome = if waiver.is_some() { Outcome::Waived } else { worst };
    Verdict {
        version: 1,
        gate: gate.name.clone(),
        summary: gate.summary.clone(),
        stated: stated(evidence.ws, &gate.name),
        environment: evidence.named(gate),
        release: evidence.release.map(str::to_owned),
        ran: evidence.ran.is_some(),
        today: evidence.ws.today.clone(),
        outcome,
        code: outcome.code(),
        waiver,
        conditions,
        void_waivers: waivers.void(),
    }
}
