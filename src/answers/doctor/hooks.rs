//! Whether the hooks of git run that a repository has set up: by pre-commit, lefthook, husky, or a folder of its own.
//! Plans what to look for, and judges what is there; reads nothing itself.

use super::{Finding, Health};

/// The hooks that one tool is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The tool.
    pub manager: &'static str,
    /// Where that is set up, relative to the root.
    pub path: String,
    /// The line of it.
    pub line: usize,
    /// The hooks of git.
    pub names: Vec<String>,
    /// What installs them.
    pub install: &'static str,
}

/// The hooks that people set up, by git's names.
const NAMES: &[&str] = &[
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-merge-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "post-rewrite",
    "applypatch-msg",
];

/// The files by which a tool is set up, the tool, and what installs its hooks.
const SETUPS: &[(&str, &str, &str)] = &[
    (".pre-commit-config.yaml", "pre-commit", "pre-commit install"),
    (".pre-commit-config.yml", "pre-commit", "pre-commit install"),
    ("lefthook.yml", "lefthook", "lefthook install"),
    ("lefthook.yaml", "lefthook", "lefthook install"),
    (".lefthook.yml", "lefthook", "lefthook install"),
    (".lefthook.yaml", "lefthook", "lefthook install"),
];

/// Folders that hold hooks themselves, the tool, and what makes git look there.
const FOLDERS: &[(&str, &str, &str)] = &[
    (".husky", "husky", "npx husky"),
    (".githooks", "core.hooksPath", "git config core.hooksPath .githooks"),
    (".git-hooks", "core.hooksPath", "git config core.hooksPath .git-hooks"),
];

/// The hooks that are set up; `read` gives the text of a file that the repository has.
pub fn hooks(read: &dyn Fn(&str) -> Option<String>) -> Vec<Hook> {
    let files = SETUPS.iter().filter_map(|(path, manager, install)| {
        let text = read(path)?;
        let (names, line) = if *manager == "lefthook" { of_lefthook(&text) } else { of_pre_commit(&text) };
        (!names.is_empty()).then(|| Hook { manager, path: (*path).to_owned(), line, names, install })
    });
    let folders = FOLDERS.iter().filter_map(|(folder, manager, install)| {
        let has = |name: &&&str| read(&format!("{folder}/{name}")).is_some();
        let names: Vec<String> = NAMES.iter().filter(has).map(|name| (*name).to_owned()).collect();
        let path = format!("{folder}/{}", names.first()?);
        Some(Hook { manager, path, line: 1, names, install })
    });
    files.chain(folders).collect()
}

/// pre-commit installs one hook unless its configuration names others.
fn of_pre_commit(text: &str) -> (Vec<String>, usize) {
    let line = text.lines().position(|line| line.trim_start().starts_with("- repo:")).map_or(1, |at| at + 1);
    let listed = text.lines().find_map(|line| line.strip_prefix("default_install_hook_types:"));
    let words = listed.unwrap_or_default().split([',', '[', ']', ' ', '\'', '"']);
    let mut names: Vec<String> = words.filter(|word| NAMES.contains(word)).map(str::to_owned).collect();
    if names.is_empty() && text.contains("repo:") {
        names.push("pre-commit".to_owned());
    }
    (names, line)
}

fn of_lefthook(text: &str) -> (Vec<String>, usize) {
    let key =
        |line: &str| line.split_once(':').map(|(key, _)| key.to_owned()).filter(|key| NAMES.contains(&key.as_str()));
    let line = text.lines().position(|line| key(line).is_some()).map_or(1, |at| at + 1);
    (text.lines().filter_map(key).collect(), line)
}

/// Judges hooks by the scripts that git would run; `runs` gives the path and the text of one, if there is one.
pub fn judge_hook(hook: &Hook, runs: &dyn Fn(&str) -> Option<(String, String)>) -> Finding {
    let Hook { manager, path, line, names, install } = hook;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_own = |(place, text): &(String, String)| match *manager {
        "husky" => place.contains("/.husky/") || text.contains("husky"),
        "core.hooksPath" => place.contains(&format!("/{folder}/")),
        "pre-commit" => ["pre-commit", "prek", "devops-docs"].iter().any(|words| text.contains(words)),
        name => text.contains(name),
    };
    let found: Vec<(&String, Option<(String, String)>)> = names.iter().map(|name| (name, runs(name))).collect();
    let missing: Vec<&str> =
        found.iter().filter(|(_, script)| script.is_none()).map(|(name, _)| name.as_str()).collect();
    let other: Vec<&str> = found
        .iter()
        .filter(|(_, script)| script.as_ref().is_some_and(|script| !is_own(script)))
        .map(|(name, _)| name.as_str())
        .collect();
    let (status, message) = if !missing.is_empty() {
        (Health::Warning, format!("{manager} is to run {}, and is not installed here", missing.join(", ")))
    } else if !other.is_empty() {
        (Health::Warning, format!("{manager} is to run {}, where another hook stands", other.join(", ")))
    } else {
        (Health::Ok, format!("{manager} runs {}", names.join(", ")))
    };
    let install = (status != Health::Ok).then(|| (*install).to_owned());
    Finding { install, ..Finding::new("hook", manager, status, message, (path.clone(), *line)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<Hook> {
        hooks(&|path| files.iter().find(|(own, _)| *own == path).map(|(_, text)| (*text).to_owned()))
    }

    #[test]
    fn what_is_set_up_is_read_from_each_tool() {
        let found = of(&[
            (
                ".pre-commit-config.yaml",
                "default_install_hook_types: [pre-commit, commit-msg]\nrepos:\n- repo: local\n",
            ),
            ("lefthook.yml", "# ours\npre-push:\n  jobs: []\noutput: [summary]\n"),
            (".husky/commit-msg", "npx commitlint\n"),
            (".githooks/pre-commit", "make lint\n"),
        ]);
        let shown: Vec<String> = found
            .iter()
            .map(|hook| format!("{} {}:{} {}", hook.manager, hook.path, hook.line, hook.names.join("+")))
            .collect();
        assert_eq!(
            shown,
            [
                "pre-commit .pre-commit-config.yaml:3 pre-commit+commit-msg",
                "lefthook lefthook.yml:2 pre-push",
                "husky .husky/commit-msg:1 commit-msg",
                "core.hooksPath .githooks/pre-commit:1 pre-commit",
            ]
        );
        assert!(of(&[("lefthook.yml", "output: [summary]\n"), (".husky/_/husky.sh", "")]).is_empty());
    }

    #[test]
    fn a_hook_counts_only_if_git_would_run_it() {
        let own = &of(&[(".husky/pre-push", "npm test\n")])[0];
        let judged = |place: &str, text: &str| judge_hook(own, &|_| Some((place.to_owned(), text.to_owned()))).status;
        assert_eq!(judged("/shop/.husky/_/pre-push", "#!/bin/sh\n. h\n"), Health::Ok);
        assert_eq!(judged("/shop/.git/hooks/pre-push", "#!/bin/sh\nmake\n"), Health::Warning);
        let missing = judge_hook(own, &|_| None);
        assert_eq!((missing.status, missing.install.as_deref()), (Health::Warning, Some("npx husky")));
        assert_eq!(missing.message, "husky is to run pre-push, and is not installed here");
    }
}
