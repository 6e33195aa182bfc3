//! Commands that set the project up, start it and check it, as far as its files show them.

use std::collections::BTreeSet;

use super::sets_up;
use crate::facts::SETUP_SCRIPTS;
use crate::model::{Kind, join};
use crate::snippets::{infer, is_drastic};
use crate::survey::{self, Task};
use crate::text::EntryKind;
use crate::workspace::Workspace;

/// A command, and the file that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub command: String,
    pub by: String,
}

/// What a file is for: its name, and the command that it is read by.
type ByFile = (&'static str, &'static str);

/// The option of Rails' own `bin/setup`.
const SKIP_SERVER: &str = "--skip-server";

const CHECK_SCRIPTS: &[&str] = &["script/test", "scripts/test.sh", "scripts/test", "bin/test", "scripts/check.sh"];

/// Of the files of one row only the first that is there counts: the others are another way to the same.
const SETUP: &[&[ByFile]] = &[
    &[
        ("package-lock.json", "npm ci"),
        ("pnpm-lock.yaml", "pnpm install"),
        ("yarn.lock", "yarn install"),
        ("bun.lock", "bun install"),
        ("bun.lockb", "bun install"),
    ],
    &[
        ("uv.lock", "uv sync"),
        ("poetry.lock", "poetry install"),
        ("Pipfile.lock", "pipenv sync --dev"),
        ("requirements-dev.txt", "pip install --requirement requirements-dev.txt"),
        ("dev-requirements.txt", "pip install --requirement dev-requirements.txt"),
        ("requirements/dev.txt", "pip install --requirement requirements/dev.txt"),
        ("requirements.txt", "pip install --requirement requirements.txt"),
    ],
    &[("Gemfile.lock", "bundle install")],
    &[("composer.lock", "composer install")],
    &[("mix.lock", "mix deps.get"), ("mix.exs", "mix deps.get")],
    &[("Cargo.toml", "cargo build")],
    &[("go.mod", "go build ./...")],
    JAVA_BUILDS,
    &[("build.sbt", "sbt compile")],
    &[("Package.swift", "swift build")],
    &[("build.zig", "zig build")],
];

const JAVA_BUILDS: &[ByFile] = &[
    ("mvnw", "./mvnw package"),
    ("gradlew", "./gradlew assemble"),
    ("pom.xml", "mvn package"),
    ("build.gradle", "gradle assemble"),
    ("build.gradle.kts", "gradle assemble"),
];

/// Whether what a file at the root builds has what another file builds as a module.
pub(super) fn builds_modules(root: &str, file: &str) -> bool {
    let builds = |names: &[&str], path: &str| names.contains(&path.rsplit('/').next().unwrap_or(path));
    let maven = ["mvnw", "pom.xml"];
    let gradle = ["gradlew", "build.gradle", "build.gradle.kts"];
    [&maven[..], &gradle[..]].iter().any(|names| builds(names, root) && builds(&names[1..], file))
}

const CHECKS: &[&[ByFile]] = &[
    &[("Cargo.toml", "cargo test")],
    &[("go.mod", "go test ./...")],
    &[
        ("mvnw", "./mvnw verify"),
        ("gradlew", "./gradlew build"),
        ("pom.xml", "mvn verify"),
        ("build.gradle", "gradle build"),
        ("build.gradle.kts", "gradle build"),
    ],
    &[("mix.exs", "mix test")],
    &[("tox.ini", "tox"), ("noxfile.py", "nox"), ("pytest.ini", "pytest")],
    &[(".rspec", "bundle exec rspec"), ("bin/rails", "bin/rails test")],
    &[("phpunit.xml.dist", "composer exec phpunit"), ("phpunit.xml", "composer exec phpunit")],
    &[("build.sbt", "sbt test")],
    &[("Package.swift", "swift test")],
    &[("build.zig", "zig build test")],
];

/// Checks that a part of a file shows: its name, what stands in it, the command. The first of a language counts.
const CHECKS_IN: &[(&str, &str, &str)] = &[
    ("pyproject.toml", "[tool.tox", "tox"),
    ("setup.cfg", "[tox:tox]", "tox"),
    ("pyproject.toml", "[tool.pytest", "pytest"),
    ("setup.cfg", "[tool:pytest]", "pytest"),
    ("Rakefile", "RSpec::Core::RakeTask", "bundle exec rake spec"),
    ("Rakefile", "Rake::TestTask", "bundle exec rake test"),
    ("Rakefile", "Minitest::TestTask", "bundle exec rake test"),
];

