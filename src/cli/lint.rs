//! `devops-docs lint`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};

use super::place::{self, PlaceArguments, Repository};
use super::whole::write_whole;
use super::{Ended, is_colored, print, stdout_is_terminal, tell};
use crate::baseline;
use crate::config::{FailOn, Profile};
use crate::diagnostic::{Applicability, Diagnostic, Level, Place};
use crate::fix::{Allowed, Change, Fixed, fix, fixable};
use crate::git;
use crate::lint::{Selection, lint};
use crate::model::{Extent, Term};
use crate::report::{self, Style, Summary};
use crate::rules;
use crate::text::{EntryKind, FileId, Files};
use crate::workspace::{Workspace, path_of};

/// Arguments of `lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs lint                       everything, for people
  devops-docs lint --fix                 repair what the repository proves
  devops-docs lint --since origin/main   what this branch touches, at either end
  devops-docs lint --format github       annotations in GitHub Actions
  devops-docs lint --select stale-version docs/")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// Report only what is in these files or folders; all of the repository is read anyway
    paths: Vec<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,

    /// Repair what the repository proves
    #[arg(long, help_heading = "Fixing")]
    fix: bool,
    /// Also apply guesses and skeletons; implies --fix
    #[arg(long, help_heading = "Fixing")]
    unsafe_fixes: bool,
    /// Show what --fix would change, change nothing, and exit with 1 if there is anything
    #[arg(long, help_heading = "Fixing")]
    diff: bool,

    /// Run only these rules or families
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Choosing")]
    select: Vec<String>,
    /// Do not run these rules or families
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Choosing")]
    ignore: Vec<String>,
    /// Report only what touches the staged changes, in the page or in what it speaks of
    #[arg(long, conflicts_with = "since", help_heading = "Choosing")]
    staged: bool,
    /// Report only what touches the changes since this revision was left
    #[arg(long, value_name = "REV", help_heading = "Choosing")]
    since: Option<String>,
    /// Accept the findings that this file lists
    #[arg(long, value_name = "FILE", help_heading = "Choosing")]
    baseline: Option<PathBuf>,
    /// Report accepted findings too
    #[arg(long, conflicts_with = "baseline", help_heading = "Choosing")]
    no_baseline: bool,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Telling")]
    format: Format,
    /// Write the findings to this file
    #[arg(long, short, value_name = "FILE", help_heading = "Telling")]
    output_file: Option<PathBuf>,
    /// Show information too
    #[arg(long, help_heading = "Telling")]
    show_info: bool,
    /// List the claims that could not be judged, and why
    #[arg(long, help_heading = "Telling")]
    explain_unjudged: bool,
    /// Say how many claims could not be judged, and how long it took
    #[arg(long, short, help_heading = "Telling")]
    verbose: bool,
    /// Print findings only, no summary
    #[arg(long, short, help_heading = "Telling")]
    quiet: bool,

    /// The lowest level that makes the exit code 1 [default: error; warning under strict]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Exit code")]
    fail_on: Option<LevelName>,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Exit code")]
    exit_zero: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Drawings of both places, for people
    Text,
    /// One finding a line
    Concise,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations in GitHub Actions
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// A summary with a table, for `$GITHUB_STEP_SUMMARY`
    Markdown,
    /// Reviewdog's diagnostic format, with suggestions
    Rdjsonl,
    /// JUnit XML: a test case a finding
    Junit,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LevelName {
    Info,
    Warning,
    Error,
    Never,
}

