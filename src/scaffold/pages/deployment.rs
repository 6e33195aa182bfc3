//! `deployments.md`: how a version gets to its users, and back.

use super::doc::Doc;
use super::{Known, documents};
use crate::scaffold::blocks;
use crate::scaffold::words::{code, link, target, text};
use crate::survey::{self, Deploy, Document, Topic};
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Deployments", &[("covers", ".github/workflows/**")]);
    let deploys = survey::deploys(ws, "");
    let deploys_something = deploys.iter().any(Deploy::is_certain);
    let written = documents::about(ws, &[Topic::Deploying, Topic::Releasing]);
    if !written.is_empty() {
        doc.say(format!("Written down already: {}.", documents::first_links(&doc, &written)));
    }
    if deploys_something {
        doc.say("The jobs that deploy or publish, as their names, environments, actions and commands show:");
    }
    doc.block("deployments");
    let others = others(&mut doc, ws, &deploys);
    if !deploys_something && !others && written.is_empty() {
        doc.ask("how does a version reach its users?");
    }
    let somewhere = survey::deploys_somewhere(ws, "");
    if !somewhere.is_empty() {
        let jobs = somewhere.iter().map(|of| format!("{} of {}", code(&of.job.id.text), code(of.workflow.file_name())));
        let jobs = jobs.collect::<Vec<_>>().join(", ");
        doc.ask(&format!(
            "to which environments do these deploy: {jobs}? `devops-docs new environment NAME` begins the page of each."
        ));
    }
    branching(&mut doc, known);
    if deploys_something {
        doc.section("Prerequisites");
        doc.ask("what must be true before a deployment starts, and what is done by hand?");
    }
    let has_environments = !survey::environments(ws, "").is_empty();
    if deploys_something || has_environments {
        approvals(&mut doc, has_environments);
    }
    steps(&mut doc, &deploys, &written);
    doc.section("Verification");
    if deploys_something || has_environments {
        doc.block("verification");
    }
    doc.ask("the check that shows users get the new version.");
    rollback(&mut doc, ws, deploys_something, &written);
    doc.section("Escalation");
    doc.ask("who is told when a deployment fails and cannot be taken back?");
    doc.done()
}

/// Names the other systems that may deploy; whether there is any.
fn others(doc: &mut Doc, ws: &Workspace, deploys: &[Deploy]) -> bool {
    let lines = survey::other_systems(ws, deploys).into_iter().map(|(name, paths)| {
        let links = paths.iter().take(documents::MOST).map(|path| doc.link(&code(path), path));
        format!("- {name}: {}\n", links.collect::<Vec<_>>().join(", "))
    });
    let lines: String = lines.collect();
    if lines.is_empty() {
        return false;
    }
    doc.say(format!(
        "Other systems have files here that `devops-docs` does not follow, so what they deploy, if anything, is not listed above:\n\n{lines}"
    ));
    doc.ask("what does each of them deploy, where to, and what starts it?");
    true
}

fn approvals(doc: &mut Doc, has_environments: bool) {
    doc.section("Approvals");
    if !has_environments {
        return doc.ask("who may deploy, and who must agree first?");
    }
    doc.block("environments");
    doc.say("Whether an environment waits for a reviewer is set at GitHub, not in the repository.");
    doc.ask("who must agree to a deployment to each?");
}

fn branching(doc: &mut Doc, known: &Known) {
    doc.section("Branching strategy");
    let branch = known.branch.as_ref().map(|branch| format!("- The default branch is {}.", code(branch)));
    // A tag without a number is one of a branch or a place.
    let version = known.tags.iter().find(|tag| tag.name.contains(|c: char| c.is_ascii_digit()));
    let tag = version.map(|tag| format!("- Tags are named like {}.", code(&tag.name)));
    let lines: Vec<String> = branch.into_iter().chain(tag).collect();
    if !lines.is_empty() {
        doc.say(lines.join("\n"));
    }
    doc.ask("which branches are there, who merges into them, and what is released from where?");
}

fn steps(doc: &mut Doc, deploys: &[Deploy], written: &[Document]) {
    doc.section("Steps");
    let workflows = blocks::workflows(deploys);
    if !workflows.is_empty() && !written.is_empty() {
        doc.say(format!(
            "What people do is written down in {}, which goes before what follows: that is only what the workflows show.",
            documents::first_links(doc, written)
        ));
    }
    if workflows.is_empty() && !written.is_empty() {
        return doc.say(format!("How it is done is written down in {}.", documents::first_links(doc, written)));
    }
    if workflows.is_empty() {
        return doc.ask("the steps of a deployment, one by one.");
    }
    for workflow in workflows {
        doc.subsection(&text(workflow.title()));
        doc.block_about("deployment", ("workflow", workflow.file_name()));
    }
}

fn rollback(doc: &mut Doc, ws: &Workspace, deploys_something: bool, written: &[Document]) {
    doc.section("Rollback");
    let parts = written.iter().filter_map(|document| {
        let part = document.rollback()?;
        let page = link(&text(&document.title), doc.path(), document.path);
        Some(format!("[{}]({}#{}) of {page}", text(&part.text), target(doc.path(), document.path), part.slug))
    });
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        doc.say(format!("Written down already: {}.", parts.join(", ")));
    }
    if deploys_something {
        doc.block("rollback");
    } else if parts.is_empty() {
        doc.say("Nothing that `devops-docs` reads shows how a deployment is taken back.");
    }
    let command = if survey::ways_back(ws, "").is_empty() { "the command that takes a deployment back, " } else { "" };
    doc.ask(&format!("{command}who decides, until when, and what happens to data that the new version wrote."));
}
