//! `maintenance.md`: what is done again and again.

use super::doc::Doc;
use super::{Known, place};
use crate::kinds::PageKind;
use crate::model::{Kind, Workflow};
use crate::scaffold::words::code;
use crate::survey;
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::text::Excerpt;
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
            let path = bot.files.iter().next().map_or("", String::as_str);
            let file = doc.link(&code(path), path);
            let proposed = proposed(ws, path);
            let only = if proposed.is_none() { "only those of security" } else { "them" };
            let how = format!("{} proposes {only}, as {file} says", bot.name);
            ("merge dependency updates".to_owned(), proposed.unwrap_or("weekly"), how)
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

/// How often updates are proposed, as `dependabot.yml` says; none if it has none proposed.
fn proposed(ws: &Workspace, path: &str) -> Option<&'static str> {
    const OFTEN: &[&str] = &["daily", "weekly", "monthly", "quarterly", "semiannually", "yearly"];
    let text = ws.files.find(path).and_then(|file| Some(Excerpt::whole(file, ws.files.text(file)?)));
    let tree = text.map(yaml::parse);
    let updates = tree.as_ref().and_then(|tree| tree.root()?.get("updates")).map(Node::items).unwrap_or_default();
    let is_on = |update: &&Node| update.get("open-pull-requests-limit").and_then(Node::text) != Some("0");
    let interval = |update: &Node| {
        let said = update.path(&["schedule", "interval"])?.text()?;
        OFTEN.iter().position(|often| *often == said)
    };
    let on: Vec<&Node> = updates.iter().filter(is_on).collect();
    if on.is_empty() && !updates.is_empty() {
        return None;
    }
    Some(on.into_iter().filter_map(interval).min().map_or("weekly", |at| OFTEN[at]))
}

fn scheduled(doc: &mut Doc, ws: &Workspace) {
    let is_scheduled = |workflow: &Workflow| workflow.triggers.iter().any(|trigger| !trigger.crons.is_empty());
    if survey::workflows(ws, "").any(is_scheduled) {
        doc.section("What runs by itself");
        doc.block("schedules");
    }
}
