//! Variables that sample files such as `.env.example` ask people to set.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Kind, parent};
use crate::workspace::Workspace;

/// A variable of a sample file.
#[derive(Clone, Debug)]
pub struct SampleVariable {
    /// Its name.
    pub name: String,
    /// The sample files that have it.
    pub files: BTreeSet<String>,
}

/// Whether a file is a sample of the variables that people set, by its name.
pub fn is_sample(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let is = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    is(&["env"]) && is(&["example", "sample", "template", "dist"]) && !is(&["test", "ci"])
}

/// The variables of the sample files that a folder's page of its local environment is about: those of the folder, and
/// all that share a variable with one of them, since a page that documents one of a file is to document the file.
pub fn sample_variables(ws: &Workspace, folder: &str) -> Vec<SampleVariable> {
    let mut by_file: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for fact in ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::EnvVar) {
        let path = ws.files.path(fact.span.file);
        if is_sample(path.rsplit('/').next().unwrap_or(path)) {
            by_file.entry(path).or_default().insert(&fact.value.name);
        }
    }
    let mut chosen: BTreeSet<&str> = by_file.keys().copied().filter(|path| parent(path) == folder).collect();
    if chosen.is_empty() {
        chosen.extend(by_file.keys().copied().filter(|path| !super::is_sample_folder(path)));
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    loop {
        known.extend(chosen.iter().flat_map(|path| &by_file[path]).copied());
        let more = by_file.iter().filter(|(_, names)| !names.is_disjoint(&known)).map(|(path, _)| *path);
        let before = chosen.len();
        chosen.extend(more);
        if chosen.len() == before {
            break;
        }
    }
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in chosen {
        for name in &by_file[path] {
            found.entry(name).or_default().insert(path.to_owned());
        }
    }
    found.into_iter().map(|(name, files)| SampleVariable { name: name.to_owned(), files }).collect()
}
