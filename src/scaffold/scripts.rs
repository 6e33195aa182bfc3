//! Scripts below `scripts/devops`, written from what the repository has: they set up a machine, look at it, and collect
//! what a failure left. Nothing here runs them.

use std::collections::BTreeSet;

use minijinja::{Environment, Value, context};

use super::pages::{checks, root, setup};
use super::words::quoted;
use crate::artifact::Artifact;
use crate::model::{Spec, Version};
use crate::survey::{self, KnownTool, ListedTool};
use crate::syntax::dotenv;
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
    let found = survey::tools(ws, "");
    let of_files = found.iter().filter(|tool| !tool.is_of_ci).filter_map(|tool| {
        let known = survey::known_tool(&tool.id)?;
        let install = known.ways().to_vec();
        let wanted = if known.answers_plainly() { wanted(&tool.id, &tool.versions).join(" ") } else { String::new() };
        Some(context! { name => tool.name.clone(), probe => known.ask.join(" "), install, wanted })
    });
    let is_known = |listed: &ListedTool| {
        let id = survey::known_tool(&listed.name).map(|known| known.id.as_str());
        found.iter().any(|tool| Some(tool.id.as_str()) == id || tool.name == listed.name)
    };
    let listed = survey::listed_tools(ws);
    let of_pages = listed.iter().filter(|listed| !is_known(listed)).filter_map(from_page);
    let tools: Vec<Value> = of_files.chain(of_pages).collect();
    let samples = survey::samples(ws);
    let variables: Vec<Value> = samples.iter().flat_map(|sample| variables(ws, sample)).collect();
    let env_files = survey::files_of_variables(ws).join(":");
    let copy = |sample: &survey::Sample| context! { path => sample.path.clone(), becomes => sample.becomes.clone() };
    let copies: Vec<Value> = samples.iter().map(copy).collect();
    let local = survey::local_compose(ws, "");
    let services = local.as_ref().map(|local| survey::services_of(ws, &local.files)).unwrap_or_default();
    // What starts only where its profile is named need not run.
    let profiles = local.as_ref().map(|local| survey::profiles(ws, &local.files)).unwrap_or_default();
    let services = services.into_iter().map(|service| service.name).filter(|name| !profiles.contains_key(name));
    let services: Vec<String> = services.collect();
    let compose = local.map_or_else(|| "docker compose".to_owned(), |local| words(&local.command()));
    let typed = |commands: Vec<String>| commands.iter().map(|command| words(command)).collect::<Vec<_>>();
    context! {
        tools, variables, env_files, services, compose,
        samples => copies,
        root => root(ws),
        setup => typed(setup(ws)),
        checks => typed(checks(ws)),
    }
}

/// A tool that only a page lists, if it is a common one or the page says how to ask for it.
fn from_page(listed: &ListedTool) -> Option<Value> {
    let known = survey::known_tool(&listed.name);
    let probe = listed.probe.map(str::to_owned).or_else(|| Some(known?.ask.join(" ")))?;
    if !probe.chars().all(|c| c.is_alphanumeric() || " -_./=@+".contains(c)) {
        return None;
    }
    let ways = known.map(KnownTool::ways).unwrap_or_default();
    let install: Vec<String> = ["linux", "macos", "windows"]
        .into_iter()
        .zip(ways)
        .map(|(system, common)| {
            let way = listed.way(system).and_then(|cell| survey::cell_code(cell).or(survey::cell_address(cell)));
            way.map_or(common, str::to_owned)
        })
        .collect();
    let answers_plainly = known.is_none_or(KnownTool::answers_plainly);
    let version = listed.version.filter(|_| answers_plainly);
    let version = version.map(|words| {
        let least = [" or newer", " or later", "+"].iter().find_map(|end| words.strip_suffix(end));
        let words = least.unwrap_or(words).to_owned();
        survey::Version { words, floor: least.is_some(), file: String::new() }
    });
    let id = known.map_or(listed.name.as_str(), |known| known.id.as_str());
    let wanted = version.map(|version| wanted(id, &[version]).join(" ")).unwrap_or_default();
    Some(context! { name => listed.name.clone(), probe, install, wanted })
}

/// The variables that people are to set after they copied a sample, each with the file that becomes of it.
fn variables(ws: &Workspace, sample: &survey::Sample) -> Vec<Value> {
    let source = ws.files.find(&sample.path).and_then(|file| ws.files.whole(file));
    let set = source.map(dotenv::parse).unwrap_or_default().into_iter().filter(|variable| !variable.commented);
    let names: BTreeSet<String> = set.map(|variable| variable.name).collect();
    names.into_iter().map(|name| context! { name, file => sample.becomes.clone() }).collect()
}

/// The versions that are asked for, as the scripts judge them: the major and minor numbers of a pin (`20.11`), or from
/// where a range goes and what it stays below (`18..21`, `3.9..`). None if one of them is no version, or the tool sees to
/// it itself.
fn wanted(id: &str, versions: &[survey::Version]) -> Vec<String> {
    let (floors, pins): (Vec<_>, Vec<_>) = versions.iter().partition(|version| version.floor);
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
        if id == "rust" || id == "java" && is_old_java() {
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
