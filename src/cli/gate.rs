//! `devops-docs gate`.

mod base;
mod shown;

use std::collections::BTreeMap;

use anyhow::bail;
use schemars::JsonSchema;
use serde::Serialize;

use super::check::asked;
use super::place::{self, PlaceArguments, Repository};
use super::running::{self, AllowArguments};
use super::{Ended, Format, doctor, is_colored, known, print, stdout_is_terminal, tell};
use crate::answers::gate::{Definitions, Evidence, Ran, choice, judge, stated};
use crate::checks::plan::plan;
use crate::checks::trust;
use crate::config::{Condition, Gate, Need};
use crate::git::Record;
use crate::index::{Index, Place};
use crate::report::visible;
use crate::text::json_document;
use crate::workspace::Workspace;

/// Arguments of `gate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs gate --list                    all gates, and what each needs
  devops-docs gate env-ready --run           whether this machine is ready, by running the checks
  devops-docs gate deploy --release v1.4.0   whether this release may go out, by the records

Exit codes: 0 it holds, 1 it does not, 2 the work could not be done, 3 approval or trust is missing, 4 something could not be run.")]
pub(super) struct Arguments {
    /// The gate; without it all are listed
    name: Option<String>,
    /// List all gates
    #[arg(long, conflicts_with = "name")]
    list: bool,
    #[command(flatten)]
    place: PlaceArguments,
    /// The environment, instead of the one that the gate names
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// The release that it is about, instead of the newest record
    #[arg(long, value_name = "VERSION", requires = "name")]
    release: Option<String>,
    /// Run the checks that it needs, and ask this machine's tools, instead of reading records
    #[arg(long, requires = "name")]
    run: bool,
    #[command(flatten)]
    allow: AllowArguments,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

/// All gates, as `--list --format json` has them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs gate --list --format json")]
pub(super) struct List {
    /// Raised only when a field goes or changes its meaning; fields may be added at any time.
    version: u32,
    /// The gates, built-in ones first.
    gates: Vec<Listed>,
}

/// A gate of the list.
#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Where it is defined; absent for one that is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<Place>,
    /// What it is and asks for.
    #[serde(flatten)]
    gate: Gate,
}

pub(super) fn run(arguments: &Arguments, color: clap::ColorChoice) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let base = arguments.allow.base().map(|revision| base::of(&repository.root, revision));
    let pages = base.as_ref().map(|base| base.settings.pages.clone());
    let mut ws = arguments.place.load_pages(&repository, pages)?;
    known::ensure_understood(&ws)?;
    if let Some(base) = &base {
        ws.config = ws.config.with_levels_of(&base.settings);
        base::decide(&mut ws, &repository.root, base);
    }
    let definitions = Definitions::new(&ws.config.settings, base.clone());
    let Some(name) = arguments.name.as_deref().filter(|_| !arguments.list) else {
        list(&ws, &definitions, arguments.format);
        return Ok(Ended::Clean);
    };
    let Some(gate) = definitions.gate(name) else {
        let names: Vec<&str> = definitions.gates.iter().map(|gate| gate.name.as_str()).collect();
        bail!("there is no gate `{name}`; there are {}", visible(&names.join(", ")));
    };
    let asks_for_checks = |condition: &Condition| condition.needs == Some(Need::ChecksPassed) && !condition.here;
    let of_base = base.as_ref().filter(|_| gate.condition.iter().any(asks_for_checks));
    let before = of_base.map(|base| base::pages(&ws, &repository.root, base));
    let diagnostics = match &base {
        Some(base) => base::findings(&ws, &repository.root, base)?,
        None => known::all_findings(&repository.root, &ws)?,
    };
    let index = Index::new(&ws, &diagnostics, &Record::default());
    let mut evidence = Evidence {
        ws: &ws,
        base: before.as_ref(),
        index: &index,
        diagnostics: &diagnostics,
        environment: arguments.env.as_deref(),
        release: arguments.release.as_deref(),
        ran: None,
        machine: None,
    };
    let environment = evidence.environment_of(gate);
    running::ensure_environment(&environment)?;
    if arguments.env.is_some() {
        running::ensure_known(&environment, &ws)?;
    }
    if arguments.run {
        evidence.ran = Some(run_checks(arguments, &repository, &ws, gate, &environment, color)?);
        if gate.condition.iter().any(|condition| condition.needs == Some(Need::ToolsPresent)) {
            evidence.machine = Some(doctor::tools(&ws, &repository.root)?);
        }
    }
    let verdict = judge(gate, &definitions, &evidence);
    match arguments.format {
        Format::Text => print(&shown::verdict(&verdict, is_colored(color, stdout_is_terminal()))),
        Format::Json => print(&json_document(&verdict)),
    }
    Ok(Ended::Code(verdict.code))
}

/// Runs what the conditions of a gate need, each as `check` would.
fn run_checks(
    arguments: &Arguments,
    repository: &Repository,
    ws: &Workspace,
    gate: &Gate,
    environment: &str,
    color: clap::ColorChoice,
) -> anyhow::Result<BTreeMap<usize, Vec<Ran>>> {
    let mut all = BTreeMap::new();
    let mut operator = arguments.allow.operator(environment, true, repository, ws)?;
    let needs_checks = |(_, condition): &(usize, &Condition)| condition.needs == Some(Need::ChecksPassed);
    for (at, condition) in gate.condition.iter().enumerate().filter(needs_checks) {
        let Some(choice) = choice(condition, ws) else { continue };
        let mut plan = plan(ws, &repository.root, &choice, &operator);
        asked::ask(&mut plan, &mut operator, &trust::person(&repository.root), environment)?;
        let colored = is_colored(color, stdout_is_terminal());
        let tells = (arguments.format == Format::Text).then_some(colored);
        let outcomes = running::carry(&plan, &operator, None, tells)?;
        let ran = outcomes.into_iter().map(|outcome| {
            let planned = &plan.checks[outcome.index];
            Ran {
                page: planned.page.to_owned(),
                line: planned.line,
                name: planned.check.label(),
                status: outcome.status,
                why: outcome.why,
            }
        });
        all.insert(at, ran.collect());
    }
    Ok(all)
}

fn list(ws: &Workspace, definitions: &Definitions, format: Format) {
    let listed = |gate: &Gate| Listed { stated: stated(ws, &gate.name), gate: gate.clone() };
    let list = List { version: 1, gates: definitions.gates.iter().map(listed).collect() };
    match format {
        Format::Json => print(&json_document(&list)),
        Format::Text => {
            let mut out = String::new();
            for Listed { stated, gate } in &list.gates {
                let place = stated.as_ref().map_or("built in".to_owned(), |at| format!("{}:{}", at.path, at.line));
                let needs: Vec<&str> = gate.condition.iter().map(Condition::called).collect();
                let environment = gate.environment.as_ref().map(|name| format!(" for {name}")).unwrap_or_default();
                out.push_str(&format!("{:<12} {}\n", visible(&gate.name), visible(&gate.summary)));
                let about = format!("{}{environment} ({place})", needs.join(", "));
                out.push_str(&format!("{:12} {}\n", "", visible(&about)));
            }
            print(&out);
            tell("`devops-docs gate NAME` judges one\n");
        }
    }
}
