//! Services as the environment pages list them, and the files that define infrastructure.

use super::Rule;

mod broken_iac_pointer;
mod broken_runbook_url;
mod missing_iac_pointer;
mod stale_healthcheck;
mod stale_image;
mod stale_port;
mod undocumented_service;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &undocumented_service::RULE,
    &stale_port::RULE,
    &stale_image::RULE,
    &stale_healthcheck::RULE,
    &missing_iac_pointer::RULE,
    &broken_iac_pointer::RULE,
    &broken_runbook_url::RULE,
];
