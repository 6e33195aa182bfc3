//! The run itself: what could not be read, suppressions, configuration.

use super::Rule;

mod nothing_checked;
mod unexplained_suppression;
mod unknown_configuration;
mod unreadable_source;
mod unused_suppression;
mod void_waiver;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &unreadable_source::RULE,
    &unknown_configuration::RULE,
    &unused_suppression::RULE,
    &unexplained_suppression::RULE,
    &void_waiver::RULE,
    &nothing_checked::RULE,
];
