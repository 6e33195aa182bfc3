//! Which repository a command is about, and how it is loaded.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::progress::Progress;
use crate::config::{Overrides, Pages, Profile};
use crate::git;
use crate::workspace::{Options, Workspace, load};

/// Options that every command about a repository takes.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct PlaceArguments {
    /// The configuration file, instead of devops-docs.toml at the root or in _ai/devops
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Also read these pages, for this run: a folder or a glob; may be given several times
    #[arg(long, value_name = "DIR")]
    docs: Vec<String>,
    /// Treat this folder as a knowledge base, for this run; may be given several times
    #[arg(long, value_name = "DIR")]
    typed: Vec<String>,
    /// How strict to be, for this run
    #[arg(long, value_enum, value_name = "PROFILE")]
    profile: Option<ProfileName>,
    /// Judge dates as of this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<String>,
    /// Neither read nor keep what is known of the history
    #[arg(long)]
    no_cache: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ProfileName {
    /// Hide information, fail on errors
    Default,
    /// Show everything, fail on warnings
    Strict,
}

/// A repository on disk.
pub(super) struct Repository {
    pub root: PathBuf,
}

impl Repository {
    /// Whether it is one of git, and not only a folder.
    pub fn is_git(&self) -> bool {
        self.root.join(".git").exists()
    }
}

/// Finds the repository around the first of the paths, or around the current folder.
pub(super) fn find(paths: &[PathBuf]) -> anyhow::Result<Repository> {
    let current = std::env::current_dir().context("the current folder is gone")?;
    let start = match paths.first() {
        Some(given) => {
            let path = current.join(given);
            let path = path.canonicalize().with_context(|| format!("there is no {}", given.display()))?;
            if path.is_dir() { path } else { path.parent().map(Path::to_path_buf).unwrap_or(path) }
        }
        None => current.clone(),
    };
    let start = start.canonicalize().unwrap_or(start);
    let root = git::root_of(&start).unwrap_or_else(|| start.clone());
    Ok(Repository { root })
}

impl PlaceArguments {
    /// This minute in UTC, as `2024-03-09 14:05`; midnight of a day that was given.
    pub fn moment(&self) -> String {
        match &self.today {
            Some(day) => format!("{day} 00:00"),
            None => super::now(),
        }
    }

    /// Loads a repository as these options and a command want it.
    pub fn load(&self, repository: &Repository, on_disk: bool, walk_history: bool) -> anyhow::Result<Workspace> {
        self.read(repository, &Options { on_disk, walk_history, ..self.options()? })
    }

    /// Loads a repository with these pages, if any are given, whatever its configuration says of pages.
    pub fn load_pages(&self, repository: &Repository, pages: Option<Pages>) -> anyhow::Result<Workspace> {
        let mut options = self.options()?;
        options.overrides.pages = pages;
        self.read(repository, &options)
    }

    /// Loads the next commit for a hook, which does not wait for the history; with the bytes of the working tree where
    /// those are to be mended.
    pub fn load_staged(&self, repository: &Repository, mending: bool) -> anyhow::Result<Workspace> {
        self.read(repository, &Options { staged: !mending, on_disk: false, walk_history: false, ..self.options()? })
    }

    fn read(&self, repository: &Repository, options: &Options) -> anyhow::Result<Workspace> {
        for folder in self.docs.iter().chain(&self.typed).filter(|folder| !folder.contains(['*', '?', '{'])) {
            anyhow::ensure!(
                repository.root.join(folder).exists(),
                "there is no {folder} in {}",
                repository.root.display()
            );
        }
        for folder in &self.typed {
            let is_folder = repository.root.join(folder).is_dir();
            anyhow::ensure!(is_folder, "{folder} is no folder, and a knowledge base is one");
        }
        let _progress = Progress::saying("reading the repository and its history; the next run is faster");
        Ok(load(&repository.root, options)?)
    }

    fn options(&self) -> anyhow::Result<Options> {
        let today = match &self.today {
            Some(day) => match day.parse::<jiff::civil::Date>() {
                Ok(day) => day.to_string(),
                Err(_) => anyhow::bail!("{day} is no day like 2024-03-09"),
            },
            None => super::today(),
        };
        Ok(Options {
            config: self.config.clone(),
            on_disk: true,
            staged: false,
            walk_history: true,
            cache: if self.no_cache { None } else { super::cache_folder() },
            today,
            overrides: Overrides {
                docs: self.docs.clone(),
                typed: self.typed.clone(),
                profile: self.profile.map(|profile| match profile {
                    ProfileName::Default => Profile::Default,
                    ProfileName::Strict => Profile::Strict,
                }),
                pages: None,
                program: super::program(),
            },
        })
    }
}