/// Tasks that install what a clone needs, where no lock file shows it.
const INSTALLS: &[&str] = &[
    "install-dev",
    "install-deps",
    "dev-install",
    "dev-deps",
    "deps",
    "dependencies",
    "requirements",
    "develop",
    "venv",
    "install",
    "init",
];

/// The commands that prepare a folder of a fresh clone: its own setup task or script, else what its lock files are for.
pub(super) fn setup(ws: &Workspace, folder: &str) -> Vec<Shown> {
    let own = [
        "setup",
        "bootstrap",
        "dev-setup",
        "setup-dev",
        "init-dev",
        "setup:project",
        "setup:dev",
        "setup:local",
        "dev:setup",
    ];
    // What is called so may deploy, or move the clone to another commit; and what it runs may be gone.
    let is_one = |task: &Task| {
        survey::words_of(ws, task).is_some_and(|words| sets_up::task(words) && !survey::leads_nowhere(ws, task))
    };
    let task = tasks_named(ws, folder, &own).into_iter().find(is_one).map(of_task);
    let is_one =
        |shown: &Shown| ws.files.find(&shown.by).and_then(|file| ws.files.text(file)).is_some_and(sets_up::script);
    // A setup that ends in a server never ends; where it can do without, it says by which option.
    let without_server = |mut shown: Shown| {
        let text = ws.files.find(&shown.by).and_then(|file| ws.files.text(file)).unwrap_or_default();
        if text.contains(SKIP_SERVER) {
            shown.command = format!("{} {SKIP_SERVER}", shown.command);
        }
        shown
    };
    let script = || script(ws, folder, SETUP_SCRIPTS).filter(is_one).map(without_server);
    if let Some(own) = task.or_else(script) {
        return vec![own];
    }
    let mut found = by_file(ws, folder, SETUP);
    // What Go alone builds may lack what the Makefile generates first.
    let builds = tasks_named(ws, folder, &["build"]).into_iter().find(|task| task.kind == Kind::MakeTarget);
    if let (Some(go), Some(task)) = (found.iter_mut().find(|shown| shown.by.ends_with("go.mod")), builds) {
        *go = of_task(task);
    }
    found.extend(solution(ws, folder).map(|path| Shown { command: "dotnet build".to_owned(), by: path }));
    if found.is_empty() {
        // Where only a Makefile shows what is built, its first target says it.
        let all = tasks_named(ws, folder, &["all"]).into_iter().find(|task| task.kind == Kind::MakeTarget);
        let all = all.filter(|task| survey::words_of(ws, task).is_some_and(sets_up::task));
        found.extend(all.map(|task| Shown { command: "make".to_owned(), by: task.file }));
    }
    if found.is_empty() {
        let installs = tasks_named(ws, folder, INSTALLS).into_iter();
        let is_one = |task: &Task| survey::words_of(ws, task).is_some_and(sets_up::installs);
        found.extend(installs.filter(is_one).take(1).map(of_task));
    }
    // A part may be installed by the whole, so that only the root's own file counts.
    if found.is_empty() && folder.is_empty() {
        let editable = "pip install --editable .";
        let rows: &[&[ByFile]] =
            &[&[("package.json", "npm install")], &[("pyproject.toml", editable), ("setup.py", editable)]];
        found = by_file(ws, folder, rows);
        found.retain(|shown| shown.by != "pyproject.toml" || is_package(ws, &shown.by));
    }
    found
}

/// Whether a file of a Python project says how it is built.
fn is_package(ws: &Workspace, path: &str) -> bool {
    let text = ws.files.find(path).and_then(|file| ws.files.text(file));
    text.is_some_and(|text| text.contains("[build-system]") && text.contains("[project]"))
}

/// The commands that start what is developed.
pub(super) fn start(ws: &Workspace) -> Vec<Shown> {
    tasks_named(ws, "", &["dev", "start", "serve", "run", "up"]).into_iter().take(2).map(of_task).collect()
}

/// The tasks that are about data, by their names.
pub(super) fn data(ws: &Workspace) -> Vec<Shown> {
    let is_about_data = |task: &Task| {
        let name = task.name.to_lowercase();
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        // What only looks at them makes none.
        let looks = ["lint", "check", "test", "tests", "validate", "verify"].iter().any(|word| parts.contains(word));
        let makes = ["seed", "seeds", "migrate", "migrations", "fixtures", "db", "database", "devdata"];
        task.folder.is_empty() && !looks && !is_drastic(&name) && makes.iter().any(|word| parts.contains(word))
    };
    survey::tasks(ws).into_iter().filter(is_about_data).take(6).map(of_task).collect()
}

