//! Commands that the repository offers, and those that its pages give.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::publication::{Publication, is_documentation};
use super::told::Told;
use crate::kinds::Page;
use crate::model::{Kind, join, parent};
use crate::snippets::infer;
use crate::survey;
use crate::syntax::shell::{begins_behind_bracket, is_shell};
use crate::text::Span;
use crate::workspace::Workspace;

/// A command.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CommandItem {
    /// As typed.
    pub command: String,
    /// `make target`, `package script` …; `page` when a page gives it.
    pub kind: &'static str,
    /// What it does, as far as its words show: `read`, `write` or `destroy`. What nobody knows counts as a write.
    pub effect: &'static str,
    /// The folder to run it in, relative to the repository.
    pub folder: String,
    /// What the file that defines it says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Under which heading of a page it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it is defined, or written.
    pub stated: Vec<Place>,
    /// The lines of pages that speak of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documented: Vec<Mention>,
}

/// How a thing of a kind is run; `manager` tells what runs the scripts of a package.
fn line(kind: Kind, name: &str, manager: impl FnOnce() -> String) -> Option<String> {
    Some(match kind {
        Kind::MakeTarget => format!("make {name}"),
        Kind::JustRecipe => format!("just {name}"),
        Kind::TaskfileTask => format!("task {name}"),
        Kind::MiseTask => format!("mise run {name}"),
        Kind::PackageScript => format!("{} run {name}", manager()),
        Kind::ComposerScript => format!("composer run {name}"),
        Kind::ManageCommand => format!("python manage.py {name}"),
        Kind::CargoAlias => format!("cargo {name}"),
        _ => return None,
    })
}

/// Scripts that the package manager runs by itself.
const LIFE: &[&str] = &[
    "preinstall",
    "install",
    "postinstall",
    "prepare",
    "prepublish",
    "prepublishOnly",
    "prepack",
    "postpack",
    "preversion",
    "postversion",
];

/// The folder at or above a page that comes first on the way out; the outermost when none is.
fn nearest<'a>(folders: &'a BTreeSet<String>, path: &str) -> Option<&'a String> {
    let holds = |folder: &&String| folder.is_empty() || path.starts_with(&format!("{folder}/"));
    folders.iter().filter(holds).max_by_key(|folder| folder.len()).or_else(|| folders.iter().min_by_key(|f| f.len()))
}

const RUNNABLE: [Kind; 8] = [
    Kind::MakeTarget,
    Kind::JustRecipe,
    Kind::TaskfileTask,
    Kind::MiseTask,
    Kind::PackageScript,
    Kind::ComposerScript,
    Kind::ManageCommand,
    Kind::CargoAlias,
];

/// What a command does, as far as its words show.
pub fn effect(command: &str) -> &'static str {
    infer(command, "sh", false).effect.word()
}

pub(super) fn commands(ws: &Workspace, told: &Told, published: &Publication) -> Vec<CommandItem> {
    let mut found = Vec::new();
    let mut managers: BTreeMap<String, String> = BTreeMap::new();
    for kind in RUNNABLE {
        for name in told.names(kind) {
            let stated = told.stated(&name);
            if name.name.contains('%') || kind == Kind::PackageScript && LIFE.contains(&name.name.as_str()) {
                continue;
            }
            let folders = told.folders(&name);
            let mentions = told.mentions(&name);
            for folder in &folders {
                let manager = || {
                    let known = managers.entry(folder.clone());
                    known.or_insert_with(|| survey::package_manager(ws, folder)).clone()
                };
                let Some(command) = line(kind, &name.name, manager) else { continue };
                // Each folder has its own definition, when it can be told apart.
                let own: Vec<Place> = stated.iter().filter(|place| parent(&place.path) == folder).cloned().collect();
                let nearest = |mention: &&Mention| nearest(&folders, &mention.place.path) == Some(folder);
                let stated = if own.is_empty() { stated.clone() } else { own };
                found.push(CommandItem {
                    effect: effect(&command),
                    command,
                    kind: kind.word(),
                    folder: folder.clone(),
                    description: stated.iter().find_map(|at| survey::description(ws, kind, &at.path, at.line)),
                    section: None,
                    stated,
                    documented: mentions.iter().filter(nearest).cloned().collect(),
                });
            }
        }
    }
    let of_pages = ws.pages.iter().filter(|page| published.address(&page.path).is_some());
    found.extend(of_pages.flat_map(|page| written(ws, page)));
    found.sort_by(|a, b| (&a.command, a.kind, &a.folder, &a.stated).cmp(&(&b.command, b.kind, &b.folder, &b.stated)));
    found
}

