//! Real repositories in temporary folders, with histories that are the same on every machine.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What git sets for hooks, which would name another repository.
const FOREIGN: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// A folder that is gone with the value.
pub struct Shop {
    folder: tempfile::TempDir,
}

/// What a run said.
pub struct Said {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit code.
    pub code: i32,
}

impl Shop {
    /// An empty folder that is no repository.
    pub fn bare() -> Self {
        let shop = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(shop.root()).expect("it is empty");
        shop
    }

    /// An empty git repository.
    pub fn new() -> Self {
        let shop = Self::bare();
        shop.git(&["init", "--quiet", "--initial-branch=main"]);
        shop
    }

    /// The folder of the repository.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    /// A folder beside the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
        self
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.root().join(path)).expect("the file is there")
    }

    /// Commits everything on a day of March 2024.
    pub fn commit(&self, day: u8) -> &Self {
        self.git(&["add", "--all"]);
        let date = format!("2024-03-{day:02}T12:00:00Z");
        let mut git = git(&self.root());
        git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        succeed(git.args(["commit", "--quiet", "--allow-empty", "--message", "work"]));
        self
    }

    /// Runs git in the repository.
    pub fn git(&self, words: &[&str]) -> String {
        succeed(git(&self.root()).args(words))
    }

    /// Runs our binary in the repository.
    pub fn run(&self, words: &[&str]) -> Said {
        self.run_at(&self.root(), words, &[])
    }

    /// Runs our binary anywhere, with more of an environment.
    pub fn run_at(&self, folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devops-docs"));
        command.current_dir(folder).args(words).envs(environment.iter().copied());
        command.env("XDG_CACHE_HOME", self.beside("cache")).env("NO_COLOR", "1");
        for name in FOREIGN {
            command.env_remove(name);
        }
        let Output { status, stdout, stderr } = command.output().expect("the binary runs");
        Said {
            out: String::from_utf8(stdout).expect("output is UTF-8"),
            err: String::from_utf8(stderr).expect("output is UTF-8"),
            code: status.code().expect("it was not killed"),
        }
    }

    /// One finding a line.
    pub fn lint(&self, words: &[&str]) -> Said {
        self.run(&[&["lint", "--format", "concise"], words].concat())
    }
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["-c", "protocol.file.allow=always", "-c", "core.autocrlf=false"]);
    for name in FOREIGN {
        git.env_remove(name);
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "tests").env(format!("GIT_{role}_EMAIL"), "tests@localhost");
        git.env(format!("GIT_{role}_DATE"), "2024-03-01T12:00:00Z");
    }
    git
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
