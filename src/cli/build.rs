//! `build`: the site, written whole or not at all.

use std::path::{Path, PathBuf};

use super::known::know;
use super::output::NewFolder;
use super::place::{self, PlaceArguments};
use super::{Ended, output, site, tell};
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::{Standing, standing};
use crate::text::counted;
use crate::workspace::Workspace;

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The repository, or any path in it
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The folder to write, relative to the repository
    #[arg(long, short, value_name = "DIR", default_value = "_site")]
    output: PathBuf,
    /// Write nothing and exit with 1 when there are findings
    #[arg(long)]
    strict: bool,
    /// A folder with templates and styles that replace ours
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(arguments.path.as_slice())?;
    let output = repository.root.join(&arguments.output);
    output::refuse_others(&output, &repository.root)?;
    let theme = site::theme(arguments.theme.as_ref())?;
    let known = know(&arguments.place, &repository)?;
    if arguments.strict && !known.diagnostics.is_empty() {
        tell(&format!(
            "devops-docs: {}, so nothing is written; `devops-docs lint` shows them\n",
            found(&known.diagnostics)
        ));
        return Ok(Ended::Findings);
    }
    let new = NewFolder::beside(&output)?;
    let pages = site::build(&known, &repository.root, &theme, &|artifact| new.write(&artifact))?;
    let written = new.replace()?;
    let shown = output.strip_prefix(&repository.root).unwrap_or(&output);
    tell(&format!(
        "{} from {} in {}: {}, {:.1} MB; {}\n",
        counted(pages, "page"),
        known.ws.pages.len(),
        shown.display(),
        counted(written.files, "file"),
        megabytes(written.bytes),
        found(&known.diagnostics),
    ));
    if !written.kept.is_empty() {
        tell(&format!("kept in it, though not written by devops-docs: {}\n", first_few(&written.kept)));
    }
    let ignored = ignored_pages(&known.ws, &repository.root);
    if !ignored.is_empty() {
        tell(&format!(
            "left out, since git ignores {}: {}\n",
            if ignored.len() == 1 { "it" } else { "them" },
            first_few(&ignored)
        ));
    }
    if known.ws.config.settings.site.url.is_none() {
        tell("without `site.url` in devops-docs.toml there is no site map and no feed\n");
    }
    Ok(Ended::Clean)
}

/// The pages in the folders of the knowledge base that are on disk and yet none of the repository.
fn ignored_pages(ws: &Workspace, root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = ws.config.settings.pages.typed.iter().map(PathBuf::from).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).into_iter().flatten().flatten() {
            let (path, Ok(sort)) = (folder.join(entry.file_name()), entry.file_type()) else { continue };
            let name = path.to_string_lossy().replace('\\', "/");
            let is_page = name.ends_with(".md") && matches!(standing(&name, &ws.config), Standing::Typed);
            if sort.is_dir() {
                open.push(path);
            } else if sort.is_file() && is_page && ws.files.find(&name).is_none() {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}

/// How many findings there are of each level.
fn found(diagnostics: &[Diagnostic]) -> String {
    let count = |level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let words = |level: Level| counted(count(level), level.word());
    format!("{}, {}", words(Level::Error), words(Level::Warning))
}

#[expect(clippy::cast_precision_loss, reason = "a size is told with one digit")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// How many names of files a message has room for.
const NAMED: usize = 5;

/// The first of many names.
fn first_few(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let first = names[..names.len() - more].join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}
