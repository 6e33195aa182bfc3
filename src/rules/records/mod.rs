//! Records of releases and incidents: what they lack, and what they say that git does not.

use super::Rule;

mod action_overdue;
mod disordered_times;
mod incident_incomplete;
mod release_incomplete;
mod release_without_record;
mod stages;
mod stale_release;
mod tags;
mod unknown_record_word;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &incident_incomplete::RULE,
    &action_overdue::RULE,
    &release_without_record::RULE,
    &release_incomplete::RULE,
    &stale_release::RULE,
    &disordered_times::RULE,
    &unknown_record_word::RULE,
];
