//! `devops-docs route`.

use super::known::{all_findings, shown};
use super::place::{self, PlaceArguments, Repository};
use super::{Ended, Format, print, print_plain};
use crate::answers::{Answer, Routed, route};
use crate::git::Record;
use crate::index::Index;
use crate::text::json_document;

/// Arguments of `route`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs route \"deploy to production\"
  devops-docs route fix ci failure
  devops-docs route --format json \"set up my environment\"

Exits with 1 when nothing fits, and names what comes nearest; or when several workflows fit, and names them all.")]
pub(super) struct Arguments {
    /// What is to be done, in words
    #[arg(required = true, value_name = "PHRASE")]
    phrase: Vec<String>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let routed = of_phrase(&arguments.place, &place::find(&[])?, &arguments.phrase.join(" "))?;
    match arguments.format {
        Format::Text => print_plain(&text(&routed)),
        Format::Json => print(&json_document(&routed)),
    }
    Ok(if routed.best.is_some() { Ended::Clean } else { Ended::Findings })
}

/// What the repository has for a request in words.
pub(super) fn of_phrase(arguments: &PlaceArguments, repository: &Repository, phrase: &str) -> anyhow::Result<Routed> {
    // What is done is told by the pages of today, so the history is not asked.
    let ws = arguments.load(repository, true, false)?;
    let diagnostics = shown(&ws, &all_findings(&repository.root, &ws)?);
    let index = Index::new(&ws, &diagnostics, &Record::default());
    Ok(route(&index, &ws, phrase))
}

pub(super) fn text(routed: &Routed) -> String {
    let mut out = String::new();
    match &routed.best {
        Some(best) => out.push_str(&whole(best)),
        None if routed.ambiguous => {
            out.push_str(&format!("Several workflows fit \"{}\", and nothing tells which is meant.\n", routed.phrase));
        }
        None => out.push_str(&format!("Nothing here fits \"{}\".\n", routed.phrase)),
    }
    if !routed.alternatives.is_empty() {
        out.push_str(match routed.best {
            Some(_) => "\nOr:\n",
            None if routed.ambiguous => "\nEither:\n",
            None => "\nNearest:\n",
        });
    }
    for other in &routed.alternatives {
        out.push_str(&format!("  {}  {}  ({})\n", head(other), at(other), other.score));
    }
    out
}

fn head(answer: &Answer) -> String {
    match &answer.section {
        Some(section) => format!("{} › {section}", answer.title),
        None => answer.title.clone(),
    }
}

fn at(answer: &Answer) -> String {
    format!("{}:{}", answer.place.path, answer.place.line)
}

fn whole(answer: &Answer) -> String {
    let mut out = format!("{}\n  {}\n", head(answer), at(answer));
    let mut line = |name: &str, value: &str| out.push_str(&format!("  {name}: {value}\n"));
    let words = [
        ("environment", &answer.environment),
        ("risk", &answer.risk),
        ("approver", &answer.approver),
        ("owner", &answer.owner),
    ];
    for (name, value) in words {
        if let Some(value) = value {
            line(name, value);
        }
    }
    if let Some(approvals) = &answer.approvals {
        line("approvals", &format!("{}:{}", approvals.path, approvals.line));
    }
    if !answer.workflows.is_empty() {
        line("workflows", &answer.workflows.join(", "));
    }
    if !answer.secrets.is_empty() {
        line("secrets", &answer.secrets.join(", "));
    }
    if answer.findings > 0 {
        let count = answer.findings;
        line("findings", &format!("{count}; `devops-docs lint {}` shows where it may be wrong", answer.place.path));
    }
    if !answer.missing.is_empty() {
        line("says nothing of", &answer.missing.join(", "));
    }
    for warning in &answer.warnings {
        line("warning", warning);
    }
    if !answer.commands.is_empty() {
        out.push('\n');
    }
    let mut section = answer.section.as_ref();
    for step in &answer.commands {
        if let Some(next) = step.section.as_ref().filter(|next| section != Some(*next)) {
            out.push_str(&format!("  {next}:\n"));
            section = Some(next);
        }
        let folder = if step.folder.is_empty() { String::new() } else { format!("   (in {})", step.folder) };
        // What cannot be taken back does not stand among the others as if it could.
        let warning = if step.effect == "destroy" { "  ! destroys" } else { "" };
        out.push_str(&format!("    {}{folder}{warning}\n", step.command));
    }
    if !answer.checks.is_empty() {
        out.push_str("\n  Then check:\n");
    }
    for check in &answer.checks {
        out.push_str(&format!("    {}   ({})\n", check.run, check.effect));
    }
    out
}
