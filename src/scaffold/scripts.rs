//! Scripts below `scripts/devops`, written from what the repository has: they set up a machine, look at it, and collect
//! what a failure left. Nothing here runs them.

use minijinja::{Environment, Value, context};

use super::pages::{checks, root, setup};
use super::words::quoted;
use crate::artifact::Artifact;
use crate::model::{Spec, Version};
use crate::survey;
use crate::workspace::Workspace;

/// The scripts, by name, with their templates.
const SCRIPTS: [(&str, &str); 3] = [
    ("bootstrap.sh", include_str!("templates/bootstrap.sh")),
    ("capture-logs.sh", include_str!("templates/capture-logs.sh")),
    ("healthcheck.sh", include_str!("templates/healthcheck.sh")),
];

/// The words by which a script says that it is ours.
const MARK: &str = "# Written by devops-docs from the files of the repository;";

/// The folder of the scripts.
pub const FOLDER: &str = "scripts/devops";

/// Every script as it would be written now, in the order of the paths.
pub fn scripts(ws: &Workspace) -> Vec<Artifact> {
    let values = values(ws);
    let script = |(name, template): &(&str, &str)| Artifact::new(format!("{FOLDER}/{name}"), render(template, &values));
    SCRIPTS.iter().map(script).collect()
}

/// Where they are, or will be.
pub(super) fn paths() -> impl Iterator<Item = String> {
    SCRIPTS.iter().map(|(name, _)| format!("{FOLDER}/{name}"))
}

/// Whether a text is a script that we wrote, so that it may be written again.
pub fn is_ours(text: &str) -> bool {
    text.contains(MARK)
}

fn values(ws: &Workspace) -> Value {
    let tools: Vec<Value> = survey::tools(ws, "")
        .iter()
        .filter_map(|tool| {
            let known = survey::known_tool(&tool.id)?;
            let install = known.ways().to_vec();
            let wanted = if known.answers_plainly() { wanted(tool).join(" ") } else { String::new() };
            Some(context! { name => tool.name.clone(), probe => known.ask.join(" "), install, wanted })
        })
        .collect();
    let samples = survey::samples(ws);
    let sample = samples.iter().find(|sample| sample.becomes == ".env").map(|sample| sample.path.as_str());
    let variables: Vec<String> = survey::sample_variables(ws, "")
        .into_iter()
        .filter(|variable| variable.files.iter().any(|file| Some(file.as_str()) == sample))
        .map(|variable| variable.name)
        .collect();
    let copy = |sample: &survey::Sample| context! { path => sample.path.clone(), becomes => sample.becomes.clone() };
    let copies: Vec<Value> = samples.iter().map(copy).collect();
    let local = survey::local_compose(ws, "");
    let services = local.as_ref().map(|local| survey::services_of(ws, &local.files)).unwrap_or_default();
    let services: Vec<String> = services.into_iter().map(|service| service.name).collect();
    let compose = local.map_or_else(|| "docker compose".to_owned(), |local| words(&local.command()));
    let typed = |commands: Vec<String>| commands.iter().map(|command| words(command)).collect::<Vec<_>>();
    context! {
        tools, variables, services, compose,
        samples => copies,
        root => root(ws),
        setup => typed(setup(ws)),
        checks => typed(checks(ws)),
    }
}

/// The versions that are asked for, as the scripts judge them: the major and minor numbers of a pin (`20.11`), or from
/// where a range goes and what it stays below (`18..21`, `3.9..`). None if one of them is no version, or the tool sees to
/// it itself.
fn wanted(tool: &survey::ToolUse) -> Vec<String> {
    let (floors, pins): (Vec<_>, Vec<_>) = tool.versions.iter().partition(|version| version.floor);
    // A pin fits the least. Of several such files each has to be fitted, which a list cannot say.
    let is_one = floors.iter().all(|floor| floor.words == floors[0].words);
    let asked = match pins.as_slice() {
        [] if is_one => floors,
        [] => return Vec::new(),
        _ => pins,
    };
    let mut found: Vec<String> = Vec::new();
    for version in asked {
        let Some(spec) = Spec::parse(&version.words) else { return Vec::new() };
        // The eighth Java calls itself 1.8, and the program of Rust takes the pinned one or installs it.
        let is_old_java = || spec.lowest().is_none_or(|lowest| lowest.to_string().split('.').next() == Some("8"));
        if tool.id == "rust" || tool.id == "java" && is_old_java() {
            return Vec::new();
        }
        match spec {
            // The line of `go.mod` is the least, and `18.x` all of one.
            Spec::Exactly(least) if version.floor && !version.words.contains(['x', 'X', '*']) => {
                found.push(format!("{least}.."));
            }
            Spec::AtLeast(least) => found.push(format!("{least}..")),
            Spec::Exactly(exact) => {
                found.push(exact.to_string().splitn(3, '.').take(2).collect::<Vec<_>>().join("."));
            }
            Spec::Range(intervals) => found.extend(intervals.iter().map(|interval| {
                let end = |version: Option<&Version>| version.map(ToString::to_string).unwrap_or_default();
                format!("{}..{}", end(interval.from()), end(interval.below()))
            })),
        }
    }
    found.dedup();
    found
}

fn render(template: &str, values: &Value) -> String {
    let mut engine = Environment::new();
    engine.add_filter("sh", |word: String| quoted(&word));
    // The templates are ours, and each of them is rendered by a test.
    engine.add_template("versions.sh", include_str!("templates/versions.sh")).unwrap_or_default();
    let text = engine.render_str(template, values).unwrap_or_default();
    format!("{}\n", text.trim_end())
}

/// A command with each of its words as a shell reads it.
fn words(command: &str) -> String {
    command.split(' ').map(quoted).collect::<Vec<_>>().join(" ")
}
