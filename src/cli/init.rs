//! `devops-docs init`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::difference::difference;
use super::place::{self, PlaceArguments};
use super::whole::write_whole;
use super::{Ended, print, print_bytes, tell};
use crate::artifact::Artifact;
use crate::diagnostic::{Diagnostic, Level};
use crate::fix::{self, Allowed, fix};
use crate::git;
use crate::lint::{Selection, lint};
use crate::scaffold::agents::{agents, entry, refreshed};
use crate::scaffold::scripts::scripts;
use crate::scaffold::{pages, wiring};
use crate::text::counted;
use crate::workspace::{Workspace, path_of, reread, with_files};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs init --dry-run    show what would be written
  devops-docs init --yes        write it, with what the repository tells and no questions
  devops-docs init --yes --ci github --hook --scripts")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// Ask nothing
    #[arg(long, short)]
    yes: bool,
    /// Show the files and their contents, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Only the index, the local environment, continuous integration and tooling
    #[arg(long)]
    minimal: bool,
    /// Also write a workflow that checks the pages
    #[arg(long, value_enum, value_name = "SYSTEM")]
    ci: Option<Ci>,
    /// Also set up the hook of pre-commit
    #[arg(long)]
    hook: bool,
    /// Also write scripts that set up a machine, look at it, and collect logs
    #[arg(long)]
    scripts: bool,
    /// Also write agent files into `_ai.dev`: a workflow, agents, commands, a skill; and a block into `AGENTS.md`
    #[arg(long)]
    agents: bool,
    /// Who looks after the pages
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    #[command(flatten)]
    place: PlaceArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Ci {
    /// GitHub Actions
    Github,
}

/// What is written beside the pages.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
struct Wanted {
    workflow: bool,
    hook: bool,
    scripts: bool,
    agents: bool,
}

