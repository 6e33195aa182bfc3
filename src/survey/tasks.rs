//! What the repository offers to be run: targets of task runners, and scripts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Name, Verdict, parent};
use crate::syntax::json;
use crate::text::EntryKind;
use crate::workspace::Workspace;

/// A target, recipe, task or package script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Task {
    /// The folder to run it in.
    pub folder: String,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The file that defines it.
    pub file: String,
    /// How it is run.
    pub command: String,
    /// Whether some page speaks of it.
    pub documented: bool,
}

/// A script of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its path.
    pub path: String,
    /// Whether it can be run as it is.
    pub executable: bool,
    /// Whether some page speaks of it.
    pub documented: bool,
}

/// Every target, recipe, task and script of a task runner, in the order of folders and names.
pub fn tasks(ws: &Workspace) -> Vec<Task> {
    let mut found = BTreeSet::new();
    for fact in &ws.ledger.names.facts {
        let (said, name) = (&fact.said, &fact.said.value);
        let path = ws.files.path(said.span.file);
        // What stands for many names is none that can be run.
        if name.name.contains(['%', '$']) || name.name.starts_with('.') || super::is_sample_folder(path) {
            continue;
        }
        if let Some(command) = command(ws, &said.scope.folder, name) {
            found.insert(Task {
                folder: said.scope.folder.to_string(),
                kind: name.kind,
                name: name.name.clone(),
                file: path.to_owned(),
                command,
                documented: fact.verdict == Verdict::Holds,
            });
        }
    }
    found.into_iter().collect()
}

/// What a task does, in the words of the file that defines it.
pub fn words_of<'a>(ws: &'a Workspace, task: &Task) -> Option<&'a str> {
    let file = ws.files.find(&task.file)?;
    if matches!(task.kind, Kind::PackageScript | Kind::ComposerScript) {
        let tree = json::parse(ws.files.whole(file)?);
        return Some(ws.words(tree.root()?.get("scripts")?.get(&task.name)?.span));
    }
    let spans = ws.ledger.names.facts.iter().filter(|fact| fact.said.value.kind == task.kind);
    let spans = spans.filter(|fact| fact.said.span.file == file);
    let start = spans.clone().find(|fact| fact.said.value.name == task.name)?.said.span.end;
    let next = spans.map(|fact| fact.said.span.start).filter(|next| *next > start).min();
    let text = ws.files.text(file)?;
    text.get(start as usize..next.map_or(text.len(), |next| next as usize))
}

/// Whether a task does nothing for whoever runs it once: it runs a script that the package does not have, never ends, or is
/// only what a new package comes with.
pub fn leads_nowhere(ws: &Workspace, task: &Task) -> bool {
    static NEVER_ENDS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"--watch\b|--watchAll\b|:watch\b|no test specified").expect("a valid expression"));
    static RUNS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[;&|\s'\x22])(?:npm|pnpm|yarn|bun)\s+run\s+(?P<name>[\w:.-]+)(?:\s*(?:[;&|'\x22]|$))")
            .expect("a valid expression")
    });
    let Some(words) = words_of(ws, task) else { return false };
    let is_started = ["start", "dev", "serve", "watch"].iter().any(|word| task.name.contains(word));
    if NEVER_ENDS.is_match(words) && !is_started {
        return true;
    }
    let has = |name: &str| {
        let mut facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
        facts.any(|of| of.value.kind == task.kind && of.value.name == name && *of.scope.folder == *task.folder)
    };
    task.kind == Kind::PackageScript && RUNS.captures_iter(words).any(|run| !has(&run["name"]))
}

/// How deep the targets are followed that a target waits for.
const MOST_DEPTH: usize = 8;

/// Whether a target of Make only sets variables for those that are named behind it: `make test plan`.
pub fn only_sets(ws: &Workspace, task: &Task) -> bool {
    task.kind == Kind::MakeTarget && targets_only_set(ws, task, MOST_DEPTH)
}

