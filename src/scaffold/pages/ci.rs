//! `ci-cd.md`: what runs on each change.

use super::doc::Doc;
use super::{Known, documents};
use crate::scaffold::words::code;
use crate::survey::{self, Topic};
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let front = [("covers", ".github/workflows/**")];
    let mut doc = Doc::new(ws, known, path, "Continuous integration", &front);
    doc.say(
        "The tables between markers are written from `.github/workflows`, and `devops-docs lint --fix` keeps them so; columns that you add to them are kept.",
    );
    let written = documents::about(ws, &[Topic::Pipeline]);
    if !written.is_empty() {
        doc.say(format!("What people wrote down about it: {}.", documents::first_links(&doc, &written)));
    }
    if let Some(others) = others(&doc, ws) {
        doc.say(format!("Other systems are set up here too, whose files `devops-docs` does not follow: {others}."));
    }
    doc.section("Workflows");
    doc.block("workflows");
    doc.section("Jobs");
    doc.block("jobs");
    doc.section("Secrets");
    doc.block("secrets");
    if !survey::settings(ws, "", crate::model::Kind::Secret).is_empty() {
        doc.ask("who owns each secret, and how often is it rotated? Columns called `owner`, `rotation` and `rotated` are understood.");
    }
    handed_on(&mut doc, ws);
    doc.section("Variables");
    doc.block("variables");
    doc.section("Caching");
    doc.block("caches");
    doc.section("Flaky jobs");
    doc.say("None is recorded yet. A table with the columns `job`, `sign` and `last seen` belongs here.");
    doc.section("Failures and fixes");
    doc.say("What failed, and its lines:");
    doc.run(&["gh run list --status failure --limit 10".to_owned(), "gh run view --log-failed".to_owned()]);
    doc.say("`devops-docs diagnose` finds the rows of a table here whose `sign`, what the log says, stands in the log of a run.");
    doc.ask("which failures come back, what causes them, and which command repairs each?");
    rerun(&mut doc, ws);
    doc.done()
}

/// Says which jobs hand all secrets to workflows whose words nobody can read here.
fn handed_on(doc: &mut Doc, ws: &Workspace) {
    let mut found: Vec<String> = Vec::new();
    for workflow in survey::workflows(ws, "") {
        for job in
            workflow.jobs.iter().filter(|job| job.inherits_secrets && survey::called(ws, workflow, job).is_none())
        {
            found.push(format!("{} of {}", code(&job.id.text), code(workflow.file_name())));
        }
    }
    if !found.is_empty() {
        let more = found.len().saturating_sub(documents::MOST);
        found.truncate(documents::MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        doc.say(format!(
            "All secrets are handed to workflows of other repositories by {}{more}; which they read stands there.",
            found.join(", ")
        ));
    }
}

/// The other systems that run on a change, each with its file.
pub(super) fn others(doc: &Doc, ws: &Workspace) -> Option<String> {
    let all = survey::other_ci(&ws.files);
    let one = |(name, path): &(&str, &str)| format!("{name} ({})", doc.link(&code(path), path));
    (!all.is_empty()).then(|| all.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn rerun(doc: &mut Doc, ws: &Workspace) {
    doc.section("How to re-run");
    doc.run(&["gh run rerun --failed".to_owned(), "gh run watch".to_owned()]);
    let mut triggers = survey::workflows(ws, "").flat_map(|workflow| &workflow.triggers);
    if triggers.any(|trigger| trigger.event.text == "workflow_dispatch") {
        doc.say("Workflows that are started by hand:");
        doc.block("starts");
    }
}
