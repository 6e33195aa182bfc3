//! The tools that people need: those that the repository pins, and those that its files are for.

use std::collections::{BTreeMap, BTreeSet};

use super::toolbox::KnownTool;
use super::used_tools::used_tools;
use crate::model::{Role, Tool, join, parent};
use crate::text::Entry;
use crate::workspace::Workspace;

/// A tool with the versions that sources give.
#[derive(Clone, Debug)]
pub struct ToolUse {
    /// As people write it.
    pub name: String,
    /// In lower case, as version managers call it.
    pub id: String,
    /// The versions, those of the nearest sources first; empty for a tool that is only used.
    pub versions: Vec<Version>,
    /// The files that state its version, or show that it is used.
    pub files: BTreeSet<String>,
    /// Whether nothing but workflows and their actions shows it, so that a person's machine need not have it.
    pub is_of_ci: bool,
}

/// A version, as a source gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As written.
    pub words: String,
    /// Whether any newer one does too.
    pub floor: bool,
    /// The file.
    pub file: String,
}

/// Whether a file of that name, in lower case, shows that a tool is used.
type IsSign = fn(&str) -> bool;

/// Tools that are used where such a file is, without any version of them.
const BY_FILE: &[(&str, &str, IsSign)] = &[
    ("Docker", "docker", |name| name == "dockerfile" || is_compose(name)),
    ("make", "make", |name| matches!(name, "makefile" | "gnumakefile")),
    ("just", "just", |name| matches!(name, "justfile" | ".justfile")),
    ("Task", "task", |name| matches!(name, "taskfile.yml" | "taskfile.yaml")),
    ("mise", "mise", |name| matches!(name, "mise.toml" | ".mise.toml")),
    ("tox", "tox", |name| name == "tox.ini"),
    ("nox", "nox", |name| name == "noxfile.py"),
    ("pre-commit", "pre-commit", |name| name == ".pre-commit-config.yaml"),
    ("Composer", "composer", |name| name == "composer.json"),
    (".NET", "dotnet", |name| name == "global.json" || name.ends_with(".sln") || name.ends_with(".slnx")),
    ("Java", "java", |name| matches!(name, "mvnw" | "gradlew" | "pom.xml" | "build.gradle" | "build.gradle.kts")),
    ("Elixir", "elixir", |name| name == "mix.exs"),
    ("Gradle", "gradle", |name| matches!(name, "build.gradle" | "build.gradle.kts")),
    ("Maven", "maven", |name| name == "pom.xml"),
    ("Helm", "helm", |name| name == "chart.yaml"),
    ("Terraform", "terraform", |name| name.ends_with(".tf")),
    ("npm", "npm", |name| name == "package-lock.json"),
    ("pnpm", "pnpm", |name| name == "pnpm-lock.yaml"),
    ("Yarn", "yarn", |name| name == "yarn.lock"),
    ("Bun", "bun", |name| matches!(name, "bun.lock" | "bun.lockb")),
    ("uv", "uv", |name| name == "uv.lock"),
    ("Poetry", "poetry", |name| name == "poetry.lock"),
    ("Pipenv", "pipenv", |name| name == "pipfile.lock"),
    ("Bundler", "bundler", |name| name == "gemfile.lock"),
    ("Node", "node", |name| name == "package.json"),
    ("Rust", "rust", |name| name == "cargo.toml"),
    ("Go", "go", |name| name == "go.mod"),
    ("Ruby", "ruby", |name| name == "gemfile"),
    ("PHP", "php", |name| name == "composer.json"),
    ("Python", "python", |name| matches!(name, "pyproject.toml" | "requirements.txt" | "setup.py")),
];

fn is_compose(name: &str) -> bool {
    (name.ends_with(".yml") || name.ends_with(".yaml"))
        && (name.starts_with("docker-compose") || name.starts_with("compose."))
}

