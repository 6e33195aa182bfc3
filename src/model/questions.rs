//! What only git, or the text of all files, can tell, and what they told.

use std::collections::{BTreeMap, BTreeSet};

/// What the readers left open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Paths that do not exist: are they ignored, or were they here once?
    pub paths: BTreeSet<String>,
    /// Names of files without a folder that no file has: was any file called so?
    pub file_names: BTreeSet<String>,
    /// Names: does any file that is no page mention them?
    pub mentions: BTreeSet<String>,
}

/// The proof that a path was here once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The commit that removed it, abbreviated.
    pub commit: String,
    /// The day of that commit, as `2024-03-09`.
    pub date: String,
    /// Where it is now, if it was only renamed.
    pub renamed_to: Option<String>,
}

/// How far back the history was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// To the first commit.
    #[default]
    Whole,
    /// The clone is shallow.
    Shallow,
    /// The walk was stopped by its bounds.
    Cut,
    /// There is none, or nobody may ask for it.
    Absent,
}

/// Which repository this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// `owner/name`, in lower case, of each remote that is this repository.
    pub slugs: Vec<String>,
    /// Its address in a browser, `https://host/owner/name`, when a remote names a host.
    pub home: Option<String>,
    /// The branch that the host shows first.
    pub default_branch: Option<String>,
}

/// What was told.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The asked paths that git ignores.
    pub ignored: BTreeSet<String>,
    /// The asked paths, and folders, that were here once.
    pub gone: BTreeMap<String, Receipt>,
    /// The asked names of files of which each was once somewhere.
    pub gone_names: BTreeMap<String, Receipt>,
    /// The asked names that some file mentions.
    pub mentioned: BTreeSet<String>,
    /// How far the history was read.
    pub history: History,
}
