//! Deployments: how a version gets to its users, and back.

use super::Rule;

mod empty_rollback;
mod missing_rollback;
mod missing_verification;
mod rollback;
mod undocumented_deployment;

/// The rules of this family.
pub(super) const RULES: &[&Rule] =
    &[&missing_rollback::RULE, &empty_rollback::RULE, &missing_verification::RULE, &undocumented_deployment::RULE];
