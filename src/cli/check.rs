//! `devops-docs check`.

pub(super) mod asked;
pub(super) mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::difference::difference;
use super::place::{self, PlaceArguments, Repository};
use super::running::{self, AllowArguments};
use super::whole::write_whole;
use super::{Ended, is_colored, print, print_plain, tell};
use crate::checks::bless::bless;
use crate::checks::carry::Outcome;
use crate::checks::plan::{Choice, Plan, plan};
use crate::checks::told;
use crate::checks::trust;
use crate::kinds::standing;
use crate::report::visible;
use crate::text::{FileId, without_orders};
use crate::workspace::Workspace;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs check --plan                     what would run, and why something would not
  devops-docs check                            all checks that only read
  devops-docs check _ai/devops/runbooks/x.md   those of one page, also what it changes, after asking
  devops-docs check --env staging --allow-net  those for staging
  devops-docs check --record                   keep what came of them for the site and the rules

Exit codes: 0 passed, 1 failed, 2 the work could not be done, 3 approval or trust is missing, 4 something could not be run.")]
pub(super) struct Arguments {
    /// Only the checks of these pages or folders, those that change something included
    pages: Vec<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,

    /// The environment that this is
    #[arg(long, value_name = "ENV", default_value = "local", help_heading = "Choosing")]
    env: String,
    /// Only checks with this tag
    #[arg(long, value_name = "TAG", help_heading = "Choosing")]
    tag: Vec<String>,
    /// Only the checks with this name, and what they need
    #[arg(long, value_name = "NAME", help_heading = "Choosing")]
    name: Vec<String>,

    /// Show what would run, and run nothing
    #[arg(long, help_heading = "Allowing")]
    plan: bool,
    #[command(flatten)]
    allow: AllowArguments,

    /// Keep what came of them in _ai/devops/checks/ENV.json
    #[arg(long, conflicts_with = "plan", help_heading = "After")]
    record: bool,
    /// Write what was printed into the pages, where it differs from literal lines
    #[arg(long, conflicts_with = "plan", help_heading = "After")]
    bless: bool,

    /// How many run at once [default: one a core, at most 8]
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// How to write the results
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a check, and why it did not pass
    Text,
    /// One JSON document
    Json,
    /// JUnit XML
    Junit,
    /// The Test Anything Protocol
    Tap,
    /// Annotations in GitHub Actions
    Github,
}

/// The pages in which no check can be found: they are no text, or one line for everybody who reads them by lines.
fn unread(ws: &Workspace) -> impl Iterator<Item = &str> {
    let pages = ws.files.iter().filter(|(_, entry)| standing(&entry.path, &ws.config).is_page());
    let is_one_line = |id: FileId| ws.files.text(id).is_some_and(|text| text.contains('\r') && !text.contains('\n'));
    let unread = pages.filter(move |(id, _)| ws.files.unreadable(*id).is_some() || is_one_line(*id));
    unread.map(|(_, entry)| entry.path.as_ref())
}

