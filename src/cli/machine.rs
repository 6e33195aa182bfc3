//! What other programs need of us: schemas, completions, the manual page.

use clap::CommandFactory;

use super::{Ended, print};
use crate::answers::{Due, Inventory};
use crate::baseline::Baseline;
use crate::config::Settings;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArguments {
    /// What to describe
    #[arg(value_enum)]
    of: Schema,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Schema {
    /// devops-docs.toml
    Config,
    /// The output of `lint --format json`
    Lint,
    /// The output of `inventory --format json`
    Inventory,
    /// The output of `due --format json`
    Due,
    /// baseline.json
    Baseline,
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
pub(super) struct ManArguments {}

pub(super) fn schema(arguments: &SchemaArguments) -> anyhow::Result<Ended> {
    let draft = || schemars::generate::SchemaSettings::draft07().into_generator();
    let schema = match arguments.of {
        Schema::Config => serde_json::to_string_pretty(&draft().into_root_schema_for::<Settings>())? + "\n",
        Schema::Baseline => serde_json::to_string_pretty(&draft().into_root_schema_for::<Baseline>())? + "\n",
        Schema::Inventory => serde_json::to_string_pretty(&draft().into_root_schema_for::<Inventory>())? + "\n",
        Schema::Due => serde_json::to_string_pretty(&draft().into_root_schema_for::<Due>())? + "\n",
        Schema::Lint => include_str!("../../schemas/lint.json").to_owned(),
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

pub(super) fn man(_: &ManArguments) -> anyhow::Result<Ended> {
    let mut out = Vec::new();
    clap_mangen::Man::new(super::Arguments::command()).render(&mut out)?;
    print(&String::from_utf8_lossy(&out));
    Ok(Ended::Clean)
}
