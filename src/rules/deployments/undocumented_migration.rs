#![doc = include_str!("undocumented_migration.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Page, PageKind};
use crate::model::Job;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-migration",
    summary: "a job that deploys changes a database, and no deployment page tells of it",
    page: include_str!("undocumented_migration.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static MIGRATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\b(?:db:migrate|manage\.py migrate|prisma migrate deploy|alembic upgrade|flyway (?:\S+ )*migrate|liquibase (?:\S+ )*update|sqlx migrate run|diesel migration run|artisan migrate|goose (?:\S+ )*up|migrate (?:\S+ )*up|ecto\.migrate|typeorm migration:run|knex migrate:latest)\b")
        .expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let pages: Vec<&Page> = present(ws).filter(|page| page.kind == Some(PageKind::Deployment)).collect();
    let Some(first) = pages.first() else { return Vec::new() };
    let tells = |page: &&Page| ws.files.text(page.file).is_some_and(|text| text.to_lowercase().contains("migrat"));
    if pages.iter().any(tells) {
        return Vec::new();
    }
    let running = ws.workflows.iter().filter(|workflow| workflow.folder.is_empty());
    let jobs = running.flat_map(|workflow| &workflow.jobs).filter(|job| deploys(job));
    let found = jobs.filter_map(|job| {
        let run = job.steps.iter().filter_map(|step| step.run.as_ref()).find(|run| MIGRATES.is_match(&run.text))?;
        let message = format!("job {} changes the database, and no deployment page tells of it", job.id.text);
        Some(RULE.at(run.span, message).about(&*job.id.text).related(first.file, "the page about deployments"))
    });
    found.collect()
}

fn deploys(job: &Job) -> bool {
    job.environment.is_some() || job.id.text.to_lowercase().contains("deploy")
}
