//! `devops-docs baseline`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::place::{self, PlaceArguments};
use super::{Ended, print, tell};
use crate::baseline::{Baseline, PLACE};
use crate::diagnostic::Level;
use crate::lint::{Selection, lint};
use crate::text::counted;

/// Arguments of `baseline`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// The file [default: _ai/devops/baseline.json, or what the configuration says]
    #[arg(long, value_name = "FILE", global = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Accept all findings of today
    Create {
        /// Replace a baseline that is there
        #[arg(long)]
        force: bool,
    },
    /// List what is accepted, and what of it is repaired
    Show,
    /// Drop what is repaired; nothing is added
    Prune,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, true)?;
    let configured = ws.config.settings.baseline.clone().unwrap_or_else(|| PLACE.to_owned());
    let path = arguments.file.clone().unwrap_or_else(|| repository.root.join(configured));
    let found = lint(&ws, &Selection::default()).diagnostics;
    match arguments.action {
        Action::Create { force } => {
            if path.exists() && !force {
                bail!("{} exists; `devops-docs baseline prune` shrinks it, --force replaces it", path.display());
            }
            let least = if ws.config.is_strict() { Level::Info } else { Level::Warning };
            let found: Vec<_> = found.into_iter().filter(|diagnostic| diagnostic.level >= least).collect();
            let baseline = Baseline::of(&ws, &found);
            write(&path, &baseline)?;
            tell(&format!("{} accepted in {}\n", counted(baseline.len(), "finding"), path.display()));
        }
        Action::Show => {
            let baseline = read(&path)?;
            let (_, accepted, stale) = baseline.apply(&ws, found);
            for entry in &baseline.entries {
                let repaired =
                    if stale.entries.iter().any(|other| {
                        other.subject == entry.subject && other.path == entry.path && other.rule == entry.rule
                    }) {
                        " (repaired)"
                    } else {
                        ""
                    };
                print(&format!("{}: {} [{}] × {}{repaired}\n", entry.path, entry.subject, entry.rule, entry.count));
            }
            tell(&format!("{accepted} accepted, {} repaired\n", stale.len()));
        }
        Action::Prune => {
            let baseline = read(&path)?;
            let (_, _, stale) = baseline.apply(&ws, found);
            // A shallow history hides findings without repairing them.
            if !ws.history_is_whole() && !stale.is_empty() {
                tell("the history is not whole, so entries about deleted paths are kept\n");
            }
            let whole = ws.history_is_whole();
            let dropped = Baseline {
                version: 1,
                entries: stale
                    .entries
                    .into_iter()
                    .filter(|entry| whole || !matches!(entry.rule.as_str(), "unknown-path" | "unknown-script"))
                    .collect(),
            };
            write(&path, &baseline.without(&dropped))?;
            tell(&format!("{} dropped from {}\n", counted(dropped.len(), "repaired finding"), path.display()));
        }
    }
    Ok(Ended::Clean)
}

/// Reads a baseline that must be there.
pub(super) fn read(path: &Path) -> anyhow::Result<Baseline> {
    if !path.exists() {
        bail!("there is no baseline at {}; `devops-docs baseline create` writes one", path.display());
    }
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Baseline::read(&text).map_err(|why| anyhow::anyhow!("{} is no baseline: {why}", path.display()))
}

fn write(path: &Path, baseline: &Baseline) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, baseline.write()).with_context(|| format!("cannot write {}", path.display()))
}
