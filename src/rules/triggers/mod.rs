//! What starts a workflow, and when.

use super::Rule;

mod stale_branch;
mod stale_dispatch_input;
mod stale_schedule;
mod stale_trigger;

/// The rules of this family.
pub(super) const RULES: &[&Rule] =
    &[&stale_trigger::RULE, &stale_schedule::RULE, &stale_branch::RULE, &stale_dispatch_input::RULE];
