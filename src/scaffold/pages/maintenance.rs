//! `maintenance.md`: what is done again and again.

use super::doc::Doc;
use super::{Known, place};
use crate::kinds::PageKind;
use crate::model::{Kind, Workflow};
use crate::scaffold::words::code;
use crate::survey;
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Maintenance", &[]);
    doc.say("The cadences are proposals until an owner has agreed to them, and `last done` is filled in by whoever does a task.");
    doc.ask(if known.reviewers.is_some() && known.owner.is_none() {
        "are these the right tasks and cadences, and who does each? Those that CODEOWNERS names review what is changed; nothing says that they do these too."
    } else {
        "are these the right tasks and cadences?"
    });
    let owner = known.owner.as_deref().map(crate::scaffold::words::text).unwrap_or_default();
    let rows: Vec<Vec<String>> = tasks(&doc, ws)
        .into_iter()
        .map(|(task, cadence, how)| vec![task, cadence.to_owned(), owner.clone(), "not recorded".to_owned(), how])
        .collect();
    doc.section("Tasks");
    doc.table(&["task", "cadence", "owner", "last done", "how"], &rows);
    scheduled(&mut doc, ws);
    doc.done()
}

fn tasks(doc: &Doc, ws: &Workspace) -> Vec<(String, &'static str, String)> {
    let mut rows: Vec<(String, &'static str, String)> = Vec::new();
    let bot = survey::integrations(ws).into_iter().find(|found| matches!(found.name, "Dependabot" | "Renovate"));
    rows.push(match bot {
        Some(bot) => {
            let file = bot.files.iter().next().map(|path| doc.link(&code(path), path)).unwrap_or_default();
            ("merge dependency updates".to_owned(), "weekly", format!("{} proposes them, as {file} says", bot.name))
        }
        None => ("update dependencies".to_owned(), "monthly", "no file shows a bot that proposes updates".to_owned()),
    });
    let secrets = survey::settings(ws, "", Kind::Secret).len();
    if secrets > 0 {
        let list = doc.link("Continuous integration", &place(ws, PageKind::Ci, "ci-cd.md"));
        let how = if secrets == 1 {
            format!("the name of the only one is in {list}")
        } else {
            format!("the {secrets} names are in {list}")
        };
        rows.push(("rotate secrets".to_owned(), "yearly", how));
    }
    if !survey::environments(ws, "").is_empty() {
        rows.push((
            "review who may deploy".to_owned(),
            "half-yearly",
            "the reviewers of the environments at GitHub".to_owned(),
        ));
    }
    if survey::deploys(ws, "").iter().any(survey::Deploy::is_certain) {
        rows.push(("rehearse taking a deployment back".to_owned(), "half-yearly", doc.rollback()));
    }
    rows.push(("review these pages".to_owned(), "every 180 days", "`devops-docs lint`, then read them".to_owned()));
    rows
}

fn scheduled(doc: &mut Doc, ws: &Workspace) {
    let is_scheduled = |workflow: &Workflow| workflow.triggers.iter().any(|trigger| !trigger.crons.is_empty());
    if survey::workflows(ws, "").any(is_scheduled) {
        doc.section("What runs by itself");
        doc.block("schedules");
    }
}
