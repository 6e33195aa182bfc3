//! `devops-docs drill`.

mod shown;

use std::collections::BTreeMap;

use anyhow::bail;

use super::check::asked::answer;
use super::place::{self, PlaceArguments, Repository};
use super::running::{self, AllowArguments};
use super::whole::write_inside;
use super::{Ended, Format, print, tell};
use crate::answers::drill::{Judged, Taken, Walk, WalkStep, find, place as record_place, record, walk};
use crate::checks::plan::{Choice, Decision, plan};
use crate::checks::{run, trust};
use crate::diagnostic::Level;
use crate::lint::{Selection, lint};
use crate::model::{Effect, Status, StepOutcome};
use crate::text::{Files, json_document};
use crate::workspace::Workspace;

/// Arguments of `drill`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs drill rollback               walk through it at a terminal, and record what you think of each step
  devops-docs drill rollback --plan        show its steps, and record nothing
  devops-docs drill rollback --run         also run the checks in it that only read

Exit codes: 0 all steps are clear, 1 a step is unclear or would fail, 2 the work could not be done.")]
pub(super) struct Arguments {
    /// The runbook: its path, or the name of its file
    runbook: String,
    #[command(flatten)]
    place: PlaceArguments,
    /// The environment that it is walked for, instead of the one that the page names
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Show the steps, ask nothing and record nothing
    #[arg(long, conflicts_with_all = ["run", "record"])]
    plan: bool,
    /// Run the checks in it that only read, under the rules of `check`
    #[arg(long)]
    run: bool,
    /// Record the walk even if nobody is there to judge its steps
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    allow: AllowArguments,
    /// How to write the steps
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

/// How checks ended, by the name of each.
type Results = BTreeMap<String, (Status, String)>;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, true)?;
    let page = match find(&ws, &arguments.runbook).as_slice() {
        [page] => *page,
        [] => bail!("there is no runbook {} in a knowledge base", arguments.runbook),
        several => {
            let paths: Vec<&str> = several.iter().map(|page| page.path.as_str()).collect();
            bail!("{} may be {}: name the path", arguments.runbook, paths.join(" or "));
        }
    };
    // Also what was accepted: whoever follows the page stumbles over it all the same.
    let mut findings = lint(&ws, &Selection::default()).diagnostics;
    findings.retain(|finding| finding.level > Level::Info || ws.config.is_strict());
    let walk = walk(&ws, page, arguments.env.as_deref(), &findings);
    running::ensure_environment(&walk.environment)?;
    if walk.steps.is_empty() {
        bail!("{} has no steps to walk through", walk.page);
    }
    let results = if arguments.run { run_reads(arguments, &repository, &ws, &walk)? } else { Results::new() };
    let started = run::now();
    let is_asked = running::can_ask() && !arguments.plan && arguments.format == Format::Text;
    if arguments.record && !is_asked && results.is_empty() {
        bail!(
            "there is no walk to record: nobody is there to judge the steps, and no check of {} was run (--run)",
            walk.page
        );
    }
    let judged = if is_asked {
        let Some(judged) = ask(&walk, &results) else {
            tell("nothing is recorded\n");
            return Ok(Ended::Clean);
        };
        judged
    } else {
        match arguments.format {
            Format::Text => print(&shown::whole(&walk, &results)),
            Format::Json => print(&json_document(&walk)),
        }
        walk.steps.iter().map(|step| unasked(step, &results)).collect()
    };
    let open = judged.iter().any(|judged| matches!(judged.outcome, StepOutcome::Unclear | StepOutcome::WouldFail));
    if is_asked || arguments.record {
        let (person, commit) = (trust::person(&repository.root), trust::commit(&repository.root));
        keep(&ws, &repository, &walk, Taken { started, person, commit, steps: judged })?;
    }
    Ok(if open { Ended::Findings } else { Ended::Clean })
}

/// Runs what of the page's checks only reads, and may.
fn run_reads(arguments: &Arguments, repository: &Repository, ws: &Workspace, walk: &Walk) -> anyhow::Result<Results> {
    let operator = arguments.allow.operator(&walk.environment, false, repository, ws)?;
    let choice = Choice { pages: vec![walk.page.clone()], ..Choice::default() };
    let mut plan = plan(ws, &repository.root, &choice, &operator);
    for planned in &mut plan.checks {
        if planned.effect != Effect::Read {
            planned.decision = Decision::Not(Status::Skipped, "a drill runs only what reads".to_owned());
        }
    }
    let outcomes = running::carry(&plan, &operator, None, None)?;
    Ok(outcomes
        .into_iter()
        .map(|outcome| (plan.checks[outcome.index].check.label(), (outcome.status, outcome.why)))
        .collect())
}

/// The results of the checks of a step.
fn of_step<'a>(step: &'a WalkStep, results: &'a Results) -> impl Iterator<Item = (&'a str, &'a (Status, String))> {
    let names = step.commands.iter().filter_map(|command| command.check.as_deref());
    names.filter_map(|name| Some((name, results.get(name)?)))
}

fn checks(step: &WalkStep, results: &Results) -> Vec<(String, String)> {
    of_step(step, results).map(|(name, (status, _))| (name.to_owned(), status.word().to_owned())).collect()
}

/// What is known of a step when nobody is there: whether a check of it failed.
fn unasked(step: &WalkStep, results: &Results) -> Judged {
    let failed = of_step(step, results).find(|(_, (status, _))| matches!(status, Status::Failed | Status::Timeout));
    let outcome = if failed.is_some() { StepOutcome::WouldFail } else { StepOutcome::Unjudged };
    let note = failed.map(|(name, (_, why))| format!("{name}: {why}")).unwrap_or_default();
    Judged { outcome, note, checks: checks(step, results) }
}

/// Asks the person at the terminal about each step; none if they go away before the end.
fn ask(walk: &Walk, results: &Results) -> Option<Vec<Judged>> {
    print(&shown::head(walk));
    let mut judged = Vec::new();
    for step in &walk.steps {
        print(&shown::step(walk, step, results));
        let outcome = loop {
            tell("Is it clear what to do, and would it work? [c]lear, [u]nclear, would [f]ail, [s]kip, [q]uit: ");
            match answer().as_str() {
                "c" | "C" | "y" | "yes" | "clear" => break StepOutcome::Clear,
                "u" | "U" | "unclear" => break StepOutcome::Unclear,
                "f" | "F" | "n" | "no" | "fail" => break StepOutcome::WouldFail,
                "s" | "S" | "skip" => break StepOutcome::Skipped,
                // No answer at all: the terminal is gone, or whoever sat there.
                "q" | "Q" | "quit" | "" => return None,
                _ => {}
            }
        };
        let mut note = String::new();
        if matches!(outcome, StepOutcome::Unclear | StepOutcome::WouldFail) {
            tell("What is missing? ");
            note = masked(answer());
        }
        judged.push(Judged { outcome, note, checks: checks(step, results) });
    }
    Some(judged)
}

/// A note without what looks like a credential.
fn masked(note: String) -> String {
    Files::decode(note.into_bytes()).text().unwrap_or_default().to_owned()
}

fn keep(ws: &Workspace, repository: &Repository, walk: &Walk, taken: Taken) -> anyhow::Result<()> {
    let old = std::fs::read_to_string(repository.root.join(record_place(ws, &walk.page))).ok();
    let artifact = record(ws, walk, taken, old.as_deref()).map_err(anyhow::Error::msg)?;
    write_inside(&repository.root, &artifact.path, &artifact.bytes)?;
    tell(&format!("recorded in {}\n", artifact.path));
    Ok(())
}