pub(super) fn run(arguments: &Arguments, color: clap::ColorChoice) -> anyhow::Result<Ended> {
    let started = Instant::now();
    for name in arguments.select.iter().chain(&arguments.ignore) {
        check_rule_name(name)?;
    }
    let repository = place::find(&arguments.paths)?;
    let only = only_paths(&arguments.paths, &repository)?;
    let hook = arguments.staged;
    let mut workspace = arguments.place.load(&repository, !hook, !hook)?;
    let touched = touched(arguments, &repository.root)?;
    workspace.answers.extent = match &touched {
        None => Extent::All,
        Some(_) if hook => Extent::Staged,
        Some(paths) => Extent::Since(paths.clone()),
    };
    let selection = Selection { select: arguments.select.clone(), ignore: arguments.ignore.clone() };
    let wanted = |ws: &Workspace, diagnostic: &Diagnostic| {
        is_below(ws, diagnostic, &only) && touched.as_ref().is_none_or(|paths| touches(ws, diagnostic, paths))
    };
    let fixing = arguments.fix || arguments.unsafe_fixes || arguments.diff;
    let mut applied = 0;
    let workspace = if fixing {
        let allowed = if arguments.unsafe_fixes { Allowed::Unsafe } else { Allowed::Safe };
        let fixed = fix(workspace, &selection, allowed, &wanted);
        if arguments.diff {
            print(&diff(&fixed));
            let would_change = !fixed.changed.is_empty();
            return Ok(if would_change && !arguments.exit_zero { Ended::Findings } else { Ended::Clean });
        }
        write_changes(&repository.root, &fixed)?;
        applied = fixed.applied;
        fixed.workspace
    } else {
        workspace
    };
    let found = lint(&workspace, &selection);
    let (diagnostics, accepted) = without_accepted(arguments, &repository.root, &workspace, found.diagnostics)?;
    let diagnostics: Vec<Diagnostic> = diagnostics.into_iter().filter(|d| wanted(&workspace, d)).collect();
    let show_info = arguments.show_info || workspace.config.is_strict() || !arguments.select.is_empty();
    let all = diagnostics.len();
    let fail_on = fail_on(arguments, &workspace);
    let fails = diagnostics.iter().any(|diagnostic| fail_on.is_some_and(|least| diagnostic.level >= least));
    let shown: Vec<Diagnostic> =
        diagnostics.into_iter().filter(|diagnostic| show_info || diagnostic.level > Level::Info).collect();
    let mut summary = Summary::of(&workspace, &shown);
    summary.hidden = all - shown.len();
    summary.baseline = accepted;
    summary.suppressed = found.suppressed;
    let to_terminal = arguments.output_file.is_none() && stdout_is_terminal();
    let colored = is_colored(color, to_terminal);
    let style = Style { color: colored, hyperlinks: colored && to_terminal };
    let out = match arguments.format {
        Format::Text => report::text(&workspace, &shown, style),
        Format::Concise => report::concise(&workspace, &shown),
        Format::Json => report::json(&workspace, &shown, &summary),
        Format::Jsonl => report::jsonl(&workspace, &shown),
        Format::Sarif => report::sarif(&workspace, &shown),
        Format::Github => report::github(&workspace, &shown),
        Format::Gitlab => report::gitlab(&workspace, &shown),
        Format::Markdown => report::markdown(&workspace, &shown, &summary),
        Format::Rdjsonl => report::rdjsonl(&workspace, &shown),
        Format::Junit => report::junit(&workspace, &shown),
    };
    match &arguments.output_file {
        Some(path) => write_whole(path, out.as_bytes())?,
        None => print(&out),
    }
    if !arguments.quiet {
        tell(&closing(arguments, &workspace, &summary, &shown, applied, started));
    }
    Ok(if fails && !arguments.exit_zero { Ended::Findings } else { Ended::Clean })
}

/// What is said under the findings.
fn closing(
    arguments: &Arguments,
    ws: &Workspace,
    summary: &Summary,
    shown: &[Diagnostic],
    applied: usize,
    started: Instant,
) -> String {
    let mut out = String::new();
    if arguments.explain_unjudged {
        for (span, reason) in ws.ledger.unjudged() {
            let at = ws.files.position(span);
            let (path, words) = (ws.files.path(span.file), ws.words(span));
            writeln!(out, "{path}:{}:{}: {words}: {}", at.line, at.column, reason.words())
                .expect("a string takes all that is written");
        }
    }
    if applied > 0 {
        writeln!(out, "{applied} fixed").expect("a string takes all that is written");
    }
    out.push_str(&report::footer(ws, summary));
    out.push('\n');
    if !(arguments.fix || arguments.unsafe_fixes || fixable(shown, Applicability::Safe).is_empty()) {
        out.push_str("`devops-docs lint --fix` repairs some of it; `devops-docs explain RULE` tells more.\n");
    }
    if arguments.verbose {
        let unjudged = summary.tally.unjudged;
        let millis = started.elapsed().as_millis();
        let links = ws.files.iter().filter(|(_, entry)| entry.kind == EntryKind::Symlink).count();
        if links > 0 {
            writeln!(out, "{links} symbolic links were not followed").expect("a string takes all that is written");
        }
        writeln!(out, "{unjudged} claims could not be judged (--explain-unjudged lists them); {millis} ms")
            .expect("a string takes all that is written");
    }
    out
}

/// An error for a name that no rule has, with the nearest one.
fn check_rule_name(name: &str) -> anyhow::Result<()> {
    if rules::all().any(|rule| rules::is_meant(name, rule)) {
        return Ok(());
    }
    match rules::nearest(name) {
        Some(rule) => bail!("there is no rule `{name}`; did you mean `{}`?", rule.name),
        None => bail!("there is no rule `{name}`; `devops-docs rules` lists them"),
    }
}

