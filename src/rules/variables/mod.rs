//! Variables: of the environment, and of GitHub Actions.

use super::Rule;

mod undocumented_env_var;
mod undocumented_variable;
mod unknown_env_var;
mod unknown_variable;

/// The rules of this family.
pub(super) const RULES: &[&Rule] =
    &[&unknown_env_var::RULE, &undocumented_env_var::RULE, &undocumented_variable::RULE, &unknown_variable::RULE];
