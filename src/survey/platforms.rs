//! The registries and platforms that we know, and the steps that bring something there.

use std::sync::LazyLock;

use serde::Deserialize;

use super::commands::{commands, is_command, is_dry};
use crate::model::Step;

/// A registry or platform, and how one goes back there.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its name.
    pub name: String,
    /// What going back means there: a fact about the platform, in Markdown.
    #[serde(default)]
    pub rollback: String,
    /// Whether what is published there is never replaced.
    #[serde(default)]
    pub keeps: bool,
    /// Whether tests use the same commands.
    #[serde(default)]
    pub(super) tested: bool,
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    commands: Vec<String>,
    #[serde(default)]
    named: Vec<String>,
}

static PLATFORMS: LazyLock<Vec<Platform>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("platforms.yaml")).expect("our table of platforms"));

/// Where a step brings something; `is_named` tells whether its job or workflow says that it deploys.
pub(super) fn platforms(step: &Step, is_named: bool) -> Vec<&'static Platform> {
    let mut real = step.run.as_ref().map(|run| commands(&run.text)).unwrap_or_default();
    real.retain(|command| !is_dry(command));
    let runs = |wanted: &[String]| wanted.iter().any(|wanted| real.iter().any(|command| is_command(command, wanted)));
    let is_sign = |platform: &&Platform| {
        let uses = !only_tries(step) && platform.actions.iter().any(|action| uses(step, action));
        uses || runs(&platform.commands) || is_named && runs(&platform.named)
    };
    PLATFORMS.iter().filter(is_sign).collect()
}

/// Whether a step uses an action, with the input that the table asks for.
fn uses(step: &Step, wanted: &str) -> bool {
    let (action, input) = wanted.split_once(' ').unwrap_or((wanted, ""));
    if !super::integrations::uses(step, &[action]) {
        return false;
    }
    let (name, word) = input.split_once('=').unwrap_or((input, ""));
    match step.input(name).map(|value| value.text.as_str()) {
        _ if name.is_empty() => true,
        None | Some("false" | "") => false,
        Some(value) => value.contains(word),
    }
}

/// Whether the inputs of an action say that nothing is to happen.
pub(super) fn only_tries(step: &Step) -> bool {
    const TRIES: &[&str] = &["dry-run", "dry_run", "dryrun", "dry"];
    const ACTS: &[&str] = &["publish", "deploy", "upload", "release"];
    step.with.iter().any(|(name, value)| {
        let name = name.text.to_ascii_lowercase();
        let words: Vec<String> = value.text.split_whitespace().map(str::to_owned).collect();
        TRIES.contains(&name.as_str()) && value.text != "false" && !value.is_computed()
            || ACTS.contains(&name.as_str()) && value.text == "false"
            || matches!(name.as_str(), "args" | "arguments" | "command" | "options" | "flags") && is_dry(&words)
    })
}

/// Whether an expression decides about a step or an input of it, so that it need not happen on pull requests.
pub(super) fn is_decided(step: &Step) -> bool {
    let decides = |name: &str| matches!(name, "push" | "publish" | "deploy" | "outputs" | "dry-run" | "dry_run");
    step.condition.is_some() || step.with.iter().any(|(name, value)| decides(&name.text) && value.is_computed())
}
