//! What commands name: targets, package scripts, Cargo targets, services; and the scripts that we write.

use super::Rule;

mod names;
mod stale_bootstrap;
mod unknown_cargo_target;
mod unknown_package_script;
mod unknown_service;
mod unknown_target;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &unknown_target::RULE,
    &unknown_package_script::RULE,
    &unknown_cargo_target::RULE,
    &unknown_service::RULE,
    &stale_bootstrap::RULE,
];