/// The commands that show that a folder works: its own tasks or script, and what build tools do for all of their kind.
pub(super) fn validation(ws: &Workspace, folder: &str) -> Vec<Shown> {
    let mut tasks = tasks_named(ws, folder, &["test", "tests", "check", "verify", "validate", "lint"]);
    tasks.retain(|task| !survey::leads_nowhere(ws, task));
    if !tasks.iter().any(|task| task.name.starts_with("test")) {
        let begins = |task: &Task| {
            task.folder == folder
                && task.name.split([':', '-', '_']).next() == Some("test")
                && !survey::only_sets(ws, task)
                && !survey::leads_nowhere(ws, task)
        };
        tasks.splice(0..0, survey::tasks(ws).into_iter().find(begins));
    }
    // A package script is for its own language; a runner's task is for the project.
    let is_whole = tasks.iter().any(|task| !matches!(task.kind, Kind::PackageScript | Kind::ComposerScript));
    let has_own = tasks.iter().any(|task| task.kind == Kind::ComposerScript && task.name.starts_with("test"));
    let mut found: Vec<Shown> = tasks.into_iter().take(3).map(of_task).collect();
    if !is_whole {
        let script = script(ws, folder, CHECK_SCRIPTS);
        let others = if script.is_some() { Vec::new() } else { by_files(ws, folder) };
        let others = others.into_iter().filter(|shown| !(has_own && shown.command.starts_with("composer ")));
        found.splice(0..0, script.into_iter().chain(others));
        found.extend(solution(ws, folder).map(|path| Shown { command: "dotnet test".to_owned(), by: path }));
    }
    if found.is_empty() {
        found = by_file(ws, folder, &[&[(".pre-commit-config.yaml", "pre-commit run --all-files")]]);
    }
    found.truncate(4);
    found
}

