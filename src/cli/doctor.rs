//! `devops-docs doctor`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use super::place::{self, PlaceArguments};
use super::running;
use super::{Ended, Format, is_colored, print, stdout_is_terminal};
use crate::answers::doctor::{Answer, Finding, Health, judge, needs, variables};
use crate::checks::probe::Machine;
use crate::checks::run::{SYSTEM, this_program};
use crate::workspace::Workspace;

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
It asks each tool that the pages list or the repository pins for its version, confined where the system can do that.
Exit codes: 0 all is there, 1 something is missing, 2 the work could not be done.")]
pub(super) struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// The environment whose page says which variables are needed
    #[arg(long, value_name = "ENV", default_value = "local")]
    env: String,
    /// The lowest level that makes the exit code 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// How to write what was found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FailOn {
    Warning,
    Error,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    ok: bool,
    checks: &'a [Finding],
}

pub(super) fn run(arguments: &Arguments, color: clap::ColorChoice) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let mut found = tools(&ws, &repository.root)?;
    let operator = running::variables();
    let set: BTreeSet<String> =
        operator.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name.clone()).collect();
    found.extend(variables(&ws, &arguments.env, &set));
    let least = match arguments.fail_on {
        FailOn::Warning => Health::Warning,
        FailOn::Error => Health::Error,
    };
    let ok = found.iter().all(|finding| finding.status < least);
    match arguments.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&Document { version: 1, ok, checks: &found })?;
            print(&format!("{text}\n"));
        }
        Format::Text => print(&text(&found, is_colored(color, stdout_is_terminal()))),
    }
    Ok(if ok { Ended::Clean } else { Ended::Findings })
}

/// What is found about each tool that this machine is to have.
pub(super) fn tools(ws: &Workspace, root: &Path) -> anyhow::Result<Vec<Finding>> {
    let machine = Machine::new(root, &running::variables(), running::search_path());
    let needs = needs(ws, SYSTEM);
    let probes: Vec<Vec<String>> = needs.iter().map(|need| need.probe.clone().unwrap_or_default()).collect();
    let program = this_program().context("this program cannot find itself")?;
    let answers = machine.ask(&probes, &program, 4);
    let has = |program: &str| machine.find(program).is_some();
    let mut found: Vec<Finding> = Vec::new();
    for (need, report) in needs.iter().zip(answers) {
        // A shell says 127 when it finds no such program.
        let report = report.filter(|report| report.exit != Some(127));
        let answer = report.map(|report| Answer {
            succeeded: report.error.is_none() && report.exit == Some(0),
            stdout: report.stdout,
            stderr: report.stderr,
        });
        found.push(judge(ws, need, answer.as_ref(), &has));
    }
    Ok(found)
}

fn text(found: &[Finding], colored: bool) -> String {
    if found.is_empty() {
        return "no page lists tools, and nothing is pinned: there is nothing to look for\n".to_owned();
    }
    let mut out = String::new();
    for finding in found {
        let (word, paint) = match finding.status {
            Health::Ok => ("ok", 32),
            Health::Unknown => ("?", 33),
            Health::Warning => ("warning", 33),
            Health::Error if finding.found.is_some() => ("wrong", 31),
            Health::Error => ("missing", 31),
        };
        let padded = format!("{word:<8}");
        let padded = if colored { format!("\u{1b}[{paint}m{padded}\u{1b}[0m") } else { padded };
        let place = format!("{}:{}", finding.path, finding.line);
        let place = if finding.status == Health::Ok { String::new() } else { format!(" ({place})") };
        out.push_str(&format!("{padded}{}{place}\n", finding.message));
        out.push_str(&finding.install.as_ref().map_or_else(String::new, |line| format!("        {line}\n")));
    }
    let count = |status| found.iter().filter(|finding| finding.status == status).count();
    let rest = [(Health::Error, "missing or wrong"), (Health::Warning, "warnings"), (Health::Unknown, "unknown")];
    let rest: Vec<String> = rest
        .iter()
        .map(|(status, word)| (count(*status), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    let rest = if rest.is_empty() { String::new() } else { format!(", {}", rest.join(", ")) };
    out.push_str(&format!("{} of {} as they must be{rest}\n", count(Health::Ok), found.len()));
    out
}