impl Wanted {
    /// Asks for what the command line does not say.
    fn ask(&mut self) -> anyhow::Result<()> {
        for (wanted, question) in [
            (&mut self.workflow, "Add a workflow of GitHub Actions that checks the pages?"),
            (&mut self.hook, "Set up the hook of pre-commit?"),
            (&mut self.scripts, "Write scripts that set up a machine, look at it, and collect logs?"),
            (&mut self.agents, "Write agent files: a workflow, agents and commands?"),
        ] {
            *wanted = *wanted || confirmed(question, "no")?;
        }
        Ok(())
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let mut known = known_of(&repository.root, &ws, arguments.owner.clone(), arguments.minimal);
    let mut wanted = Wanted {
        workflow: arguments.ci == Some(Ci::Github),
        hook: arguments.hook,
        scripts: arguments.scripts,
        agents: arguments.agents,
    };
    let asks = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !arguments.yes && !arguments.dry_run {
        if !asks {
            bail!("nobody can be asked here: --yes writes what the repository tells, --dry-run shows it");
        }
        ask(&mut known)?;
        wanted.ask()?;
    }
    let Gathered { ws, mut files, changed, notes } = gather(ws, &repository.root, &known, &wanted);
    for note in notes {
        tell(&note);
    }
    if files.is_empty() && changed.is_empty() {
        tell("nothing to add: every page that the repository gives reason for is there\n");
        return Ok(Ended::Clean);
    }
    files.sort();
    let (ws, changed) = with_blocks(with_files(ws, &files), &files, changed);
    let found = findings(&ws, &files);
    let paths: Vec<&str> = {
        let new = files.iter().map(|file| file.path.as_str());
        let mut all: Vec<&str> = new.chain(changed.iter().map(|change| change.path.as_str())).collect();
        all.sort_unstable();
        all
    };
    if arguments.dry_run {
        print(&tree(&paths));
        print_bytes(&files.iter().flat_map(|file| diff(&file.path, None, &file.bytes)).collect::<Vec<u8>>());
        let diffs = changed.iter().flat_map(|change| diff(&change.path, Some(&change.before), &change.after));
        print_bytes(&diffs.collect::<Vec<u8>>());
    } else {
        if asks && !arguments.yes {
            print(&tree(&paths));
            if !confirmed("Write these files?", "yes")? {
                tell("nothing was written\n");
                return Ok(Ended::Clean);
            }
        }
        for file in &files {
            write_new(&repository.root.join(&file.path), &file.bytes)?;
        }
        for change in &changed {
            change.write(&repository.root)?;
        }
        if asks && !arguments.yes {
            tell("written\n");
        } else {
            print(&tree(&paths));
        }
    }
    tell(&closing(paths.len(), &found));
    if !arguments.dry_run {
        tell("next: `devops-docs serve` shows the pages in a browser\n");
    }
    Ok(if found.iter().any(|finding| finding.level == Level::Error) { Ended::Findings } else { Ended::Clean })
}

/// All that is to be written.
struct Gathered {
    /// The repository with the new files.
    ws: Workspace,
    files: Vec<Artifact>,
    changed: Vec<Change>,
    notes: Vec<String>,
}

/// Gathers what is wanted, each from what was gathered before.
fn gather(mut ws: Workspace, root: &Path, known: &pages::Known, wanted: &Wanted) -> Gathered {
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    if wanted.workflow {
        files.extend(wiring::workflow(&ws));
    }
    if wanted.hook {
        match wiring::hook(&ws) {
            Ok(file) => files.extend(file),
            Err(note) => notes.push(note),
        }
    }
    let mut files = kept(root, &mut ws, files, &mut notes);
    // The scripts follow from these files too, and the pages from all of them.
    ws = with_files(ws, &files);
    if wanted.scripts {
        let new = scripts(&ws).into_iter().filter(|script| !pages::is_on_disk(&ws, &script.path)).collect();
        files.extend(kept(root, &mut ws, new, &mut notes));
    }
    ws = with_files(ws, &files);
    let new = pages::knowledge_base(&ws, known);
    let count = new.len();
    let mut new = kept(root, &mut ws, new, &mut notes);
    if new.len() < count {
        // The others do without links to those that are not written.
        new = pages::knowledge_base(&ws, known);
        new.retain(|page| !ws.answers.ignored.contains(&page.path));
    }
    files.extend(new);
    ws = with_files(ws, &files);
    // Agent files name the pages, and what agents read first names both.
    let later = pages::later(&ws, known, &files);
    let mut changed: Vec<Change> = later.into_iter().filter_map(|file| Change::of(&ws, file)).collect();
    if wanted.agents {
        let all = agents(&ws);
        let count = all.len();
        let new = kept(root, &mut ws, all, &mut notes);
        // They hand work to each other, so some of them are of no use.
        if new.len() == count {
            files.extend(new);
        }
        ws = with_files(ws, &files);
        match entry(&ws, &known.name) {
            Ok(Some(file)) if pages::is_on_disk(&ws, &file.path) => changed.extend(Change::of(&ws, file)),
            // One that git ignores is not read, and not ours to write into.
            Ok(Some(file)) if root.join(&file.path).symlink_metadata().is_ok() => {
                notes.push(format!("{} is there and git ignores it, so it is left alone\n", file.path));
            }
            Ok(file) => files.extend(file),
            Err(note) => notes.push(note),
        }
    } else {
        changed.extend(refreshed(&ws).and_then(|file| Change::of(&ws, file)));
    }
    Gathered { ws, files, changed, notes }
}

/// So many files that git ignores are named.
const MOST_NAMED: usize = 10;

/// New files without those that git would ignore, which no clone will have; of these it says so.
fn kept(root: &Path, ws: &mut Workspace, mut files: Vec<Artifact>, notes: &mut Vec<String>) -> Vec<Artifact> {
    let ignored = git::ignored(root, &files.iter().map(|file| file.path.clone()).collect());
    files.retain(|file| !ignored.contains(&file.path));
    if let Some(first) = ignored.first() {
        let named: Vec<&str> = ignored.iter().take(MOST_NAMED).map(String::as_str).collect();
        let others = match ignored.len() - named.len() {
            0 => String::new(),
            others => format!(" and {}", counted(others, "other file")),
        };
        notes.push(format!(
            "git ignores {}{others}, so nothing is written there; `git check-ignore -v {first}` tells by which pattern\n",
            named.join(", ")
        ));
    }
    ws.answers.ignored.extend(ignored);
    files
}

/// What is known without asking.
pub(super) fn known_of(root: &Path, ws: &Workspace, owner: Option<String>, minimal: bool) -> pages::Known {
    let slug = ws.repository.name.clone();
    let folder = root.file_name().map(|name| name.to_string_lossy().into_owned());
    let last = slug.as_deref().and_then(|slug| slug.rsplit('/').next()).map(str::to_owned);
    let name = last.or(folder);
    pages::Known {
        name: name.unwrap_or_else(|| "this repository".to_owned()),
        slug,
        branch: ws.repository.default_branch.clone(),
        owner,
        reviewers: code_owner(root),
        tags: git::record(root, &std::collections::BTreeSet::new()).tags,
        minimal,
    }
}

/// The owners of everything, as CODEOWNERS has it.
fn code_owner(root: &Path) -> Option<String> {
    let places = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"];
    let text = places.iter().find_map(|place| fs::read_to_string(root.join(place)).ok())?;
    let mut of_all =
        text.lines().filter_map(|line| line.split('#').next().unwrap_or_default().trim().strip_prefix("* "));
    of_all.next_back().map(|owners| owners.split_whitespace().collect::<Vec<_>>().join(", "))
}

/// Asks a person, with what is known as the answer to an empty line.
fn ask(known: &mut pages::Known) -> anyhow::Result<()> {
    known.name = answered("What is the project called?", &known.name)?;
    let owner = answered(
        "Who looks after these pages? (a person or a team; empty to leave it open)",
        known.owner.as_deref().or(known.reviewers.as_deref()).unwrap_or_default(),
    )?;
    known.owner = (!owner.is_empty()).then_some(owner);
    let branch = answered("Which branch is released from?", known.branch.as_deref().unwrap_or_default())?;
    known.branch = (!branch.is_empty()).then_some(branch);
    Ok(())
}

/// What a person at the terminal says, or what is inferred if that is nothing.
pub(super) fn answered(question: &str, inferred: &str) -> anyhow::Result<String> {
    let ready = if inferred.is_empty() { String::new() } else { format!(" [{inferred}]") };
    print(&format!("{question}{ready} "));
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line).context("the answer cannot be read")? == 0 {
        bail!("nobody answers; nothing was written");
    }
    let line = line.trim();
    Ok(if line.is_empty() { inferred } else { line }.to_owned())
}

