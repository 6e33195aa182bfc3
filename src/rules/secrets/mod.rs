//! Secrets: the list that a knowledge base keeps of them, and what the workflows use.

use super::{Rule, inventory};
use crate::model::{Kind, Name};
use crate::workspace::Workspace;

mod retired_secret_in_use;
mod secret_or_variable;
mod secret_rotation_overdue;
mod secret_scope;
mod secret_without_owner;
mod undocumented_secret;
mod unknown_secret;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &undocumented_secret::RULE,
    &unknown_secret::RULE,
    &retired_secret_in_use::RULE,
    &secret_or_variable::RULE,
    &secret_scope::RULE,
    &secret_without_owner::RULE,
    &secret_rotation_overdue::RULE,
];

/// Whether a knowledge base lists a name, but as another kind of thing.
pub(super) fn is_documented_as(ws: &Workspace, kind: Kind, name: &str) -> bool {
    inventory::is_documented(ws, &Name::new(kind, name))
}
