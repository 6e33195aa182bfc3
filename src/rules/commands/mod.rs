//! What commands name: targets, package scripts, Cargo targets, services; and the scripts that we write.

use super::Rule;

mod deprecated_command;
mod names;
mod stale_bootstrap;
mod unknown_cargo_target;
mod unknown_flag;
mod unknown_gate;
mod unknown_package_script;
mod unknown_service;
mod unknown_subcommand;
mod unknown_target;
mod unlinked_script;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &unknown_target::RULE,
    &unknown_package_script::RULE,
    &unknown_cargo_target::RULE,
    &unknown_service::RULE,
    &deprecated_command::RULE,
    &unlinked_script::RULE,
    &stale_bootstrap::RULE,
    &unknown_flag::RULE,
    &unknown_gate::RULE,
    &unknown_subcommand::RULE,
];
