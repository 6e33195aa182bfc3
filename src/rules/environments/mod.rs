//! Environments that are deployed to.

use super::Rule;

mod stale_environment_url;
mod stale_job_environment;
mod undocumented_environment;
mod unknown_environment;

pub(super) use unknown_environment::is_in_the_tree;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &undocumented_environment::RULE,
    &unknown_environment::RULE,
    &stale_environment_url::RULE,
    &stale_job_environment::RULE,
];

/// Whether GitHub itself makes an environment of that name.
pub(super) fn is_built_in(name: &str) -> bool {
    name.eq_ignore_ascii_case("github-pages")
}
