//! Paths that pages speak of, and how paths are joined.

use super::statement::{Absence, Answer, Evidence, How, Term};

/// How a path is written, which decides what its absence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Naming {
    /// The relative target of a link or an image.
    Target,
    /// The address of a file of this repository at its host.
    Address,
    /// A path in inline code or in a command.
    Mention,
    /// A program that is run by its path, as the system allows it to.
    Program,
    /// A script that an interpreter is told to run.
    Script,
    /// The folder of a `cd`.
    Folder,
}

/// A path of this repository that a page speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoPath {
    /// As meant, relative to the statement's scope, with `/`, without `.` and `..`; empty for the scope itself.
    pub path: String,
    /// How it is written.
    pub naming: Naming,
    /// The anchor behind it, without `#`.
    pub anchor: Option<String>,
}

impl Term for RepoPath {
    type Subject = String;
    type Domain = ();

    fn subject(&self) -> String {
        self.path.clone()
    }

    fn domain(&self) {}

    fn held_against(&self, other: &Self) -> Answer {
        if self.path == other.path { Answer::Agrees } else { Answer::Silent }
    }

    fn absence(&self, evidence: Evidence) -> Absence {
        match self.naming {
            Naming::Target | Naming::Address => Absence::Proves,
            Naming::Program | Naming::Script if evidence.typed && evidence.how == How::Command => Absence::Proves,
            _ => Absence::NeedsReceipt,
        }
    }
}

/// Joins a relative path to a folder, resolving `.` and `..`; `None` when it leaves the repository.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// The folder that holds a path; the root is empty.
pub fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// What programs read from `.github` itself, though workflows are called so too.
const READ_ABOVE_WORKFLOWS: &[&str] = &[
    "codecov",
    "config",
    "dependabot",
    "labeler",
    "labels",
    "mergify",
    "release",
    "release-drafter",
    "settings",
    "stale",
];

/// The workflow that is meant by a file where GitHub reads none: among the actions, of which each has a folder, or in
/// `.github` itself.
pub fn workflow_meant_by(path: &str) -> Option<String> {
    let rest = path.strip_prefix(".github/")?;
    let name = rest.strip_prefix("actions/").unwrap_or(rest);
    let (stem, _) = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "yml" | "yaml"))?;
    (!name.contains('/') && !READ_ABOVE_WORKFLOWS.contains(&stem)).then(|| format!(".github/workflows/{name}"))
}

/// The endings of Markdown, as GitHub shows it, in lower case.
pub const MARKDOWN: [&str; 7] = ["md", "mdx", "markdown", "mdown", "mdwn", "mkd", "mkdn"];

/// A path of Markdown without its ending.
pub fn markdown_stem(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    MARKDOWN.iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_resolves_dots_and_refuses_to_leave_the_repository() {
        assert_eq!(join("docs/a", "../b.md").as_deref(), Some("docs/b.md"));
        assert_eq!(join("", "./x//y/").as_deref(), Some("x/y"));
        assert_eq!(join("docs", "../../x"), None);
    }
}
