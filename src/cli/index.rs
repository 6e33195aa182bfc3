//! `devops-docs index`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;

use super::known::know;
use super::manifest::Manifest;
use super::place::{self, PlaceArguments, Repository};
use super::whole::write_whole;
use super::{Ended, print, tell};
use crate::artifact::Artifact;
use crate::git;
use crate::index::{List, artifacts, document};
use crate::text::{EntryKind, Files, counted};
use crate::workspace::Workspace;

/// Arguments of `index`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs index                  all lists, and the pages as Markdown, into _site
  devops-docs index secrets          one list, to standard output
  devops-docs index -o public/ops    somewhere else

Files are added or replaced, never removed, and a file that git tracks is never replaced.")]
pub(super) struct Arguments {
    /// Print this list instead of writing files
    #[arg(value_name = "LIST", value_parser = PossibleValuesParser::new(List::ALL.map(List::word)))]
    list: Option<String>,
    /// The folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "_site", conflicts_with = "list")]
    output: PathBuf,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let known = know(&arguments.place, &repository)?;
    if let Some(list) = arguments.list.as_deref().and_then(List::named) {
        print(&document(&known.ws, &known.index, &known.diagnostics, list));
        return Ok(Ended::Clean);
    }
    let files: Vec<Artifact> = artifacts(&known.ws, &known.index, &known.diagnostics, &known.record).collect();
    let folder = std::path::absolute(&arguments.output).context("the current folder is gone")?;
    refuse_tracked(&known.ws, &repository, &folder, &files)?;
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // Noted first, so that one who is killed leaves no file of ours that nobody knows as such.
    Manifest::extend(&folder, files.iter().map(|file| file.path.clone()))?;
    for file in &files {
        let path = folder.join(&file.path);
        let parent = path.parent().expect("it lies in the folder");
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        write_whole(&path, &file.bytes)?;
    }
    tell(&format!("{} in {}; read index.json first\n", counted(files.len(), "file"), arguments.output.display()));
    Ok(Ended::Clean)
}

/// Fails before anything is written when a file would take the place of one that belongs to the repository.
fn refuse_tracked(ws: &Workspace, repository: &Repository, folder: &Path, files: &[Artifact]) -> anyhow::Result<()> {
    // The folder may not be there yet, and may be reached through a link.
    let real = folder.ancestors().find_map(|above| {
        Some(above.canonicalize().ok()?.join(folder.strip_prefix(above).expect("it is one of its ancestors")))
    });
    let Some(real) = real else { return Ok(()) };
    let Ok(inside) = real.strip_prefix(&repository.root) else { return Ok(()) };
    let inside = inside.to_string_lossy().replace('\\', "/");
    // What is no git repository has pages at least.
    let listed = git::list(&repository.root, false);
    let pages = || ws.pages.iter().map(|page| (page.path.clone(), EntryKind::File)).collect();
    let kept = Files::new(listed.map_or_else(pages, |listed| listed.files));
    for file in files {
        let path = if inside.is_empty() { file.path.clone() } else { format!("{inside}/{}", file.path) };
        if let Some(there) = kept.find(&path).or_else(|| kept.find_in_any_case(&path)) {
            bail!(
                "{} is a file of the repository and would be replaced: choose another folder with --output",
                kept.path(there)
            );
        }
    }
    Ok(())
}
