//! Tools that people install.

use super::Rule;

mod wrong_package_manager;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[&wrong_package_manager::RULE];
