//! Commands that the repository offers, and those that its pages give.

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::publication::Publication;
use super::told::Told;
use crate::kinds::Page;
use crate::model::Kind;
use crate::workspace::Workspace;

/// A command.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CommandItem {
    /// As typed.
    pub command: String,
    /// `make target`, `package script` …; `page` when a page gives it.
    pub kind: &'static str,
    /// The folder to run it in, relative to the repository.
    pub folder: String,
    /// Under which heading of a page it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it is defined, or written.
    pub stated: Vec<Place>,
    /// The lines of pages that speak of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documented: Vec<Mention>,
}

/// How a thing of a kind is run.
fn line(kind: Kind, name: &str) -> Option<String> {
    Some(match kind {
        Kind::MakeTarget => format!("make {name}"),
        Kind::JustRecipe => format!("just {name}"),
        Kind::TaskfileTask => format!("task {name}"),
        Kind::MiseTask => format!("mise run {name}"),
        Kind::PackageScript => format!("npm run {name}"),
        Kind::ComposerScript => format!("composer run {name}"),
        Kind::ManageCommand => format!("python manage.py {name}"),
        Kind::CargoAlias => format!("cargo {name}"),
        _ => return None,
    })
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

/// Languages of fences whose lines are typed.
const SHELLS: &[&str] = &["sh", "bash", "shell", "zsh", "fish", "console", "terminal", "shell-session"];

pub(super) fn commands(ws: &Workspace, told: &Told, published: &Publication) -> Vec<CommandItem> {
    let mut found = Vec::new();
    for kind in RUNNABLE {
        for name in told.names(kind) {
            let stated = told.stated(&name);
            let Some(command) = line(kind, &name.name).filter(|_| !stated.is_empty() && !name.name.contains('%'))
            else {
                continue;
            };
            for folder in told.folders(&name) {
                found.push(CommandItem {
                    command: command.clone(),
                    kind: kind.word(),
                    folder,
                    section: None,
                    stated: stated.clone(),
                    documented: told.mentions(&name),
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
    for fence in page.markdown.fences.iter().filter(|fence| SHELLS.contains(&fence.language.as_str())) {
        let has_prompts = fence.text.lines().any(|line| line.starts_with("$ "));
        let section = fence.section.map(|at| page.markdown.headings[at].text.clone());
        let mut begun: Option<(String, crate::text::Span)> = None;
        for span in &fence.lines {
            let words = ws.files.words(*span);
            let typed = match (begun.is_some(), words.strip_prefix("$ ")) {
                (true, _) => words,
                (false, Some(typed)) => typed,
                (false, None) if has_prompts => continue,
                (false, None) => words,
            };
            let typed = typed.trim();
            if begun.is_none() && (typed.is_empty() || typed.starts_with('#')) {
                continue;
            }
            let (mut command, at) = begun.take().unwrap_or_else(|| (String::new(), *span));
            command.push_str(typed.trim_end_matches('\\'));
            if typed.ends_with('\\') {
                begun = Some((command, at));
                continue;
            }
            found.push(CommandItem {
                command,
                kind: "page",
                folder: page.folder.clone(),
                section: section.clone(),
                stated: vec![Place::of(ws, at)],
                documented: Vec::new(),
            });
        }
    }
    found
}
