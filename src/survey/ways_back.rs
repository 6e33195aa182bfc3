//! What a repository has to take a deployment back, and the workflows that take something away, by their names.

use std::sync::LazyLock;

use regex::Regex;

use super::names::{DEPLOY, RELEASE, has, is_other, words};
use super::{Script, scripts, workflows};
use crate::model::{Trigger, Workflow};
use crate::snippets;
use crate::workspace::Workspace;

/// A script or workflow that takes a deployment back.
#[derive(Clone, Debug)]
pub enum WayBack<'a> {
    /// A script, with the names that it gives its arguments, in their order.
    Script(Script, Vec<String>),
    /// A workflow, and what people start it by.
    Workflow(&'a Workflow, &'a Trigger),
}

/// What is called after taking a deployment back: scripts, then workflows that people start.
pub fn ways_back<'a>(ws: &'a Workspace, folder: &'a str) -> Vec<WayBack<'a>> {
    let scripts = scripts(ws).into_iter().filter(|script| goes_back(&script.path) && folder.is_empty());
    let scripts = scripts.map(|script| {
        let text = ws.files.find(&script.path).and_then(|file| ws.files.text(file)).unwrap_or_default();
        let arguments = arguments(text);
        WayBack::Script(script, arguments)
    });
    let by_hand = workflows(ws, folder).filter(|workflow| is_way_back(workflow)).filter_map(|workflow| {
        let trigger = workflow.triggers.iter().find(|trigger| trigger.event.text == "workflow_dispatch")?;
        Some(WayBack::Workflow(workflow, trigger))
    });
    scripts.chain(by_hand).collect()
}

/// Whether a workflow takes a deployment back, by its names.
pub fn is_way_back(workflow: &Workflow) -> bool {
    let names = [workflow.file_name(), workflow.title()];
    names.iter().any(|name| goes_back(name)) && !names.iter().any(|name| snippets::is_about_data(name))
}

/// Whether a workflow says by its names that it deletes, takes back or interrupts something, and not first that it
/// deploys.
pub fn is_drastic(workflow: &Workflow) -> bool {
    let names = [workflow.file_name(), workflow.title()];
    let brings = |name: &&str| {
        words(name).next().is_some_and(|first| DEPLOY.contains(&first.as_str()) || RELEASE.contains(&first.as_str()))
    };
    names.iter().any(|name| snippets::is_drastic(name) || goes_back(name)) && !names.iter().any(brings)
}

/// Whether a path, or a name, says that a deployment is taken back.
fn goes_back(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let words = snippets::name_words(name);
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    let reverts = words.iter().any(|word| word == "revert") && (has(name, DEPLOY) || has(name, RELEASE));
    let goes = words.iter().any(|word| word == "rollback") || pair("roll", "back") || pair("slot", "swap") || reverts;
    let is_about_other = |word: Option<&String>| word.is_some_and(|word| is_other(word));
    goes && !is_about_other(words.first()) && !is_about_other(words.last()) && !snippets::is_about_data(path)
}

/// The names that a script gives its arguments: `environment=$1`.
fn arguments(text: &str) -> Vec<String> {
    static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?m)^\s*(?:local |export |readonly )?([A-Za-z_]\w*)="?\$\{?([1-9])\b"#)
            .expect("a valid expression")
    });
    let mut found: Vec<(String, String)> =
        GIVEN.captures_iter(text).map(|given| (given[2].to_owned(), given[1].to_owned())).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_is_called_after_deployments() {
        for path in ["scripts/rollback-latest.sh", "slotSwapTestApi.yml", "Roll back", "ops/revert_release.sh"] {
            assert!(goes_back(path), "{path}");
        }
        for path in ["db/rollback.sh", "liquibaseRollback.yml", "revert-commit.sh", "test-rollback.sh", "swap.sh"] {
            assert!(!goes_back(path), "{path}");
        }
    }

    #[test]
    fn a_script_names_its_arguments() {
        let text = "set -eu\nversion=${2:-latest}\nenvironment=\"$1\"\necho $3\n";
        assert_eq!(arguments(text), ["environment", "version"]);
    }
}
