//! `devops-docs diagnose`.

mod logs;

use std::path::{Path, PathBuf};

use anyhow::Context;
use schemars::JsonSchema;
use serde::Serialize;

use super::place::{self, PlaceArguments, Repository};
use super::{Ended, Format, print};
use crate::answers::diagnose::{Failure, Line, failures, place as place_in, role};
use crate::text::json_document;

/// Arguments of `diagnose`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  gh run view 123456 --log-failed | devops-docs diagnose
  devops-docs diagnose logs_123456.zip

Exit codes: 0 nothing is marked as failed, 1 something failed, 2 it cannot be read or is no log.")]
pub(super) struct Arguments {
    /// A log of GitHub Actions, or the archive of a run's logs, packed or not [default: standard input]
    log: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
    /// How to write what was found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

/// What `diagnose` found.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "devops-docs diagnose --format json")]
pub(super) struct Document<'a> {
    /// Raised only when a field goes or changes its meaning.
    version: u32,
    /// What failed, by job; of the steps of a job the last first.
    failures: &'a [Failure],
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let lines = match arguments.log.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => logs::of_path(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => logs::of_input()?,
    };
    let found = of_lines(&arguments.place, &place::find(&[])?, &lines)?;
    match arguments.format {
        Format::Json => {
            print(&json_document(&Document { version: 1, failures: &found }));
        }
        Format::Text => print(&text(&found)),
    }
    Ok(if found.is_empty() { Ended::Clean } else { Ended::Findings })
}

/// What failed, by the text of a log.
pub(super) fn of_text(arguments: &PlaceArguments, repository: &Repository, log: &str) -> anyhow::Result<Vec<Failure>> {
    of_lines(arguments, repository, &logs::of_text(log)?)
}

fn of_lines(arguments: &PlaceArguments, repository: &Repository, lines: &[Line]) -> anyhow::Result<Vec<Failure>> {
    let ws = arguments.load(repository, true, false)?;
    let mut found = failures(lines, |failure| role(&ws, failure));
    for failure in &mut found {
        place_in(&ws, failure);
    }
    Ok(found)
}

/// What failed, for people.
pub(super) fn text(found: &[Failure]) -> String {
    if found.is_empty() {
        return "this log marks nothing as failed\n".to_owned();
    }
    let mut out = String::new();
    for failure in found {
        let names: Vec<&str> = [&failure.job, &failure.step].into_iter().flatten().map(String::as_str).collect();
        let exit = failure.exit.map_or_else(String::new, |exit| format!(" (exit code {exit})"));
        out.push_str(&format!("{}{exit}: {} [{}]\n", names.join(" > "), failure.message, failure.cause));
        for line in &failure.lines {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            out.push_str(&format!("  | {line}\n"));
        }
        let mut row = |name: &str, words: &str| {
            if !words.is_empty() {
                out.push_str(&format!("  {name:<9} {words}\n"));
            }
        };
        row("do", &failure.advice);
        row("defined", &failure.place.as_ref().map_or_else(String::new, |(path, line)| format!("{path}:{line}")));
        row(
            "here",
            &failure
                .command
                .as_deref()
                .map(|command| command.trim().replace('\n', "\n            "))
                .unwrap_or_default(),
        );
        row("needs", &failure.needs.join(", "));
        for (path, line, words) in &failure.documented {
            row("page", &format!("{path}:{line}: {words}"));
        }
        out.push('\n');
    }
    out
}
