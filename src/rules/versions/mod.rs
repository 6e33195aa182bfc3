//! Versions of tools.

use super::Rule;

mod conflicting_version;
mod stale_version;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[&stale_version::RULE, &conflicting_version::RULE];
