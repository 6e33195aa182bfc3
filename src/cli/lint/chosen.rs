//! Which of the findings were asked for: those in these paths, or those that touch these changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::Arguments;
use crate::cli::place::Repository;
use crate::diagnostic::{Diagnostic, Place};
use crate::git::{self, Edits, Touched};
use crate::model::Term;
use crate::scaffold::blocks::{self, Block};
use crate::text::{FileId, Span};
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

/// The changes that findings must touch, if only some are wanted; `mending` takes the lines of the working tree.
pub(super) fn touched(arguments: &Arguments, mending: bool, root: &Path) -> anyhow::Result<Option<Touched>> {
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
        (None, None) => git::staged(root, mending).context("git does not tell what is staged"),
    };
    touched.map(Some)
}

/// Changes, as a workspace that was read with them knows them.
pub(super) struct Changes {
    touched: Touched,
    /// How long the edited files were when they were read: a fix moves the lines.
    lengths: BTreeMap<String, usize>,
}

impl Changes {
    pub fn new(touched: Touched, ws: &Workspace) -> Self {
        let length = |path: &String| Some((path.clone(), ws.files.text(ws.files.find(path)?)?.len()));
        Self { lengths: touched.edits.keys().filter_map(length).collect(), touched }
    }

    /// The changed paths.
    pub fn paths(&self) -> &BTreeSet<String> {
        &self.touched.paths
    }

    /// Whether a path was changed, or something in the folder that it is.
    fn has(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let mut below = self.paths().range(inside.clone()..);
        self.paths().contains(path) || below.next().is_some_and(|next| next.starts_with(&inside))
    }

    /// Whether lines that were changed are among those of a span, or all of its file counts.
    fn has_lines(&self, ws: &Workspace, span: Span) -> bool {
        let path = ws.files.path(span.file);
        let Some(edits) = self.edits(ws, span.file) else { return self.has(path) };
        let line = |byte: u32| ws.files.position_of(span.file, byte as usize).line;
        let (first, last) = (line(span.start), line(span.end));
        let next = edits.lines.partition_point(|lines| *lines.end() < first);
        edits.lines.get(next).is_some_and(|lines| *lines.start() <= last)
    }

    /// The edits of a file, if its lines are still those that git spoke of.
    fn edits(&self, ws: &Workspace, file: FileId) -> Option<&Edits> {
        let path = ws.files.path(file);
        let is_as_read = ws.files.text(file).map(str::len) == self.lengths.get(path).copied();
        self.touched.edits.get(path).filter(|_| is_as_read)
    }

    /// Whether a finding stands in changed lines. At a heading it is about the section below, and in front matter or at
    /// the title about the page.
    fn has_place(&self, ws: &Workspace, place: &Place) -> bool {
        match place {
            Place::Span(span) => self.has_lines(ws, spoken_of(ws, *span)),
            place => path_of(ws, place).is_some_and(|path| self.has(path)),
        }
    }

    /// Whether a proof stands in changed lines. Of a source that lost some, it may be about what is no longer there.
    fn has_proof(&self, ws: &Workspace, place: &Place) -> bool {
        let has_lost = |span: Span| self.edits(ws, span.file).is_some_and(|edits| edits.has_lost);
        match place {
            Place::Span(span) => self.has_lines(ws, *span) || ws.page(span.file).is_none() && has_lost(*span),
            place => path_of(ws, place).is_some_and(|path| self.has(path)),
        }
    }

    /// Whether a finding or one of its proofs lies in what was changed.
    pub fn touch(&self, ws: &Workspace, diagnostic: &Diagnostic) -> bool {
        // A finding about a path has it as its subject: what the change removed is the other end.
        self.has(diagnostic.subject.split('#').next().unwrap_or_default())
            || self.has_place(ws, &diagnostic.place)
            || diagnostic.related.iter().any(|related| self.has_proof(ws, &related.place))
            || searched(ws, diagnostic).any(|place| self.has_proof(ws, place))
            || is_of_changed_block(ws, diagnostic, self.paths())
    }
}

/// What is spoken of at a place of a page: of a heading its section, of the title or front matter the page.
fn spoken_of(ws: &Workspace, span: Span) -> Span {
    let Some(page) = ws.page(span.file) else { return span };
    let (markdown, end) = (&page.markdown, page.markdown.body.end);
    if markdown.front_matter.is_some_and(|front| front.contains(span)) {
        return Span { start: 0, end, ..span };
    }
    let at = markdown.headings.partition_point(|heading| heading.span.end < span.start);
    let Some(heading) = markdown.headings.get(at).filter(|heading| heading.span.contains(span)) else { return span };
    if at == 0 {
        return Span { start: 0, end, ..span };
    }
    let rest = &markdown.headings[at + 1..];
    let next = rest.iter().find(|next| next.level <= heading.level);
    Span { end: next.map_or(end, |next| next.span.start.saturating_sub(1)), ..heading.span }
}

/// Whether a finding is about a managed block that is written from a changed file.
fn is_of_changed_block(ws: &Workspace, diagnostic: &Diagnostic, paths: &BTreeSet<String>) -> bool {
    let Some(span) = diagnostic.place.span().filter(|_| diagnostic.rule == "stale-block") else { return false };
    let Some(page) = ws.page(span.file) else { return false };
    let blocks = blocks::find(&ws.files, page).unwrap_or_default();
    let is_it = |block: &&Block| block.begin == span || block.body == span;
    blocks.iter().filter(is_it).any(|block| blocks::is_written_from(ws, page, block, paths.iter()))
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