/// The folders below the root that show how they are set up or checked themselves, those near the root first.
pub(super) fn parts(ws: &Workspace) -> Vec<String> {
    let names: BTreeSet<&str> = SETUP.iter().chain(CHECKS).flat_map(|row| row.iter().map(|(file, _)| *file)).collect();
    let is_sign = |name: &str| names.contains(name) || matches!(name, "Makefile" | "justfile" | "package.json");
    let mut folders: BTreeSet<(usize, String)> = BTreeSet::new();
    for (_, entry) in ws.files.iter() {
        let Some((folder, name)) = entry.path.rsplit_once('/') else { continue };
        let depth = folder.matches('/').count();
        if depth < 2 && is_sign(name) && !folder.starts_with('.') && !survey::is_sample_folder(&entry.path) {
            folders.insert((depth, folder.to_owned()));
        }
    }
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// The checks that files show, by their names or what stands in them.
fn by_files(ws: &Workspace, folder: &str) -> Vec<Shown> {
    let mut found = by_file(ws, folder, CHECKS);
    if let Some(specs) = specs(ws, folder) {
        found.retain(|shown| shown.command != specs.command);
        // Rails has a runner for tests that a project of specs has none of.
        let has_tests = has_files(ws, folder, "test", "_test.rb");
        let at = found.iter().position(|shown| shown.command == "bin/rails test");
        match at.filter(|_| !has_tests) {
            Some(at) => found[at] = specs,
            None => found.insert(0, specs),
        }
    }
    let has = |programs: &[&str], found: &[Shown]| {
        found.iter().any(|shown| programs.iter().any(|program| shown.command.contains(program)))
    };
    for (name, words, command) in CHECKS_IN {
        let path = join(folder, name).filter(|path| {
            let text = ws.files.find(path).and_then(|file| ws.files.text(file));
            text.is_some_and(|text| text.contains(words))
        });
        let programs: &[&str] = if *name == "Rakefile" { &["bundle", "rails"] } else { &["tox", "nox", "pytest"] };
        if let Some(path) = path.filter(|_| !has(programs, &found)) {
            found.push(Shown { command: (*command).to_owned(), by: path });
        }
    }
    let django = join(folder, "manage.py").filter(|path| ws.files.find(path).is_some());
    if let Some(path) = django.filter(|_| !has(&["tox", "nox", "pytest"], &found)) {
        found.push(Shown { command: "python manage.py test".to_owned(), by: path });
    }
    // What a lock file installs runs in the environment that its program keeps.
    let keeper = [("uv.lock", "uv run"), ("poetry.lock", "poetry run"), ("Pipfile.lock", "pipenv run")]
        .into_iter()
        .find(|(file, _)| join(folder, file).is_some_and(|path| ws.files.find(&path).is_some()));
    for shown in found.iter_mut().filter(|shown| shown.command == "pytest" || shown.command.starts_with("python ")) {
        if let Some((_, runs)) = keeper {
            shown.command = format!("{runs} {}", shown.command);
        }
    }
    found
}

/// The command of the specs of a folder, as its gems show.
fn specs(ws: &Workspace, folder: &str) -> Option<Shown> {
    let by = join(folder, "Gemfile")?;
    let is_meant = ws.files.text(ws.files.find(&by)?)?.contains("rspec") && has_files(ws, folder, "spec", "_spec.rb");
    is_meant.then(|| Shown { command: "bundle exec rspec".to_owned(), by })
}

/// Whether a folder has files with such an end below one of its folders.
fn has_files(ws: &Workspace, folder: &str, below: &str, end: &str) -> bool {
    let inside = join(folder, below);
    inside.is_some_and(|inside| ws.files.below(&inside).any(|(_, entry)| entry.path.ends_with(end)))
}

fn of_task(task: Task) -> Shown {
    Shown { command: task.command, by: task.file }
}

/// The tasks of a folder whose name is one of these, in the order of the names; one a name. What only chooses for others,
/// such as the targets `dev` and `test` of a Makefile that deploys, does nothing by itself.
fn tasks_named(ws: &Workspace, folder: &str, names: &[&str]) -> Vec<Task> {
    let tasks: Vec<Task> = survey::tasks(ws).into_iter().filter(|task| task.folder == folder).collect();
    let best = |name: &&str| {
        let order = [Kind::MakeTarget, Kind::JustRecipe, Kind::TaskfileTask, Kind::MiseTask];
        let rank = |task: &&Task| order.iter().position(|kind| *kind == task.kind).unwrap_or(order.len());
        let does = |task: &&Task| task.name == **name && !survey::only_sets(ws, task);
        tasks.iter().filter(does).min_by_key(rank).cloned()
    };
    names.iter().filter_map(best).collect()
}

/// The first of some scripts that a folder has.
fn script(ws: &Workspace, folder: &str, names: &[&str]) -> Option<Shown> {
    let found = names.iter().find_map(|name| {
        let path = join(folder, name)?;
        let id = ws.files.find(&path)?;
        // What destroys something on its way is nothing to run again and again; its own files it may clear away.
        let destroys = || {
            let lines = ws.files.text(id).unwrap_or_default().lines();
            let others: Vec<&str> = lines.filter(|line| !line.trim_start().starts_with("rm ")).collect();
            infer(&others.join("\n"), "bash", false).destroys.is_some()
        };
        (!destroys()).then_some((*name, id, path))
    });
    let (name, id, path) = found?;
    let is_executable = ws.files.entry(id).kind == EntryKind::Executable;
    let command = if is_executable { format!("./{name}") } else { format!("bash {name}") };
    Some(Shown { command, by: path })
}

fn by_file(ws: &Workspace, folder: &str, rows: &[&[ByFile]]) -> Vec<Shown> {
    let first = |row: &&[ByFile]| {
        row.iter().find_map(|(file, command)| {
            let path = join(folder, file)?;
            let id = ws.files.find(&path)?;
            if *file == "go.mod" && is_site(ws, folder) {
                return None;
            }
            // A wrapper that nobody may run as it is, a shell reads.
            let is_script = command.starts_with("./") && ws.files.entry(id).kind != EntryKind::Executable;
            let command = if is_script { format!("sh {}", &command[2..]) } else { (*command).to_owned() };
            Some(Shown { command, by: path })
        })
    };
    rows.iter().filter_map(first).collect()
}

/// Whether a folder is a site of Hugo, which has a module of Go and no program.
fn is_site(ws: &Workspace, folder: &str) -> bool {
    const CONFIGURATIONS: &[&str] = &["hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml"];
    let has = |name: &&str| join(folder, name).is_some_and(|path| ws.files.find(&path).is_some());
    CONFIGURATIONS.iter().any(has) && !has_files(ws, folder, "", ".go")
}

/// The solution of .NET that a folder has.
fn solution(ws: &Workspace, folder: &str) -> Option<String> {
    let is_one =
        |path: &str| crate::model::parent(path) == folder && (path.ends_with(".sln") || path.ends_with(".slnx"));
    ws.files.iter().map(|(_, entry)| entry.path.as_ref()).find(|path| is_one(path)).map(str::to_owned)
}
