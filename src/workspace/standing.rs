//! Whether a page that tells people to run something tells it of this repository.

use std::collections::BTreeSet;

use crate::kinds::AGENT_ROOTS;
use crate::model::{Judged, Kind, Name, Reason, Statement, Verdict, join, parent};
use crate::text::FileId;

use super::Workspace;

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
    "rollback",
    "rolling",
    "operat",
    "ops",
    "on-call",
    "oncall",
    "incident",
    "troubleshoot",
    "recover",
    "restor",
    "backup",
    "playbook",
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

/// Leaves open what a page tells people to run and nothing has, where the page does not show that it means this
/// repository.
pub(super) fn leave_open(ws: &mut Workspace) {
    let claims = ws.ledger.names.claims.iter();
    let holding: BTreeSet<(FileId, Kind)> = claims
        .filter(|claim| claim.verdict == Verdict::Holds)
        .map(|claim| (claim.said.span.file, claim.said.value.kind))
        .collect();
    let is_open = |claim: &Judged<Name>| {
        claim.said.value.kind.is_run()
            && matches!(claim.verdict, Verdict::Broken(_))
            && !is_about_here(ws, &claim.said, &holding)
    };
    let open: Vec<bool> = ws.ledger.names.claims.iter().map(is_open).collect();
    let claims = ws.ledger.names.claims.iter_mut().zip(open).filter(|(_, open)| *open);
    claims.for_each(|(claim, _)| claim.verdict = Verdict::Unjudged(Reason::Addressee));
}

/// Whether what a page tells to run is meant to be in this repository.
fn is_about_here(ws: &Workspace, claim: &Statement<Name>, holding: &BTreeSet<(FileId, Kind)>) -> bool {
    let Some(page) = ws.page(claim.span.file) else { return false };
    // What people wrote for their agents is about here; what a framework ships may be about any repository.
    let is_own_agent = page.agent.as_ref().is_some_and(|file| file.root == Some(AGENT_ROOTS[0]));
    if page.is_typed() || is_own_agent || holding.contains(&(page.file, claim.value.kind)) {
        return true;
    }
    let folder = page.own_folder();
    let states = |folder: &str| {
        let mut listings = ws.ledger.names.fact_listings.iter();
        listings.any(|listing| listing.domain.0 == claim.value.kind && *listing.scope.folder == *folder)
    };
    // What came with the sources of somebody else, licence and all, tells of what was not taken along.
    let is_licensed = |name: &&str| join(folder, name).is_some_and(|path| ws.files.find(&path).is_some());
    let licences = ["LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING"];
    if !folder.is_empty() && licences.iter().any(is_licensed) && !states(folder) {
        return false;
    }
    let stem = page.stem().to_lowercase();
    let known = FOR_CONTRIBUTORS.iter().any(|word| stem.contains(word));
    // Folders of runbooks are for those who operate what is here, at any depth.
    let is_operational =
        |step: &str| ["runbooks", "runbook", "operations", "ops", "playbooks"].contains(&step.to_lowercase().as_str());
    if folder.split('/').any(is_operational) {
        return true;
    }
    // A README speaks of its own folder; any other page of that name may be part of a site for users.
    let near_root = page.path.matches('/').count() <= 1 || stem == "readme";
    known && (near_root || states(parent(&page.path)))
}
