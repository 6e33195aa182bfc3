//! Where the commands of a fence run: the page's folder, until a `cd` goes elsewhere.

use super::speech::Speech;
use crate::model::{Scope, join};

/// The folder in which the next command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// That of the page, or one around it: nobody said.
    Open,
    /// This one.
    Known(String),
    /// One outside of this repository.
    Foreign,
    /// One that the words do not tell.
    Unknown,
}

impl Folder {
    /// The scope for what a command names; none if it is not about this repository.
    pub fn scope(&self, speech: &Speech) -> Option<Scope> {
        match self {
            Self::Open => Some(speech.scope()),
            Self::Known(folder) => Some(Scope::only(folder)),
            Self::Foreign | Self::Unknown => None,
        }
    }

    /// The scope for a path that a command names; none if it is not about this repository.
    pub fn path_scope(&self, speech: &Speech) -> Option<Scope> {
        match self {
            Self::Open => Some(speech.path_scope()),
            Self::Known(folder) => Some(Scope::only(folder)),
            Self::Foreign | Self::Unknown => None,
        }
    }

    /// The folder after `cd target`.
    pub fn enter(&self, target: &str, speech: &Speech) -> Self {
        let target = target.trim_end_matches('/');
        if target.starts_with(['/', '~', '-']) || target.is_empty() {
            return Self::Foreign;
        }
        let files = speech.context.files;
        let folders: Vec<&str> = match self {
            Self::Foreign | Self::Unknown if is_this(target, speech) => return Self::Known(String::new()),
            Self::Foreign | Self::Unknown => return self.clone(),
            Self::Known(folder) => vec![folder],
            Self::Open => speech.page.own_folder_outward().collect(),
        };
        if self == &Self::Open && target.split('/').all(|step| step == "..") {
            return Self::Open;
        }
        for folder in folders {
            if let Some(path) = join(folder, target).filter(|path| files.is_folder(path)) {
                return Self::Known(path);
            }
        }
        if is_this(target, speech) { Self::Known(String::new()) } else { Self::Unknown }
    }
}

/// Whether a folder is what a clone of this repository is called.
pub(super) fn is_this(folder: &str, speech: &Speech) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder).to_lowercase();
    speech.context.repository.slugs.iter().any(|slug| slug.rsplit('/').next() == Some(name.as_str()))
}
