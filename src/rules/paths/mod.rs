//! Paths in words and commands.

use super::Rule;

mod unknown_path;
mod unknown_script;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[&unknown_path::RULE, &unknown_script::RULE];
