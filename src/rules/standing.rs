//! Whether a page that tells people to run something tells it of this repository.

use std::collections::BTreeSet;

use crate::kinds::AGENT_ROOTS;
use crate::model::{Kind, Name, Statement, Verdict, parent};
use crate::text::FileId;
use crate::workspace::Workspace;

/// Names of pages that are for the people who work on the repository.
const FOR_CONTRIBUTORS: &[&str] = &[
    "readme",
    "contribut",
    "develop",
    "build",
    "hacking",
    "install",
    "setup",
    "set-up",
    "agents",
    "claude",
    "gemini",
    "copilot",
    "testing",
    "test",
    "releas",
    "deploy",
    "runbook",
    "local",
    "getting-started",
    "getting_started",
    "quickstart",
    "quick_start",
    "quick-start",
    "maintain",
    "pull_request_template",
    "usage",
];

/// The pages on which some command of each kind holds.
pub(super) fn pages_that_hold(ws: &Workspace) -> BTreeSet<(FileId, Kind)> {
    let claims = ws.ledger.names.claims.iter();
    claims
        .filter(|claim| claim.verdict == Verdict::Holds)
        .map(|claim| (claim.said.span.file, claim.said.value.kind))
        .collect()
}

/// Whether what a page tells to run is meant to be in this repository.
pub(super) fn is_about_here(ws: &Workspace, claim: &Statement<Name>, holding: &BTreeSet<(FileId, Kind)>) -> bool {
    let Some(page) = ws.page(claim.span.file) else { return false };
    // What people wrote for their agents is about here; what a framework ships may be about any repository.
    let is_own_agent = page.agent.as_ref().is_some_and(|file| file.root == Some(AGENT_ROOTS[0]));
    if page.is_typed() || is_own_agent || holding.contains(&(page.file, claim.value.kind)) {
        return true;
    }
    let stem = page.stem().to_lowercase();
    let known = FOR_CONTRIBUTORS.iter().any(|word| stem.contains(word));
    // A README speaks of its own folder; any other page of that name may be part of a site for users.
    let near_root = page.path.matches('/').count() <= 1 || stem == "readme";
    let beside_listing = ws
        .ledger
        .names
        .fact_listings
        .iter()
        .any(|listing| listing.domain.0 == claim.value.kind && *listing.scope.folder == *parent(&page.path));
    known && (near_root || beside_listing)
}