/// The paths that the user named, relative to the root.
fn only_paths(paths: &[PathBuf], repository: &Repository) -> anyhow::Result<Vec<String>> {
    let current = std::env::current_dir().context("the current folder is gone")?;
    paths
        .iter()
        .map(|path| {
            let whole = current.join(path);
            let whole = whole.canonicalize().with_context(|| format!("there is no {}", path.display()))?;
            let inside = whole.strip_prefix(&repository.root).with_context(|| {
                format!("{} is not in the repository at {}", path.display(), repository.root.display())
            })?;
            Ok(inside.to_string_lossy().replace('\\', "/"))
        })
        .collect()
}

fn is_below(ws: &Workspace, diagnostic: &Diagnostic, only: &[String]) -> bool {
    let inside = |path: &str| {
        only.iter().any(|folder| {
            folder.is_empty()
                || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
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
fn touched(arguments: &Arguments, root: &Path) -> anyhow::Result<Option<BTreeSet<String>>> {
    if let (true, Some(from)) = (arguments.staged, pre_commit_range()) {
        return git::changed_since(root, &from).map(Some).with_context(|| format!("git knows no revision {from}"));
    }
    if arguments.staged {
        return git::staged(root).map(Some).with_context(|| match git::complaint(root) {
            Some(words) => format!("--staged needs git, which says: {words}"),
            None => "--staged needs a git repository".to_owned(),
        });
    }
    match &arguments.since {
        None => Ok(None),
        Some(revision) => git::merge_base_changes(root, revision)
            .map(Some)
            .with_context(|| format!("git knows no revision {revision}")),
    }
}

/// Whether a finding or one of its proofs lies in a changed file.
fn touches(ws: &Workspace, diagnostic: &Diagnostic, paths: &BTreeSet<String>) -> bool {
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

fn fail_on(arguments: &Arguments, ws: &Workspace) -> Option<Level> {
    let configured = ws.config.settings.fail_on;
    match (arguments.fail_on, configured) {
        (Some(LevelName::Info), _) | (None, Some(FailOn::Info)) => Some(Level::Info),
        (Some(LevelName::Warning), _) | (None, Some(FailOn::Warning)) => Some(Level::Warning),
        (Some(LevelName::Never), _) | (None, Some(FailOn::Never)) => None,
        (None, None) if ws.config.settings.profile == Profile::Strict => Some(Level::Warning),
        (Some(LevelName::Error), _) | (None, Some(FailOn::Error) | None) => Some(Level::Error),
    }
}

/// The findings that the baseline does not accept, and how many it does.
fn without_accepted(
    arguments: &Arguments,
    root: &Path,
    ws: &Workspace,
    diagnostics: Vec<Diagnostic>,
) -> anyhow::Result<(Vec<Diagnostic>, usize)> {
    if arguments.no_baseline {
        return Ok((diagnostics, 0));
    }
    let configured = ws.config.settings.baseline.as_ref().map(|path| root.join(path));
    let named = arguments.baseline.clone().or(configured);
    let path = named.clone().unwrap_or_else(|| root.join(baseline::PLACE));
    if named.is_none() && !path.exists() {
        return Ok((diagnostics, 0));
    }
    let baseline = super::baseline::read(&path)?;
    let (fresh, accepted, _) = baseline.apply(ws, diagnostics);
    Ok((fresh, accepted))
}

/// Writes every changed file in one step each, with the mode it had.
fn write_changes(root: &Path, fixed: &Fixed) -> anyhow::Result<()> {
    for (file, change) in &fixed.changed {
        write_whole(&root.join(fixed.workspace.files.path(*file)), &change.after)?;
    }
    Ok(())
}

/// A unified diff of all changes.
fn diff(fixed: &Fixed) -> String {
    let one = |(file, change): (&FileId, &Change)| {
        let path = fixed.workspace.files.path(*file);
        // A credential on a line beside the change is not to be shown either.
        let masked = |bytes: &[u8]| Files::decode(bytes.to_vec()).text().unwrap_or_default().to_owned();
        let (before, after) = (masked(&change.before), masked(&change.after));
        similar::TextDiff::from_lines(&before, &after)
            .unified_diff()
            .header(&format!("a/{path}"), &format!("b/{path}"))
            .to_string()
    };
    fixed.changed.iter().map(one).collect()
}
