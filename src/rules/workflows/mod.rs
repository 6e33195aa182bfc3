//! Workflows, and what commands say of them.

use super::Rule;

mod broken_workflow_reference;
mod dead_ci_badge;
mod stale_action_version;
mod unknown_dispatch_input;
mod unknown_required_check;
mod unknown_workflow;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &unknown_workflow::RULE,
    &unknown_dispatch_input::RULE,
    &dead_ci_badge::RULE,
    &broken_workflow_reference::RULE,
    &unknown_required_check::RULE,
    &stale_action_version::RULE,
];
