//! What waivers let pass, and which of them let nothing pass.

use schemars::JsonSchema;
use serde::Serialize;

use super::definition::Definitions;
use super::{InUse, Outcome, Reason};
use crate::config::{Condition, Waiver};

/// A waiver that lets nothing pass.
#[derive(Clone, Debug, Serialize, JsonSchema, PartialEq, Eq)]
pub struct VoidWaiver {
    /// What it was to let pass.
    pub about: String,
    /// Why it does not.
    pub why: String,
}

/// The waivers that may speak for one gate.
pub(super) struct Waivers<'a> {
    gate: &'a str,
    valid: Vec<&'a Waiver>,
    void: Vec<VoidWaiver>,
}

impl<'a> Waivers<'a> {
    pub fn new(definitions: &'a Definitions, gate: &'a str, today: &str) -> Self {
        let mut waivers = Self { gate, valid: Vec::new(), void: Vec::new() };
        let of_gate = |waiver: &&Waiver| waiver.gate.as_deref().is_none_or(|name| name == gate);
        for waiver in definitions.waivers.iter().filter(of_gate) {
            match waiver.void(today).or_else(|| definitions.is_new(waiver)) {
                Some(why) => waivers.void.push(VoidWaiver { about: waiver.about(), why }),
                None => waivers.valid.push(waiver),
            }
        }
        waivers
    }

    /// What lets one reason pass. That an approval is missing, or that something could not be run, nothing lets pass.
    pub fn of_reason(&self, condition: &Condition, reason: &Reason) -> Option<InUse> {
        let fits = |waiver: &&&Waiver| {
            let (rule, check) = (waiver.rule.as_deref(), waiver.check.as_deref());
            let is_check = |wanted: &str| {
                let own = reason.check.as_deref();
                let page = reason.place.as_ref().map_or("", |place| place.path.as_str());
                own == Some(wanted) || own.is_some_and(|own| wanted == format!("{page}:{own}"))
            };
            (rule.is_some() || check.is_some())
                && is_of(waiver, condition)
                && rule.is_none_or(|rule| reason.rule == Some(rule))
                && check.is_none_or(is_check)
        };
        let found = self.valid.iter().find(fits).filter(|_| reason.outcome == Outcome::Fails)?;
        Some(in_use(found))
    }

    /// What lets a whole condition pass.
    pub fn of_condition(&self, condition: &Condition, outcome: Outcome) -> Option<InUse> {
        let fits = |waiver: &&&Waiver| {
            waiver.rule.is_none() && waiver.check.is_none() && waiver.condition.is_some() && is_of(waiver, condition)
        };
        let found = self.valid.iter().find(fits).filter(|_| is_waivable(outcome))?;
        Some(in_use(found))
    }

    /// What lets the whole gate pass.
    pub fn of_gate(&self, outcome: Outcome) -> Option<InUse> {
        let fits = |waiver: &&&Waiver| {
            waiver.gate.as_deref() == Some(self.gate)
                && [&waiver.condition, &waiver.rule, &waiver.check].iter().all(|other| other.is_none())
        };
        let found = self.valid.iter().find(fits).filter(|_| is_waivable(outcome))?;
        Some(in_use(found))
    }

    pub fn void(self) -> Vec<VoidWaiver> {
        self.void
    }
}

fn is_of(waiver: &Waiver, condition: &Condition) -> bool {
    let needs = condition.needs.map(crate::config::Need::word);
    waiver.condition.as_deref().is_none_or(|name| name == condition.called() || Some(name) == needs)
}

fn is_waivable(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Fails | Outcome::Unknown)
}

fn in_use(waiver: &Waiver) -> InUse {
    InUse { reason: waiver.reason.clone().unwrap_or_default(), until: waiver.until.clone().unwrap_or_default() }
}
