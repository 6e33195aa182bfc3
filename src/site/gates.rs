//! The gates, by records alone: what holds, what does not and why, what is let pass. Nothing is run for a page.

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::inventory::document;
use super::{Made, Site, ThemeError, search};
use crate::answers::gate::{Held, Outcome, Reason, Verdict};

/// How many reasons of one condition are listed.
const SHOWN: usize = 20;

/// The tone, the sign and the words of an outcome.
fn told(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Holds => ("ok", "ok", "holds"),
        Outcome::Waived => ("warn", "clock", "waived"),
        Outcome::Nothing => ("none", "minus", "nothing to judge"),
        Outcome::Unknown => ("warn", "warn", "unknown"),
        Outcome::NeedsApproval => ("warn", "warn", "approval is missing"),
        Outcome::Fails => ("danger", "fail", "does not hold"),
        Outcome::Error => ("danger", "fail", "could not be run"),
    }
}

/// Whether a gate lets pass.
pub(super) fn is_open(verdict: &Verdict) -> bool {
    verdict.outcome <= Outcome::Waived
}

/// How all gates stand together: what only nobody knows yet is no alarm.
pub(super) fn tone(site: &Site) -> &'static str {
    site.gates.iter().map(|verdict| verdict.outcome).max().map_or("ok", |worst| told(worst).0)
}

/// The gates, those that do not hold first.
fn in_order<'s>(site: &Site<'s>) -> Vec<&'s Verdict> {
    let mut all: Vec<&Verdict> = site.gates.iter().collect();
    all.sort_by_key(|verdict| std::cmp::Reverse(verdict.outcome));
    all
}

fn gate_ids(gates: &[&Verdict]) -> Vec<String> {
    ids("", gates.iter().map(|verdict| &verdict.gate))
}

/// A line for each gate, for the home page.
pub(super) fn rows(site: &Site) -> Vec<Value> {
    let gates = in_order(site);
    let row = |(verdict, id): (&&Verdict, String)| {
        let (tone, icon, words) = told(verdict.outcome);
        let against = verdict.conditions.iter().filter(|held| held.outcome > Outcome::Waived);
        let against: Vec<&str> = against.map(|held| held.name.as_str()).collect();
        context! {
            name => verdict.gate, id, summary => verdict.summary, tone, icon, words,
            against => against.join(", "), until => until(verdict),
        }
    };
    gates.iter().zip(gate_ids(&gates)).map(row).collect()
}

/// The day on which the first waiver ends that lets a gate pass.
fn until(verdict: &Verdict) -> Option<&str> {
    let of_conditions = verdict
        .conditions
        .iter()
        .flat_map(|held| held.waiver.iter().chain(held.reasons.iter().filter_map(|reason| reason.waiver.as_ref())));
    verdict.waiver.iter().chain(of_conditions).map(|waiver| waiver.until.as_str()).min()
}

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let gates = in_order(site);
    let ids = gate_ids(&gates);
    let contents: Vec<(&str, &str)> =
        ids.iter().zip(&gates).map(|(id, verdict)| (id.as_str(), verdict.gate.as_str())).collect();
    let frame = Frame::new("gates.html", "Gates", "gates").contents(&contents);
    let shown = gates.iter().zip(&ids).map(|(verdict, id)| {
        let (tone, icon, words) = told(verdict.outcome);
        let conditions = verdict.conditions.iter().map(|held| condition(site, held)).collect::<Vec<_>>();
        let stated = verdict.stated.as_ref().map(|place| {
            context! { path => place.path, line => place.line, address => site.target(&place.path, Some(place.line)).0 }
        });
        context! { item => verdict, id, tone, icon, words, conditions, stated }
    });
    let artifact = site.render("gates.html", &frame, context! { gates => shown.collect::<Vec<_>>() })?;
    let names = gates.iter().map(|verdict| verdict.gate.clone()).collect();
    let document = search::Document {
        sections: vec![search::Section { names, ..search::Section::default() }],
        ..document(&frame, "gates")
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

fn condition(site: &Site, held: &Held) -> Value {
    let (tone, icon, words) = told(held.outcome);
    let reasons = held.reasons.iter().take(SHOWN).map(|reason| against(site, held, reason)).collect::<Vec<_>>();
    context! { item => held, tone, icon, words, reasons, more => held.reasons.len().saturating_sub(SHOWN) }
}

fn against(site: &Site, held: &Held, reason: &Reason) -> Value {
    let place = reason.place.as_ref().map(|place| {
        context! { path => place.path, line => place.line, address => site.target(&place.path, Some(place.line)).0 }
    });
    context! {
        // What the condition itself says already is not said twice.
        message => (reason.message != held.message).then_some(reason.message.as_str()),
        place, waiver => reason.waiver,
    }
}
