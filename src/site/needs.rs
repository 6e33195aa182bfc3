//! The commands of a repository by what people come for first: to set up, to run, to test, to deploy.

use std::sync::LazyLock;

use serde::Deserialize;

use super::commands::is_private;
use crate::index::CommandItem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    need: String,
    words: Vec<String>,
}

static NEEDS: LazyLock<Vec<Need>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("needs.yaml")).expect("our table of needs"));

/// More commands for one need would push out the next.
const MOST: usize = 2;

/// The commands to begin with and what each is for; those that fit no need follow, if pages speak of them.
pub(super) fn first<'c>(commands: &[&'c CommandItem]) -> Vec<(Option<&'static str>, &'c CommandItem)> {
    let mut found = Vec::new();
    for need in NEEDS.iter() {
        let mut fitting: Vec<_> =
            commands.iter().filter_map(|command| Some((rank(need, command)?, *command))).collect();
        fitting.sort_by_key(|(rank, command)| (*rank, command.documented.is_empty(), command.command.len()));
        // Beside one that is called just so, or that pages speak of, its variants are noise.
        let is_clear =
            |((varies, _), command): &((bool, usize), &CommandItem)| !varies || !command.documented.is_empty();
        let most = if fitting.first().is_some_and(is_clear) { 1 } else { MOST };
        found.extend(fitting.into_iter().take(most).map(|(_, command)| (Some(need.need.as_str()), command)));
    }
    let is_new = |command: &&&CommandItem| !found.iter().any(|(_, known)| std::ptr::eq(*known, **command));
    let others = commands.iter().filter(|command| !command.documented.is_empty() && !is_private(command));
    let others: Vec<_> = others.filter(is_new).map(|command| (None, *command)).collect();
    found.extend(others);
    found
}

/// How well a command fits: one that is called so before one whose name begins so, and earlier words before later ones.
fn rank(need: &Need, command: &CommandItem) -> Option<(bool, usize)> {
    let name = command.command.split_whitespace().last()?;
    if is_private(command) || command.effect == "destroy" {
        return None;
    }
    let is_exact = need.words.iter().position(|word| word == name);
    let first = name.split(|letter: char| !letter.is_alphanumeric()).next()?;
    let begins = need.words.iter().position(|word| word == first);
    is_exact.map(|at| (false, at)).or_else(|| begins.map(|at| (true, at)))
}

#[cfg(test)]
mod tests {
    use super::first;
    use crate::index::CommandItem;

    fn command(command: &str, effect: &'static str) -> CommandItem {
        CommandItem {
            command: command.to_owned(),
            kind: "make target",
            effect,
            folder: String::new(),
            description: None,
            section: None,
            stated: Vec::new(),
            documented: Vec::new(),
        }
    }

    #[test]
    fn commands_stand_by_what_people_come_for() {
        let all = ["make _setup", "make all", "make deploy-prod", "make deploy-staging", "make test", "make test-unit"];
        let mut all: Vec<CommandItem> = all.into_iter().map(|words| command(words, "write")).collect();
        all.push(command("make run-destroy", "destroy"));
        all.push(command("npm run bootstrap", "write"));
        let found = first(&all.iter().collect::<Vec<_>>());
        let found: Vec<_> = found.iter().map(|(need, command)| (need.unwrap_or(""), &*command.command)).collect();
        assert_eq!(
            found,
            [
                ("Set up", "npm run bootstrap"),
                ("Test", "make test"),
                ("Deploy", "make deploy-prod"),
                ("Deploy", "make deploy-staging"),
            ]
        );
    }
}
