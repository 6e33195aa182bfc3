//! What targets and scripts of a repository destroy, as far as their names tell.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    runners: BTreeMap<String, Vec<String>>,
    interpreters: Vec<String>,
    destroys: Vec<String>,
    replaces: Vec<String>,
    data: Vec<String>,
    workflows: Vec<String>,
    unless: Vec<String>,
}

static NAMED: LazyLock<Named> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("named.yaml")).expect("our table of names that destroy"));

/// The target or script that a command runs and that says by its name that it destroys.
pub(super) fn destroyer<'w>(program: &'w str, arguments: &[Option<&'w str>]) -> Option<&'w str> {
    let is_plain = |word: &&str| !word.starts_with('-') && !word.contains('=');
    if program.contains('/') || program.ends_with(".sh") {
        return Some(program).filter(|path| destroys(path));
    }
    let mut words = arguments.iter().flatten().copied().filter(is_plain);
    if NAMED.interpreters.iter().any(|known| known == program) {
        return words.next().filter(|path| destroys(path));
    }
    let between = NAMED.runners.get(program)?;
    if between.is_empty() {
        return words.find(|target| destroys(target));
    }
    words.next().filter(|word| between.iter().any(|known| known == word))?;
    words.next().filter(|task| destroys(task))
}

/// Whether the last step of a path, or a name, has such a word.
fn destroys(path: &str) -> bool {
    let is_one = has(path, &NAMED.destroys) || has(path, &NAMED.replaces) && is_about_data(path);
    is_one && !has(path, &NAMED.unless)
}

/// Whether a name or a path is about data, which has versions of its own.
pub fn is_about_data(name: &str) -> bool {
    name_words(name).iter().any(|word| NAMED.data.contains(word))
}

/// Whether a workflow of this name deletes, takes back or interrupts something, as far as the name tells.
pub fn is_drastic(name: &str) -> bool {
    destroys(name) || has(name, &NAMED.workflows) && !has(name, &NAMED.unless)
}

/// Whether the last step of a path, or a name, has one of these words, be it written in two: `tear-down`.
fn has(path: &str, list: &[String]) -> bool {
    let words = name_words(path.rsplit('/').next().unwrap_or(path));
    let is_any = |word: &str| list.iter().any(|known| known == word);
    words.iter().any(|word| is_any(word)) || words.windows(2).any(|pair| is_any(&pair.concat()))
}

/// The words of a name in lower case, those of `slotSwap` too.
pub fn name_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        let begins = was_small && letter.is_uppercase();
        was_small = letter.is_lowercase();
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{destroyer, is_drastic, name_words};

    fn found(command: &'static str) -> Option<&'static str> {
        let mut words = command.split(' ');
        let program = words.next().expect("a command has a name");
        destroyer(program, &words.map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn a_target_or_script_that_destroys_by_its_name_is_known() {
        for (command, name) in [
            ("make destroy", "destroy"),
            ("make -C infra ENV=prod infra-destroy", "infra-destroy"),
            ("just db_drop", "db_drop"),
            ("npm run db:wipe -- --force", "db:wipe"),
            ("./scripts/tear-down.sh", "./scripts/tear-down.sh"),
            ("bash scripts/nuke_all.sh", "scripts/nuke_all.sh"),
            ("mise run cluster:teardown", "cluster:teardown"),
            ("pnpm run db:reset", "db:reset"),
            ("pnpm run infra:dev:prune", "infra:dev:prune"),
        ] {
            assert_eq!(found(command), Some(name), "{command}");
        }
    }

    #[test]
    fn a_workflow_says_by_its_name_that_it_takes_something_away() {
        assert_eq!(name_words("slotSwapDevAPI.yml"), ["slot", "swap", "dev", "api", "yml"]);
        for name in [
            "prod-clean-up.yml",
            "ledgerRollback.yml",
            "Delete unused reviews",
            "slotSwapDevAPI.yml",
            "Replace Postgres Database",
        ] {
            assert!(is_drastic(name), "{name}");
        }
        for name in ["cache-cleanup.yml", "deploy.yml", "Nightly", "clear-preview.yml"] {
            assert!(!is_drastic(name), "{name}");
        }
    }

    #[test]
    fn what_only_sounds_like_it_is_not() {
        for command in [
            "make deploy",
            "make destroy-plan",
            "make drop-cache",
            "npm run test:teardown",
            "npm install purge",
            "make backdrop",
            "./dropbox.sh",
            "git log destroy",
            "echo teardown",
            "npm run drag-drop",
            "make reset-cache",
            "npm run replace-icons",
        ] {
            assert_eq!(found(command), None, "{command}");
        }
    }
}