/// Whether a target of Make ends with an error unless a variable is set, or another target before it sets one.
pub fn fails_alone(ws: &Workspace, task: &Task) -> bool {
    task.kind == Kind::MakeTarget && words_of(ws, task).is_some_and(|words| words.contains("$(error "))
}

fn targets_only_set(ws: &Workspace, task: &Task, depth: usize) -> bool {
    let Some(words) = words_of(ws, task).filter(|_| depth > 0) else { return false };
    let mut lines = words.lines();
    let waits =
        lines.next().unwrap_or_default().trim_start_matches(':').split(['#', ';', '|']).next().unwrap_or_default();
    let sets = |line: &str| {
        let line = line.trim_start().trim_start_matches(['@', '-', '+']).trim();
        let is_told = ["echo", "printf", "#", ":"].iter().any(|start| line.starts_with(start));
        let functions = ["$(eval ", "$(if ", "$(info ", "$(warning ", "$(error "];
        line.is_empty() || is_told || functions.iter().any(|function| line.starts_with(function))
    };
    let recipe: Vec<&str> = lines.filter(|line| line.starts_with('\t')).collect();
    let waits: Vec<Task> =
        waits.split_whitespace().map(|name| Task { name: name.to_owned(), ..task.clone() }).collect();
    let chooses = !waits.is_empty() || recipe.iter().any(|line| line.contains("$(eval "));
    chooses && recipe.iter().all(|line| sets(line)) && waits.iter().all(|other| targets_only_set(ws, other, depth - 1))
}

/// How a thing of a kind is run in a folder.
fn command(ws: &Workspace, folder: &str, name: &Name) -> Option<String> {
    let of = &name.name;
    Some(match name.kind {
        Kind::MakeTarget => format!("make {of}"),
        Kind::JustRecipe => format!("just {of}"),
        Kind::TaskfileTask => format!("task {of}"),
        Kind::MiseTask => format!("mise run {of}"),
        Kind::PackageScript => format!("{} run {of}", package_manager(ws, folder)),
        Kind::ComposerScript => format!("composer run {of}"),
        _ => return None,
    })
}

/// The program that installs packages for a folder: what the nearest folder that locks any is locked for.
pub fn package_manager(ws: &Workspace, folder: &str) -> String {
    let mut next = Some(folder);
    while let Some(here) = next {
        let facts = ws.ledger.names.facts.iter().map(|fact| &fact.said);
        let mut managers = facts.filter(|fact| fact.value.kind == Kind::PackageManager && *fact.scope.folder == *here);
        if let Some(fact) = managers.find(|fact| matches!(&*fact.value.name, "npm" | "pnpm" | "yarn" | "bun")) {
            return fact.value.name.clone();
        }
        next = (!here.is_empty()).then(|| parent(here));
    }
    "npm".to_owned()
}

/// Folders whose files people run.
pub(super) const FOLDERS: &[&str] =
    &["scripts", "script", "bin", "tools", "hack", "ci", ".ci", "build", "dev", "contrib", "ops"];

/// The scripts of the repository: shell scripts anywhere but among samples, and what can be run in the usual folders.
pub fn scripts(ws: &Workspace) -> Vec<Script> {
    let told: BTreeSet<&str> = ws.ledger.paths.claims.iter().map(|claim| claim.said.value.path.as_str()).collect();
    let script = |path: &str, kind: EntryKind| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let executable = kind == EntryKind::Executable;
        let is_shell = matches!(ending, "sh" | "bash" | "zsh" | "fish" | "ps1" | "bat" | "cmd");
        let is_plain = matches!(ending, "" | "py" | "rb" | "js" | "mjs" | "ts" | "pl" | "php");
        let in_folder = path.split('/').next().is_some_and(|first| FOLDERS.contains(&first));
        let is_script = is_shell || executable && is_plain && (in_folder || !path.contains('/'));
        (is_script && kind != EntryKind::Symlink && !super::is_sample_folder(path)).then(|| Script {
            path: path.to_owned(),
            executable,
            documented: told.contains(path),
        })
    };
    ws.files.iter().filter_map(|(_, entry)| script(&entry.path, entry.kind)).collect()
}
