//! Agent files: what tells agents how to work here, in `_ai.dev` and over it in `_ai`, and skills wherever they lie.
//!
//! The version, command and path that such a file names are judged by the rules of those families, as on every page.

use super::Rule;
use crate::kinds::{AgentFile, AgentKind, Page};
use crate::workspace::Workspace;

mod agent_front_matter;
mod agent_name;
mod command_shape;
mod incomplete_phase;
mod invalid_skill;
mod override_shadow;
mod spec_conflict;
mod stale_phases;
mod unknown_activation;
mod unknown_delegate;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &agent_front_matter::RULE,
    &agent_name::RULE,
    &command_shape::RULE,
    &unknown_delegate::RULE,
    &unknown_activation::RULE,
    &stale_phases::RULE,
    &incomplete_phase::RULE,
    &override_shadow::RULE,
    &spec_conflict::RULE,
    &invalid_skill::RULE,
];

/// The agent files below the roots.
fn in_roots(ws: &Workspace) -> impl Iterator<Item = (&Page, &AgentFile, &'static str)> {
    ws.pages.iter().filter_map(|page| {
        let file = page.agent.as_ref()?;
        Some((page, file, file.root?))
    })
}

/// Those of a kind.
fn of_kind(ws: &Workspace, kind: AgentKind) -> impl Iterator<Item = (&Page, &AgentFile, &'static str)> {
    in_roots(ws).filter(move |(_, file, _)| file.kind == kind)
}
