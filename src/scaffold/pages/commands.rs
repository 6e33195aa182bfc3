//! Commands that set the project up, start it and check it, as far as its files show them.

use std::collections::BTreeSet;

use crate::model::Kind;
use crate::survey::{self, Task};
use crate::workspace::Workspace;

/// A command, and the file that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub command: String,
    pub by: String,
}

fn shown(command: &str, by: &str) -> Shown {
    Shown { command: command.to_owned(), by: by.to_owned() }
}

/// The tasks of the root whose name is one of these, in the order of the names; one a name.
fn tasks_named(ws: &Workspace, names: &[&str]) -> Vec<Task> {
    let tasks: Vec<Task> = survey::tasks(ws).into_iter().filter(|task| task.folder.is_empty()).collect();
    let best = |name: &&str| {
        let order = [Kind::MakeTarget, Kind::JustRecipe, Kind::TaskfileTask, Kind::MiseTask];
        let rank = |task: &&Task| order.iter().position(|kind| *kind == task.kind).unwrap_or(order.len());
        tasks.iter().filter(|task| task.name == **name).min_by_key(rank).cloned()
    };
    names.iter().filter_map(best).collect()
}

/// The commands that prepare a fresh clone: its own setup task or script, else what its lock files are for.
pub(super) fn setup(ws: &Workspace) -> Vec<Shown> {
    let own = ["setup", "bootstrap", "dev-setup", "setup-dev", "init-dev"];
    if let Some(task) = tasks_named(ws, &own).into_iter().next() {
        return vec![shown(&task.command, &task.file)];
    }
    let scripts =
        ["bin/setup", "script/setup", "script/bootstrap", "scripts/setup.sh", "scripts/bootstrap.sh", "scripts/setup"];
    if let Some(path) = scripts.iter().find(|path| ws.files.exists(path) && !ws.files.is_folder(path)) {
        return vec![shown(&run_script(ws, path), path)];
    }
    let by_file = [
        ("package-lock.json", "npm ci"),
        ("pnpm-lock.yaml", "pnpm install"),
        ("yarn.lock", "yarn install"),
        ("bun.lock", "bun install"),
        ("bun.lockb", "bun install"),
        ("uv.lock", "uv sync"),
        ("poetry.lock", "poetry install"),
        ("Pipfile.lock", "pipenv sync --dev"),
        ("Gemfile.lock", "bundle install"),
        ("composer.lock", "composer install"),
        ("mix.lock", "mix deps.get"),
        ("Cargo.toml", "cargo build"),
        ("go.mod", "go build ./..."),
        ("gradlew", "./gradlew assemble"),
        ("mvnw", "./mvnw package"),
    ];
    let found = by_file.iter().filter(|(file, _)| ws.files.exists(file));
    let mut seen = BTreeSet::new();
    found.filter(|(_, command)| seen.insert(*command)).map(|(file, command)| shown(command, file)).collect()
}

/// How a script of the repository is started.
pub(super) fn run_script(ws: &Workspace, path: &str) -> String {
    let is_executable =
        ws.files.find(path).is_some_and(|id| ws.files.entry(id).kind == crate::text::EntryKind::Executable);
    if is_executable { format!("./{path}") } else { format!("bash {path}") }
}

/// The commands that start what is developed.
pub(super) fn start(ws: &Workspace) -> Vec<Shown> {
    let tasks = tasks_named(ws, &["dev", "start", "serve", "run", "up"]);
    tasks.into_iter().take(2).map(|task| shown(&task.command, &task.file)).collect()
}

/// The commands that prepare data.
pub(super) fn data(ws: &Workspace) -> Vec<Shown> {
    let is_about_data = |task: &Task| {
        let name = task.name.to_lowercase();
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        task.folder.is_empty()
            && ["seed", "seeds", "migrate", "migrations", "fixtures"].iter().any(|word| parts.contains(word))
    };
    survey::tasks(ws).into_iter().filter(is_about_data).take(6).map(|task| shown(&task.command, &task.file)).collect()
}

/// The commands that show that it works: the tasks for it, else what its build tool does for all projects of its kind.
pub(super) fn validation(ws: &Workspace) -> Vec<Shown> {
    let mut tasks = tasks_named(ws, &["test", "tests", "check", "verify", "validate", "lint"]);
    if !tasks.iter().any(|task| task.name.starts_with("test")) {
        let parts = |name: &str| name.split([':', '-', '_']).next() == Some("test");
        let more = survey::tasks(ws).into_iter().find(|task| task.folder.is_empty() && parts(&task.name));
        tasks.splice(0..0, more);
    }
    if !tasks.is_empty() {
        let mut tasks: Vec<Shown> = tasks.into_iter().map(|task| shown(&task.command, &task.file)).collect();
        tasks.truncate(3);
        return tasks;
    }
    let scripts = ["script/test", "scripts/test.sh", "scripts/test", "bin/test", "scripts/check.sh", "bin/rails"];
    if let Some(path) = scripts.iter().find(|path| ws.files.exists(path) && !ws.files.is_folder(path)) {
        let more = if *path == "bin/rails" { " test" } else { "" };
        let is_rspec = *path == "bin/rails" && ws.files.exists(".rspec");
        let command = if is_rspec { "bundle exec rspec".to_owned() } else { run_script(ws, path) + more };
        return vec![shown(&command, path)];
    }
    let by_file = [
        ("Cargo.toml", "cargo test"),
        ("go.mod", "go test ./..."),
        ("gradlew", "./gradlew check"),
        ("mvnw", "./mvnw verify"),
        ("mix.exs", "mix test"),
        ("tox.ini", "tox"),
        ("noxfile.py", "nox"),
        (".rspec", "bundle exec rspec"),
        ("phpunit.xml.dist", "vendor/bin/phpunit"),
        ("phpunit.xml", "vendor/bin/phpunit"),
        (".pre-commit-config.yaml", "pre-commit run --all-files"),
    ];
    by_file
        .iter()
        .filter(|(file, _)| ws.files.exists(file))
        .take(2)
        .map(|(file, command)| shown(command, file))
        .collect()
}
