//! Environment variables.

use super::Rule;

mod unknown_env_var;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[&unknown_env_var::RULE];
