//! What brings something to a place that no table knows, by what it is called.

use super::commands::{commands_of, is_dry, program};
use super::names::{DEPLOY_VERBS, LOOKS, does, has, is_other, releases, tells_of_other, words};
use super::platforms;
use crate::model::{Step, join};

/// What brings something to a place that no table knows: an action or a script that is called so, or an order.
pub(super) fn by(step: &Step, is_named: bool) -> Option<String> {
    if let Some(uses) = step.uses.as_ref().filter(|_| step.run.is_none()) {
        let path = uses.text.split('@').next().unwrap_or_default();
        let name = path.strip_prefix("./").unwrap_or(path).rsplit('/').next().unwrap_or(path);
        return (does(name) && !platforms::only_tries(step)).then(|| path.to_owned());
    }
    let run = step.run.as_ref()?;
    // Where a part of the script changes its folder for itself, nobody knows which commands that is about.
    let is_nested = run.text.contains("(cd ");
    let mut folder = step.folder.as_ref().map_or("", |folder| folder.text.as_str()).to_owned();
    for command in commands_of(step) {
        if program(command) == "cd" {
            folder = command.get(1).and_then(|to| moved(&folder, to)).unwrap_or_default();
        } else if let Some(told) = order(command, is_named).filter(|_| !is_dry(command)) {
            let folder = moved("", &folder).filter(|folder| !folder.is_empty() && !is_nested);
            return Some(folder.map_or_else(|| format!("`{told}`"), |folder| format!("`cd {folder} && {told}`")));
        }
    }
    None
}

/// The folder of the repository that a change of folder leads to, if no run decides that.
fn moved(from: &str, to: &str) -> Option<String> {
    let is_plain = !from.contains('$') && !to.contains(['$', '~', ' ']) && !to.starts_with(['-', '/']);
    is_plain.then(|| join(from, to)).flatten()
}

/// What a step that something must do says by its name: `Deploy to Cloud Run`.
pub(super) fn by_name(step: &Step) -> Option<String> {
    const FIRST: &[&str] = &["deploy", "deploying", "redeploy", "promote"];
    let name = step.name.as_ref().map(|name| name.text.as_str()).filter(|name| !name.contains("${{"))?;
    let says = words(name).next().is_some_and(|first| FIRST.contains(&first.as_str()))
        || has(name, &["helm"]) && has(name, &["upgrade"])
        || has(name, &["terraform", "tofu"]) && has(name, &["apply"]);
    let is_silent = |command: &Vec<String>| is_dry(command) || NO_ORDER.contains(&program(command));
    let acts = match (&step.uses, &step.run) {
        (Some(uses), _) => !uses.text.starts_with("actions/") && !platforms::only_tries(step),
        (None, Some(_)) => !commands_of(step).iter().all(is_silent),
        (None, None) => false,
    };
    let tells_of_other = words(name).any(|word| is_other(&word) && !(word == "plan" && has(name, &["apply"])));
    (says && acts && !tells_of_other && !has(name, LOOKS) && !has(name, &["preview", "previews"]))
        .then(|| name.to_owned())
}

/// Programs that are given a script or a task.
const RUNNERS: &[&str] = &[
    "make", "just", "task", "mise", "rake", "npm", "pnpm", "yarn", "bun", "composer", "nx", "turbo", "invoke", "inv",
    "nox", "gulp", "ant", "mage", "bash", "sh", "zsh", "source", ".", "python", "python3", "node", "ruby", "php",
    "deno", "poetry", "tsx", "bazel", "earthly", "dagger",
];

/// Programs of which the first argument is no order, or one that builds.
const NO_ORDER: &[&str] = &[
    "cd", "echo", "printf", "mkdir", "ls", "cat", "rm", "cp", "mv", "test", "[", "[[", "git", "grep", "export",
    "pushd", "tar", "chmod", "chown", "find", "set", "for", "case", "curl", "docker", "touch", "zip", "unzip", "gh",
    "cmake", "dotnet",
];

/// The words of a command that bring something somewhere, with the options that say of which folder they are.
fn order(command: &[String], is_named: bool) -> Option<String> {
    let tells = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or(word);
        let releases = is_named && (releases(name) || has(name, &["upload"]));
        !word.contains(['$', '='])
            && (has(name, DEPLOY_VERBS) || releases)
            && !tells_of_other(name)
            && !has(name, LOOKS)
    };
    let program = program(command);
    let mut plain = command.iter().skip(1).filter(|word| !word.starts_with('-'));
    let mut chosen = String::new();
    let told = if RUNNERS.contains(&program) {
        let takes =
            |word: &str| matches!(word, "-C" | "--directory" | "--prefix" | "--dir" | "--cwd" | "--filter" | "-f");
        let values =
            command.iter().zip(command.iter().skip(1)).filter(|(option, _)| takes(option)).map(|(_, value)| value);
        let values: Vec<&String> = values.collect();
        let pairs = command.iter().zip(command.iter().skip(1));
        let pairs = pairs.filter(|(option, value)| takes(option) && !value.contains('$'));
        chosen = pairs.map(|(option, value)| format!("{option} {value} ")).collect();
        let is_run = |word: &&String| matches!(word.as_str(), "run" | "exec");
        let mut plain = plain.filter(|word| !values.contains(word)).peekable();
        // Without that word it may be something else: `pnpm deploy` is a command of its own.
        while let Some(run) = plain.next_if(is_run) {
            chosen = format!("{run} {chosen}");
        }
        plain.next().filter(|word| tells(word))
    } else if NO_ORDER.contains(&program) {
        None
    } else {
        plain.next().filter(|word| matches!(word.as_str(), "deploy" | "publish" | "promote"))
    };
    let first = command.first()?;
    let is_script = first.contains('/') && !first.contains("://") && tells(first);
    told.map(|word| format!("{first} {chosen}{word}")).or_else(|| is_script.then(|| first.clone()))
}
