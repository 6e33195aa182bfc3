//! Workflows and their jobs, as the pages about CI list them.

use super::Rule;

mod stale_concurrency;
mod stale_matrix;
mod stale_needs;
mod stale_permission;
mod stale_runner;
mod stale_timeout;
mod undocumented_cache;
mod undocumented_job;
mod undocumented_workflow;
mod unknown_job;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &undocumented_workflow::RULE,
    &unknown_job::RULE,
    &undocumented_job::RULE,
    &stale_runner::RULE,
    &stale_timeout::RULE,
    &stale_needs::RULE,
    &stale_permission::RULE,
    &stale_matrix::RULE,
    &stale_concurrency::RULE,
    &undocumented_cache::RULE,
];
