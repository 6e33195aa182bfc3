//! Variables that sample files such as `.env.example` ask people to set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::kinds::is_vendored;
use crate::model::{COMPOSE_FILES, Kind, join, parent};
use crate::syntax::dotenv;
use crate::workspace::Workspace;

/// A variable of a sample file.
#[derive(Clone, Debug)]
pub struct SampleVariable {
    /// Its name.
    pub name: String,
    /// The sample files that have it.
    pub files: BTreeSet<String>,
}

/// A sample file, and the file that people make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The sample: `web/.env.local.example`.
    pub path: String,
    /// What becomes of it: `web/.env.local`.
    pub becomes: String,
}

/// Words that make a file a sample; of several for one file the first counts.
const SAMPLE: &[&str] = &["example", "sample", "template", "dist"];

/// Whether a file is a sample of the variables that people set, by its name.
pub fn is_sample(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_of_a_test = name.split(['.', '-', '_']).any(|part| matches!(part, "test" | "ci"));
    dotenv::is_sample(&name, SAMPLE) && !is_of_a_test
}

/// The files of variables that people keep beside the repository, which programs read as they start: `.env`, and what
/// becomes of each sample.
pub fn files_of_variables(ws: &Workspace) -> Vec<String> {
    let copies: Vec<String> = samples(ws).into_iter().map(|sample| sample.becomes).collect();
    let of_root = [".env"].into_iter().filter(|file| !copies.iter().any(|copy| copy == file)).map(str::to_owned);
    of_root.chain(copies.iter().cloned()).collect()
}

/// How many sample files are told of; a repository with more has templates of something else.
const SAMPLES: usize = 8;

/// The sample files whose copies nobody tracks, those of the root first; none if there are too many to be meant.
pub fn samples(ws: &Workspace) -> Vec<Sample> {
    let paths = ws.files.iter().map(|(_, entry)| entry.path.as_ref());
    let mut paths: Vec<&str> =
        paths.filter(|path| is_sample(name(path)) && !super::is_sample_folder(path) && !is_vendored(path)).collect();
    let word = |path: &str| SAMPLE.iter().position(|word| name(path).to_ascii_lowercase().contains(word));
    paths.sort_by_key(|path| (path.matches('/').count(), word(path)));
    let mut found: Vec<Sample> = Vec::new();
    for path in paths {
        let hidden = copied(name(path));
        let plain = hidden
            .strip_prefix('.')
            .and_then(|plain| join(parent(path), plain))
            .filter(|plain| !name(path).starts_with('.') && is_named(ws, plain));
        let becomes = plain.or_else(|| join(parent(path), &hidden)).filter(|copy| !ws.files.exists(copy));
        let Some(becomes) = becomes.filter(|copy| found.iter().all(|other| other.becomes != *copy)) else { continue };
        found.push(Sample { path: path.to_owned(), becomes });
    }
    if found.len() > SAMPLES {
        found.retain(|sample| !sample.path.contains('/'));
    }
    found
}

/// Whether a Compose file names a file of this path, such as under `env_file`.
fn is_named(ws: &Workspace, path: &str) -> bool {
    let is_compose = |of: &&str| COMPOSE_FILES.contains(&name(of));
    ws.files.iter().map(|(_, entry)| entry.path.as_ref()).filter(is_compose).any(|of| {
        let text = ws.files.find(of).and_then(|file| ws.files.text(file)).unwrap_or_default();
        let mut words = text.lines().filter_map(|line| line.split_whitespace().next_back());
        words.any(|word| join(parent(of), word.trim_matches(['"', '\''])).is_some_and(|named| named == path))
    })
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the copy of a sample is called.
fn copied(name: &str) -> String {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)[._-]?(?:{})(?:\b|_)", SAMPLE.join("|"))).expect("a valid expression")
    });
    let rest = WORD.replace(name, "");
    let rest = rest.trim_start_matches(['-', '_']);
    // `env` alone is hardly ever read.
    if rest.starts_with("env") { format!(".{rest}") } else { rest.to_owned() }
}

/// The variables of the sample files that a folder's page of its local environment is about: those of the folder, and
/// all that share a variable with one of them, since a page that documents one of a file is to document the file.
pub fn sample_variables(ws: &Workspace, folder: &str) -> Vec<SampleVariable> {
    let mut by_file: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for fact in ws.ledger.names.facts.iter().map(|fact| &fact.said).filter(|fact| fact.value.kind == Kind::EnvVar) {
        let path = ws.files.path(fact.span.file);
        if is_sample(name(path)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_called_as_programs_expect() {
        for (sample, copy) in [
            (".env.example", ".env"),
            (".env.local.example", ".env.local"),
            (".env.development.example", ".env.development"),
            (".env.example.local", ".env.local"),
            (".env-sample", ".env"),
            ("env.template", ".env"),
            ("sample.env", ".env"),
            (".template-env", ".env"),
            ("docker.env.dist", "docker.env"),
        ] {
            assert_eq!(copied(sample), copy, "{sample}");
        }
    }
}