/// The tools of a folder, in the order of their names.
pub fn tools(ws: &Workspace, folder: &str) -> Vec<ToolUse> {
    let mut pinned: BTreeMap<Tool, Vec<(usize, Version)>> = BTreeMap::new();
    for fact in ws.ledger.versions.facts.iter().map(|fact| &fact.said) {
        let file = ws.files.path(fact.span.file);
        // What containers run is no tool of people's machines.
        let is_service = fact.value.tool.is_service();
        if super::is_sample_folder(file) || is_service || is_of_container(file) {
            continue;
        }
        let version =
            Version { words: fact.value.words.clone(), floor: fact.value.role == Role::Floor, file: file.to_owned() };
        pinned.entry(fact.value.tool).or_default().push((distance(folder, file), version));
    }
    let mut found: BTreeMap<String, ToolUse> = BTreeMap::new();
    for (tool, mut versions) in pinned {
        versions.sort_by(|a, b| (a.0, &a.1.file, &a.1.words).cmp(&(b.0, &b.1.file, &b.1.words)));
        versions.dedup();
        let versions = nearest(versions);
        let files = versions.iter().map(|version| version.file.clone()).collect();
        let tool = ToolUse { name: tool.shown.to_owned(), id: tool.id.to_owned(), versions, files, is_of_ci: false };
        found.insert(tool.id.clone(), tool);
    }
    let is_near =
        |path: &str| parent(path) == folder || is_infrastructure(path) || folder.is_empty() && is_of_part(path);
    // Tools that something else than a workflow shows, be they pinned there.
    let mut of_machines: BTreeSet<String> = BTreeSet::from(["git".to_owned()]);
    let mut near: Vec<&Entry> = ws.files.iter().map(|(_, entry)| entry).filter(|entry| is_near(&entry.path)).collect();
    near.sort_by_key(|entry| entry.path.matches('/').count());
    for entry in near {
        if super::is_sample_folder(&entry.path) {
            continue;
        }
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path).to_ascii_lowercase();
        for (shown, id, _) in BY_FILE.iter().filter(|(_, _, is_sign)| is_sign(&name)) {
            // A wrapper brings the build tool along.
            let wrapper = match *id {
                "maven" => "mvnw",
                "gradle" => "gradlew",
                _ => "",
            };
            if !wrapper.is_empty() && join(parent(&entry.path), wrapper).is_some_and(|path| ws.files.exists(&path)) {
                continue;
            }
            of_machines.insert((*id).to_owned());
            found.entry((*id).to_owned()).or_insert_with(|| ToolUse {
                name: (*shown).to_owned(),
                id: (*id).to_owned(),
                versions: Vec::new(),
                files: [entry.path.to_string()].into(),
                is_of_ci: false,
            });
        }
    }
    let known: BTreeSet<String> = found.keys().cloned().collect();
    let used = used_tools(ws, folder);
    of_machines.extend(used.iter().filter(|(_, file)| !is_of_ci(file)).map(|(tool, _)| tool.id.clone()));
    for (tool, file) in used.into_iter().filter(|(tool, _)| !known.contains(&tool.id)) {
        let new = || ToolUse {
            name: shown(tool),
            id: tool.id.clone(),
            versions: Vec::new(),
            files: BTreeSet::new(),
            is_of_ci: false,
        };
        found.entry(tool.id.clone()).or_insert_with(new).files.insert(file);
    }
    if ws.files.iter().any(|(_, entry)| entry.path.starts_with(".git")) {
        let files = [".gitignore", ".gitattributes"].into_iter().filter(|path| ws.files.exists(path));
        let files = files.take(1).map(str::to_owned).collect();
        let git =
            ToolUse { name: "git".to_owned(), id: "git".to_owned(), versions: Vec::new(), files, is_of_ci: false };
        found.insert(git.id.clone(), git);
    }
    let mut tools: Vec<ToolUse> = found.into_values().collect();
    for tool in &mut tools {
        tool.is_of_ci = !of_machines.contains(&tool.id) && tool.files.iter().all(|file| is_of_ci(file));
    }
    tools.sort_by_key(|tool| tool.name.to_lowercase());
    tools
}

/// The name of a tool as people write it.
fn shown(tool: &KnownTool) -> String {
    let by_file = BY_FILE.iter().find(|(_, id, _)| *id == tool.id).map(|(shown, ..)| *shown);
    // The client of a service is not the service.
    let known = || Tool::named(&tool.id).filter(|known| !known.is_service()).map(|known| known.shown);
    by_file.or_else(known).unwrap_or_else(|| tool.called()).to_owned()
}

/// Whether a file is read by a tool that people call from the root, wherever it lies.
fn is_infrastructure(path: &str) -> bool {
    (path.ends_with(".tf") || path.ends_with("/Chart.yaml")) && path.matches('/').count() < 3
}

/// Whether a file lies in a part of the repository that is set up on its own.
fn is_of_part(path: &str) -> bool {
    let folder = parent(path);
    !folder.starts_with('.') && folder.matches('/').count() < 2
}

/// Whether a file says what machines of CI do.
fn is_of_ci(file: &str) -> bool {
    file.contains(".github/")
}

/// Whether a file says what containers hold.
fn is_of_container(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
    name.contains("dockerfile") || name.contains("containerfile") || is_compose(&name)
}

/// How far a source is from what a folder states itself: workflows follow, other folders come last.
fn distance(folder: &str, file: &str) -> usize {
    match () {
        () if is_of_ci(file) => 1,
        () if parent(file) == folder => 0,
        () => 2 + file.matches('/').count(),
    }
}

/// The versions of the nearest sources; pins before floors.
fn nearest(versions: Vec<(usize, Version)>) -> Vec<Version> {
    let Some(first) = versions.first().map(|(distance, _)| *distance) else { return Vec::new() };
    let near: Vec<Version> =
        versions.into_iter().filter(|(distance, _)| *distance == first).map(|(_, version)| version).collect();
    let (mut floors, mut pins): (Vec<Version>, Vec<Version>) = near.into_iter().partition(|version| version.floor);
    for versions in [&mut floors, &mut pins] {
        versions.sort_by_cached_key(|version| numbers(&version.words));
    }
    pins.into_iter().chain(floors).collect()
}

/// The numbers of a version, by which it is put in order.
fn numbers(words: &str) -> Vec<u64> {
    words.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}
