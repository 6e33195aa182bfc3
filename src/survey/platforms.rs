//! The registries and platforms that we know, and the steps that bring something there.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::commands::{commands_of, is_command, is_dry, program};
use crate::model::{Step, Words};

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
    /// Whether what is published there is mostly on its way to where it runs.
    #[serde(default)]
    pub on_the_way: bool,
    /// Whether tests use the same commands.
    #[serde(default)]
    pub(super) tested: bool,
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    commands: Vec<String>,
    #[serde(default)]
    named: Vec<String>,
    /// The settings of `GoReleaser` that bring something there.
    #[serde(default)]
    pub(super) goreleaser: Vec<String>,
}

impl Platform {
    /// Whether `GoReleaser` brings something there as long as its settings say nothing else.
    pub(super) fn is_default_of_goreleaser(&self) -> bool {
        self.goreleaser.iter().any(|key| key == "release")
    }
}

/// All that we know, in the order of the table.
pub(super) fn all() -> impl Iterator<Item = &'static Platform> {
    PLATFORMS.iter()
}

static PLATFORMS: LazyLock<Vec<Platform>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("platforms.yaml")).expect("our table of platforms"));

/// What commands of a program show: a platform, by its place in the table, the words, and whether others use them too.
type Pattern = (usize, &'static str, bool);

/// The patterns of the table by the program that each begins with.
static COMMANDS: LazyLock<HashMap<&str, Vec<Pattern>>> = LazyLock::new(|| {
    let mut by_program: HashMap<&str, Vec<Pattern>> = HashMap::new();
    for (at, platform) in PLATFORMS.iter().enumerate() {
        let own = platform.commands.iter().map(|words| (words, false));
        for (words, is_shared) in own.chain(platform.named.iter().map(|words| (words, true))) {
            let program = words.split(' ').next().unwrap_or(words);
            by_program.entry(program).or_default().push((at, words, is_shared));
        }
    }
    by_program
});

/// Whether some platform of the table is deployed to by a program of that name.
pub(super) fn is_program(name: &str) -> bool {
    COMMANDS.contains_key(name)
}

/// Where a step brings something; `is_named` tells whether its job or workflow says that it deploys.
pub(super) fn platforms(step: &Step, is_named: bool) -> Vec<&'static Platform> {
    let mut found = BTreeSet::new();
    for command in commands_of(step).iter().filter(|command| !is_dry(command)) {
        let patterns = COMMANDS.get(program(command)).into_iter().flatten();
        let shown = patterns.filter(|(_, words, is_shared)| (is_named || !is_shared) && is_command(command, words));
        found.extend(shown.map(|(at, ..)| *at));
    }
    if let Some(used) = step.uses.as_ref().filter(|_| !only_tries(step)) {
        let used = used.text.to_ascii_lowercase();
        let told = |at: &usize| {
            let actions = PLATFORMS[*at].actions.iter().filter(|action| uses(step, &used, action));
            actions.map(|action| action.contains(' ')).max()
        };
        let places: Vec<(usize, bool)> = (0..PLATFORMS.len()).filter_map(|at| Some((at, told(&at)?))).collect();
        // What an input says goes before what the action does without.
        let by_input = places.iter().any(|(_, by_input)| *by_input);
        found.extend(places.iter().filter(|(_, told)| *told == by_input).map(|(at, _)| *at));
    }
    found.into_iter().map(|at| &PLATFORMS[at]).collect()
}

/// Whether the action that a step uses, in small letters, is a wanted one, with the input that the table asks for.
fn uses(step: &Step, used: &str, wanted: &str) -> bool {
    let (action, input) = wanted.split_once(' ').unwrap_or((wanted, ""));
    if !used.starts_with(action) {
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
    let decides = |name: &str| matches!(name, "outputs" | "dry-run" | "dry_run");
    step.condition.is_some()
        || deciding(step).next().is_some()
        || step.with.iter().any(|(name, value)| decides(&name.text) && value.is_computed())
}

/// The expressions of inputs that say whether anything is published.
pub(super) fn deciding(step: &Step) -> impl Iterator<Item = &Words> {
    step.with.iter().filter(|(name, value)| is_decision(&name.text) && value.is_computed()).map(|(_, value)| value)
}

/// Whether an input of that name says whether anything is published.
pub(super) fn is_decision(name: &str) -> bool {
    matches!(name, "push" | "publish" | "deploy")
}
