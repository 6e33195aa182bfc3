//! Services of Compose files, as the environment pages list them.

use super::Rule;

mod stale_healthcheck;
mod stale_image;
mod stale_port;
mod undocumented_service;

/// The rules of this family.
pub(super) const RULES: &[&Rule] =
    &[&undocumented_service::RULE, &stale_port::RULE, &stale_image::RULE, &stale_healthcheck::RULE];
