//! What only git, or the text of all files, can tell, and what they told.

use std::collections::{BTreeMap, BTreeSet};

/// What the readers left open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Paths that do not exist: are they ignored, or were they here once?
    pub paths: BTreeSet<String>,
    /// The pages that name such paths, or ask for what nobody has done yet: when was each written first?
    pub pages: BTreeSet<String>,
    /// Names of files without a folder that no file has: was any file called so?
    pub file_names: BTreeSet<String>,
    /// Names: does any file that is no page mention them?
    pub mentions: BTreeSet<String>,
    /// Whether the tags are needed.
    pub tags: bool,
    /// Pages with the day of their review: what were they since?
    pub reviewed: BTreeMap<String, String>,
    /// Pages with the sources that they describe: did any change since the page did?
    pub covered: BTreeMap<String, BTreeSet<String>>,
}

/// The proof that a path was here once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What was here, from the root.
    pub path: String,
    /// The commit that removed it, abbreviated.
    pub commit: String,
    /// The day of that commit, as `2024-03-09`.
    pub date: String,
    /// Where it is now, if it was only renamed.
    pub renamed_to: Option<String>,
    /// Where most of what it held is now, if the same commit moved and changed it.
    pub moved_to: Option<String>,
}

/// A tag with what it points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// When it was made, in UTC: `2024-03-09T12:00:00Z`.
    pub time: String,
    /// The abbreviated commit.
    pub commit: String,
}

impl Tag {
    /// The day on which it was made.
    pub fn day(&self) -> &str {
        self.time.get(..10).unwrap_or(&self.time)
    }
}

/// A page as a commit left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The abbreviated commit; empty for the state before the first that was asked for.
    pub commit: String,
    /// The day of the commit.
    pub date: String,
    /// The page.
    pub text: String,
}

/// The newest change of a source that came after the last one of the page that describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newer {
    /// The source.
    pub path: String,
    /// The abbreviated commit.
    pub commit: String,
    /// Its day.
    pub date: String,
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
    /// `owner/name` of the first of them, in the letters of the host.
    pub name: Option<String>,
    /// Its address in a browser, `https://host/owner/name`, when a remote names a host.
    pub home: Option<String>,
    /// The branch that the host shows first.
    pub default_branch: Option<String>,
}

/// What of a repository is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    #[default]
    All,
    /// What is about to be committed.
    Staged,
    /// What a branch changed: these paths.
    Since(BTreeSet<String>),
}

/// What was told.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The asked paths that git ignores.
    pub ignored: BTreeSet<String>,
    /// Those of them that a pattern without a joker names.
    pub ignored_by_name: BTreeSet<String>,
    /// The asked paths, and folders, that were here once.
    pub gone: BTreeMap<String, Receipt>,
    /// The asked names of files of which each was once somewhere.
    pub gone_names: BTreeMap<String, Receipt>,
    /// The day on which each asked page was written first, as `2024-03-09`.
    pub born: BTreeMap<String, String>,
    /// The asked names that some file mentions.
    pub mentioned: BTreeSet<String>,
    /// Those of them that some file has as a word of its own.
    pub mentioned_whole: BTreeSet<String>,
    /// What the names of variables begin with that libraries put together, as in `SHOP_`.
    pub prefixes: BTreeSet<String>,
    /// The credentials that files of tests have too, by their digests, with the path of one.
    pub fixtures: BTreeMap<[u8; 32], String>,
    /// The tags, the newest first.
    pub tags: Vec<Tag>,
    /// What the asked pages were since their review, the newest first, the state at the review last.
    pub revisions: BTreeMap<String, Vec<Revision>>,
    /// Of the asked pages, what changed in their sources since they did.
    pub newer: BTreeMap<String, Newer>,
    /// What is judged.
    pub extent: Extent,
    /// How far the history was read.
    pub history: History,
}