pub(super) fn run(arguments: &Arguments, color: clap::ColorChoice) -> anyhow::Result<Ended> {
    if arguments.bless && running::in_ci() {
        bail!("--bless is for people who look at the difference, and this is continuous integration");
    }
    running::ensure_environment(&arguments.env)?;
    let repository = place::find(&arguments.pages)?;
    let ws = arguments.place.load(&repository, true, false)?;
    running::ensure_known(&arguments.env, &ws)?;
    let choice = Choice {
        pages: pages(&arguments.pages, &repository)?,
        names: arguments.name.clone(),
        tags: arguments.tag.clone(),
    };
    for page in unread(&ws) {
        let why = format!("{} cannot be read as text, so nothing is known of its checks", visible(page));
        anyhow::ensure!(!choice.pages.iter().any(|chosen| chosen == page), "{why}");
        tell(&format!("{why}\n"));
    }
    let mut operator = arguments.allow.operator(&arguments.env, !arguments.plan, &repository, &ws)?;
    let mut plan = plan(&ws, &repository.root, &choice, &operator);
    let commit = trust::commit(&repository.root);
    if arguments.plan {
        match arguments.format {
            Format::Json => print(&told::plan_json(&plan, &arguments.env, commit.as_deref())),
            _ => print(&without_orders(&shown::plan(&plan, is_colored(color, super::stdout_is_terminal())))),
        }
        let is_understood = plan.checks.iter().all(|planned| planned.check.wrong.is_none());
        return Ok(if is_understood { Ended::Clean } else { Ended::Code(4) });
    }
    if plan.checks.is_empty() {
        let is_named = !choice.names.is_empty() || !choice.tags.is_empty();
        if !is_named && arguments.format == Format::Text {
            let begin = "a shell block that says `check=read` is one: `devops-docs explain invalid-check`";
            let hint = if ws.checks.is_empty() { format!("; {begin}") } else { String::new() };
            tell(&format!("no check snippets to run{}{hint}\n", shown::left_out(&plan)));
            return Ok(Ended::Clean);
        }
        anyhow::ensure!(!is_named, "no check snippet is meant by that{}", shown::left_out(&plan));
    }
    asked::ask(&mut plan, &mut operator, &trust::person(&repository.root), &arguments.env)?;
    let colored = is_colored(color, super::stdout_is_terminal());
    let tells = (arguments.format == Format::Text).then_some(colored);
    let outcomes = running::carry(&plan, &operator, arguments.jobs, tells)?;
    let told = match arguments.format {
        Format::Text => shown::summary(&plan, &outcomes),
        Format::Json => told::json(&plan, &outcomes, &arguments.env, commit.as_deref()),
        Format::Junit => told::junit(&plan, &outcomes),
        Format::Tap => without_orders(&told::tap(&plan, &outcomes)),
        Format::Github => told::github(&plan, &outcomes),
    };
    // A page may have in it what it is granted.
    print(&operator.mask().cover(&told, false));
    if arguments.record {
        running::keep(&ws, &repository.root, &plan, &outcomes, &arguments.env)?;
    }
    if arguments.bless {
        return bless_pages(&ws, &repository.root, &plan, &outcomes);
    }
    Ok(Ended::Code(told::exit_code(&outcomes)))
}

/// Pages and folders as the repository names them.
fn pages(paths: &[PathBuf], repository: &Repository) -> anyhow::Result<Vec<String>> {
    let one = |path: &PathBuf| {
        let full = path.canonicalize().with_context(|| format!("there is no {}", path.display()))?;
        let inside = full.strip_prefix(&repository.root);
        let inside = inside.with_context(|| format!("{} is not in {}", path.display(), repository.root.display()))?;
        Ok(inside.to_string_lossy().replace('\\', "/"))
    };
    paths.iter().map(one).collect()
}

/// Writes what failed checks printed into their pages, and shows it.
fn bless_pages(ws: &Workspace, root: &Path, plan: &Plan, outcomes: &[Outcome]) -> anyhow::Result<Ended> {
    let mut edits: BTreeMap<FileId, Vec<crate::diagnostic::Edit>> = BTreeMap::new();
    let mut left = false;
    for outcome in outcomes.iter().filter(|outcome| outcome.status != crate::model::Status::Passed) {
        let planned = &plan.checks[outcome.index];
        let page = ws.files.text(planned.check.fence.file).unwrap_or_default();
        match bless(planned, outcome, page) {
            Ok(new) => edits.entry(planned.check.fence.file).or_default().extend(new),
            Err(why) => {
                left = true;
                let place = format!("{}:{}", visible(planned.page), planned.line);
                tell(&format!("{place} {} is not blessed: {}\n", visible(&planned.check.label()), visible(&why)));
            }
        }
    }
    for (file, mut edits) in edits {
        let path = ws.files.path(file);
        let old = ws.files.raw(file).context("a page that was read has bytes")?.to_vec();
        let mut new = old.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            new.splice(edit.span.range(), edit.text.into_bytes());
        }
        let difference = difference(path, path, &old, &new);
        print_plain(&String::from_utf8_lossy(&difference));
        write_whole(&root.join(path), &new)?;
    }
    Ok(if left { Ended::Findings } else { Ended::Clean })
}
