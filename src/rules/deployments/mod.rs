//! Deployments: how a version gets to its users, and back.

use super::Rule;

mod empty_rollback;
mod floating_image;
mod missing_rollback;
mod missing_verification;
mod rollback;
mod unbacked_approval;
mod undocumented_deployment;
mod undocumented_migration;
mod unknown_deployment;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &missing_rollback::RULE,
    &empty_rollback::RULE,
    &missing_verification::RULE,
    &undocumented_deployment::RULE,
    &floating_image::RULE,
    &unbacked_approval::RULE,
    &undocumented_migration::RULE,
    &unknown_deployment::RULE,
];
