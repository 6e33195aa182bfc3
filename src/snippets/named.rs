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

/// Whether the last step of a path, or a name, has such a word, be it written in two: `tear-down`.
fn destroys(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let words: Vec<&str> = name.split(|letter: char| !letter.is_alphanumeric()).collect();
    let is_any = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let has = |list: &[String]| {
        words.iter().any(|word| is_any(list, word)) || words.windows(2).any(|pair| is_any(list, &pair.concat()))
    };
    has(&NAMED.destroys) && !has(&NAMED.unless)
}

#[cfg(test)]
mod tests {
    use super::destroyer;

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
        ] {
            assert_eq!(found(command), Some(name), "{command}");
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
        ] {
            assert_eq!(found(command), None, "{command}");
        }
    }
}
