//! What other programs need of us: schemas, completions, the manual page.

use anyhow::bail;
use clap::CommandFactory;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Ended, print};
use crate::answers::drill;
use crate::answers::gate::Verdict;
use crate::answers::{Due, Inventory, Routed};
use crate::baseline::Baseline;
use crate::checks::record::Record;
use crate::checks::told::{PlanDocument, ResultDocument};
use crate::checks::trust::Approvals;
use crate::config::Settings;
use crate::index::{self, List};
use crate::kinds::{self, AgentKind, PageKind};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArguments {
    /// What to describe; `devops-docs schema --help` lists it
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(described()))]
    of: String,
}

/// Everything that has a schema.
fn described() -> Vec<PossibleValue> {
    let mut all = vec![
        PossibleValue::new("config").help("devops-docs.toml"),
        PossibleValue::new("lint").help("The output of `lint --format json`"),
        PossibleValue::new("baseline").help("baseline.json"),
        PossibleValue::new("inventory").help("The output of `inventory --format json`"),
        PossibleValue::new("due").help("The output of `due --format json`"),
        PossibleValue::new("runs").help("_ai/devops/checks/ENV.json"),
        PossibleValue::new("check").help("The output of `check --format json`"),
        PossibleValue::new("plan").help("The output of `check --plan --format json`"),
        PossibleValue::new("approvals").help("The file of `check --approvals`"),
        PossibleValue::new("doctor").help("The output of `doctor --format json`"),
        PossibleValue::new("diagnose").help("The output of `diagnose --format json`"),
        PossibleValue::new("gate").help("The output of `gate --format json`"),
        PossibleValue::new("gates").help("The output of `gate --list --format json`"),
        PossibleValue::new("drill").help("The output of `drill --format json`"),
        PossibleValue::new("drills").help("_ai/devops/drills/RUNBOOK.json"),
        PossibleValue::new("route").help("The output of `route --format json`"),
        PossibleValue::new("index").help("index.json"),
    ];
    all.extend(List::ALL.map(|list| PossibleValue::new(list.word()).help(list.file())));
    all.extend(FrontMatter::all().map(|of| PossibleValue::new(of.word()).help("Front matter")));
    all
}

/// Whose front matter is described.
#[derive(Clone, Copy)]
enum FrontMatter {
    Page(PageKind),
    Agent(AgentKind),
}

impl FrontMatter {
    fn all() -> impl Iterator<Item = Self> {
        PageKind::ALL.map(Self::Page).into_iter().chain([AgentKind::Agent, AgentKind::Skill].map(Self::Agent))
    }

    /// The name of the schema: `runbook-page`, `agent-file`.
    fn word(self) -> String {
        match self {
            Self::Page(kind) => format!("{}-page", kind.word()),
            Self::Agent(kind) => format!("{}-file", kind.word()),
        }
    }

    fn schema(self) -> serde_json::Value {
        match self {
            Self::Page(kind) => {
                let about = format!(
                    "What a page of the kind `{}` says of itself, between its first two `---`. Every key is optional.",
                    kind.word()
                );
                kinds::schema(&format!("Front matter: {}", kind.word()), &about, kinds::page_fields(kind), false)
            }
            Self::Agent(AgentKind::Skill) => {
                let about = "What a SKILL.md says of itself, by the Agent Skills specification.";
                kinds::schema("Front matter: skill", about, kinds::agent_fields(AgentKind::Skill).iter(), false)
            }
            Self::Agent(kind) => {
                let about = "What an agent says of itself, in `_ai.dev/agents` or `_ai/agents`.";
                kinds::schema(&format!("Front matter: {}", kind.word()), about, kinds::agent_fields(kind).iter(), true)
            }
        }
    }
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct ManArguments {
    /// The command, such as `lint` or `baseline create`; without one the page is that of the program
    command: Vec<String>,
}

pub(super) fn schema(arguments: &SchemaArguments) -> anyhow::Result<Ended> {
    let draft = || schemars::generate::SchemaSettings::draft07().into_generator();
    let schema = match arguments.of.as_str() {
        "config" => serde_json::to_string_pretty(&draft().into_root_schema_for::<Settings>())? + "\n",
        "baseline" => serde_json::to_string_pretty(&draft().into_root_schema_for::<Baseline>())? + "\n",
        "inventory" => serde_json::to_string_pretty(&index::schema_of::<Inventory>())? + "\n",
        "due" => serde_json::to_string_pretty(&index::schema_of::<Due>())? + "\n",
        "runs" => serde_json::to_string_pretty(&draft().into_root_schema_for::<Record>())? + "\n",
        "approvals" => serde_json::to_string_pretty(&draft().into_root_schema_for::<Approvals>())? + "\n",
        "lint" => include_str!("../../schemas/lint.json").to_owned(),
        "check" => serde_json::to_string_pretty(&index::schema_of::<ResultDocument>())? + "\n",
        "plan" => serde_json::to_string_pretty(&index::schema_of::<PlanDocument>())? + "\n",
        "doctor" => serde_json::to_string_pretty(&index::schema_of::<super::doctor::Document>())? + "\n",
        "diagnose" => serde_json::to_string_pretty(&index::schema_of::<super::diagnose::Document>())? + "\n",
        "gate" => serde_json::to_string_pretty(&index::schema_of::<Verdict>())? + "\n",
        "gates" => serde_json::to_string_pretty(&index::schema_of::<super::gate::List>())? + "\n",
        "drill" => serde_json::to_string_pretty(&index::schema_of::<drill::Walk>())? + "\n",
        "drills" => serde_json::to_string_pretty(&draft().into_root_schema_for::<drill::Record>())? + "\n",
        "route" => serde_json::to_string_pretty(&index::schema_of::<Routed>())? + "\n",
        name => match FrontMatter::all().find(|of| of.word() == name) {
            Some(of) => serde_json::to_string_pretty(&of.schema())? + "\n",
            None => serde_json::to_string_pretty(&index::schema(List::named(name)))? + "\n",
        },
    };
    print(&schema);
    Ok(Ended::Clean)
}

pub(super) fn completions(arguments: &CompletionsArguments) -> Ended {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "devops-docs", &mut out);
    print(&String::from_utf8_lossy(&out));
    Ended::Clean
}

pub(super) fn man(arguments: &ManArguments) -> anyhow::Result<Ended> {
    let mut program = super::Arguments::command();
    program.build();
    let mut command = &program;
    for name in &arguments.command {
        let known = || command.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>().join(", ");
        command = match command.find_subcommand(name) {
            Some(inner) => inner,
            None if known().is_empty() => bail!("`{}` has no commands of its own", command.get_name()),
            None => bail!("there is no command `{name}`; there are {}", known()),
        };
    }
    let mut out = Vec::new();
    let version = format!("devops-docs {}", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).source(version).render(&mut out)?;
    print(&String::from_utf8_lossy(&out));
    Ok(Ended::Clean)
}