/// The commands of a page's fences, joined over lines that go on.
fn written(ws: &Workspace, page: &Page) -> Vec<CommandItem> {
    let mut found = Vec::new();
    for fence in page.markdown.fences.iter().filter(|fence| is_shell(&fence.language)) {
        let prompt = if begins_behind_bracket(&fence.text) { "> " } else { "$ " };
        let has_prompts = fence.text.lines().any(|line| line.starts_with(prompt));
        let section = fence.section.map(|at| page.markdown.headings[at].text.clone());
        let mut begun: Option<(String, Span)> = None;
        let mut folder = start(page).to_owned();
        let first = found.len();
        for span in &fence.lines {
            let words = ws.files.words(*span);
            let prompted = words.strip_prefix(prompt).filter(|_| begun.is_none());
            if prompted.is_none() && begun.is_none() && has_prompts {
                continue;
            }
            let typed = prompted.unwrap_or(words).trim();
            if begun.is_none() && !is_typed(typed) {
                continue;
            }
            let (mut command, at) = begun.take().unwrap_or_else(|| (String::new(), *span));
            command.push_str(typed.trim_end_matches('\\'));
            if typed.ends_with('\\') {
                begun = Some((command, at));
                continue;
            }
            let next = gone_to(ws, &folder, &command);
            found.push(CommandItem {
                effect: effect(&command),
                command,
                kind: "page",
                folder: folder.clone(),
                description: None,
                section: section.clone(),
                stated: vec![Place::of(ws, at)],
                documented: Vec::new(),
            });
            folder = next.unwrap_or(folder);
        }
        // Where nothing but variables is set, it is the text of a file.
        if found[first..].iter().all(|item| is_assignment(&item.command)) {
            found.truncate(first);
        }
    }
    found
}

/// Whether a line of a shell's fence is typed, and not a comment, an answer or a piece of another file.
fn is_typed(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    // A capital begins a sentence or a setting; programs of PowerShell have a dash in their names.
    let is_word =
        first.starts_with(|letter: char| letter.is_ascii_uppercase()) && !first.contains(['-', '=', '/', '.']);
    !first.is_empty()
        && !is_word
        && first.contains(|letter: char| letter.is_ascii_alphanumeric() || letter == '$')
        && !first.starts_with(['#', '<', '{', '}', '|', '+', '*', '='])
        && !first.ends_with(':')
        && !first.contains("://")
        && !is_asked(line)
}

/// Whether a line is what a program asked, and was told: `Country Name (2 letter code) [AU]:US`.
fn is_asked(line: &str) -> bool {
    let asked = line.split_once("]:").map_or("", |(asked, _)| asked);
    let begins_so = asked.starts_with(|first: char| first.is_ascii_uppercase());
    begins_so && asked.contains(' ') && asked.contains('[') && !asked.contains(['=', '"', '$'])
}

/// Whether a line only sets a variable for the shell.
fn is_assignment(line: &str) -> bool {
    let name = line.split_once('=').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name && !line.contains(' ')
}

/// The folder in which a page's commands begin: what holds the documentation, for a page of it.
fn start(page: &Page) -> &str {
    let mut folder = page.folder.as_str();
    let mut outer = folder;
    while !outer.is_empty() {
        let name = outer.rsplit('/').next().unwrap_or(outer).to_lowercase();
        outer = parent(outer);
        if is_documentation(&name) {
            folder = outer;
        }
    }
    folder
}

/// Where `cd` leads, if that is a folder of the repository.
fn gone_to(ws: &Workspace, folder: &str, command: &str) -> Option<String> {
    let target = command.strip_prefix("cd ")?.trim();
    if target.contains([' ', '$', '~', ';', '&']) || target.starts_with('/') {
        return None;
    }
    join(folder, target).filter(|path| ws.files.is_folder(path))
}
