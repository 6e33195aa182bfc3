//! The tools that the commands of a repository run: those that set it up, check it, start it and bring it to its users,
//! with the tasks and scripts that these run in turn.

use std::collections::BTreeSet;

use super::commands::{commands_of, is_dry, led_to, program};
use super::deploys::with_composite;
use super::names::words;
use super::platforms::platforms;
use super::tasks::{FOLDERS, Task, scripts, tasks, words_of};
use super::toolbox::{KnownTool, tool_of_program};
use super::{Target, deploys};
use crate::facts::ORDERS;
use crate::model::{Kind, join, parent};
use crate::syntax::shell;
use crate::text::{Excerpt, FileId};
use crate::workspace::Workspace;

/// What every machine has, or what another tool brings along.
const EVERYWHERE: &[&str] = &["git", "curl", "npm", "cargo"];

/// After so many tasks and scripts no further one is looked into.
const MOST: usize = 200;

/// Words that begin the names of tasks that start what is developed; scripts of such names are often for containers.
const STARTS: &[&str] = &["dev", "develop", "start", "serve", "run", "up"];

/// The tools, each with the file that shows it.
pub(super) fn used_tools(ws: &Workspace, folder: &str) -> Vec<(&'static KnownTool, String)> {
    let tasks: Vec<Task> = tasks(ws).into_iter().filter(|task| task.folder == folder).collect();
    let mut walk = Walk { ws, folder, tasks: &tasks, open: Vec::new(), seen: BTreeSet::new(), found: Vec::new() };
    for task in tasks.iter().filter(|task| begins(&task.name, ORDERS) || begins(&task.name, STARTS)) {
        walk.task(task);
    }
    for path in scripts(ws).into_iter().map(|script| script.path) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let folder = parent(&path);
        if begins(name, ORDERS) && (folder.is_empty() || FOLDERS.contains(&folder)) {
            walk.script(&path);
        }
    }
    walk.all();
    walk.found.extend(of_workflows(ws, folder));
    walk.found
}

/// Whether a name begins with one of these words.
fn begins(name: &str, wanted: &[&str]) -> bool {
    words(name).next().is_some_and(|first| wanted.contains(&first.as_str()))
}

/// The programs by which jobs reach what runs somewhere, since going back by hand needs them too.
fn of_workflows(ws: &Workspace, folder: &str) -> Vec<(&'static KnownTool, String)> {
    let runs = |target: &Target| matches!(target, Target::Platform(platform) if !platform.keeps);
    let mut found = Vec::new();
    for deploy in deploys(ws, folder).iter().filter(|deploy| deploy.is_certain() && deploy.targets.iter().any(runs)) {
        for step in deploy.job.steps.iter().flat_map(|step| with_composite(ws, deploy.workflow, deploy.job, step)) {
            let reaches = platforms(&step, false).iter().any(|platform| !platform.keeps);
            for command in commands_of(&step).iter().filter(|_| reaches) {
                found.extend(tool(command).map(|tool| (tool, deploy.workflow.path.clone())));
            }
        }
    }
    found
}

/// The tool that a command is of; a word that only asks for its version is no use of it.
fn tool(command: &[String]) -> Option<&'static KnownTool> {
    let tool = tool_of_program(program(command))?;
    (command.len() > 1 && !is_dry(command) && !EVERYWHERE.contains(&tool.id.as_str())).then_some(tool)
}

struct Walk<'a> {
    ws: &'a Workspace,
    folder: &'a str,
    tasks: &'a [Task],
    /// Words that a shell reads, with their file.
    open: Vec<(String, String)>,
    seen: BTreeSet<String>,
    found: Vec<(&'static KnownTool, String)>,
}

impl Walk<'_> {
    fn task(&mut self, task: &Task) {
        let Some(words) = words_of(self.ws, task) else { return };
        if !self.is_new(&format!("{} {}", task.file, task.name)) {
            return;
        }
        let is_recipe = !matches!(task.kind, Kind::PackageScript | Kind::ComposerScript);
        let (head, recipe) = words.split_once('\n').filter(|_| is_recipe).unwrap_or(("", words));
        // What a target needs is made before it.
        let tasks = self.tasks;
        let is_needed = |other: &&Task| head.split_whitespace().any(|word| word == other.name);
        tasks.iter().filter(|other| other.file == task.file).filter(is_needed).for_each(|other| self.task(other));
        let marks = |line: &str| line.trim_start().trim_start_matches(['@', '-', '+', ' ']).to_owned();
        let recipe = if is_recipe {
            recipe.lines().map(marks).collect::<Vec<_>>().join("\n").replace("$(MAKE)", "make").replace("$$", "$")
        } else {
            recipe.trim_matches('"').replace("\\\"", "\"")
        };
        self.open.push((recipe, task.file.clone()));
    }

    /// A script of a shell.
    fn script(&mut self, path: &str) {
        let Some(text) = self.ws.files.find(path).and_then(|file| self.ws.files.text(file)) else { return };
        let first = text.lines().next().unwrap_or_default();
        let is_shell =
            path.ends_with(".sh") || path.ends_with(".bash") || first.starts_with("#!") && first.ends_with("sh");
        if is_shell && !super::is_sample_folder(path) && self.is_new(path) {
            self.open.push((text.to_owned(), path.to_owned()));
        }
    }

    fn is_new(&mut self, what: &str) -> bool {
        self.seen.len() < MOST && self.seen.insert(what.to_owned())
    }

    fn all(&mut self) {
        while let Some((words, file)) = self.open.pop() {
            let script = shell::parse(Excerpt::whole(FileId(0), &words));
            for command in &script.commands {
                let typed = |word: &shell::Word| word.text.clone().unwrap_or_else(|| word.raw.clone());
                let words: Vec<String> = command.words.iter().map(typed).collect();
                let words = led_to(&words);
                if !script.functions.iter().any(|own| own == program(words)) {
                    self.found.extend(tool(words).map(|tool| (tool, file.clone())));
                    self.follow(words);
                }
            }
        }
    }

    /// Goes on with the tasks and the script that a command runs.
    fn follow(&mut self, command: &[String]) {
        const RUNNERS: &[&str] = &["make", "just", "task", "npm", "pnpm", "yarn", "bun", "composer"];
        const SHELLS: &[&str] = &["bash", "sh", "zsh", "source", "."];
        let program = program(command);
        let arguments = command.get(1..).unwrap_or_default();
        if RUNNERS.contains(&program) {
            let tasks = self.tasks;
            for task in tasks.iter().filter(|task| arguments.contains(&task.name)) {
                self.task(task);
            }
        }
        let plain = || arguments.iter().find(|word| !word.starts_with('-'));
        let path =
            if SHELLS.contains(&program) { plain() } else { command.first().filter(|first| first.contains('/')) };
        if let Some(path) = path.and_then(|path| join(self.folder, path)) {
            self.script(&path);
        }
    }
}
