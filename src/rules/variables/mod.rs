//! Variables: of the environment, and of GitHub Actions.

use super::Rule;

mod conflicting_env_example;
mod undocumented_env_var;
mod undocumented_variable;
mod unknown_env_var;
mod unknown_variable;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &unknown_env_var::RULE,
    &undocumented_env_var::RULE,
    &undocumented_variable::RULE,
    &unknown_variable::RULE,
    &conflicting_env_example::RULE,
];

/// Whether a file is a sample of the variables that people set.
fn is_sample(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let is = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    is(&["env"]) && is(&["example", "sample", "template", "dist"]) && !is(&["test", "ci"])
}
