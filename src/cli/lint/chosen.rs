//! Which of the findings were asked for: those in these paths, or those that touch these changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::Arguments;
use crate::cli::place::Repository;
use crate::diagnostic::{Diagnostic, Place};
use crate::git;
use crate::model::Term;
use crate::scaffold::blocks::{self, Block};
use crate::workspace::{Workspace, path_of};

/// The paths that the user named, relative to the root.
pub(super) fn only_paths(paths: &[PathBuf], repository: &Repository) -> anyhow::Result<Vec<String>> {
    let current = std::env::current_dir().context("the current folder is gone")?;
    let inside = |path: &PathBuf| {
        let whole = current.join(path);
        let whole = whole.canonicalize().with_context(|| format!("there is no {}", path.display()))?;
        match whole.strip_prefix(&repository.root) {
            Ok(inside) => Ok(inside.to_string_lossy().replace('\\', "/")),
            Err(_) => bail!("{} is not in {}, where the first path is", path.display(), repository.root.display()),
        }
    };
    paths.iter().map(inside).collect()
}

/// An error for a path in which nothing of the repository lies: silence about it would look like praise.
pub(super) fn ensure_known(ws: &Workspace, only: &[String], repository: &Repository) -> anyhow::Result<()> {
    for path in only {
        ensure!(
            path.is_empty() || ws.files.find(path).is_some() || ws.files.is_folder(path),
            "nothing in {path} is part of the repository at {}: it is empty, or git ignores it",
            repository.root.display()
        );
    }
    Ok(())
}

/// What to say of paths that were named and hold nothing that is read.
pub(super) fn unread(ws: &Workspace, only: &[String]) -> Option<String> {
    let is_read =
        |path: &String| ws.files.iter().any(|(id, entry)| is_at(&entry.path, path) && ws.files.text(id).is_some());
    let nothing = !only.is_empty() && !only.iter().any(is_read);
    nothing.then(|| format!("nothing in {} is read; `devops-docs config --pages` shows what is\n", only.join(", ")))
}

/// Whether a path is this one or lies below it.
fn is_at(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn is_below(ws: &Workspace, diagnostic: &Diagnostic, only: &[String]) -> bool {
    let inside = |path: &str| only.iter().any(|folder| is_at(path, folder));
    // What a page lacks is drawn in it too, and mended there.
    let ends = if diagnostic.rule.starts_with("undocumented-") { diagnostic.related.as_slice() } else { &[] };
    let mut places = std::iter::once(&diagnostic.place).chain(ends.iter().map(|related| &related.place));
    only.is_empty() || places.any(|place| path_of(ws, place).is_some_and(inside))
}

/// The revision from which pre-commit judges a range of commits, when nothing is staged.
fn pre_commit_range() -> Option<String> {
    std::env::var("PRE_COMMIT_FROM_REF").ok().filter(|from| !from.is_empty())
}

/// The changed paths that findings must touch, if only some are wanted.
pub(super) fn touched(arguments: &Arguments, root: &Path) -> anyhow::Result<Option<BTreeSet<String>>> {
    let option = match (arguments.staged, &arguments.since) {
        (true, _) => "--staged",
        (false, Some(_)) => "--since",
        (false, None) => return Ok(None),
    };
    if let Some(words) = git::complaint(root) {
        bail!("{option} needs git: {words}");
    }
    let unknown = |revision: &str| format!("git knows no revision {revision}");
    let touched = match (&arguments.since, pre_commit_range()) {
        (Some(revision), _) => git::merge_base_changes(root, revision).with_context(|| unknown(revision)),
        (None, Some(from)) => git::changed_since(root, &from).with_context(|| unknown(&from)),
        (None, None) => git::staged(root).context("git does not tell what is staged"),
    };
    touched.map(Some)
}

/// Whether a finding or one of its proofs lies in a changed file.
pub(super) fn touches(ws: &Workspace, diagnostic: &Diagnostic, paths: &BTreeSet<String>) -> bool {
    let changed = |path: &str| {
        // What is gone is told by its path, which may be a folder.
        paths.contains(path)
            || paths.range(format!("{path}/")..).next().is_some_and(|p| p.starts_with(&format!("{path}/")))
    };
    let places = std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place));
    // A finding about a path has it as its subject: what the change removed is the other end.
    changed(diagnostic.subject.split('#').next().unwrap_or_default())
        || places.filter_map(|place| path_of(ws, place)).any(changed)
        || searched(ws, diagnostic).filter_map(|place| path_of(ws, place)).any(changed)
        || is_of_changed_block(ws, diagnostic, paths)
}

/// Whether a finding is about a managed block that is written from a changed file.
fn is_of_changed_block(ws: &Workspace, diagnostic: &Diagnostic, paths: &BTreeSet<String>) -> bool {
    let Some(span) = diagnostic.place.span().filter(|_| diagnostic.rule == "stale-block") else { return false };
    let Some(page) = ws.page(span.file) else { return false };
    let blocks = blocks::find(&ws.files, page).unwrap_or_default();
    let is_it = |block: &&Block| block.begin == span || block.body == span;
    blocks.iter().filter(is_it).any(|block| paths.iter().any(|path| blocks::is_written_from(ws, page, block, path)))
}

/// The lists in which a name was looked for in vain: a change of one may have taken it out.
fn searched<'a>(ws: &'a Workspace, diagnostic: &'a Diagnostic) -> impl Iterator<Item = &'a Place> {
    let names = &ws.ledger.names;
    let missing = names.unknown().filter(|(claim, _)| Some(claim.span) == diagnostic.place.span());
    missing.flat_map(|(claim, _)| {
        let domain = claim.value.domain();
        names.fact_listings.iter().filter(move |listing| listing.domain == domain).map(|listing| &listing.place)
    })
}
