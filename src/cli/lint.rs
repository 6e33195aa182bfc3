//! `devops-docs lint`.

mod chosen;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::bail;

use super::difference::difference;
use super::place::{self, PlaceArguments, Repository};
use super::watch::Watch;
use super::whole::write_whole;
use super::{Ended, columns, is_colored, print, print_bytes, stdout_is_terminal, tell};
use crate::baseline;
use crate::config::{FailOn, Profile};
use crate::diagnostic::{Applicability, Diagnostic, Level};
use crate::fix::{Allowed, Change, Fixed, fix, fixable};
use crate::kinds::{Standing, standing};
use crate::lint::{Selection, lint};
use crate::model::Extent;
use crate::report::{self, Style, Summary, visible};
use crate::rules;
use crate::text::{EntryKind, FileId, counted};
use crate::workspace::Workspace;
use chosen::Changes;

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
    /// Report only what is in these files or folders, and judge the repository or folder around the first; all of it is read anyway
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
    /// Lint again whenever a file changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["staged", "diff"], help_heading = "Choosing")]
    watch: bool,
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
    /// One finding a line; of a defect in many places the first three, and the others in one more line
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
    if !arguments.watch {
        return once(arguments, color, &repository, started).map(|(ended, _)| ended);
    }
    let mut watch = Watch::new()?;
    loop {
        if stdout_is_terminal() {
            print(CLEARED);
        }
        // What is half written may be unreadable for a moment.
        let ended = once(arguments, color, &repository, Instant::now());
        watch.repository(&repository.root, ended.as_ref().ok().map(|(_, workspace)| workspace));
        if let Err(error) = ended {
            tell(&format!("devops-docs: {error:#}\n"));
        }
        tell("waiting for changes; Ctrl-C ends it\n");
        if !watch.wait() {
            return Ok(Ended::Clean);
        }
    }
}

/// What empties a terminal.
const CLEARED: &str = "\u{1b}[2J\u{1b}[H";

/// Lints once, with the repository as it was read.
fn once(
    arguments: &Arguments,
    color: clap::ColorChoice,
    repository: &Repository,
    started: Instant,
) -> anyhow::Result<(Ended, Workspace)> {
    let only = chosen::only_paths(&arguments.paths, repository)?;
    let fixing = arguments.fix || arguments.unsafe_fixes || arguments.diff;
    let touched = chosen::touched(arguments, fixing, &repository.root)?;
    let mut workspace = if arguments.staged {
        arguments.place.load_staged(repository, fixing)?
    } else {
        arguments.place.load(repository, true, true)?
    };
    chosen::ensure_known(&workspace, &only, repository)?;
    let changes = touched.map(|touched| Changes::new(touched, &workspace));
    workspace.answers.extent = match &changes {
        None => Extent::All,
        Some(_) if arguments.staged => Extent::Staged,
        Some(changes) => Extent::Since(changes.paths().clone()),
    };
    let selection = Selection { select: arguments.select.clone(), ignore: arguments.ignore.clone() };
    let wanted = |ws: &Workspace, diagnostic: &Diagnostic| {
        chosen::is_below(ws, diagnostic, &only) && changes.as_ref().is_none_or(|changes| changes.touch(ws, diagnostic))
    };
    let mut applied = 0;
    let workspace = if fixing {
        let allowed = if arguments.unsafe_fixes { Allowed::Unsafe } else { Allowed::Safe };
        let fixed = fix(workspace, &selection, allowed, &wanted);
        if arguments.diff {
            print_bytes(&diff(&fixed));
            let would_change = !fixed.changed.is_empty();
            let ended = if would_change && !arguments.exit_zero { Ended::Findings } else { Ended::Clean };
            return Ok((ended, fixed.workspace));
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
    let columns = columns().filter(|_| arguments.output_file.is_none());
    let width = columns.unwrap_or(Style::default().width);
    let style = Style { color: colored, hyperlinks: colored && to_terminal, width };
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
    if let Some(words) = chosen::unread(&workspace, &only) {
        tell(&words);
    }
    if !arguments.paths.is_empty() && !repository.is_git() {
        tell(&format!(
            "{} is in no git repository; it is judged alone, without a history\n",
            repository.root.display()
        ));
    }
    if !arguments.quiet {
        tell(&closing(arguments, &workspace, &summary, &shown, applied, started));
    }
    let ended = if fails && !arguments.exit_zero { Ended::Findings } else { Ended::Clean };
    Ok((ended, workspace))
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
            let (path, words) = (visible(ws.files.path(span.file)), visible(ws.words(span)));
            writeln!(out, "{path}:{}:{}: {words}: {}", at.line, at.column, reason.words())
                .expect("a string takes all that is written");
        }
    }
    if applied > 0 {
        writeln!(out, "{applied} fixed").expect("a string takes all that is written");
    }
    out.push_str(&report::footer(ws, summary));
    out.push('\n');
    if let Some(first) = shown.first()
        && !(arguments.fix || arguments.unsafe_fixes || fixable(shown, Applicability::Safe).is_empty())
    {
        let rule = first.rule;
        writeln!(out, "`devops-docs lint --fix` repairs some of it; `devops-docs explain {rule}` tells more.")
            .expect("a string takes all that is written");
    }
    if arguments.verbose {
        let unjudged = summary.tally.unjudged;
        let millis = started.elapsed().as_millis();
        let links = ws.files.iter().filter(|(_, entry)| entry.kind == EntryKind::Symlink).count();
        if links > 0 {
            let were = if links == 1 { "was" } else { "were" };
            writeln!(out, "{} {were} not followed", counted(links, "symbolic link"))
                .expect("a string takes all that is written");
        }
        let is_left_out = |path: &str| matches!(standing(path, &ws.config), Standing::LeftOut(_));
        let left_out = ws.files.iter().filter(|(_, entry)| is_left_out(&entry.path)).count();
        if left_out > 0 {
            writeln!(out, "{} left out (`devops-docs config --pages` lists them)", counted(left_out, "page"))
                .expect("a string takes all that is written");
        }
        let unjudged = counted(unjudged, "claim");
        writeln!(out, "{unjudged} could not be judged (--explain-unjudged lists them); {millis} ms")
            .expect("a string takes all that is written");
    }
    out
}

/// An error for a name that neither a rule nor a family has, with the nearest one.
fn check_rule_name(name: &str) -> anyhow::Result<()> {
    if rules::all().any(|rule| rules::is_meant(name, rule)) {
        return Ok(());
    }
    match rules::nearest_or_family(name) {
        Some(near) => bail!("there is no rule or family `{name}`; did you mean `{near}`?"),
        None => bail!("there is no rule or family `{name}`; `devops-docs rules` lists them"),
    }
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
fn diff(fixed: &Fixed) -> Vec<u8> {
    let one = |(file, change): (&FileId, &Change)| {
        let path = fixed.workspace.files.path(*file);
        difference(&format!("a/{path}"), &format!("b/{path}"), &change.before, &change.after)
    };
    fixed.changed.iter().flat_map(one).collect()
}
