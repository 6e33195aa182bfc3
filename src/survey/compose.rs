//! The Compose files that make the local environment: those that `docker compose up` reads, or that the repository names
//! with `-f`. Files of production, and others that lie beside them for another purpose, are not of it.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::{commands, program};
use super::tasks::{tasks, words_of};
use crate::model::{COMPOSE_FILES, COMPOSE_OVERRIDES, join, parent};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::workspace::Workspace;

/// The Compose files of a local environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCompose {
    /// The files, each laid over those before it.
    pub files: Vec<String>,
    /// Whether Compose reads them without being told.
    pub is_default: bool,
}

impl LocalCompose {
    /// The command that reads these files, without an order.
    pub fn command(&self) -> String {
        let named: String = self.files.iter().map(|file| format!(" -f {file}")).collect();
        format!("docker compose{}", if self.is_default { "" } else { &named })
    }
}

/// The profiles of the services of some Compose files, by service; those of no profile are left out. Compose starts a
/// service that has any only where one of them is named.
pub fn profiles(ws: &Workspace, files: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter_map(|path| ws.files.find(path)) {
        let Some(tree) = ws.files.whole(file).map(yaml::parse) else { continue };
        let services = tree.root().and_then(|root| root.get("services")).map(Node::entries).unwrap_or_default();
        for (name, service) in services {
            let named = service.get("profiles").map(Node::items).unwrap_or_default();
            let named: BTreeSet<String> = named.iter().filter_map(Node::text).map(str::to_owned).collect();
            if let Some(name) = name.text().filter(|_| !named.is_empty()) {
                found.entry(name.to_owned()).or_default().extend(named);
            }
        }
    }
    found
}

/// What makes the local environment of a folder: files that a task of it starts and that are called after development,
/// else the file that Compose reads by itself, else those that a task or a page starts.
pub fn local_compose(ws: &Workspace, folder: &str) -> Option<LocalCompose> {
    let named = named_by_tasks(ws, folder);
    let is_of_development = |files: &&Vec<String>| files.iter().any(|file| has_word(file, DEVELOPMENT));
    let chosen = |files: Vec<String>| LocalCompose { files, is_default: false };
    if let Some(files) = named.iter().find(is_of_development) {
        return Some(chosen(files.clone()));
    }
    let first =
        |names: &[&str]| names.iter().filter_map(|name| join(folder, name)).find(|path| ws.files.find(path).is_some());
    if let Some(file) = first(COMPOSE_FILES) {
        let files = std::iter::once(file).chain(first(COMPOSE_OVERRIDES)).collect();
        return Some(LocalCompose { files, is_default: true });
    }
    let shortest = |found: Vec<Vec<String>>| found.into_iter().min_by_key(Vec::len);
    shortest(named).or_else(|| shortest(named_by_pages(ws, folder))).map(chosen)
}

/// Words of files that are made to be developed with.
const DEVELOPMENT: &[&str] = &["dev", "develop", "development", "local"];

/// Words of files that are for something else than a person's own machine.
const ELSEWHERE: &[&str] =
    &["prod", "production", "staging", "stage", "deploy", "release", "ci", "test", "tests", "e2e"];

fn has_word(file: &str, words: &[&str]) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).any(|part| words.contains(&part))
}

fn named_by_tasks(ws: &Workspace, folder: &str) -> Vec<Vec<String>> {
    let own = tasks(ws).into_iter().filter(|task| task.folder == folder);
    own.filter_map(|task| words_of(ws, &task)).flat_map(|words| started(ws, folder, words)).collect()
}

fn named_by_pages(ws: &Workspace, folder: &str) -> Vec<Vec<String>> {
    let near = |path: &str| parent(path) == folder || folder.is_empty() && matches!(parent(path), "docs" | "doc");
    let pages = ws.pages.iter().filter(|page| !page.is_typed() && near(&page.path));
    pages.filter_map(|page| ws.files.text(page.file)).flat_map(|text| started(ws, folder, text)).collect()
}

/// The files that the commands of a text start with Compose, if all of them lie in the folder.
fn started(ws: &Workspace, folder: &str, text: &str) -> Vec<Vec<String>> {
    if !text.contains("compose") {
        return Vec::new();
    }
    let files = |command: Vec<String>| -> Option<Vec<String>> {
        let is_compose = match program(&command) {
            "docker" | "podman" => command.get(1).is_some_and(|word| word == "compose"),
            name => matches!(name, "docker-compose" | "podman-compose"),
        };
        let up = command.iter().position(|word| word == "up").filter(|_| is_compose)?;
        let named: Vec<String> = command[..up]
            .windows(2)
            .filter(|pair| matches!(pair[0].as_str(), "-f" | "--file"))
            .map(|pair| join(folder, &pair[1]))
            .collect::<Option<_>>()?;
        let is_here =
            |path: &String| parent(path) == folder && ws.files.find(path).is_some() && !has_word(path, ELSEWHERE);
        (!named.is_empty() && named.iter().all(is_here)).then_some(named)
    };
    commands(text).into_iter().filter_map(files).collect()
}
