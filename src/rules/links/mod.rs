//! Links and anchors.

use super::Rule;

mod broken_anchor;
mod broken_link;
mod self_url;

pub(super) use broken_anchor::has as has_anchor;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[&broken_link::RULE, &broken_anchor::RULE, &self_url::RULE];