fn confirmed(question: &str, inferred: &str) -> anyhow::Result<bool> {
    Ok(matches!(answered(question, inferred)?.to_lowercase().as_str(), "yes" | "y"))
}

/// The repository as it will be, with the managed blocks of older pages as they follow from what is new.
fn with_blocks(ws: Workspace, files: &[Artifact], changed: Vec<Change>) -> (Workspace, Vec<Change>) {
    let mut all: BTreeMap<String, Change> = changed.into_iter().map(|change| (change.path.clone(), change)).collect();
    let edited = all.values().filter_map(|change| Some((ws.files.find(&change.path)?, change.after.clone())));
    let edited = edited.collect();
    let stale = Selection { select: vec!["stale-block".to_owned()], ignore: Vec::new() };
    let is_old = |ws: &Workspace, diagnostic: &Diagnostic| {
        path_of(ws, &diagnostic.place).is_some_and(|path| files.iter().all(|file| file.path != path))
    };
    let fixed = fix(reread(ws, edited), &stale, Allowed::Safe, &is_old);
    for (file, fix::Change { before, after }) in fixed.changed {
        let path = fixed.workspace.files.path(file).to_owned();
        let before = all.get(&path).map_or(before, |change| change.before.clone());
        all.insert(path.clone(), Change { path, before, after });
    }
    (fixed.workspace, all.into_values().collect())
}

/// What the linter says of the new files.
fn findings(ws: &Workspace, files: &[Artifact]) -> Vec<Diagnostic> {
    let is_new = |diagnostic: &Diagnostic| {
        path_of(ws, &diagnostic.place).is_some_and(|path| files.iter().any(|file| file.path == path))
    };
    lint(ws, &Selection::default()).diagnostics.into_iter().filter(is_new).collect()
}

fn tree(paths: &[&str]) -> String {
    let mut out = String::new();
    let mut folders: Vec<&str> = Vec::new();
    for path in paths {
        let mut steps: Vec<&str> = path.split('/').collect();
        let name = steps.pop().unwrap_or_default();
        let shared = folders.iter().zip(&steps).take_while(|(a, b)| a == b).count();
        for (depth, step) in steps.iter().enumerate().skip(shared) {
            out.push_str(&format!("{}{step}/\n", "  ".repeat(depth)));
        }
        out.push_str(&format!("{}{name}\n", "  ".repeat(steps.len())));
        folders = steps;
    }
    out
}

/// What becomes of a file.
fn diff(path: &str, before: Option<&[u8]>, after: &[u8]) -> Vec<u8> {
    let from = if before.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
    difference(&from, &format!("b/{path}"), before.unwrap_or_default(), after)
}

/// A file that is there and gets a block.
pub(super) struct Change {
    path: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Change {
    pub(super) fn of(ws: &Workspace, file: Artifact) -> Option<Self> {
        let before = ws.files.raw(ws.files.find(&file.path)?)?.to_vec();
        Some(Self { path: file.path, before, after: file.bytes })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Writes it, unless somebody else did in the meantime.
    pub(super) fn write(&self, root: &Path) -> anyhow::Result<()> {
        let path = root.join(&self.path);
        let now = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if now != self.before {
            bail!("{} was changed by now; nothing is written into it", path.display());
        }
        write_whole(&path, &self.after)
    }
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.symlink_metadata().is_ok() {
        bail!("{} is there by now; nothing is overwritten", path.display());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    write_whole(path, bytes)?;
    if path.extension().is_some_and(|ending| ending == "sh") {
        make_executable(path)?;
    }
    std::io::stdout().flush().context("standard output is gone")
}

#[cfg(unix)]
fn make_executable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata()?.permissions().mode();
    // Whoever may read it may run it.
    fs::set_permissions(path, fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))
        .with_context(|| format!("cannot make {} executable", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn closing(files: usize, found: &[Diagnostic]) -> String {
    let count = |level: Level| found.iter().filter(|finding| finding.level == level).count();
    let open = found.iter().filter(|finding| finding.rule == "unanswered").count();
    let mut out = format!(
        "{}, {} that only people can answer (`devops-docs lint --select unanswered`)\n",
        counted(files, "file"),
        counted(open, "question")
    );
    for finding in found.iter().filter(|finding| finding.level == Level::Error) {
        out.push_str(&format!("error[{}]: {}\n", finding.rule, finding.message));
    }
    let warnings = count(Level::Warning);
    if warnings > 0 {
        out.push_str(&format!("{}: `devops-docs lint` tells of it\n", counted(warnings, "warning")));
    }
    out
}
